"""Who submits, sees, judges and rewards ideas (R159)."""

from odoo.exceptions import UserError

from .common import OUTSIDERS, ROLES
from .covers import covers
from .idea_case import LEADS, IdeaCase

GUARDED = {
    "state": "adopted",
    "benefit": "5",
    "effort": "1",
    "assessment": "x",
    "assessed_on": "2026-01-01",
    "decision_reason": "x",
    "decided_on": "2026-01-01",
    "rolled_out_on": "2026-01-01",
    "score": 100.0,
    "reward": "bonus",
    "reward_amount": 900.0,
    "reward_note": "x",
    "rewarded_on": "2026-01-01",
    "submitted_on": "2026-01-01",
}


class TestSecurityIdea(IdeaCase):
    @covers("R159")
    def test_everybody_in_care_submits_and_sees_their_own(self):
        for role in (*ROLES, *OUTSIDERS):
            with self.subTest(role=role):
                ideas = self.by(role, self.env["keqin.idea"])
                self.assertAllowed(
                    role in ROLES, lambda i=ideas: i.create({"name": "x"})
                )
                if role in ROLES:
                    mine = ideas.create({"name": "Mine"})
                    self.assertEqual(mine.user_id, self.users[role])
                    self.assertIn(mine, mine.search([("name", "=", "Mine")]))
                    self.assertAllowed(True, mine.copy)

    @covers("R159")
    def test_those_of_others_are_for_leads(self):
        idea = self.make_idea(by="contributor")
        peer = self.make_user("contributor", login="keqin_peer")
        self.users["peer"] = peer
        for role in (*ROLES, *OUTSIDERS, "peer"):
            if role == "contributor":
                continue
            with self.subTest(role=role):
                mine = self.by(role, idea)
                domain = [("id", "=", idea.id)]
                self.assertAllowed(role in LEADS, mine.search, domain)
                self.assertAllowed(role in LEADS, mine.read, ["name"])
                self.assertAllowed(role in LEADS, mine.write, {"department": "product"})
                self.assertAllowed(role == "manager", mine.unlink)

    @covers("R159")
    def test_leads_judge_the_ideas_of_others(self):
        for role in (*ROLES, *OUTSIDERS):
            for author in ("contributor", role):
                if author not in ROLES:
                    continue
                idea = self.make_idea(by=author)
                may = role in LEADS and author != role
                with self.subTest(role=role, author=author):
                    mine = self.by(role, idea)
                    self.assertAllowed(may, mine.action_assess)
                    self.assertAllowed(may, self.assess, role, idea)

    def assess(self, role, idea):
        vals = {"idea_id": idea.id, "assessment": "x"}
        self.by(role, self.env["keqin.idea.assess"]).create(vals).action_assess()
        return idea.state == "assessed"

    @covers("R159")
    def test_leads_decide_on_the_ideas_of_others(self):
        for role in (*ROLES, *OUTSIDERS):
            for author in ("contributor", role):
                if author not in ROLES:
                    continue
                idea = self.make_idea("assessed", by=author)
                may = role in LEADS and author != role
                for step in ("adopt", "reject"):
                    with self.subTest(role=role, author=author, step=step):
                        self.assertAllowed(may, self.decide, role, idea, step)

    def decide(self, role, idea, step):
        vals = {"idea_id": idea.id, "step": step, "reason": "x"}
        self.by(role, self.env["keqin.idea.decide"]).create(vals).action_decide()
        return idea.state in ("adopted", "rejected")

    @covers("R159")
    def test_executives_reward_the_ideas_of_others(self):
        for role in (*ROLES, *OUTSIDERS):
            for author in ("contributor", role):
                if author not in ROLES:
                    continue
                idea = self.make_idea("adopted", by=author)
                may = role == "executive" and author != role
                with self.subTest(role=role, author=author):
                    self.assertAllowed(may, self.by(role, idea).action_reward)
                    self.assertAllowed(may, self.reward, role, idea)

    def reward(self, role, idea):
        vals = {"idea_id": idea.id, "reward": "commendation"}
        self.by(role, self.env["keqin.idea.reward"]).create(vals).action_reward()
        return idea.reward

    @covers("R159")
    def test_steps_and_rewards_are_written_by_nobody(self):
        idea = self.make_idea()
        measure = self.env["keqin.improvement"].create({"name": "x"})
        badge = self.env.ref("keqin_addon.gamification_badge_idea")
        guarded = GUARDED | {
            "user_id": self.users["sales"].id,
            "improvement_id": measure.id,
            "badge_id": badge.id,
            "assessed_by_id": self.users["sales"].id,
            "decided_by_id": self.users["sales"].id,
            "rewarded_by_id": self.users["sales"].id,
        }
        for role in ("contributor", *LEADS):
            mine = self.by(role, idea)
            for name, value in guarded.items():
                with self.subTest(role=role, field=name):
                    self.assertAllowed(False, mine.write, {name: value})
                    self.assertAllowed(False, mine.create, {"name": "x", name: value})

    def test_what_was_assessed_moves_to_no_other_company(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        idea = self.make_idea("assessed", by="contributor")
        user = self.users["contributor"]
        user.company_ids |= other
        env = self.in_companies(self.env(user=user, su=False), self.company, other)
        mine = idea.with_env(env)
        self.assertRefused(mine.write, {"company_id": other.id}, error=UserError)

    def test_nor_in_the_name_of_another_by_a_default(self):
        ideas = self.by("contributor", self.env["keqin.idea"])
        theirs = ideas.with_context(default_user_id=self.users["sales"].id)
        self.assertAllowed(False, lambda: theirs.create({"name": "x"}))

    def test_other_companies_see_nothing(self):
        idea = self.make_idea()
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self.make_user(
            "executive",
            login="keqin_stranger",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        env = self.in_companies(self.env(user=stranger, su=False), other)
        mine = idea.with_env(env)
        self.assertAllowed(False, lambda: mine.search([("id", "=", idea.id)]))
        self.assertAllowed(False, lambda: mine.read(["name"]))
