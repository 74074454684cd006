"""Customer pages, by role: who sees, releases and decides; what nobody writes."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .care_page_case import CarePageCase
from .common import OUTSIDERS, ROLES
from .covers import covers

READERS = ("sales", "sales_manager", "service", "service_manager", "executive")
READERS += ("manager",)
RELEASERS = ("sales", "sales_manager", "manager")
MODELS = ("keqin.care.page", "keqin.archive.answer", "keqin.care.page.visit")


@covers("R191")
@tagged("post_install", "-at_install")
class TestCarePageRoles(CarePageCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shared._take_correction({"company_phone": "0512 9999"})
        cls.env["keqin.care.page.visit"]._count(cls.shared, "opened", "link")
        cls.word = cls.answer_of(cls.shared)
        cls.foreign = cls.make_page(cls.stranger.partner_id, cls.other)
        cls.foreign._take_correction({"company_phone": "0512 8888"})
        cls.env["keqin.care.page.visit"]._count(cls.foreign, "opened", "link")

    @classmethod
    def answer_of(cls, page):
        return cls.env["keqin.archive.answer"].search([("page_id", "=", page.id)])

    def each(self, allowed):
        for role in (*ROLES, *OUTSIDERS):
            with self.subTest(role=role):
                yield role, role in allowed

    def test_who_reads(self):
        for role, allowed in self.each(READERS):
            for model in MODELS:
                Model = self.env[model].with_user(self.users[role])
                own = [("page_id", "=", self.shared.id)]
                own = (
                    own if "page_id" in Model._fields else [("id", "=", self.shared.id)]
                )
                self.assertAllowed(allowed, Model.search, own)
                self.assertAllowed(allowed, Model._read_group, own, ["id"])

    def test_own_customers_are_the_limit_of_an_account_manager(self):
        pages = self.shared | self.foreign
        for role, many in (("sales", 1), ("sales_manager", 2), ("service", 2)):
            for model in MODELS:
                Model = self.env[model].with_user(self.users[role])
                name = "page_id" if "page_id" in Model._fields else "id"
                found = Model.search([(name, "in", pages.ids)])
                self.assertEqual(len(found), many, (role, model))
        self.users["sales"].write(
            {"group_ids": [Command.link(self.ref("keqin_addon.group_keqin_service"))]}
        )
        self.assertAllowed(False, self.by("sales", self.foreign).action_release)
        word = self.answer_of(self.foreign)
        self.assertAllowed(False, self.by("sales", word).action_accept)

    @staticmethod
    def done(step, *args):
        """Take a step that returns nothing."""
        step(*args)
        return True

    def test_who_releases_and_revokes(self):
        draft = self.make_page(self.zhao.partner_id, release=False)
        draft.contact_id.email = "zhao@example.com"
        for role, allowed in self.each(RELEASERS):
            self.assertAllowed(allowed, self.done, self.by(role, draft).action_release)
            self.assertAllowed(allowed, self.done, self.by(role, draft).action_send)
            revoke = self.by(role, self.shared).action_revoke
            self.assertAllowed(allowed, self.done, revoke)
            self.assertAllowed(allowed, self.by(role, draft).action_preview)

    def test_who_makes_a_page(self):
        vals = {
            "customer_id": self.customer.id,
            "contact_id": self.zhao.partner_id.id,
            "expires_on": "2026-12-31",
        }
        for role, allowed in self.each(RELEASERS):
            Page = self.env["keqin.care.page"].with_user(self.users[role])
            self.assertAllowed(allowed, Page.create, vals)
            self.assertAllowed(False, Page.create, vals | {"state": "released"})
            self.assertAllowed(False, Page.create, vals | {"token": "guess"})

    def test_who_decides(self):
        for role, allowed in self.each(RELEASERS):
            for step in ("action_accept", "action_reject"):
                self.assertAllowed(
                    allowed, self.done, getattr(self.by(role, self.word), step)
                )

    def test_steps_and_words_are_written_by_nobody(self):
        for role, _allowed in self.each(()):
            page, word = self.by(role, self.shared), self.by(role, self.word)
            visit = self.by(role, self.shared.visit_ids)
            for vals in (
                {"state": "released"},
                {"token": "guess"},
                {"released_on": "2026-01-01"},
                {"company_id": self.env.company.id},
            ):
                self.assertAllowed(False, page.write, vals)
            for vals in ({"state": "accepted"}, {"new_value": "1"}, {"remark": "x"}):
                self.assertAllowed(False, word.write, vals)
            self.assertAllowed(False, visit.write, {"count": 0})
            self.assertAllowed(False, self.done, visit.unlink)
            self.assertAllowed(False, self.done, word.unlink)
            said = {
                "customer_id": self.customer.id,
                "answered_on": "2026-01-01",
                "kind": "confirmed",
                "state": "accepted",
            }
            self.assertAllowed(False, word.browse().create, said)

    def test_the_key_is_read_by_nobody(self):
        for role, _allowed in self.each(()):
            page = self.by(role, self.shared)
            key = [("token", "=", self.shared.sudo().token)]
            self.assertAllowed(False, page.read, ["token"])
            self.assertAllowed(False, page.search, key)
            self.assertAllowed(False, page._read_group, [], ["token"])
            exported = self.attempt(page.export_data, ["token"], denial=UserError)
            self.assertFalse(exported)

    def test_the_link_is_for_who_may_release(self):
        for role, allowed in self.each(RELEASERS):
            self.assertAllowed(allowed, self.by(role, self.shared).read, ["url"])

    def test_other_companies(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        env = self.in_companies(self.env, company)
        lead = self.users["sales_manager"]
        lead.write({"company_ids": [Command.link(company.id)]})
        for model in MODELS:
            Model = self.env(context=env.context)[model].with_user(lead)
            self.assertFalse(Model.search([]), model)
