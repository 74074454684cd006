"""Opportunities and prospects found in care: sold by one, credited to another."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from .covers import covers
from .grow_case import GrowCase


class TestOpportunityCare(GrowCase):
    def prospect(self, role, **vals):
        Wizard = self.env["keqin.prospect.add"].with_user(self.users[role])
        return Wizard.create({"name": "Hengtai"} | vals)

    def found_by(self, role):
        user = self.users[role]
        return self.env["crm.lead"].search([("keqin_finder_id", "=", user.id)])

    @covers("R173", "R178")
    def test_found_in_an_activity(self):
        activity = self.make_activity("visit", user=self.users["service"])
        lead = self.env["crm.lead"].with_user(self.users["sales_manager"])
        lead = lead.create({"name": "Third line", "keqin_activity_id": activity.id})
        self.assertEqual(lead.user_id, self.users["sales"], "the account manager")
        self.assertEqual(lead.keqin_finder_id, self.users["sales_manager"])
        self.assertEqual(lead.source_id, self.env.ref("keqin_addon.utm_source_care"))

    @covers("R178")
    def test_executives_read_the_cards(self):
        tag = self.env["crm.tag"].create({"name": "Packaging line"})
        lead = self.env["crm.lead"].create(
            {"name": "Third line", "tag_ids": tag.ids, "user_id": self.rival.id}
        )
        mine = self.by("executive", lead)
        (row,) = mine.web_read({"tag_ids": {"fields": {"display_name": {}}}})
        self.assertEqual(row["tag_ids"][0]["display_name"], "Packaging line")

    @covers("R178")
    def test_what_was_said_stays(self):
        activity = self.make_activity("visit")
        lead = self.env["crm.lead"].create(
            {
                "name": "Third line",
                "keqin_activity_id": activity.id,
                "user_id": self.rival.id,
                "keqin_finder_id": self.users["service"].id,
            }
        )
        self.assertEqual(lead.user_id, self.rival)
        self.assertEqual(lead.keqin_finder_id, self.users["service"])

    @covers("R178")
    def test_credit_is_not_taken_over(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "Third line",
                "user_id": self.users["sales"].id,
                "keqin_finder_id": self.users["service"].id,
            }
        )
        mine = self.by("sales", lead)
        for user in (self.users["sales"], self.env["res.users"]):
            self.assertRefused(mine.write, {"keqin_finder_id": user.id})
        mine.write({"keqin_finder_id": self.users["service"].id, "name": "Fourth"})
        self.by("sales_manager", lead).keqin_finder_id = self.users["marketing"]
        free = self.env["crm.lead"].create(
            {"name": "Unclaimed", "user_id": self.users["sales"].id}
        )
        self.by("sales", free).keqin_finder_id = self.users["sales"]

    @covers("R173")
    def test_prospect_registered_by_every_role_of_care(self):
        for role in ("sales", "service", "marketing", "executive", "manager"):
            with self.subTest(role=role):
                self.prospect(role, interest="Boxes", amount=300).action_add()
                lead = self.found_by(role)
                self.assertEqual(lead.partner_name, "Hengtai")
                self.assertEqual(lead.expected_revenue, 300)
                self.assertEqual(
                    lead.source_id, self.env.ref("keqin_addon.utm_source_care")
                )
        for role in ("contributor",):
            self.assertRefused(self.prospect, role)

    @covers("R173", "R178")
    def test_heard_from_a_customer(self):
        activity = self.make_activity("visit", user=self.users["service"])
        context = self.by("service", activity).action_add_prospect()["context"]
        Wizard = self.env["keqin.prospect.add"].with_user(self.users["service"])
        with Form(Wizard.with_context(**context)) as form:
            form.name = "Hengtai"
        form.record.action_add()
        lead = self.found_by("service")
        self.assertEqual(lead.keqin_activity_id, activity)
        self.assertEqual(lead.user_id, self.users["sales"])
        self.assertFalse(self.customer.referral_count)

    @covers("R173", "R177")
    def test_named_by_a_customer_it_is_a_referral(self):
        self.assertRefused(
            self.prospect("service", is_referral=True).action_add, error=UserError
        )
        wizard = self.prospect(
            "service", customer_id=self.customer.id, is_referral=True, phone="0512"
        )
        wizard.action_add()
        referral = self.customer.referral_ids
        self.assertEqual(referral.user_id, self.users["service"])
        self.assertEqual(referral.lead_id.phone, "0512")
        self.assertEqual(self.found_by("service"), referral.lead_id)

    @covers("R173")
    def test_nothing_is_linked_that_one_may_not_see(self):
        hidden = self.make_activity(customer=self.other, user=self.rival)
        for vals in (
            {"customer_id": self.other.id},
            {"activity_id": hidden.id},
        ):
            with self.subTest(vals=vals):
                wizard = self.prospect("sales", **vals)
                self.assertRefused(wizard.action_add, error=AccessError)

    @covers("R173")
    def test_same_name_is_told(self):
        self.make_partner("Hengtai")
        self.assertEqual(self.prospect("sales", name="hengtai ").duplicate, "Hengtai")
        self.assertFalse(self.prospect("sales", name="Heng").duplicate)

    @covers("R173")
    def test_shown_on_the_customer(self):
        Lead = self.env["crm.lead"]
        Lead.create(
            {
                "name": "Found",
                "partner_id": self.person.id,
                "user_id": self.users["sales"].id,
                "keqin_finder_id": self.users["service"].id,
            }
        )
        Lead.create({"name": "Not found", "partner_id": self.person.id})
        mine = self.by("sales", self.customer)
        action = mine.action_open_found_leads()
        self.assertEqual(Lead.search(action["domain"]).name, "Found")
