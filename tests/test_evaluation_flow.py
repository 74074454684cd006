"""The steps of an evaluation: who takes them, in which order, what each needs."""

from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import OUTSIDERS, ROLES
from .covers import covers
from .evaluation_case import LEADS, SPEAKERS, STATES, EvaluationCase

# step: who may take it, and from which states
STEPS = {
    "action_compute_figures": (LEADS, ("draft",)),
    "action_input": (LEADS, ("draft",)),
    "action_review": (LEADS, ("input",)),
    "action_close": (("executive",), ("review",)),
    "action_reopen": (("executive",), ("input", "review", "closed")),
}


@tagged("post_install", "-at_install")
class TestEvaluationFlow(EvaluationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.record = cls.make_evaluation("review")
        cls.decide(cls.record)

    def take(self, step, role):
        reason = ("Orders were missing",) if step == "action_reopen" else ()
        return getattr(self.by(role, self.record), step)(*reason)

    def put(self, state):
        self.record._step(state)

    @covers("R134", "R191")
    def test_every_step_by_every_role(self):
        for step, (roles, states) in STEPS.items():
            self.put(states[0])
            for role in (*ROLES, *OUTSIDERS):
                self.assertAllowed(
                    role in roles, self.take, step, role, message=f"{step} by {role}"
                )

    @covers("R134", "R191")
    def test_every_step_in_every_state(self):
        for step, (roles, states) in STEPS.items():
            for state in STATES:
                self.put(state)
                with self.subTest(step=step, state=state):
                    allowed = self.attempt(
                        self.take, step, min(roles), denial=UserError
                    )
                    self.assertEqual(allowed, state in states)

    @covers("R134", "R191")
    def test_no_step_by_writing(self):
        for role in ROLES:
            record = self.by(role, self.record)
            self.assertAllowed(False, record.write, {"state": "closed"})
            for name in ("computed_on", "closed_on", "inputs", "previous_id"):
                self.assertAllowed(False, record.write, {name: False}, message=name)

    @covers("R133", "R132")
    def test_departments_are_asked_and_waited_for(self):
        record = self.make_evaluation(start="2026-01-01")
        self.by("service_manager", record).action_input()
        self.assertEqual(
            set(record.section_ids.mapped("department")),
            {"sales", "service", "marketing"},
        )
        asked = record.activity_ids.user_id
        self.assertEqual(asked, self.speakers())
        with self.assertRaises(UserError) as raised:
            record.action_review()
        self.assertIn("Marketing", str(raised.exception))
        for department, role in SPEAKERS.items():
            section = record.section_ids.filtered(
                lambda it, name=department: it.department == name
            )
            mine = self.by(role, section)
            with self.assertRaises(UserError):
                mine.action_done()
            mine.results = "<p>Two events, forty guests</p>"
            mine.action_done()
            self.assertEqual(section.done_by_id, self.users[role])
            self.assertFalse(
                record.activity_ids.filtered(
                    lambda it, r=role: it.user_id == self.users[r]
                )
            )
            with self.assertRaises(UserError):
                mine.results = "<p>Another</p>"
            mine.action_take_back()
            mine.action_done()
        self.assertEqual(record.handed_in_count, 3)
        self.by("sales_manager", record).action_review()
        self.assertEqual(record.activity_ids.user_id, self.executives())
        with self.assertRaises(UserError):
            self.by("sales_manager", record.section_ids[:1]).action_take_back()

    def speakers(self):
        users = self.env["res.users"].union(
            *(self.users[it] for it in SPEAKERS.values())
        )
        return users

    def executives(self):
        return self.users["executive"]

    @covers("R134")
    def test_an_executive_takes_a_silent_department_out(self):
        record = self.make_evaluation("input", start="2026-01-01")
        silent = record.section_ids.filtered(lambda it: it.department == "marketing")
        spoken = record.section_ids - silent
        spoken.proposals = "<p>Call back sooner</p>"
        spoken.action_done()
        for role in ROLES:
            mine = self.by(role, silent)
            allowed = role in ("executive", "manager")
            self.assertAllowed(allowed, lambda m=mine: m.unlink(), message=role)
        self.by("executive", silent).unlink()
        self.by("executive", record).action_review()
        self.assertEqual(record.state, "review")

    @covers("R134", "R161")
    def test_closed_with_a_decision_and_a_focus(self):
        record = self.make_evaluation("review", start="2026-01-01")
        executive = self.by("executive", record)
        action = executive.action_close()
        self.assertEqual(action["res_model"], "keqin.evaluation.close")
        self.assertEqual(record.state, "review")
        Wizard = self.by("executive", self.env["keqin.evaluation.close"])
        wizard = Wizard.create(
            {"evaluation_id": record.id, "name": "Fewer, longer visits"}
        )
        with self.assertRaises(UserError):
            wizard.action_close()
        form = Form(Wizard.with_context(**action["context"]))
        form.name = "Fewer, longer visits"
        form.focus = "<p>Tier B</p>"
        form.save().action_close()
        self.assertEqual(record.state, "closed")
        self.assertEqual(record.decision_ids.name, "Fewer, longer visits")
        self.assertEqual(record.decision_ids.user_id, self.users["executive"])
        self.assertEqual(record.closed_by_id, self.users["executive"])
        self.assertEqual(record.closed_on, date(2026, 7, 8))
        self.assertFalse(record.activity_ids)
        with self.assertRaises(UserError):
            executive.focus = "<p>Another</p>"

    @covers("R134")
    def test_not_before_its_meeting_is_over(self):
        meeting = self.env["keqin.meeting"].create(
            {
                "name": "Second quarter",
                "kind": "evaluation",
                "company_id": self.company.id,
                "evaluation_id": self.record.id,
                "date_start": "2026-07-09 02:00:00",
                "date_end": "2026-07-09 04:00:00",
            }
        )
        with self.assertRaises(UserError):
            self.take("action_close", "executive")
        self.assertEqual(
            self.record.action_plan_meeting()["res_id"], meeting.id, "the one there is"
        )
        meeting._step("closed")
        self.take("action_close", "executive")
        self.assertEqual(self.record.state, "closed")

    @covers("R134", "R191")
    def test_opened_again_step_by_step_with_the_reason_in_the_log(self):
        self.take("action_close", "executive")
        record = self.by("executive", self.record)
        self.assertEqual(record.action_reopen()["res_model"], "keqin.evaluation.reopen")
        Wizard = self.by("executive", self.env["keqin.evaluation.reopen"])
        for state in ("review", "input", "draft"):
            wizard = Wizard.create(
                {"evaluation_ids": self.record.ids, "reason": f"Because of {state}"}
            )
            wizard.action_reopen()
            self.assertEqual(self.record.state, state)
            self.assertIn(
                f"Because of {state}", str(self.record.message_ids.mapped("body"))
            )
        self.assertFalse(self.record.closed_on)

    @covers("R132", "R134", "R218")
    def test_the_next_plan_starts_from_it(self):
        self.take("action_close", "executive")
        Plan = self.by("sales", self.env["keqin.plan"])
        customer = self.north.with_env(Plan.env)
        [plan] = Plan._generate(customer, "2026-08-01", "2026-12-31")
        self.assertEqual(plan.evaluation_id.id, self.record.id)
        self.assertIn("Repurchase of tier B", plan.focus)
        self.assertIn("Visit every A customer twice", plan.data_basis_html)
        self.assertIn("Repurchase of tier B", plan.data_basis_html)
        self.assertAllowed(False, plan.write, {"evaluation_id": False})
        self.assertEqual(self.by("executive", self.record).plan_count, 1)
        # what is decided later does not change what the plan was based on
        self.record.decision_ids.name = "Another"
        self.assertIn("Visit every A customer twice", plan.data_basis_html)
        # by hand it follows as well; another company's decisions are its own
        made = Plan.create({"customer_id": self.west.id, "date_start": "2026-08-01"})
        self.assertEqual(made.evaluation_id.id, self.record.id)
        self.record._step("review")
        [other] = Plan._generate(customer, "2027-01-01", "2027-12-31")
        self.assertFalse(other.evaluation_id)

    @covers("R131", "R110")
    def test_last_periods_measures_and_what_came_of_them(self):
        measure = self.env["keqin.improvement"].create(
            {
                "name": "Call back within a day",
                "source": "evaluation",
                "evaluation_id": self.make_evaluation(start="2026-01-01").id,
                "company_id": self.company.id,
            }
        )
        self.record._set_previous()
        executive = self.by("executive", self.record)
        self.assertEqual(executive.previous_improvement_ids.ids, measure.ids)
        # others as far as they may see it
        self.assertFalse(self.by("marketing", self.record).previous_improvement_ids)

    def test_appraisals_do_not_go_this_way(self):
        record = self.env["keqin.evaluation"].create(
            {
                "scope": "employee",
                "user_id": self.sales.id,
                "company_id": self.company.id,
                "period": "quarter",
                "date_start": "2026-04-01",
            }
        )
        with self.assertRaises(AccessError):
            record.action_input()
