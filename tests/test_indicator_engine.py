"""Figures of the indicators: by company, tier, team and employee, and their facts."""

from odoo.fields import Date
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.keqin_addon.models.keqin_customer_change import Because
from odoo.addons.keqin_addon.models.keqin_indicator_engine import ALL_SCOPES

from .common import OUTSIDERS, ROLES
from .covers import covers
from .indicator_case import QUARTER, IndicatorCase


@tagged("post_install", "-at_install")
class TestIndicatorEngine(IndicatorCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.north, cls.south, cls.loose = (
            cls.make_customer("North", cls.sales, lifecycle="active"),
            cls.make_customer("South", cls.other, lifecycle="active"),
            cls.make_customer("Nobody's", lifecycle="active"),
        )
        (cls.north | cls.south).tier = "A"
        cls.loose.tier = "B"

    def buy(self, customer, amount, on, **vals):
        return self.make_order(customer.partner_id, amount, on=on, **vals)

    @covers("R122", "R123")
    def test_repurchase(self):
        # bought before and again: counts; once only in the period, or not again: not
        self.buy(self.north, 100, "2026-01-10")
        self.buy(self.north, 50, "2026-05-10")
        self.buy(self.south, 100, "2026-06-01")
        self.buy(self.loose, 100, "2025-06-01")
        self.assertEqual(self.parts("K05"), (1, 3))
        self.assertAlmostEqual(self.figure("K05").value, 100 / 3)
        self.assertEqual(self.parts("K05", scope="tier", key="A"), (1, 2))
        self.assertEqual(self.parts("K05", scope="tier", key="B"), (0, 1))
        self.assertIsNone(self.figure("K05", scope="tier", key="C"))
        self.assertEqual(self.parts("K05", scope="employee", key=self.sales), (1, 1))
        self.assertEqual(self.parts("K05", scope="team", key=self.other_team), (0, 1))
        self.assertAddsUp("K05")
        self.assertAddsUp("K05", scope="tier", key="A")
        self.assertAddsUp("K05", scope="employee", key=self.other)
        self.assertAddsUp("K05", scope="team", key=self.team)
        # a second order within the period has an earlier one; returns are no orders
        self.buy(self.south, 10, "2026-06-20")
        self.buy(self.loose, -100, "2026-06-20")
        self.assertEqual(self.parts("K05"), (2, 3))
        # an order of the last day until midnight in Shanghai, not after
        for moment, part in (("2026-06-30 16:00:00", 2), ("2026-06-30 15:59:59", 3)):
            self.buy(self.loose, 1, "2026-06-30", date_order=moment)
            self.assertEqual(self.parts("K05"), (part, 3), moment)
        # who only ordered after the period, and archived files, do not count
        self.buy(self.make_customer("Later"), 5, "2026-07-02")
        self.assertEqual(self.parts("K05"), (3, 3))
        self.loose.active = False
        self.assertEqual(self.parts("K05"), (2, 2))

    @covers("R122")
    def test_growth(self):
        # 300 now of 200 before: (300 - 200) / 200; the day before the period is before
        self.buy(self.north, 250, "2026-04-01")
        self.buy(self.north, 100, "2026-03-31")
        self.buy(self.south, -50, "2026-06-30")
        self.buy(self.loose, 100, "2026-05-05")
        self.buy(self.south, 100, "2026-01-01")
        self.buy(self.south, 999, "2025-12-31")
        self.assertEqual(self.figure("K13").value, 50.0)
        self.assertEqual(self.parts("K13")[0], 300)
        self.assertEqual(
            self.figure("K13", scope="employee", key=self.sales).value, 150.0
        )
        self.assertEqual(
            self.figure("K13", scope="employee", key=self.other).value, -150.0
        )
        # nothing before: no growth of nothing
        tier = self.figure("K13", scope="tier", key="B")
        self.assertEqual((tier.value, tier.numerator), (None, 100))
        self.assertAddsUp("K13")

    @covers("R122", "R127", "R144")
    def test_retention_and_churn(self):
        """Customers at the start: ordered or signed before, and not lost by then."""
        self.buy(self.north, 1, "2026-01-10")
        self.buy(self.south, 1, "2026-01-10")
        signed = self.make_customer("Signed", self.sales, lifecycle="active")
        signed.signed_on = "2025-01-01"
        self.buy(self.loose, 1, "2026-04-01")
        prospect = self.make_customer("Prospect", self.sales)
        self.buy(prospect, 1, "2026-01-10")
        self.assertEqual(self.parts("K07"), (3, 3))
        self.assertEqual(self.parts("K08"), (0, 3))
        self.lose(self.south, "2026-06-30")
        self.assertEqual(self.parts("K07"), (2, 3))
        self.assertEqual(self.parts("K08"), (1, 3))
        self.assertEqual(self.parts("K08", scope="employee", key=self.other), (1, 1))
        # after the period, or on its first day: lost then, a customer before
        self.lose(signed, "2026-07-01")
        self.lose(self.north, "2026-04-01")
        self.assertEqual(self.parts("K07"), (1, 3))
        self.assertAddsUp("K07")
        self.assertAddsUp("K08")
        # won back later, it was lost in that quarter nevertheless
        self.move(self.north, "active", "2026-07-02")
        self.assertEqual(self.parts("K08"), (2, 3))
        # lost before, it was no customer at the start
        self.lose(self.make_signed("Long Gone"), "2026-03-31")
        self.assertEqual(self.parts("K08"), (2, 3))
        self.assertEqual(self.figure("K07").value + self.figure("K08").value, 100.0)

    @covers("R122")
    def test_retention_by_purchases(self):
        self.company.keqin_retention = "order"
        self.buy(self.north, 1, "2026-01-01")
        self.buy(self.north, 1, "2026-06-30")
        self.buy(self.south, 1, "2026-03-31")
        self.buy(self.south, -1, "2026-05-01")
        self.buy(self.loose, 1, "2026-05-01")
        self.assertEqual(self.parts("K07"), (1, 2))
        self.assertEqual(self.parts("K08"), (1, 2))

    def make_signed(self, name):
        customer = self.make_customer(name, lifecycle="active")
        customer.signed_on = "2025-01-01"
        return customer

    def lose(self, customer, day):
        self.move(customer, "lost", day)

    def move(self, customer, stage, day):
        because = Because("Said so", date=Date.to_date(day))
        customer._write_because({"lifecycle": stage}, because)

    @covers("R122")
    def test_invoices_and_branches_count_as_grading_counts(self):
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.company.id}
        )
        self.buy(self.north, 100, "2026-01-10")
        self.buy(self.north, 100, "2026-05-10", company_id=branch.id, team_id=False)
        self.assertEqual(self.parts("K05"), (1, 1))
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.buy(self.south, 9, "2026-05-10", company_id=elsewhere.id, team_id=False)
        self.assertEqual(self.parts("K05"), (1, 1))
        self.policy.source = "invoice"
        self.assertIsNone(self.figure("K05").value)

    @covers("R122")
    def test_scores_are_those_of_the_voice(self):
        said = [
            {
                "source_key": f"k01-{n}",
                "customer_id": customer.id,
                "answered_on": moment,
                "source": "survey",
                "metric": "csat",
                "score": score,
                "scale_min": 1,
                "scale_max": 5,
                "dimension": dimension,
            }
            for n, (customer, score, dimension, moment) in enumerate(
                [(self.north, 5, "service", "2026-06-15 10:00:00")] * 5
                + [(self.south, 2, "product", "2026-06-15 10:00:00")] * 5
                # midnight in Shanghai: of July
                + [(self.north, 1, "service", "2026-06-30 16:00:00")]
            )
        ]
        self.env["keqin.feedback"]._record(said)
        self.assertEqual(self.parts("K01"), (5, 10))
        figure = self.figure("K01")
        self.assertEqual(figure.value, 50.0)
        self.assertLess(figure.low, 50)
        voice = self.env["keqin.feedback"]._statistics(
            [("answered_on", "<", "2026-06-30 16:00:00")]
            + [("company_id", "=", self.company.id)]
        )
        self.assertEqual(figure.score, voice.csat)
        self.assertEqual(self.figure("K01", scope="tier", key="A").value, 50.0)
        employee = self.figure("K01", scope="employee", key=self.sales)
        self.assertEqual((employee.value, employee.n), (100.0, 5))
        self.assertEqual(self.figure("K01", scope="team", key=self.team), employee)
        self.assertEqual(
            self.figure("K03", scope="dimension", key="product").value, 0.0
        )
        # of fewer than five people there is no score
        few = self.figure("K01", "2026-12-01", "2026-12-31")
        self.assertEqual((few.value, few.low, few.n), (None, None, 1))
        self.assertIsNone(self.figure("K04").value)

    @covers("R122")
    def test_a_fact_of_two_employees_counts_once_for_each(self):
        """Of the account manager and of who did it; once in all, once in their team."""
        self.env["crm.team.member"].create(
            {"crm_team_id": self.team.id, "user_id": self.users["service"].id}
        )
        engine = type(self.engine)

        def facts(_self, company, span):
            return SQL(
                "SELECT id, id AS customer_id, %s AS user_id, 1 AS num, 2 AS den, "
                "0 AS num0, 0 AS den0 FROM keqin_customer WHERE id = %s",
                self.users["service"].id,
                self.north.id,
            )

        self.patch(engine, "_facts_k05", facts)
        for scope, key in (
            ("company", None),
            ("tier", "A"),
            ("team", self.team),
            ("employee", self.sales),
            ("employee", self.users["service"]),
        ):
            self.assertEqual(self.parts("K05", scope=scope, key=key), (1, 2), scope)
            self.assertAddsUp("K05", scope=scope, key=key)

    @covers("R122")
    def test_own_period_when_that_is_longer(self):
        """The year of a yearly indicator ends with the quarter it is looked at in."""
        indicator = self.indicator("K05")
        indicator.period = "year"
        self.buy(self.north, 1, "2025-07-01")
        self.buy(self.north, 1, "2025-08-01")
        self.buy(self.south, 1, "2025-06-01")
        self.buy(self.south, 1, "2025-06-30")
        self.assertEqual(self.parts("K05"), (1, 2))

    @covers("R122")
    def test_queries_do_not_depend_on_customers_or_scopes(self):
        indicators = self.env["keqin.indicator"].search([("code", "=like", "K%")])
        args = self.company, indicators, *QUARTER, ALL_SCOPES
        self.engine._figures(*args)
        before = self.env.cr.sql_log_count
        self.engine._figures(*args)
        few = self.env.cr.sql_log_count - before
        for n in range(30):
            customer = self.make_customer(f"Many {n}", self.sales, lifecycle="active")
            self.buy(customer, 10, "2026-05-01")
        self.engine._figures(*args)
        before = self.env.cr.sql_log_count
        self.engine._figures(*args)
        self.assertLessEqual(self.env.cr.sql_log_count - before, few + 2)


@tagged("post_install", "-at_install")
@covers("R122")
class TestIndicatorNothing(IndicatorCase):
    """A company without customers: no data, no error, no division by zero."""

    def test_no_data_is_no_figure(self):
        indicators = self.env["keqin.indicator"].search([("code", "=like", "K%")])
        self.assertEqual(len(indicators), 46)
        found = self.engine._figures(self.company, indicators, *QUARTER, ALL_SCOPES)
        self.assertEqual({scope for _code, scope, _key in found}, {"company"})
        # what should have happened, and did not, is none of so many
        owed = {code for (code, *_key), it in found.items() if it.value is not None}
        self.assertLessEqual(owed, {"K40", "K41"})

    def test_every_indicator_says_what_it_is(self):
        for indicator in self.env["keqin.indicator"].search([("code", "=like", "K%")]):
            self.assertTrue(indicator.formula, indicator.code)
            self.assertTrue(indicator.department, indicator.code)


@tagged("post_install", "-at_install")
class TestIndicatorFacts(IndicatorCase):
    """Who opens what is behind a figure."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        cls.own = cls.make_customer("Own", cls.sales, lifecycle="active")
        cls.theirs = cls.make_customer("Theirs", cls.other, lifecycle="active")
        for customer in (cls.own, cls.theirs):
            cls.make_order(customer.partner_id, 10, on="2026-05-01")

    @covers("R122", "R191")
    def test_facts_by_the_rights_of_the_reader(self):
        for role in ROLES:
            if role == "contributor":
                continue
            found = self.facts("K05", user=self.users[role]).customer_id
            expected = self.own if role == "sales" else self.own | self.theirs
            self.assertEqual(found, expected, role)
        for role in ("contributor", *OUTSIDERS):
            self.assertAllowed(
                False, lambda r=role: self.facts("K05", user=self.users[r])
            )

    @covers("R122", "R191")
    def test_of_another_employee_only_leads(self):
        for role in ROLES:
            if role == "contributor":
                continue
            found = self.facts(
                "K05", scope="employee", key=self.other, user=self.users[role]
            )
            leads = ("sales_manager", "service_manager", "executive", "manager")
            self.assertEqual(bool(found), role in leads, role)
        own = self.facts("K05", scope="employee", key=self.sales, user=self.sales)
        self.assertEqual(own.customer_id, self.own)

    @covers("R122", "R191")
    def test_profit_only_of_own_customers(self):
        self.indicator("K05").is_sensitive = True
        for role, expected in (
            ("sales", self.own),
            ("sales_manager", self.env["keqin.customer"]),
            ("service", self.env["keqin.customer"]),
            ("executive", self.own | self.theirs),
        ):
            found = self.facts("K05", user=self.users[role])
            self.assertEqual(found.customer_id, expected, role)

    @covers("R122", "R191")
    def test_a_forged_context_shows_nothing(self):
        Fact = self.env["keqin.indicator.fact"].with_user(self.users["executive"])
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        good = self.indicator("K05")._action_open_facts(self.company, *QUARTER)
        asked = good["context"]["keqin_facts"]
        self.assertEqual(Fact.with_context(keqin_facts=asked).search_count([]), 2)
        for wrong in (
            None,
            "K05",
            {},
            asked | {"code": "K99"},
            asked | {"scope": "x"},
            asked | {"company": elsewhere.id},
            asked | {"start": None},
            asked | {"scope": "tier", "key": "' OR TRUE"},
            asked | {"scope": "team", "key": "x"},
            asked | {"start": "soon"},
        ):
            self.assertFalse(Fact.with_context(keqin_facts=wrong).search_count([]))

    @covers("R122")
    def test_the_record_opens(self):
        fact = self.facts("K05", user=self.sales)
        action = fact.action_open()
        self.assertEqual(action["res_model"], "keqin.customer")
        self.assertEqual(action["res_id"], self.own.id)
        again = fact.browse(fact.id)
        self.assertEqual(again.read(["num", "den", "res_id"])[0]["den"], 1)
