"""Purchase plans: who keeps them, how they are found, what they do to a grade."""

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ROLES, KeqinCase
from .covers import covers

# role: may read others', may write others', may write own customers' plans
POLICY = {
    "sales": (False, False, True),
    "sales_manager": (True, True, True),
    "service": (True, True, True),
    "service_manager": (True, True, True),
    "marketing": (True, False, False),
    "executive": (True, False, False),
    "contributor": (False, False, False),
    "manager": (True, True, True),
    "employee": (False, False, False),
    "portal": (False, False, False),
    "public": (False, False, False),
}


@tagged("post_install", "-at_install")
class TestPurchaseIntent(KeqinCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        cls.own = cls.make_customer("Own", cls.users["sales"])
        cls.others = cls.make_customer("Others", cls.rival)
        cls.plan_own = cls.make_plan(cls.own, "2026-09-01", 100.0)
        cls.plan_others = cls.make_plan(cls.others, "2026-09-01", 100.0)

    @classmethod
    def make_plan(cls, customer, on, amount, **vals):
        return cls.env["keqin.purchase.intent"].create(
            {
                "customer_id": customer.id,
                "name": "A press",
                "expected_on": on,
                "expected_amount": amount,
                **vals,
            }
        )

    @covers("R002", "R180", "R181")
    def test_access(self):
        self.assertEqual(set(POLICY), {*ROLES, "employee", "portal", "public"})
        for role, (read, write_others, write_own) in POLICY.items():
            with self.subTest(role):
                self.check_access(role, self.plan_others, read, write_others)
                self.check_access(role, self.plan_own, read or write_own, write_own)

    def check_access(self, role, plan, read, write):
        mine = plan.with_user(self.users[role])
        Plan = mine.browse()
        values = {"customer_id": plan.customer_id.id, "name": "New"}
        values |= {"expected_on": "2026-10-01"}
        domain = [("id", "=", plan.id)]
        self.assertAllowed(read, lambda: mine.read(["name"]), message=f"{role} read")
        self.assertAllowed(read, lambda: Plan.search(domain), message=f"{role} search")
        self.assertAllowed(
            read,
            lambda: Plan.formatted_read_group(
                domain, ["customer_id"], ["expected_amount:sum"]
            ),
            message=f"{role} group",
        )
        self.assertAllowed(
            write, lambda: mine.write({"name": "X"}), message=f"{role} write"
        )
        self.assertAllowed(write, lambda: Plan.create(values), message=f"{role} create")
        self.assertAllowed(
            write, lambda: mine.unlink() or True, message=f"{role} delete"
        )

    @covers("R181")
    def test_plan_cannot_be_moved_to_anothers_customer(self):
        plan = self.plan_own.with_user(self.users["sales"])
        values = {"customer_id": self.others.id}
        self.assertRefused(plan.write, values, error=UserError)

    @covers("R002")
    def test_negative_amount_is_refused(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.plan_own.expected_amount = -1.0

    @covers("R019", "R002")
    def test_open_plans_of_the_coming_window_count(self):
        """From the day after the grading, for as long as the window."""
        self.make_plan(self.own, "2026-07-01", 10.0)
        self.make_plan(self.own, "2027-06-30", 1.0)
        self.make_plan(self.own, "2026-06-30", 1000.0)
        self.make_plan(self.own, "2027-07-01", 1000.0)
        self.make_plan(self.own, "2026-10-01", 1000.0, state="ordered")
        self.make_plan(self.own, "2026-10-01", 1000.0, state="dropped")
        self.policy.run("2026-06-30")
        self.assertEqual(self.own.planned_amount, 111.0)
        plans = self.part(self.own, "plans")
        self.assertEqual((plans["raw"], plans["score"]), (111.0, 100.0))
        self.assertEqual(self.part(self.others, "plans")["score"], 0.0)

    @covers("R018")
    def test_part_opens_the_plans_behind_it(self):
        self.make_plan(self.own, "2026-06-30", 1000.0)
        self.policy.run("2026-06-30")
        action = self.own.action_open_factor("plans")
        plans = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(plans, self.plan_own)

    @covers("R019")
    def test_without_any_plan_nothing_is_known(self):
        (self.plan_own | self.plan_others).unlink()
        self.policy.run("2026-06-30")
        self.assertIsNone(self.part(self.own, "plans")["raw"])

    def part(self, customer, factor):
        parts = customer.grade_explanation["potential"]
        return next(part for part in parts if part["factor"] == factor)
