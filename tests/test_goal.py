"""Goals of the customer's own, and what we contribute to them (R217)."""

from freezegun import freeze_time
from hypothesis import given
from hypothesis import strategies as st

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form

from odoo.addons.keqin_addon.tools import goal as tool

from .common import OUTSIDERS, ROLES, KeqinCase
from .covers import covers
from .test_proposal import READERS, WRITERS

_values = st.floats(-1e6, 1e6, allow_nan=False).map(lambda x: round(x, 2))


@given(_values, _values, _values)
def test_progress_is_between_nothing_and_all(start, target, now):
    part = tool.progress(start, target, now)
    if start == target:
        assert part is None
    else:
        assert 0 <= part <= 100
        assert tool.progress(start, target, target) == 100
        assert tool.progress(start, target, start) == 0
        # the way down counts as the way up
        assert part == tool.progress(-start, -target, -now)


@freeze_time("2026-06-15 08:00:00")
class TestGoal(KeqinCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.make_customer("Buyer", cls.users["sales"])
        cls.foreign = cls.make_customer("Foreign", cls.rival)
        cls.goal = cls.make_goal(cls.customer)

    @classmethod
    def make_goal(cls, customer, **vals):
        vals = {
            "name": "Fewer returns",
            "customer_id": customer.id,
            "value_start": 8,
            "value_target": 2,
            "value_now": 8,
            "date_due": "2026-06-30",
        } | vals
        return cls.env["keqin.goal"].create(vals)

    @covers("R217")
    def test_progress_and_what_we_did_for_it(self):
        goal = self.goal.with_user(self.users["sales"])
        with freeze_time("2026-06-20 08:00:00"):
            goal.value_now = 5
        self.assertEqual((goal.progress, str(goal.value_on)), (50.0, "2026-06-20"))
        form = Form(
            self.env["keqin.activity"]
            .with_user(self.users["sales"])
            .with_context(default_customer_id=self.customer.id)
        )
        form.name = "Training on handling glass"
        form.type_id = self.env.ref("keqin_addon.keqin_activity_type_training")
        form.goal_id = goal
        activity = form.save()
        self.assertEqual(goal.activity_ids_care, activity)
        goal.action_reached()
        self.assertEqual((goal.state, str(goal.closed_on)), ("reached", "2026-06-15"))

    def test_overdue_is_found(self):
        Goal = self.env["keqin.goal"]
        late = self.make_goal(self.customer, date_due="2026-06-14")
        self.assertEqual(
            Goal.search([("is_late", "=", True), ("company_id", "=", self.company.id)]),
            late,
        )
        self.assertTrue(late.is_late)
        late.action_missed()
        self.assertFalse(late.is_late)

    def test_activity_serves_a_goal_of_its_customer(self):
        vals = {
            "name": "Talk",
            "customer_id": self.foreign.id,
            "type_id": self.env.ref("keqin_addon.keqin_activity_type_phone").id,
            "goal_id": self.goal.id,
        }
        self.assertRefused(
            self.env["keqin.activity"].create, vals, error=ValidationError
        )

    def test_steps_in_order(self):
        steps = {
            "action_reached": ("open",),
            "action_missed": ("open",),
            "action_drop": ("open",),
            "action_reopen": ("reached", "missed", "dropped"),
        }
        for step, allowed in steps.items():
            for state, _label in self.goal._fields["state"].selection:
                with self.subTest(step=step, state=state), self.undone():
                    self.goal.state = state
                    attempt = getattr(self.goal.with_user(self.users["sales"]), step)
                    passed = self.attempt(attempt, denial=UserError)
                    self.assertEqual(passed, state in allowed)

    @covers("R190")
    def test_who_reads_and_who_writes(self):
        self.add_outsiders()
        foreign = self.make_goal(self.foreign)
        for role in (*ROLES, *OUTSIDERS):
            own = self.goal.with_user(self.users[role])
            other = foreign.with_user(self.users[role])
            everyones = role != "sales"
            with self.subTest(role=role):
                self.assertAllowed(role in READERS, own.read, ["contribution"])
                self.assertAllowed(
                    role in READERS and everyones, other.read, ["contribution"]
                )
                self.assertAllowed(role in WRITERS, own.write, {"value_now": 3})
                self.assertAllowed(role in WRITERS, own.action_reached)
                self.assertAllowed(role in WRITERS and everyones, other.action_reached)
                for name in ("state", "value_on", "progress"):
                    self.assertRefused(own.write, {name: self.goal[name]})
        moved = {"customer_id": self.foreign.id}
        self.assertRefused(self.goal.write, moved, error=UserError)
