"""The year's strategy: who decides, what its budget is used for, key customers."""

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import OUTSIDERS, ROLES
from .covers import covers
from .plan_case import YEAR, PlanCase

# r read; w write; c create; d delete, of a draft
POLICY = {
    "sales": "r",
    "sales_manager": "rwc",
    "service": "r",
    "service_manager": "r",
    "marketing": "r",
    "executive": "rwcd",
    "contributor": "",
    "manager": "rwcd",
    "employee": "",
    "portal": "",
    "public": "",
}
STEPS = {
    "action_submit": ({"sales_manager", "executive", "manager"}, "draft"),
    "action_approve": ({"executive"}, "submitted"),
    "action_return": ({"executive"}, "submitted"),
    "action_close": ({"executive"}, "approved"),
}


@tagged("post_install", "-at_install")
class TestStrategy(PlanCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        cls.strategy = cls.make_strategy()

    @classmethod
    def make_strategy(cls, **vals):
        values = {
            "name": "Customer relations 2026",
            "company_id": cls.company.id,
            "year": 2026,
            "budget": 10000,
            "customer_ids": [Command.set(cls.customer.ids)],
        }
        return cls.env["keqin.strategy"].create(values | vals)

    @covers("R050", "R180")
    def test_access(self):
        self.assertEqual(set(POLICY), {*ROLES, *OUTSIDERS})
        values = {"name": "X", "company_id": self.company.id}
        for role, allowed in POLICY.items():
            mine = self.as_user(self.strategy, role)
            attempts = {
                "r": lambda mine=mine: mine.read(["name"]),
                "w": lambda mine=mine: mine.write({"name": "X"}),
                "c": lambda mine=mine: mine.create(values),
                "d": lambda mine=mine: mine.unlink() or True,
            }
            for right, attempt in attempts.items():
                message = f"{role} {right}"
                self.assertAllowed(right in allowed, attempt, message=message)

    @covers("R050", "R191")
    def test_steps_by_role_and_in_order(self):
        for step, (roles, state) in STEPS.items():
            self.strategy.state = state
            for role in (*ROLES, *OUTSIDERS):
                mine = self.as_user(self.strategy, role)
                message = f"{step} {role}"
                self.assertAllowed(role in roles, getattr(mine, step), message=message)
            for wrong in {"draft", "submitted", "approved", "closed"} - {state}:
                self.strategy.state = wrong
                mine = self.as_user(self.strategy, "executive")
                self.assertRefused(
                    getattr(mine, step), error=UserError, message=f"{step} {wrong}"
                )

    @covers("R050", "R191")
    def test_state_is_written_by_nobody_and_content_until_submitted(self):
        for role in ("sales_manager", "executive", "manager"):
            mine = self.as_user(self.strategy, role)
            self.assertRefused(mine.write, {"state": "approved"}, message=role)
            self.assertRefused(mine.write, {"approved_by_id": mine.env.uid})
            self.assertRefused(mine.create, {"name": "X", "state": "approved"})
        self.strategy.state = "submitted"
        lead = self.as_user(self.strategy, "executive")
        self.assertRefused(lead.write, {"budget": 1}, error=UserError)
        self.assertRefused(lead.unlink, error=UserError)

    @covers("R021", "R050")
    def test_approval(self):
        self.as_user(self.strategy, "sales_manager").action_submit()
        self.assertEqual(self.strategy.activity_ids.user_id, self.users["executive"])
        self.as_user(self.strategy, "executive").action_approve()
        self.assertEqual(self.strategy.approved_by_id, self.users["executive"])
        self.assertFalse(self.strategy.activity_ids)
        self.assertTrue(self.customer.key_customer)
        self.assertEqual(self.customer.key_by_id, self.users["executive"])

    @covers("R050")
    def test_one_approved_strategy_a_year(self):
        self.strategy.state = "approved"
        other = self.make_strategy(state="submitted")
        with self.assertRaisesRegex(UserError, self.strategy.name):
            self.as_user(other, "executive").action_approve()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.cr.savepoint(),
        ):
            other.state = "approved"
            self.env.flush_all()
        self.as_user(self.strategy, "executive").action_close()
        self.as_user(other, "executive").action_approve()

    @covers("R050")
    def test_bad_input(self):
        for values in ({"budget": -1.0}, {"year": 1900}, {"year": 20260}):
            with (
                self.subTest(values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                self.strategy.write(values)
                self.env.flush_all()

    @covers("R050")
    def test_budget_in_plans_and_spent(self):
        self.strategy.state = "approved"
        strategy = self.as_user(self.strategy, "executive")
        self.assertEqual(strategy.unplanned_count, 1)
        plan = self.make_plan()
        self.assertEqual(plan.strategy_id, self.strategy, "that of the year")
        self.assertEqual((strategy.budget_planned, strategy.budget_open), (0, 4800))
        self.assertEqual((strategy.plan_count, strategy.unplanned_count), (1, 0))
        plan.requested_amount = 1000
        self.bring_to(plan, "approved")
        self.assertEqual((strategy.budget_planned, strategy.budget_open), (5800, 0))
        self.assertEqual((strategy.budget_left, strategy.budget_share), (4200, 58))
        activity = self.env["keqin.activity"].create(
            {
                "name": "Visit",
                "customer_id": self.customer.id,
                "type_id": plan.line_ids[0].type_id.id,
                "plan_id": plan.id,
                "user_id": self.users["sales"].id,
                "cost": 70.0,
            }
        )
        activity.write({"state": "done", "date_done": "2026-03-02"})
        strategy.invalidate_recordset()
        self.assertEqual(strategy.budget_actual, 70)
        plans = self.Plan.search(strategy.action_open_plans()["domain"])
        self.assertEqual(plans, plan)

    @covers("R050")
    def test_plans_of_another_year_do_not_refer_to_it(self):
        self.strategy.state = "approved"
        plan = self.make_plan(period=("2027-01-01", "2027-12-31"))
        self.assertFalse(plan.strategy_id)
        named = self.Plan._generate(self.others, *YEAR, strategy=self.strategy)
        self.assertEqual(named.strategy_id, self.strategy)

    @covers("R194")
    def test_executives_hold_three_to_five_key_customers(self):
        executive = self.users["executive"]
        self.assertIn(f"{executive.name} looks after 0", self.strategy.sponsor_warning)
        for number in range(6):
            self.make_customer(
                f"Key {number}",
                self.users["sales"],
                sponsor_id=executive.id,
                key_customer=True,
            )
            self.strategy.invalidate_recordset()
            warning = self.strategy.sponsor_warning or ""
            count = number + 1
            self.assertEqual(
                f"{executive.name} looks after {count}" in warning,
                not 3 <= count <= 5,
                f"{count}: {warning}",
            )
        self.company.keqin_sponsor_max = 6
        self.strategy.invalidate_recordset()
        self.assertFalse(self.strategy.sponsor_warning)

    @covers("R194")
    def test_limits_are_sane(self):
        for values in ({"keqin_sponsor_min": -1}, {"keqin_sponsor_max": 2}):
            with (
                self.subTest(values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                self.company.write(values)
                self.env.flush_all()
