"""The steps of an appraisal: by whom, in which order, and what each needs."""

from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .appraisal_case import AppraisalCase
from .common import OUTSIDERS, ROLES
from .covers import covers
from .evaluation_case import STATES

# step: who may take it, and from which states
STEPS = {
    "action_compute_figures": (("sales_manager", "executive"), ("draft",)),
    "action_hand_over": (("sales_manager", "executive"), ("draft",)),
    "action_read": (("sales",), ("input",)),
    "action_go_on": (("sales_manager", "executive"), ("input",)),
    "action_close_appraisal": (("executive",), ("review",)),
    "action_reopen": (("executive",), ("input", "review", "closed")),
}
# steps of the evaluation of the company
OTHER_STEPS = {"action_input": "draft", "action_review": "input"}
OTHER_STEPS |= {"action_close": "review"}


@tagged("post_install", "-at_install")
class TestAppraisalFlow(AppraisalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.record = cls.make_appraisal()
        cls.judge(cls.record)
        # time enough to read it has gone
        cls.record.handed_over_on = "2026-06-01"

    def take(self, step, role):
        reason = ("A judgement was wrong",) if step == "action_reopen" else ()
        return getattr(self.by(role, self.record), step)(*reason)

    @covers("R140", "R143", "R191")
    def test_every_step_by_every_role(self):
        for step, (roles, states) in STEPS.items():
            self.record._step(states[0])
            for role in (*ROLES, *OUTSIDERS):
                self.assertAllowed(
                    role in roles, self.take, step, role, message=f"{step} by {role}"
                )

    @covers("R140", "R191")
    def test_every_step_in_every_state(self):
        for step, (roles, states) in STEPS.items():
            for state in STATES:
                self.record._step(state)
                with self.subTest(step=step, state=state):
                    allowed = self.attempt(
                        self.take,
                        step,
                        roles[-1],
                        denial=(UserError, AccessError),
                    )
                    self.assertEqual(allowed, state in states)

    @covers("R143", "R191")
    def test_nobody_appraises_oneself(self):
        """Neither an executive, nor by the steps of the company's evaluation."""
        own = self.make_appraisal(user=self.executive, appraiser_id=False)
        self.judge(own)
        for step, (_roles, states) in STEPS.items():
            if step != "action_read":
                own._step(states[0])
                taken = getattr(self.by("executive", own), step)
                self.assertRefused(taken, error=AccessError, message=step)
        for step, state in OTHER_STEPS.items():
            self.record._step(state)
            self.assertRefused(self.take, step, "executive", error=AccessError)

    @covers("R150")
    def test_judgements_need_a_score_and_a_reason(self):
        for vals in ({"score": False}, {"comment": " "}):
            with self.subTest(vals=vals):
                self.judge(self.record)
                self.judged(self.record).write(vals)
                self.assertRefused(
                    self.take, "action_hand_over", "sales_manager", error=UserError
                )

    @covers("R140", "R143")
    def test_from_judgement_to_reward(self):
        lead, record = self.by("sales_manager", self.record), self.record
        lead.action_hand_over()
        self.assertEqual(record.activity_ids.user_id, self.sales)
        mine = self.by("sales", record)
        mine.employee_comment = "I called, and did not log it"
        mine.action_read()
        self.assertTrue(record.employee_read_on)
        self.assertIn(self.executive, record.activity_ids.user_id)
        boss = self.by("executive", record)
        with self.assertRaises(UserError):
            boss.reward_type = "bonus"
        boss.action_close_appraisal()
        self.assertFalse(record.activity_ids)
        boss.write({"reward_type": "bonus", "reward_amount": 500})
        self.assertEqual(self.by("sales", record).reward_amount, 500)

    def test_the_employee_has_time_to_read(self):
        self.record.action_hand_over()
        due = self.record.handed_over_on + timedelta(days=7)
        with self.assertRaises(UserError):
            self.take("action_go_on", "sales_manager")
        with freeze_time(f"{due} 12:00:00"):
            self.take("action_go_on", "sales_manager")
        self.assertEqual(self.record.state, "review")
        self.assertFalse(self.record.employee_read_on)

    @covers("R191")
    def test_opened_again_with_a_reason(self):
        self.record._step("closed")
        boss = self.by("executive", self.record)
        asked = boss.action_reopen()
        self.assertEqual(asked["res_model"], "keqin.evaluation.reopen")
        boss.action_reopen("The orders of June came late")
        self.assertEqual(self.record.state, "review")
        self.assertIn("June came late", self.record.message_ids[:1].body)

    @covers("R143")
    def test_figures_stay_once_handed_over(self):
        record = self.record
        record.action_hand_over()
        score = record.score
        self.make_order(self.west.partner_id, 900, on="2026-06-20")
        with self.assertRaises(UserError):
            record._compute_figures()
        self.assertEqual(record.score, score)
