"""The steps of a plan: who takes them, in which order, and what each leaves behind."""

from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import OUTSIDERS, ROLES
from .covers import covers
from .plan_case import PlanCase

# step: who may take it, and in which states of the plan
STEPS = {
    "action_request_review": ({"sales", "sales_manager"}, {"draft"}),
    "action_advise": ({"service", "service_manager"}, {"review"}),
    "action_submit": ({"sales", "sales_manager"}, {"review"}),
    "action_approve": ({"executive"}, {"submitted"}),
    "action_reject": ({"executive"}, {"submitted"}),
    "action_rework": ({"sales", "sales_manager"}, {"review", "rejected"}),
    "action_start": ({"sales", "sales_manager", "executive"}, {"approved"}),
    "action_finish": ({"sales_manager", "executive"}, {"running"}),
    "action_revise": ({"sales", "sales_manager"}, {"approved", "running"}),
}
STATES = (
    "draft",
    "review",
    "submitted",
    "approved",
    "running",
    "done",
    "rejected",
    "cancelled",
)


@tagged("post_install", "-at_install")
class TestPlanSteps(PlanCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        cls.plan = cls.make_plan()

    def take(self, step, role):
        plan = self.as_user(self.plan, role)
        if step == "action_reject":
            return plan.action_reject("Too dear")
        return getattr(plan, step)()

    def put(self, state):
        """Any state, with what the steps before have left."""
        self.plan.write({"state": state, "advised_on": "2026-03-02 08:00:00"})

    @covers("R038", "R039", "R041", "R180", "R191")
    def test_every_step_by_every_role(self):
        for step, (roles, states) in STEPS.items():
            self.put(min(states))
            for role in (*ROLES, *OUTSIDERS):
                self.assertAllowed(
                    role in roles, self.take, step, role, message=f"{step} by {role}"
                )

    @covers("R041", "R191")
    def test_every_step_in_every_state(self):
        for step, (roles, states) in STEPS.items():
            role = min(roles)
            for state in STATES:
                self.put(state)
                with self.undone():
                    try:
                        self.take(step, role)
                        done = True
                    except UserError as error:
                        self.assertIs(type(error), UserError)
                        done = False
                self.assertEqual(done, state in states, f"{step} in {state}")

    @covers("R181")
    def test_account_manager_of_somebody_else_takes_no_step(self):
        for step in ("action_request_review", "action_submit", "action_revise"):
            self.put(min(STEPS[step][1]))
            self.assertAllowed(False, self.take, step, "rival")

    @covers("R041", "R191")
    def test_states_and_stamps_are_written_by_nobody(self):
        stamps = {
            "state": "approved",
            "approved_by_id": self.users["executive"].id,
            "approved_on": "2026-03-02 08:00:00",
            "snapshot": {},
            "data_basis": {},
            "advised_on": "2026-03-02 08:00:00",
            "granted_amount": 1e6,
            "revised_id": self.plan.id,
            "capacity": [],
            "utilisation": 1.0,
            "budget_planned": 1.0,
            "company_id": self.company.id,
        }
        for role in ROLES:
            plan = self.as_user(self.plan, role)
            for name, value in stamps.items():
                self.assertRefused(plan.write, {name: value}, message=f"{role} {name}")
        Plan = self.as_user(self.Plan, "sales")
        for name, value in stamps.items():
            values = {"customer_id": self.customer.id, name: value}
            self.assertRefused(Plan.create, values, message=name)
        line = self.as_user(self.plan.line_ids[0], "sales")
        for name in ("standard_line_id", "planned_count", "deviation"):
            self.assertRefused(line.write, {name: False}, message=name)

    @covers("R041")
    def test_content_is_frozen_from_submission_on(self):
        plan = self.as_user(self.plan, "sales")
        lead = self.as_user(self.plan, "sales_manager")
        goal = self.env["keqin.plan.objective"].create(
            {"plan_id": plan.id, "name": "Share", "target": 1}
        )
        goal = self.as_user(goal, "sales_manager")
        line = lead.line_ids[0]
        copied = line.copy_data()[0]
        attempts = {
            "name": lambda: lead.write({"name": "X"}),
            "dates": lambda: plan.write({"date_end": "2026-11-30"}),
            "request": lambda: plan.write({"requested_amount": 1}),
            "line": lambda: line.write({"number": 3}),
            "line by plan": lambda: plan.write(
                {"line_ids": [Command.update(line.id, {"number": 3})]}
            ),
            "new line": lambda: line.create(
                {"plan_id": plan.id, "type_id": copied["type_id"]}
            ),
            "line gone": lambda: line.unlink(),
            "goal": lambda: goal.write({"target": 3}),
            "goal gone": lambda: goal.unlink(),
            "plan gone": lambda: plan.unlink(),
        }
        for state in STATES:
            self.put(state)
            for name, attempt in attempts.items():
                open_ = state in ("draft", "review")
                if name == "plan gone" and state == "rejected":
                    open_ = True  # of no use any more, and never agreed
                with self.undone():
                    try:
                        attempt()
                        done = True
                    except UserError as error:
                        self.assertIs(type(error), UserError, f"{name} in {state}")
                        done = False
                self.assertEqual(done, open_, f"{name} in {state}")

    @covers("R037", "R038")
    def test_incomplete_plan_is_not_sent_on(self):
        plan = self.as_user(self.plan, "sales")
        plan.line_ids[0].user_id = False
        with self.assertRaisesRegex(UserError, "Monthly visit"):
            plan.action_request_review()
        plan.line_ids.unlink()
        self.assertRefused(plan.action_request_review, error=UserError)


@tagged("post_install", "-at_install")
class TestPlanWorkflow(PlanCase):
    def waiting(self, plan):
        return plan.activity_ids.user_id

    @covers("R038", "R039", "R041", "R048")
    def test_the_whole_way(self):
        plan = self.make_plan()
        self.as_user(plan, "sales").action_request_review()
        self.assertEqual(self.waiting(plan), self.users["service"])
        self.assertRefused(self.as_user(plan, "sales").action_submit, error=UserError)

        self.as_user(plan, "service").action_advise("Call on Tuesdays")
        advice = plan.advice_ids
        self.assertEqual(
            (advice.text, advice.user_id), ("Call on Tuesdays", self.users["service"])
        )
        self.assertEqual(advice.date.isoformat(), "2026-03-02T00:00:00")
        self.assertEqual(self.waiting(plan), self.users["sales"])
        self.as_user(advice, "sales").action_accept()
        self.assertEqual(
            (advice.state, advice.answered_by_id), ("accepted", self.users["sales"])
        )

        self.as_user(plan, "sales").action_submit()
        self.assertEqual(plan.submitted_by_id, self.users["sales"])
        self.assertEqual(self.waiting(plan), self.users["executive"])
        self.assertTrue(plan.capacity, "checked before it is submitted")

        self.as_user(plan, "executive").action_approve("In line with the strategy")
        self.assertEqual(plan.state, "running", "its first day has come")
        self.assertEqual(plan.approved_by_id, self.users["executive"])
        self.assertEqual(plan.approved_on.isoformat(), "2026-03-02T00:00:00")
        self.assertEqual(plan.decision_comment, "In line with the strategy")
        self.assertEqual(self.waiting(plan), self.users["sales"])
        done = plan.with_context(active_test=False).activity_ids - plan.activity_ids
        self.assertIn(self.users["executive"], done.user_id, "done by taking the step")

    @covers("R041")
    def test_snapshot_keeps_what_was_approved(self):
        plan = self.make_plan()
        plan.objective_ids = [Command.create({"name": "Share of wallet", "target": 40})]
        self.line(plan, "Service call").unlink()
        self.bring_to(plan, "approved")
        plan.line_ids[0].sudo().write({"name": "Renamed", "budget": 1.0})
        snapshot = plan.snapshot
        self.assertEqual(snapshot["approved_by"], self.users["executive"].name)
        self.assertEqual(snapshot["lines"][0]["name"], "Monthly visit")
        self.assertEqual(snapshot["lines"][0]["budget"], 200.0)
        self.assertEqual(snapshot["lines"][0]["how_often"], "every month")
        self.assertEqual(snapshot["left_out"], ["Service call"])
        self.assertEqual(snapshot["objectives"][0]["target"], 40)
        self.assertEqual(snapshot["budget"], 9 * 200 + 4 * 500 + 1000)

    @covers("R041")
    def test_rejection_needs_a_comment_and_goes_back(self):
        plan = self.bring_to(self.make_plan(), "submitted")
        for comment in (None, "", "  "):
            self.assertRefused(
                self.as_user(plan, "executive").action_reject, comment, error=UserError
            )
        self.as_user(plan, "executive").action_reject("Too many dinners")
        self.assertEqual(plan.state, "rejected")
        self.assertEqual(plan.decision_comment, "Too many dinners")
        self.assertEqual(plan.rejected_by_id, self.users["executive"])
        self.assertEqual(self.waiting(plan), self.users["sales"])
        self.as_user(plan, "sales").action_rework()
        self.assertEqual((plan.state, plan.advised_on), ("draft", False))
        self.as_user(plan, "sales").action_request_review()
        self.assertRefused(self.as_user(plan, "sales").action_submit, error=UserError)

    @covers("R037")
    def test_executive_decides_on_the_resources_requested(self):
        plan = self.make_plan()
        self.as_user(plan, "sales").write(
            {"requested_amount": 5000, "request_people": "An engineer"}
        )
        self.bring_to(plan, "submitted")
        Wizard = self.as_user(self.env["keqin.plan.decide"], "executive")
        with Form(Wizard.with_context(default_plan_ids=plan.ids)) as form:
            self.assertEqual(form.granted_amount, 5000)
            form.granted_amount = 3000
            form.grant_note = "Engineer for two days"
            form.comment = "Go"
        self.assertRefused(
            self.as_user(plan, "executive").action_approve, None, -1.0, error=UserError
        )
        form.record.action_approve()
        self.assertEqual((plan.granted_amount, plan.decision_comment), (3000, "Go"))
        self.assertEqual(plan.grant_note, "Engineer for two days")
        self.assertEqual(plan.budget_total, plan.budget_planned + 3000)

    @covers("R041")
    def test_many_are_approved_from_the_list(self):
        plans = self.make_plan() | self.make_plan(self.others)
        for plan in plans:
            self.bring_to(plan, "submitted")
        self.assertEqual(
            self.waiting(plans[1]), self.users["executive"], "no sponsor: executives"
        )
        action = self.as_user(plans, "executive").action_decide()
        Wizard = self.as_user(self.env["keqin.plan.decide"], "executive")
        wizard = Wizard.with_context(**action["context"]).create(
            {"comment": "All good"}
        )
        wizard.action_approve()
        self.assertEqual(plans.mapped("state"), ["running"] * 2)

    @covers("R039")
    def test_advice_may_be_made_optional_and_refused_with_a_reason(self):
        plan = self.make_plan()
        self.as_user(plan, "sales").action_request_review()
        self.company.keqin_plan_advice = "optional"
        with self.undone():
            self.as_user(plan, "sales").action_submit()
        self.as_user(plan, "service").action_advise("Fewer visits")
        advice = self.as_user(plan.advice_ids, "sales")
        self.assertRefused(advice.action_decline, error=UserError)
        advice.answer = "They ask for them"
        advice.action_decline()
        self.assertEqual(advice.state, "declined")
        self.assertRefused(advice.write, {"text": "Something else"})
        self.assertRefused(advice.write, {"state": "open"})

    @covers("R039")
    def test_service_owner_or_else_the_lead_is_asked(self):
        plan = self.make_plan(self.others)
        self.bring_to(plan, "review")
        self.assertEqual(self.waiting(plan), self.users["service_manager"])
        Wizard = self.as_user(self.env["keqin.plan.advise"], "service_manager")
        wizard = Wizard.create({"plan_ids": [Command.set(plan.ids)]})
        self.assertRefused(wizard.action_advise, error=UserError)
        wizard.action_no_objection()
        self.assertTrue(plan.advice_ids.no_objection)
        self.assertTrue(plan.may_submit)

    @covers("R042", "R048")
    def test_scheduled_action_starts_and_ends_once(self):
        later = self.make_plan(period=("2026-04-01", "2026-06-30"))
        self.bring_to(later, "approved")
        self.assertEqual(later.state, "approved")
        self.assertRefused(self.as_user(later, "sales").action_start, error=UserError)
        for day, state in (
            ("2026-03-31", "approved"),
            ("2026-04-01", "running"),
            ("2026-06-30", "running"),
            ("2026-07-01", "done"),
            ("2026-07-02", "done"),
        ):
            with freeze_time(day):
                self.Plan._cron_plan()
                self.Plan._cron_plan()
            self.assertEqual(later.state, state, day)
        self.assertEqual(later.date_end.isoformat(), "2026-06-30")

    @covers("R042")
    def test_scheduled_action_works_in_batches(self):
        plans = self.make_plan() | self.make_plan(self.others)
        plans.write({"state": "approved"})
        domain = [("id", "in", plans.ids), ("state", "=", "approved")]
        self.assertTrue(self.Plan._in_batches(domain, "_start", size=1))
        self.assertEqual(plans.mapped("state"), ["running"] * 2)
        plans.write({"state": "approved"})
        cron = self.Plan.with_context(cron_id=1)
        commit = patch.object(type(self.env["ir.cron"]), "_commit_progress")
        with commit as progress:
            progress.return_value = 0  # no time left
            self.assertFalse(cron._in_batches(domain, "_start", size=1))
        self.assertEqual(sorted(plans.mapped("state")), ["approved", "running"])

    @covers("R049")
    def test_ended_early_the_following_days_are_free(self):
        plan = self.bring_to(self.make_plan(), "approved")
        with freeze_time("2026-05-10"):
            self.as_user(plan, "executive").action_finish()
        self.assertEqual(
            (plan.state, plan.date_end.isoformat()), ("done", "2026-05-10")
        )
        self.assertEqual(plan.snapshot["date_end"], "2026-12-31")

    @covers("R049")
    def test_revision_keeps_the_old_plan_until_it_is_approved(self):
        old = self.bring_to(self.make_plan(), "approved")
        item = self.env["keqin.activity"].create(
            {
                "name": "Next visit",
                "customer_id": self.customer.id,
                "type_id": old.line_ids[0].type_id.id,
                "plan_id": old.id,
                "plan_line_id": old.line_ids[0].id,
                "user_id": self.users["sales"].id,
                "automatic": True,
            }
        )
        with freeze_time("2026-06-01"):
            action = self.as_user(old, "sales").action_revise()
            new = self.Plan.browse(action["res_id"])
            again = self.as_user(old, "sales").action_revise()
            self.assertEqual(again["res_id"], new.id)
            self.assertEqual(
                (new.state, new.revised_id, new.revision), ("draft", old, 1)
            )
            self.assertEqual(new.date_start.isoformat(), "2026-06-01")
            self.assertEqual(new.line_ids.standard_line_id, self.standard.line_ids)
            self.assertFalse(new.snapshot or new.approved_by_id or new.overlap_id)
            self.as_user(new, "sales").line_ids[0].number = 2
            self.bring_to(new, "submitted")
            self.assertEqual((old.state, old.line_ids[0].number), ("running", 1))
            self.as_user(new, "executive").action_approve()
        self.assertEqual((old.state, new.state), ("cancelled", "running"))
        self.assertTrue(old.snapshot)
        self.assertEqual((item.plan_id, item.plan_line_id), (new, new.line_ids[0]))

    @covers("R049")
    def test_rejected_revision_leaves_the_old_plan_alone(self):
        old = self.bring_to(self.make_plan(), "approved")
        action = self.as_user(old, "sales").action_revise()
        new = self.bring_to(self.Plan.browse(action["res_id"]), "rejected")
        self.assertEqual((old.state, new.state), ("running", "rejected"))

    @covers("R049")
    def test_relationship_is_reviewed_every_quarter(self):
        plan = self.bring_to(self.make_plan(), "approved")
        self.assertEqual(plan.next_review_on.isoformat(), "2026-06-02")
        plan.activity_ids.unlink()
        with freeze_time("2026-06-01"):
            self.Plan._cron_plan()
        self.assertFalse(plan.activity_ids)
        with freeze_time("2026-06-02"):
            self.Plan._cron_plan()
            self.Plan._cron_plan()
            self.assertEqual(plan.activity_ids.user_id, self.users["sales"])
            self.assertEqual(len(plan.activity_ids), 1, "told once")
            mine = self.as_user(plan, "sales")
            self.assertRefused(mine.action_review, " ", error=UserError)
            self.assertRefused(mine.action_review, "X", "2026-06-02", error=UserError)
            for role in ("service", "marketing", "executive"):
                self.assertRefused(self.as_user(plan, role).action_review, "X")
            Wizard = self.as_user(self.env["keqin.plan.review"], "sales")
            wizard = Wizard.create(
                {
                    "plan_ids": [Command.set(plan.ids)],
                    "outcome": "They trust us",
                    "revise": True,
                }
            )
            action = wizard.action_review()
        self.assertEqual(self.Plan.browse(action["res_id"]).revised_id, plan)
        self.assertEqual(plan.reviewed_on.isoformat(), "2026-06-02")
        self.assertEqual(plan.next_review_on.isoformat(), "2026-09-02")
        self.assertIn("They trust us", plan.message_ids[0].body)
        self.assertFalse(plan.activity_ids)

    @covers("R032", "R049")
    def test_another_class_proposes_another_standard(self):
        plan = self.bring_to(self.make_plan(), "approved")
        plan.activity_ids.unlink()
        self.Plan._cron_plan()
        self.assertFalse(plan.changed_standard_id)
        better = self.make_standard("B", "low")
        better.line_ids[0].number = 2
        better.line_ids[2].unlink()
        self.customer.sudo().tier = "B"
        self.Plan._cron_plan()
        self.Plan._cron_plan()
        self.assertEqual(plan.changed_standard_id, better)
        self.assertEqual(len(plan.activity_ids), 1, "told once")
        action = self.as_user(plan, "sales").action_revise()
        draft = self.Plan.browse(action["res_id"])
        self.assertEqual(draft.standard_id, better)
        self.assertEqual(
            {line.name: line.deviation for line in draft.line_ids},
            {
                "Monthly visit": "more",
                "Executive visit": "same",
                "Service call": "added",
                "Customer day": "same",
            },
        )
        self.customer.sudo().tier = "C"
        self.Plan._cron_plan()
        self.assertFalse(plan.changed_standard_id)

    @covers("R048")
    def test_progress_and_punctuality(self):
        plan = self.bring_to(self.make_plan(), "approved")
        line = self.line(plan, "Executive visit")
        values = {
            "name": "Visit",
            "customer_id": self.customer.id,
            "type_id": line.type_id.id,
            "plan_id": plan.id,
            "plan_line_id": line.id,
            "user_id": self.users["sales"].id,
            "due_on": "2026-03-31",
            "latest_on": "2026-03-31",
        }
        on_time, late = self.env["keqin.activity"].create([values, values])
        on_time.write({"state": "done", "date_done": "2026-03-31"})
        late.write({"state": "done", "date_done": "2026-04-02"})
        plan.invalidate_recordset()
        self.assertEqual(plan.on_time_share, 0.5)
        self.assertAlmostEqual(plan.attainment, 2 / 18)

    @covers("R180")
    def test_readers_may_discuss_a_plan(self):
        plan = self.make_plan()
        for role in ("service", "marketing", "executive"):
            self.as_user(plan, role).message_post(body="A thought")
        with self.assertRaises(AccessError):
            self.as_user(plan, "contributor").message_post(body="A thought")
