"""Known answers: lifetime value, recovery, sales targets, budget (K34, K42 to K46)."""

import psycopg2

from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .common import ROLES
from .covers import covers
from .indicator_care_case import IndicatorCareCase

LEADS = ("sales_manager", "executive", "manager")


@tagged("post_install", "-at_install")
class TestIndicatorWorth(IndicatorCareCase):
    def put(self, record, **columns):
        """What only the server writes."""
        self.env.flush_all()
        for name, value in columns.items():
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s = %s WHERE id = %s",
                    SQL.identifier(record._table),
                    SQL.identifier(name),
                    value,
                    record.id,
                )
            )
        self.env.invalidate_all()

    def target(self, user, amount, start="2026-04-01", end="2026-06-30", **vals):
        return self.env["keqin.sales.target"].create(
            {"user_id": user.id, "amount": amount, "company_id": self.company.id}
            | {"date_start": start, "date_end": end}
            | vals
        )

    @covers("R122", "R145")
    def test_lifetime_value(self):
        """Means of 150 after 100: + 50 %; who has no value before is left out."""
        self.put(self.north, clv=200, clv_previous=100)
        self.put(self.south, clv=100, clv_previous=100)
        self.put(self.loose, clv=999)
        self.put(self.outside[0], clv=999, clv_previous=1)
        self.assertEqual(self.figure("K34").value, 50.0)
        self.assertEqual(self.figure("K34", scope="tier", key="A").value, 100.0)
        self.assertEqual(self.figure("K34", scope="employee", key=self.other).value, 0)
        self.assertAddsUp("K34")
        # profit: account managers open that of their own customers only
        self.assertEqual(self.facts("K34", user=self.sales).customer_id, self.north)
        self.assertFalse(self.facts("K34", user=self.users["service_manager"]))
        self.assertNoData("K34")

    @covers("R122")
    def test_recovery(self):
        """One recovered, one lost; without a plan, cleared or still open: left out."""
        for customer, states, closed in (
            (self.north, ("planned", "saving", "recovered"), "2026-04-01"),
            (self.south, ("planned", "lost"), "2026-06-30"),
            (self.south, ("lost",), "2026-06-30"),
            (self.south, ("planned", "cleared"), "2026-06-30"),
            (self.south, ("planned", "recovered"), "2026-07-01"),
        ):
            risk = self.env["keqin.risk"].create(
                {
                    "customer_id": customer.id,
                    "name": "They asked others for prices",
                    "reason": "Said so",
                }
            )
            self.env["keqin.risk.stage"].create(
                [
                    {"risk_id": risk.id, "state": state, "started_on": "2026-03-01"}
                    | {"ended_on": "2026-03-02"}
                    for state in states[:-1]
                ]
            )
            columns = {"result": "So", "closed_on": closed, "state": states[-1]}
            self.put(risk, **columns)
        self.assertParts("K42", (1, 2))
        self.assertParts("K42", (1, 1), scope="tier", key="A")
        self.assertParts("K42", (0, 1), scope="employee", key=self.other)
        self.assertNoData("K42")

    @covers("R122", "R140", "R151")
    def test_sales_targets(self):
        """120 of 200 and 30 of 100: 150 of 300. A year's counts by its days."""
        self.assertIsNone(self.figure("K43").value)
        mine = self.target(self.sales, 200)
        self.target(self.other, 100, "2026-05-01")
        self.make_order(self.south.partner_id, 999, on="2026-04-30")
        self.make_order(self.north.partner_id, 100, on="2026-04-01")
        self.make_order(self.north.partner_id, 40, on="2026-06-30")
        self.make_order(self.north.partner_id, -20, on="2026-06-30")
        self.make_order(self.north.partner_id, 999, on="2026-07-01")
        self.make_order(self.north.partner_id, 999, on="2026-03-31")
        self.make_order(self.south.partner_id, 30, on="2026-05-01")
        self.make_order(self.loose.partner_id, 999, on="2026-05-01")
        self.assertParts("K43", (150, 300))
        self.assertEqual(self.figure("K43").value, 50.0)
        self.assertParts("K43", (120, 200), scope="employee", key=self.sales)
        self.assertParts("K43", (30, 100), scope="team", key=self.other_team)
        self.assertEqual((mine.amount_sold, mine.rate), (120, 60))
        # 91 of the 365 days of a year
        longer = self.target(self.users["sales_manager"], 365, "2025-07-01")
        whole = self.parts("K43", scope="employee", key=longer.user_id)
        self.assertEqual(whole, (0, 91))
        self.target(self.sales, 50, "2026-07-01", "2026-07-31")
        self.assertParts("K43", (120, 200), scope="employee", key=self.sales)

    @covers("R140", "R190")
    def test_who_reads_and_sets_sales_targets(self):
        mine, theirs = self.target(self.sales, 200), self.target(self.other, 100)
        self.add_outsiders()
        for role in (*ROLES, "employee", "portal", "public"):
            user = self.users[role]
            seen = lambda target, user=user: (
                self.env["keqin.sales.target"]
                .with_user(user)
                .search([("id", "=", target.id)])
            )
            self.assertAllowed(role in (*LEADS, "sales"), seen, mine, message=role)
            self.assertAllowed(role in LEADS, seen, theirs, message=role)
            for attempt in (
                lambda user=user: mine.with_user(user).write({"amount": 1}),
                lambda user=user: mine.with_user(user).unlink(),
                lambda user=user: mine.with_user(user).copy(
                    {"date_start": "2027-01-01", "date_end": "2027-03-31"}
                ),
            ):
                self.assertAllowed(role in LEADS, attempt, message=role)

    @covers("R140")
    def test_one_sales_target_for_a_day(self):
        self.target(self.sales, 200)
        self.target(self.sales, 200, "2026-07-01", "2026-09-30")
        self.target(self.other, 200)
        refused = self.assertRaises(psycopg2.errors.ExclusionViolation)
        with self.undone(), mute_logger("odoo.sql_db"), refused:
            self.target(self.sales, 9, "2026-06-30", "2026-07-01")

    @covers("R122")
    def test_use_of_the_budget(self):
        """60 spent of 91 of 365 days of a budget of 365: 60 of 91; 20 of 20."""
        year = ("2026-01-01", "2026-12-31")
        first = self.plan(self.north, *year, "running", 300, 65)
        second = self.plan(self.south, "2026-06-30", "2026-06-30", "done", 20, 0)
        self.plan(self.loose, *year, "draft", 999, 0)
        self.plan(self.loose, "2026-07-01", "2026-07-31", "approved", 999, 0)
        self.care(self.north, "2026-04-01", cost=50, plan_id=first.id)
        self.care(self.north, "2026-06-30", cost=10, plan_id=first.id)
        self.care(self.north, "2026-03-31", cost=999, plan_id=first.id)
        self.care(self.north, "2026-05-05", cost=999, plan_id=False)
        self.care(self.south, "2026-06-30", cost=20, plan_id=second.id)
        self.assertParts("K46", (80, 111))
        self.assertParts("K46", (60, 91), scope="employee", key=self.sales)
        self.assertParts("K46", (20, 20), scope="tier", key="C")
        self.assertEqual(self.figure("K46", scope="tier", key="C").value, 100.0)
        self.assertFalse(self.facts("K46", user=self.users["marketing"]))
        self.assertNoData("K46")

    def plan(self, customer, start, end, state, budget, granted):
        plan = self.env["keqin.plan"].create(
            {"customer_id": customer.id, "date_start": start, "date_end": end}
        )
        self.put(plan, state=state, budget_planned=budget, granted_amount=granted)
        return plan
