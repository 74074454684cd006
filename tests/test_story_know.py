"""A customer becomes known, is visited, and corrects what we know of it."""

from datetime import timedelta

from odoo import fields

from .covers import covers
from .story_case import LANGUAGES, StoryCase

_ACTION = "/odoo/action-keqin_addon"


class TestKnowStory(StoryCase):
    story = "know"

    @covers("R008", "R010", "R011", "R016", "R189", "R211", "R214")
    def test_from_an_empty_file_to_a_verified_one(self):
        self.company.keqin_care_page = True
        for lang in LANGUAGES:
            with self.subTest(lang=lang):
                self.tell(lang)

    def tell(self, lang):
        sales = self.make_user("sales", lang)
        customer = self.make_customer(lang, sales)
        url = f"{_ACTION}.keqin_customer_action/{customer.id}"
        self.tour("fill", sales, url)
        self.assertEqual(
            customer.pain_point_ids.mapped("name"), ["Lines stand still at change-over"]
        )
        self.assertEqual((customer.three_clears, customer.verified_by), (1, sales))
        self.on_phone("brief", sales, url)
        opened = [("user_id", "=", sales.id), ("kind", "=", "read")]
        self.assertEqual(
            self.env["keqin.access.log"].search(opened).partner_id, self.person
        )
        self.corrected(customer, sales)
        sales.active = False
        customer.active = False

    def make_customer(self, lang, sales):
        partner = self.env["res.partner"].create(
            {
                "name": f"Story Boxes {lang}",
                "is_company": True,
                "user_id": sales.id,
                "phone": "0512 1111",
                "lang": lang,
            }
        )
        customer = self.env["keqin.customer"].create(
            {"partner_id": partner.id, "company_id": self.company.id}
        )
        today = fields.Date.today()
        self.env["keqin.promise"].create(
            {
                "name": "Samples by Friday",
                "customer_id": customer.id,
                "user_id": sales.id,
                "department": "sales",
                "due_on": today + timedelta(days=3),
            }
        )
        self.person = self.env["res.partner"].create(
            {"name": f"Ms. Wang {lang}", "parent_id": partner.id, "lang": lang}
        )
        card = self.env["keqin.contact"].create(
            {"partner_id": self.person.id, "customer_id": customer.id}
        )
        self.env["keqin.contact.fact"].create(
            {
                "contact_id": card.id,
                "name": "Daughter sits her exam in June",
                "follow_up_on": today + timedelta(days=5),
            }
        )
        return customer

    def corrected(self, customer, sales):
        """The customer says what is wrong; the account manager takes it over."""
        page = self.env["keqin.care.page"].create(
            {
                "customer_id": customer.id,
                "contact_id": self.person.id,
                "expires_on": fields.Date.today() + timedelta(days=30),
            }
        )
        page.action_release()
        self.browser_size, wide = "390x844", self.browser_size
        self.start_tour(
            f"/care/page/{page.id}/{page.sudo().token}", "keqin_care_page_tour"
        )
        self.browser_size = wide
        self.assertEqual(customer.phone, "0512 1111")
        self.tour("accept", sales, f"{_ACTION}.keqin_archive_answer_action")
        self.assertEqual(customer.phone, "0512 4711")
