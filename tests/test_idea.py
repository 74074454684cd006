"""Ideas of colleagues: assessed, adopted or rejected, rolled out, rewarded."""

from odoo.exceptions import UserError
from odoo.tests import Form

from .covers import covers
from .idea_case import TODAY, IdeaCase

_TODO = "keqin_addon.mail_activity_type_idea"


class TestIdea(IdeaCase):
    def wizard(self, role, action):
        model = self.by(role, self.env[action["res_model"]])
        return Form(model.with_context(**action["context"]))

    @covers("R159")
    def test_from_the_idea_to_what_is_rolled_out(self):
        idea = self.make_idea(department="service")
        judge = self.by("service_manager", idea)
        form = self.wizard("service_manager", judge.action_assess())
        form.benefit, form.effort, form.assessment = "5", "2", "Customers wait"
        form.save().action_assess()
        self.assertEqual((idea.state, idea.score), ("assessed", 87.5))
        self.assertEqual(idea.assessed_by_id, self.users["service_manager"])
        form = self.wizard("service_manager", judge.action_adopt())
        self.assertEqual(form.department, "service", "that of the idea")
        form.user_id = self.users["service"]
        form.date_due = "2026-07-31"
        action = form.save().action_decide()
        measure = self.env["keqin.improvement"].browse(action["res_id"])
        self.assertEqual(idea.improvement_id, measure)
        self.assertEqual(
            (measure.source, measure.user_id, measure.company_id, measure.name),
            ("idea", self.users["service"], self.company, "Call back at once"),
        )
        self.assertEqual(idea.state, "adopted")
        owner = self.by("service", measure)
        owner.action_plan()
        owner.action_start()
        self.assertEqual(idea.state, "adopted")
        owner.result = "<p>Done</p>"
        owner.action_done()
        self.assertEqual((idea.state, str(idea.rolled_out_on)), ("rolled_out", TODAY))
        self.by("executive", measure).action_reopen("Not at lunch time")
        self.assertEqual((idea.state, idea.rolled_out_on), ("adopted", False))

    @covers("R159")
    def test_steps_come_in_order(self):
        steps = {
            "assess": lambda idea: idea._assess("3", "3", "Why"),
            "adopt": lambda idea: idea._adopt("Why"),
            "reject": lambda idea: idea._reject("Why"),
            "reconsider": lambda idea: idea.action_reconsider(),
        }
        possible = {
            "submitted": {"assess"},
            "assessed": {"assess", "adopt", "reject"},
            "adopted": set(),
            "rejected": {"reconsider"},
            "rolled_out": set(),
        }
        for state, names in possible.items():
            idea = self.by("service_manager", self.make_idea(state))
            for name, step in steps.items():
                with self.subTest(state=state, step=name):
                    if name in names:
                        with self.undone():
                            step(idea)
                    else:
                        self.assertRefused(step, idea, error=UserError)

    def test_no_word_no_step(self):
        idea = self.by("service_manager", self.make_idea("assessed"))
        self.assertRefused(idea._reject, " ", error=UserError)
        self.assertRefused(idea._assess, "3", "3", "", error=UserError)

    @covers("R159")
    def test_an_idea_may_go_with_a_measure_that_is_on_its_way(self):
        measure = self.env["keqin.improvement"].create({"name": "Call centre"})
        idea = self.make_idea("assessed")
        self.by("service_manager", idea)._adopt("Fits", measure)
        self.assertEqual(idea.improvement_id, measure)
        self.assertEqual(measure.source, "other", "it stays what it was")

    @covers("R159")
    def test_what_was_assessed_is_not_reworded_nor_deleted(self):
        idea = self.make_idea()
        self.by("contributor", idea).expected = "Fewer calls"
        idea = self.make_idea("assessed")
        for role in ("contributor", "executive"):
            mine = self.by(role, idea)
            self.assertRefused(mine.write, {"name": "Other"}, error=UserError)
        self.assertRefused(self.by("manager", idea).unlink, error=UserError)

    @covers("R159")
    def test_a_lead_has_it_on_the_list_and_the_colleague_is_thanked(self):
        loud = self.env(context=dict(self.env.context, tracking_disable=False))
        idea = self.make_idea().with_env(loud)
        todo = idea.activity_ids
        self.assertEqual(todo.user_id, self.users["service_manager"])
        judge = idea.with_user(self.users["service_manager"])
        judge._assess("3", "3", "Good")
        self.assertEqual(idea.activity_ids.summary, "Adopt the idea, or say why not")
        judge._reject("Too dear")
        self.assertFalse(idea.activity_ids)
        thanked = self.env["mail.message"].search(
            [
                ("model", "=", "keqin.idea"),
                ("res_id", "=", idea.id),
                ("partner_ids", "in", self.users["contributor"].partner_id.ids),
            ],
            order="id",
        )
        self.assertEqual(len(thanked), 2)
        self.assertIn("Too dear", thanked[-1].body)

    @covers("R159")
    def test_the_lead_whose_idea_it_is_does_not_get_it_to_assess(self):
        idea = self.make_idea(by="service_manager")
        self.assertNotEqual(idea.activity_ids.user_id, self.users["service_manager"])


class TestIdeaReward(IdeaCase):
    @covers("R159")
    def test_a_reward_is_a_badge_and_an_amount_and_given_once(self):
        idea = self.make_idea("adopted")
        badge = self.env.ref("keqin_addon.gamification_badge_idea")
        executive = self.by("executive", idea)
        action = executive.action_reward()
        wizards = executive.env["keqin.idea.reward"].with_context(**action["context"])
        form = Form(wizards)
        self.assertEqual(form.badge_id, badge)
        form.reward, form.amount, form.note = "bonus", 500, "For all of us"
        form.save().action_reward()
        self.assertEqual(
            (idea.reward, idea.reward_amount, idea.badge_id, str(idea.rewarded_on)),
            ("bonus", 500, badge, TODAY),
        )
        self.assertEqual(idea.rewarded_by_id, self.users["executive"])
        grant = self.env["gamification.badge.user"].search(
            [("user_id", "=", self.users["contributor"].id)]
        )
        self.assertEqual(grant.badge_id, badge)
        self.assertEqual(grant.sender_id, self.users["executive"])
        self.assertRefused(self.by("executive", idea)._reward, "gift", error=UserError)

    def test_a_bonus_has_an_amount(self):
        idea = self.by("executive", self.make_idea("adopted"))
        self.assertRefused(idea._reward, "bonus", error=UserError)

    @covers("R159")
    def test_only_what_was_adopted_is_rewarded(self):
        for state in ("submitted", "assessed", "rejected", "adopted", "rolled_out"):
            with self.subTest(state=state):
                idea = self.by("executive", self.make_idea(state))
                if state in ("adopted", "rolled_out"):
                    idea._reward("commendation")
                else:
                    self.assertRefused(idea._reward, "commendation", error=UserError)

    @covers("R159")
    def test_the_badge_is_granted_by_nobody_by_hand(self):
        badge = self.env.ref("keqin_addon.gamification_badge_idea")
        for role in ("executive", "service_manager", "contributor"):
            grants = self.by(role, self.env["gamification.badge.user"])
            vals = {"badge_id": badge.id, "user_id": self.users["sales"].id}
            self.assertRefused(grants.create, vals, error=UserError)

    @covers("R159")
    def test_report_of_rewards(self):
        self.by("executive", self.make_idea("adopted"))._reward("bonus", 500)
        self.by("executive", self.make_idea("adopted"))._reward("gift", 80)
        self.make_idea("adopted")
        rows = self.by("service_manager", self.env["keqin.idea"])._read_group(
            [("reward", "!=", False), ("company_id", "=", self.company.id)],
            ["user_id"],
            ["reward_amount:sum", "__count"],
        )
        self.assertEqual(rows, [(self.users["contributor"], 580, 2)])
