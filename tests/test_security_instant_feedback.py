"""Rules of instant feedback: leads of service make them, others at most read them."""

from odoo.tests import tagged

from .common import OUTSIDERS, ROLES, KeqinCase
from .covers import covers
from .instant_case import InstantMixin

WRITERS = ("service_manager", "manager")
READERS = ("service", "executive", *WRITERS)
# Who reads who was asked: of their own customers, or of all.
SEES = ("sales", "sales_manager", "service", "service_manager", "executive", "manager")


@tagged("post_install", "-at_install")
class TestSecurity(InstantMixin, KeqinCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        cls.customer = cls.make_customer("Ruichen", cls.users["sales"])
        cls.person = cls.make_partner(
            "Ms. Wang", parent_id=cls.customer.partner_id.id, is_company=False
        )
        cls.set_up_instant()
        cls.rule = cls.make_rule("event")
        cls.invitation = cls.env["keqin.survey.invitation"].create(
            {
                "customer_id": cls.customer.id,
                "contact_id": cls.person.id,
                "survey_id": cls.survey.id,
                "instant_feedback_id": cls.rule.id,
                "state": "sent",
            }
        )

    @covers("R100", "R107", "R190")
    def test_who_makes_rules(self):
        values = {
            "after": "case",
            "case_kind": "complaint",
            "ask": "rating",
            "company_id": self.company.id,
        }
        for role in (*ROLES, *OUTSIDERS):
            rule = self.rule.with_user(self.users[role])
            self.assertAllowed(role in READERS, rule.read, ["ask"], message=role)
            writes = role in WRITERS
            self.assertAllowed(writes, rule.write, {"delay_hours": 4}, message=role)
            self.assertAllowed(writes, rule.create, values, message=role)
            self.assertAllowed(writes, rule.unlink, message=role)

    @covers("R107")
    def test_leads_choose_any_kind_of_thing(self):
        for role in WRITERS:
            for model in ("keqin.activity.type", "event.type", "survey.survey"):
                self.env[model].with_user(self.users[role]).name_search("")

    @covers("R190")
    def test_rules_of_other_companies(self):
        other = self.env["res.company"].create({"name": "Other"})
        theirs = self.make_rule("event", company_id=other.id)
        shared = self.make_rule("event", company_id=False)
        mine = self.env["keqin.instant.feedback"].with_user(self.users["manager"])
        found = mine.search([("id", "in", (theirs | shared | self.rule).ids)])
        self.assertEqual(found.sudo(), self.rule | shared)

    @covers("R114", "R191")
    def test_who_reminds(self):
        for role in (*ROLES, *OUTSIDERS):
            own = self.invitation.with_user(self.users[role])
            for action in (own.action_note_reminder, own.action_undo_reminder):
                self.assertAllowed(role in SEES, action, message=role)
            vals = {"personal_reminder_on": "2026-01-01 00:00:00"}
            self.assertAllowed(False, own.write, vals, message=role)
            self.assertAllowed(
                False, own.write, {"instant_feedback_id": False}, message=role
            )
        rival = self.invitation.with_user(self.rival)
        self.assertAllowed(False, rival.action_note_reminder)

    @covers("R114", "R195")
    def test_who_learns_whom_we_asked(self):
        for role in ROLES:
            for model in ("keqin.activity", "keqin.case"):
                fields = self.env[model].with_user(self.users[role]).fields_get()
                self.assertEqual(
                    "invitation_ids" in fields, role in SEES, (role, model)
                )
                self.assertEqual("invitation_count" in fields, role in SEES, role)

    @covers("R114")
    def test_an_account_manager_sees_why_without_reading_the_rule(self):
        own = self.invitation.with_user(self.users["sales"])
        self.assertEqual(own.instant_feedback_id.sudo().display_name, "Event: any")
        data = own.web_read(
            {"why": {}, "instant_feedback_id": {"fields": {"display_name": {}}}}
        )
        self.assertEqual(data[0]["instant_feedback_id"]["display_name"], "Event: any")
