"""The archive of a customer: what is known, found again, and dated."""

from datetime import date

from psycopg2 import IntegrityError

from odoo import Command
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .common import KeqinCase
from .covers import covers


@tagged("post_install", "-at_install")
class TestArchive(KeqinCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.make_customer("Archive Works", cls.users["sales"])
        cls.other = cls.make_customer("Other Works", cls.users["sales"])

    def found_by(self, *domain):
        Customer = self.env["keqin.customer"].with_user(self.users["sales"])
        return Customer.search(
            [("id", "in", (self.customer | self.other).ids), *domain]
        )

    @covers("R001", "R184")
    def test_found_by_what_the_contact_knows(self):
        """Stored once on the contact, searched in the care file."""
        industry = self.env.ref("base.res_partner_industry_C")
        country = self.env.ref("base.cn")
        values = {
            "phone": "+86 21 5555 0199",
            "email": "office@archive.example",
            "street": "Lake Road 9",
            "city": "Suzhou",
            "ref": "KH-ARCHIVE",
            "industry_id": industry.id,
            "country_id": country.id,
        }
        self.customer.write(values)
        for name, value in values.items():
            with self.subTest(name):
                self.assertEqual(self.customer.partner_id[name], self.customer[name])
                self.assertEqual(self.found_by((name, "=", value)), self.customer)
        self.env["res.partner"].create(
            {"name": "Li Archive", "parent_id": self.customer.partner_id.id}
        )
        by_contact = self.found_by(("child_ids.name", "=", "Li Archive"))
        self.assertEqual(by_contact, self.customer)
        by_name = self.env["keqin.customer"].name_search("KH-ARCHIVE")
        self.assertEqual([found_id for found_id, _name in by_name], self.customer.ids)

    @covers("R001", "R002")
    def test_preferences_mode_size_and_budget(self):
        category = self.env["product.category"].create({"name": "Presses"})
        mode = self.env.ref("keqin_addon.keqin_cooperation_mode_framework")
        self.customer.with_user(self.users["sales"]).write(
            {
                "preference_category_ids": [Command.link(category.id)],
                "preference_note": "Only with spare parts",
                "cooperation_mode_id": mode.id,
                "company_size": "medium",
                "budget_limit": 5000.0,
                "budget_note": "2026",
            }
        )
        for condition in (
            ("preference_category_ids", "child_of", category.id),
            ("cooperation_mode_id", "=", mode.id),
            ("company_size", "=", "medium"),
            ("budget_limit", ">", 4000.0),
        ):
            self.assertEqual(self.found_by(condition), self.customer, condition)

    @covers("R002", "R015")
    def test_impossible_values_are_refused(self):
        for values in (
            {"budget_limit": -1.0},
            {"wallet_share": 101.0},
            {"wallet_share": -1.0},
        ):
            with (
                self.subTest(values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.customer.write(values)

    @covers("R015")
    def test_share_of_wallet_is_dated_by_its_estimate(self):
        with Form(self.customer.with_user(self.users["sales"])) as form:
            form.wallet_share = 80.0
            form.wallet_on = date(2026, 5, 1)
        self.assertEqual(self.customer.wallet_share, 80.0)
        self.assertEqual(self.customer.wallet_on, date(2026, 5, 1))

    @covers("R012", "R013")
    @freeze_time("2026-06-30")
    def test_years_of_cooperation(self):
        """From the first contract; without one, from the first order."""
        self.make_order(self.customer.partner_id, 10.0, on="2024-06-30")
        self.policy.run("2026-06-30")
        self.assertEqual(self.customer.cooperation_years, 2.0)
        self.customer.signed_on = date(2022, 12, 30)
        self.assertEqual(self.customer.cooperation_years, 3.5)
        self.assertEqual(self.other.cooperation_years, 0.0)

    @covers("R014", "R027", "R190")
    def test_stages_and_sensitive_fields_keep_their_history(self):
        """Who changed what from what to what, in the chatter."""
        self.track()  # what is made and changed at once is not noted
        customer = self.customer.with_context(
            tracking_disable=False, mail_notrack=False
        ).with_user(self.users["sales"])
        changes = {
            "lifecycle": ("prospect", "at_risk", "At risk"),
            "relationship_level": (False, "strategic", "Strategic partner"),
            "company_size": (False, "large", "Large"),
        }
        for name, (_old, new, _label) in changes.items():
            customer[name] = new
        self.track()
        tracked = {
            value.field_id.name: value.new_value_char
            for value in self.customer.message_ids.tracking_value_ids
        }
        expected = {name: label for name, (_old, _new, label) in changes.items()}
        self.assertEqual(tracked, tracked | expected)

    @covers("R205")
    def test_policy_lists_its_reference_documents(self):
        policy = self.policy.with_user(self.users["manager"])
        policy.reference_documents = "<p>Data security rules 2026</p>"
        policy.message_post(body="The rules", attachments=[("rules.txt", b"facts")])
        self.assertIn("Data security", self.policy.reference_documents)
        self.assertEqual(self.policy.message_ids[0].attachment_ids.name, "rules.txt")

    def track(self):
        """Write what tracking noted, as the end of a transaction does."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.invalidate_all()
