"""The rules that suggest the next best action, and take it back (R215, R216, R049)."""

from datetime import timedelta

from odoo import Command, fields
from odoo.tests import tagged

from .covers import covers
from .test_risk_engine import RiskRuleCase

TODAY = fields.Date.to_date("2026-06-30")
ORDER = {
    "rhythm_state": "regular",
    "order_interval": 30.0,
    "last_order_on": "2026-06-05",
    "next_order_on": "2026-07-05",
}
CARE = {
    "care_gap_state": "due",
    "last_care_on": "2026-05-25",
    "care_due_on": "2026-06-24",
    "care_interval": 30,
    "next_care_on": None,
}


class SuggestionCase(RiskRuleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.engine = cls.env["keqin.suggestion.engine"]
        cls.person = cls.make_partner(
            "Ms. Wang", parent_id=cls.customer.partner_id.id, is_company=False
        )
        cls.customer.main_contact_id = cls.person

    def of(self, kind, customer=None, state="proposed"):
        return self.env["keqin.suggestion"].search(
            [
                ("customer_id", "=", (customer or self.customer).id),
                ("kind", "=", kind),
                ("state", "=", state),
            ]
        )

    def assertSuggested(self, kind, expected, values=None):
        self.know(values or {})
        self.run_engine()
        self.assertEqual(bool(self.of(kind)), expected, f"{kind}: {values}")

    def say(self, score, on="2026-06-20 08:00:00"):
        return self.env["keqin.feedback"].create(
            {
                "customer_id": self.customer.id,
                "contact_id": self.person.id,
                "source": "interview",
                "source_key": f"said {score} {on}",
                "metric": "nps",
                "score": score,
                "scale_min": 0,
                "scale_max": 10,
                "answered_on": on,
                "is_counted": True,
            }
        )


@tagged("post_install", "-at_install")
@covers("R215")
class TestSuggestionConditions(SuggestionCase):
    def test_order_expected(self):
        self.assertSuggested("order", True, ORDER)
        said = self.of("order")
        self.assertIn("every 30 days", said.reason)
        self.assertIn("07/05/2026", said.reason)
        self.assertEqual(str(said.date_due), "2026-07-05")
        self.assertSuggested("order", False, {"next_order_on": "2026-07-08"})
        self.assertSuggested("order", True, ORDER)
        self.assertSuggested("order", False, {"rhythm_state": "declining"})
        self.know(ORDER)
        self.make_order(self.customer.partner_id, 100, on="2026-06-29", state="draft")
        self.assertSuggested("order", False)

    def test_contact_due_with_nothing_planned(self):
        self.assertSuggested("care", True, CARE)
        self.assertSuggested("care", False, {"next_care_on": "2026-07-05"})
        self.assertSuggested("care", False, CARE | {"care_gap_state": "over"})

    def test_renewal_talk(self):
        agreement = self.env["keqin.agreement"].create(
            {
                "name": "Frame 2026",
                "customer_id": self.customer.id,
                "date_start": "2025-10-01",
                "date_end": "2026-10-28",
            }
        )
        self.company.keqin_renewal_days = 90
        known = {"state": "active", "renewal_on": None, "renewal_started_on": None}
        for change, expected in (
            ({}, True),
            ({"state": "draft"}, False),
            ({"date_end": "2026-10-29"}, False),
            ({"renewal_started_on": "2026-06-29"}, False),
        ):
            self.set_columns(agreement, known | {"date_end": "2026-10-28"} | change)
            self.assertSuggested("talk", expected)
        self.set_columns(agreement, known | {"date_end": "2026-10-28"})
        self.env["keqin.risk"].create(
            {"name": "R", "customer_id": self.customer.id, "kind": "renewal"}
        )
        self.assertSuggested("talk", False)

    def test_unknown_people_of_important_customers(self):
        gap = {"has_no_decider": True, "is_single_thread": False}
        self.assertSuggested("person", False, gap | {"tier": "C"})
        self.assertSuggested("person", True, {"tier": "A"})
        self.assertIn("who decides", self.of("person").name)
        self.assertSuggested(
            "person", True, {"has_no_decider": False, "is_single_thread": True}
        )
        self.assertIn("second", self.of("person").name)
        self.assertSuggested("person", False, {"is_single_thread": False})

    def test_referral_from_a_promoter_in_peace(self):
        self.say(8)
        self.assertSuggested("referral", False)
        self.say(10, "2026-06-25 08:00:00")
        self.assertSuggested("referral", True)
        said = self.of("referral")
        self.assertEqual(said.contact_id, self.person)
        self.assertIn("10 of 10", said.reason)
        self.assertSuggested("referral", False, {"health_band": "red"})
        self.assertSuggested("referral", True, {"health_band": "green"})
        self.assertSuggested("referral", False, {"risk_level": "medium"})
        self.assertSuggested("referral", True, {"risk_level": "low"})
        # sent on the day of the recommendation itself
        self.env["keqin.referral"].create(
            {"name": "Friend", "customer_id": self.customer.id, "date": "2026-06-25"}
        )
        self.assertSuggested("referral", False)

    def test_old_recommendations_are_left_alone(self):
        self.say(10, str(TODAY - timedelta(180)))
        self.assertSuggested("referral", False)

    def test_nothing_is_offered_to_who_complains(self):
        self.say(10)
        self.env["keqin.case"].create(
            {"name": "Late", "customer_id": self.customer.id, "kind": "complaint"}
        )
        self.assertSuggested("referral", False)

    @covers("R174")
    def test_what_peers_buy(self):
        family = self.env["product.category"].create({"name": "Filters"})
        product = self.env["product.product"].create(
            {"name": "Filter", "type": "service", "categ_id": family.id}
        )
        self.product.categ_id = self.env["product.category"].create({"name": "Pumps"})
        self.make_order(self.customer.partner_id, 100)
        for number in range(6):
            peer = self.make_customer(f"Peer {number}")
            line = {
                "product_id": product.id,
                "price_unit": 500,
                "tax_ids": [Command.clear()],
            }
            self.make_order(peer.partner_id, 0, order_line=[Command.create(line)])
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE keqin_customer SET tier = 'B' WHERE company_id = %s",
            (self.company.id,),
        )
        self.env.invalidate_all()
        self.assertSuggested("cross_sell", True)
        said = self.of("cross_sell")
        self.assertEqual(said.name, "Offer Filters")
        self.assertIn("6 of 6", said.reason)
        self.assertSuggested("cross_sell", False, {"risk_level": "high"})

    @covers("R049")
    def test_a_change_of_risk_asks_for_another_plan(self):
        plan = self.env["keqin.plan"].create(
            {
                "customer_id": self.customer.id,
                "date_start": "2026-01-01",
                "date_end": "2026-12-31",
            }
        )
        self.know({"care_plan_id": plan.id, "care_interval": 60})
        self.set_columns(plan, {"create_date": "2026-01-01 00:00:00"})
        self.assertSuggested("strategy", False, {"health_band": "red"})
        risk = self.env["keqin.risk"].create(
            {"name": "R", "customer_id": self.customer.id, "level": "medium"}
        )
        self.assertSuggested("strategy", False, {"care_plan_id": plan.id})
        risk.level = "high"
        self.assertSuggested("strategy", True, {"care_plan_id": plan.id})
        self.assertIn("every 60 days", self.of("strategy").reason)
        # a plan made since then has taken it into account
        self.set_columns(plan, {"create_date": "2026-07-01 00:00:00"})
        self.assertSuggested("strategy", False, {"care_plan_id": plan.id})

    @covers("R014")
    def test_lifecycle(self):
        self.assertSuggested(
            "lifecycle",
            True,
            {"lifecycle": "active", "lifecycle_proposed": "dormant"}
            | {"rhythm_state": "silent", "last_order_on": "2026-01-01"},
        )
        said = self.of("lifecycle")
        self.assertEqual(
            (said.value, said.name), ("dormant", "Lifecycle: Active, now Dormant?")
        )
        self.assertIn("silent", said.reason)
        self.assertSuggested("lifecycle", False, {"lifecycle_proposed": None})
        self.assertSuggested("lifecycle", True, {"risk_level": "high"})
        self.assertEqual(self.of("lifecycle").value, "at_risk")
        self.assertSuggested(
            "lifecycle",
            True,
            {"lifecycle": "at_risk", "risk_level": None, "health_band": "green"},
        )
        self.assertEqual(self.of("lifecycle").value, "active")

    def test_win_back(self):
        lost = {"lifecycle": "lost", "amount_total": 1000, "lost_reason": "Price"}
        self.assertSuggested("win_back", False, lost | {"lost_on": "2026-06-01"})
        self.assertSuggested("win_back", True, {"lost_on": "2026-05-31"})
        self.assertIn("Price", self.of("win_back").reason)
        self.assertSuggested("win_back", False, {"lost_on": "2025-06-01"})
        self.assertSuggested(
            "win_back", False, {"lost_on": "2026-05-31", "amount_total": 0}
        )
        self.assertFalse(self.of("order"))

    def test_lost_customers_get_nothing_else(self):
        self.assertSuggested("order", False, ORDER | {"lifecycle": "lost"})

    def set_columns(self, record, values):
        self.env.flush_all()
        for name, value in values.items():
            self.env.cr.execute(
                f"UPDATE {record._table} SET {name} = %s WHERE id = %s",
                (value, record.id),
            )
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
@covers("R215")
class TestSuggestionEngine(SuggestionCase):
    def test_the_same_twice_writes_nothing(self):
        self.know(ORDER | CARE)
        self.assertEqual(self.run_engine()["proposed"], 2)
        again = self.run_engine()
        self.assertEqual(
            [again[name] for name in ("proposed", "changed", "withdrawn")], [0, 0, 0]
        )

    def test_what_differs_is_said(self):
        self.know(ORDER)
        self.run_engine()
        said = self.of("order")
        self.set_points(said, "Mine")
        self.know({"next_order_on": "2026-07-06"})
        self.assertEqual(self.run_engine()["changed"], 1)
        self.assertEqual(str(said.date_due), "2026-07-06")
        self.assertEqual(said.talking_points, "Mine")

    def test_over_it_is_taken_back_and_comes_again(self):
        self.know(ORDER)
        self.run_engine()
        said = self.of("order")
        self.know({"next_order_on": None})
        self.assertEqual(self.run_engine()["withdrawn"], 1)
        self.assertEqual(said.state, "gone")
        self.know(ORDER)
        self.assertEqual(self.run_engine()["proposed"], 1)
        self.assertEqual(said.state, "proposed")

    def test_decided_it_does_not_come_back(self):
        self.know(ORDER | CARE)
        self.run_engine()
        accepted, dismissed = self.of("order"), self.of("care")
        accepted.action_accept()
        dismissed.action_dismiss("Not now", fields.Date.to_date("2026-07-20"))
        self.know(CARE)  # accepting has planned a contact
        self.assertEqual(self.run_engine("2026-07-19")["proposed"], 0)
        self.assertEqual((accepted.state, dismissed.state), ("accepted", "dismissed"))
        self.assertEqual(self.run_engine("2026-07-20")["proposed"], 1)
        self.assertEqual(dismissed.state, "proposed")
        # the next order is another matter
        self.know({"last_order_on": "2026-07-05", "next_order_on": "2026-08-04"})
        self.assertEqual(self.run_engine("2026-07-30")["proposed"], 1)

    @covers("R216")
    def test_made_for_the_customer(self):
        industry = self.env["res.partner.industry"].create({"name": "Brewing"})
        gift = self.env["product.product"].create(
            {
                "name": "Beer glass",
                "keqin_is_gift": True,
                "keqin_gift_keywords": "beer",
                "standard_price": 5,
            }
        )
        self.env["keqin.industry.profile"].create(
            {
                "name": "Brewing",
                "industry_ids": [Command.link(industry.id)],
                "focus": "<ul><li>Hygiene audits</li><li>Energy</li><li>More</li></ul>",
            }
        )
        self.customer.write(
            {"industry_id": industry.id, "business_needs": "New bottling line\nMore"}
        )
        self.env["keqin.contact"].create(
            {
                "partner_id": self.person.id,
                "customer_id": self.customer.id,
                "preferred_channel": "email",
                "gift_preference": "beer",
                "interests": "Secret hobby",
            }
        )
        self.know(CARE)
        self.run_engine()
        said = self.of("care")
        self.assertEqual(said.contact_id, self.person)
        self.assertEqual(
            said.type_id, self.env.ref("keqin_addon.keqin_activity_type_email")
        )
        self.assertEqual(said.product_id, gift)
        points = said.talking_points
        self.assertIn("New bottling line", points)
        self.assertIn("Hygiene audits", points)
        self.assertNotIn("More", points)
        self.assertNotIn("hobby", points, "erased on the card, it must not stay here")

    def test_in_the_language_of_who_does_it(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.users["sales"].lang = "fr_FR"
        self.know(ORDER)
        self.run_engine()
        self.assertIn("05/07/2026", self.of("order").reason)

    def test_companies_are_apart(self):
        other = self.env["res.company"].create({"name": "Other"})
        elsewhere = self.make_customer("Elsewhere", company_id=other.id)
        self.know(ORDER, elsewhere)
        self.assertEqual(self.run_engine()["proposed"], 0)
        self.assertFalse(self.of("order", elsewhere))

    def test_as_many_queries_for_many_as_for_few(self):
        few, many = self.count_queries(5), self.count_queries(60)
        self.assertLessEqual(many, few + 5)

    def count_queries(self, number):
        partners = self.env["res.partner"].create(
            [
                {
                    "name": f"Many {i}",
                    "is_company": True,
                    "user_id": self.users["sales"].id,
                }
                for i in range(number)
            ]
        )
        people = self.env["res.partner"].create(
            [{"name": "Person", "parent_id": partner.id} for partner in partners]
        )
        customers = self.env["keqin.customer"].create(
            [
                {
                    "partner_id": partner.id,
                    "company_id": self.company.id,
                    "main_contact_id": person.id,
                }
                for partner, person in zip(partners, people, strict=True)
            ]
        )
        self.know(ORDER | CARE, customers)
        before = self.env.cr.sql_log_count
        self.assertEqual(self.run_engine()["proposed"], 2 * number)
        return self.env.cr.sql_log_count - before

    def set_points(self, suggestion, text):
        suggestion.talking_points = text
        self.env.flush_all()
