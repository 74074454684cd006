"""Each grade is explained to the last point, down to the records behind it."""

from odoo.tests import new_test_user

from odoo.addons.keqin_addon.tools import grading

from .covers import covers
from .grading_case import GradingCase, company_amount


@covers("R003", "R013", "R018", "R019")
class TestExplanation(GradingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        sizes = (None, *grading.COMPANY_SIZES)
        intents = (None, *grading.INTENTS)
        cls.customers = cls.env["keqin.customer"].browse()
        for i in range(12):
            customer = cls.make_customer(
                f"Customer {i}",
                company_size=sizes[i % 5],
                cooperation_intent=intents[i % 4],
                wallet_share=i * 7.77,
            )
            cls.customers |= customer
            for j in range(i % 4):
                amount, cost = 11.37 * i - 40.1 * j, i % 3 and 7.03 * i
                cls.make_order(customer.partner_id, amount, cost=cost)
            cls.make_order(customer.partner_id, 33.33 * (i % 5), on="2025-05-05")

    def test_parts_add_up_for_every_customer_and_weights(self):
        weights = (
            {"weight_amount": 50, "weight_frequency": 30, "weight_margin": 20},
            {"weight_amount": 1, "weight_frequency": 1, "weight_margin": 1},
            {"weight_amount": 1, "weight_frequency": 1, "weight_margin": 4},
            {"weight_amount": 0, "weight_frequency": 7, "weight_margin": 0},
        )
        for values in weights:
            self.policy.write(values)
            self.grade()
            self.assert_explained(self.customers)
            scores = self.customers.mapped("value_score")
            self.assertTrue(0 == min(scores) < max(scores) <= 100)

    def test_raw_values_are_those_of_the_file(self):
        self.grade()
        for customer in self.customers:
            value = self.explained(customer)
            self.assertEqual(value["amount"]["raw"], customer.amount_window)
            self.assertEqual(value["frequency"]["raw"], customer.orders_window)
            self.assertEqual(value["margin"]["raw"] or 0.0, customer.margin_window)
            potential = self.explained(customer, "potential")
            self.assertEqual(
                potential["growth"]["raw"],
                grading.growth_rate(customer.amount_window, customer.amount_previous),
            )

    def test_scores_are_the_percent_ranks_among_buyers(self):
        self.grade()
        buyers = self.customers.filtered(lambda c: c.amount_window > 0)
        self.assertTrue(0 < len(buyers) < len(self.customers))
        for factor in ("amount", "frequency", "margin"):
            parts = [self.explained(customer)[factor] for customer in buyers]
            self.assertEqual(
                [part["score"] for part in parts],
                grading.percent_rank([part["raw"] for part in parts]),
                factor,
            )
        for customer in self.customers - buyers:
            for part in self.explained(customer).values():
                self.assertIsNone(part["score"])

    def test_what_roles_without_profit_see_adds_up_too(self):
        self.grade()
        user = self.users["marketing"]
        for customer in self.customers.with_user(user):
            for section in customer.grade_parts:
                points = sum(part["points"] for part in section["factors"])
                self.assertAlmostEqual(points, section["score"], places=6)
                for part in section["factors"]:
                    if part["factor"] == "margin":
                        self.assertEqual(part["raw"], "")

    def test_what_is_shown_names_every_factor(self):
        self.grade()
        value, potential = self.customers[-1].grade_parts
        self.assertEqual((value["code"], potential["code"]), ("value", "potential"))
        for part in value["factors"] + potential["factors"]:
            self.assertTrue(part["label"] and part["label"] != part["factor"])

    def test_a_file_not_yet_graded_has_no_parts(self):
        self.assertFalse(self.customers[0].grade_parts)


@covers("R003", "R018")
class TestRecordsBehind(GradingCase):
    """What `action_open_factor` opens is what the factor counted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.make_customer("Family")
        partner = cls.customer.partner_id
        cls.contact = cls.env["res.partner"].create(
            {"name": "Left", "parent_id": partner.id}
        )
        cls.make_order(partner, 100.0, cost=60.0)
        cls.make_order(partner, -20.0, cost=-12.0)
        cls.make_order(partner, 0.0)
        cls.make_order(cls.contact, 50.55, on="2025-07-01")
        cls.make_order(partner, 9.0, on="2025-06-29", cost=5.0)
        cls.make_order(partner, 8.0, on="2024-07-02")
        cls.make_order(partner, 7.0, on="2024-06-29")
        cls.make_order(partner, 1000.0, on="2026-07-01")
        cls.make_order(partner, 2000.0, state="draft")
        cls.make_order(cls.make_partner("Stranger"), 4000.0)
        cls.contact.active = False

    def opened(self, factor):
        action = self.customer.action_open_factor(factor)
        return self.env[action["res_model"]].search(action["domain"])

    def raw(self, factor, section="value"):
        return self.explained(self.customer, section)[factor]["raw"]

    def test_amount(self):
        self.grade()
        orders = self.opened("amount")
        self.assertIn(self.contact, orders.partner_id)
        self.assertEqual(float(sum(map(company_amount, orders))), self.raw("amount"))
        self.assertEqual(self.raw("amount"), 130.55)

    def test_frequency(self):
        self.grade()
        self.assertEqual(len(self.opened("frequency")), self.raw("frequency"))
        self.assertEqual(self.raw("frequency"), 2)

    def test_margin(self):
        self.grade()
        margin = sum(self.opened("margin").mapped("margin"))
        self.assertAlmostEqual(margin, self.raw("margin"), places=6)
        self.assertEqual(self.raw("margin"), 32.0)

    def test_growth(self):
        self.grade()
        orders = self.opened("growth")
        start = self.opened("amount")
        now = float(sum(map(company_amount, start)))
        before = float(sum(map(company_amount, orders - start)))
        self.assertEqual(before, 17.0)
        self.assertEqual(
            grading.growth_rate(now, before), self.raw("growth", "potential")
        )

    def test_pipeline(self):
        lost, won = self.make_leads(100.0, 100.0)
        lost.action_set_lost()
        won.action_set_won()
        open_lead, of_contact = self.make_leads(300.0, 50.0)
        of_contact.partner_id = self.contact
        other = self.env["res.company"].create({"name": "Other"})
        self.make_leads(70.0).company_id = other
        self.make_leads(70.0).type = "lead"
        self.make_leads(70.0).active = False
        self.env.flush_all()
        self.grade()
        self.assertEqual(self.opened("pipeline"), open_lead + of_contact)
        self.assertEqual(self.raw("pipeline", "potential"), 175.0)
        self.assertEqual(self.customer.pipeline_amount, 175.0)
        self.assertEqual(sum(self.opened("pipeline").mapped("prorated_revenue")), 175.0)

    def make_leads(self, *revenues):
        stage = self.env["crm.stage"].search([("is_won", "=", False)], limit=1)
        return self.env["crm.lead"].create(
            [
                {
                    "name": "Opportunity",
                    "type": "opportunity",
                    "partner_id": self.customer.partner_id.id,
                    "company_id": self.company.id,
                    "stage_id": stage.id,
                    "expected_revenue": revenue,
                    "probability": 50.0,
                }
                for revenue in revenues
            ]
        )

    def test_fields_of_the_file_open_nothing(self):
        self.grade()
        for factor in ("wallet", "size", "intent", "no such factor"):
            self.assertFalse(self.customer.action_open_factor(factor))

    def test_the_window_shown_is_that_of_the_grading(self):
        """Graded as of a past day: the records are those of that day's window."""
        self.grade("2025-06-30")
        self.assertEqual(self.raw("frequency"), 1 + 1)
        self.assertEqual(len(self.opened("frequency")), 2)
        self.assertEqual(
            float(sum(map(company_amount, self.opened("amount")))), self.raw("amount")
        )

    def test_a_stranger_opens_nothing(self):
        self.grade()
        rival = self.customer.with_user(self.rival)
        self.assertRefused(lambda: rival.action_open_factor("amount"))
        manager = self.customer.with_user(self.users["sales_manager"])
        self.assertTrue(manager.action_open_factor("amount"))

    def test_own_account_manager_reads_the_orders(self):
        self.grade()
        user = new_test_user(
            self.env,
            "keqin_owner",
            "keqin_addon.group_keqin_sales",
            company_id=self.company.id,
        )
        self.customer.partner_id.user_id = user
        action = self.customer.with_user(user).action_open_factor("amount")
        self.assertEqual(action["res_model"], "sale.order")


@covers("R019")
class TestPotential(GradingCase):
    def levels(self, *customers):
        self.grade()
        return [customer.potential for customer in customers]

    def only(self, factor):
        names = ("growth", "pipeline", "plans", "wallet", "size", "intent")
        self.policy.write({f"weight_{name}": float(name == factor) for name in names})

    def test_by_growth(self):
        self.only("growth")
        lost, steady, new = (self.make_customer(name) for name in "abc")
        self.make_order(lost.partner_id, 100.0, on="2025-05-05")
        for day in ("2025-05-05", "2026-05-05"):
            self.make_order(steady.partner_id, 100.0, on=day)
        self.make_order(new.partner_id, 100.0, on="2026-05-05")
        self.assertEqual(self.levels(lost, steady, new), ["low", "medium", "high"])
        self.assertEqual(
            [self.explained(c, "potential")["growth"]["raw"] for c in (lost, new)],
            [-2.0, 2.0],
        )

    def test_by_company_size_and_intent(self):
        sizes = ("small", "medium", "large")
        customers = [self.make_customer(s, company_size=s) for s in sizes]
        unknown = self.make_customer("unknown")
        for customer, intent in zip(customers, ("high", "medium", "low"), strict=True):
            customer.cooperation_intent = intent
        self.only("size")
        self.assertEqual(
            self.levels(*customers, unknown), ["low", "medium", "high", False]
        )
        self.only("intent")
        self.assertEqual(self.levels(*customers), ["high", "medium", "low"])

    def test_by_wallet(self):
        self.only("wallet")
        shares = {20.0: "high", 50.0: "medium", 80.0: "low"}
        customers = [self.make_buyer(100.0, wallet_share=share) for share in shares]
        self.assertEqual(self.levels(*customers), list(shares.values()))
        raws = [self.explained(c, "potential")["wallet"]["raw"] for c in customers]
        self.assertEqual(raws, [400.0, 100.0, 25.0])

    def test_nothing_known_is_no_potential(self):
        customer = self.make_customer()
        self.assertEqual(self.levels(customer), [False])
        self.assertEqual(customer.potential_coverage, 0.0)

    def test_without_any_opportunity_the_pipeline_is_unknown(self):
        customer = self.make_buyer(10.0)
        self.grade()
        self.assertIsNone(self.explained(customer, "potential")["pipeline"]["raw"])
        self.assertEqual(customer.potential_coverage, 0.4, "growth alone")

    def test_levels_begin_at_the_thresholds(self):
        self.only("size")
        sizes = ("micro", "small", "medium")
        customers = [self.make_customer(s, company_size=s) for s in sizes]
        self.policy.write({"potential_high": 100.0, "potential_medium": 50.0})
        self.assertEqual(self.levels(*customers), ["low", "medium", "high"])
        self.policy.write({"potential_high": 50.0, "potential_medium": 0.0})
        self.assertEqual(self.levels(*customers), ["medium", "high", "high"])
