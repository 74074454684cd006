"""Risks and suggestions on My Desk: each once, on the desk of whose turn it is."""

from freezegun import freeze_time

from .common import ROLES
from .covers import covers
from .risk_case import LEADS, SECRET, RiskCase


class DeskCase(RiskCase):
    kind = None

    def setUp(self):
        super().setUp()
        self.users = dict(self.users)

    def rows(self, role, **filters):
        user = self.users.get(role, self.rival)
        env = self.in_companies(self.env(user=user, su=False), self.company)
        filters = {"kind": self.kind} | filters
        return env["keqin.desk"].get_rows(**filters)["rows"]

    def codes(self, **filters):
        """What each role is asked for, of those asked for anything."""
        self.env.flush_all()
        found = {
            role: [row["item"][2] for row in self.rows(role, **filters)]
            for role in (*ROLES, "rival")
            if role in self.users or role == "rival"
        }
        return {role: codes for role, codes in found.items() if codes}


class TestDeskRisks(DeskCase):
    kind = "risk"

    @covers("R115")
    def test_answer_then_steps_then_the_end(self):
        risk = self.make_risk(answered=False)
        self.assertEqual(self.codes(), {"sales": ["risk_answer"]})
        [row] = self.rows("sales")
        self.assertEqual(
            row["reason"], "No strategy or date yet: They asked others for prices"
        )
        risk.write({"strategy": SECRET, "date_due": "2026-06-18"})
        self.assertEqual(self.codes(), {"sales": ["risk"]})
        [row] = self.rows("sales")
        self.assertEqual(row["reason"], "They asked others for prices, due in 3 days")
        self.assertEqual(row["details"], ["Medium", "Said so"])
        # the step is on the desk itself, until the risk is late
        step = self.make_step(risk)
        self.assertFalse(self.codes())
        with freeze_time("2026-06-19 04:00:00"):
            self.assertEqual(self.codes(), {"sales": ["risk"]})
        step.action_done()
        self.env.flush_all()
        [row] = self.rows("sales")
        methods = [action["method"] for action in row["actions"]]
        self.assertEqual(
            methods, ["action_plan_step", "action_recovered", "action_snooze"]
        )
        for method in methods:
            with self.undone():
                self.assertTrue(getattr(self.by("sales", risk), method)())
        risk._close("recovered", "They stay")
        self.assertFalse(self.codes())

    @covers("R116")
    def test_snoozed_ones_come_back_on_their_day(self):
        risk = self.make_risk()
        risk._snooze(risk.date_due, "Later")
        self.assertFalse(self.codes())
        with freeze_time("2026-06-30 04:00:00"):
            self.assertEqual(self.codes(), {"sales": ["risk"]})

    def test_leads_see_what_nobody_owns(self):
        risk = self.make_risk()
        self.users.pop("sales").active = False
        self.assertEqual(self.codes(), {role: ["unowned"] for role in LEADS})
        [row] = self.rows("service_manager")
        getattr(self.by("service_manager", risk), row["actions"][0]["method"])()
        self.assertEqual(self.codes(), {"service_manager": ["risk"]})

    def test_not_beside_an_overdue_contact(self):
        self.make_risk(kind="gap", date_due="2026-06-18")
        self.assertFalse(self.codes())
        with freeze_time("2026-06-19 04:00:00"):
            self.assertEqual(self.codes(), {"sales": ["risk"]})

    def test_not_beside_a_recovery_of_the_same(self):
        self.make_risk(kind="detractor")
        self.assertEqual(self.codes(), {"sales": ["risk"]})
        said = self.env["keqin.feedback"]._record(
            [
                {
                    "source_key": "t",
                    "answer_key": "t",
                    "customer_id": self.customer.id,
                    "source": "activity",
                    "metric": "nps",
                    "score": 2,
                }
            ]
        )
        self.assertTrue(said.recovery_id)
        self.assertFalse(self.codes())


class TestDeskSuggestions(DeskCase):
    kind = "suggestion"

    @covers("R215")
    def test_accepted_and_undone_on_the_desk(self):
        suggestion = self.suggest()
        self.assertEqual(self.codes(), {"sales": ["suggest"]})
        [row] = self.rows("sales")
        self.assertEqual(row["reason"], "Call them")
        self.assertEqual(row["details"], ["Nobody has for 60 days"])
        accept, dismiss = row["actions"]
        mine = self.by("sales", suggestion)
        getattr(mine, accept["method"])()
        self.assertFalse(self.codes())
        getattr(mine, accept["undo"])()
        self.assertEqual(self.codes(), {"sales": ["suggest"]})
        self.assertEqual(
            getattr(mine, dismiss["method"])()["res_model"], "keqin.suggestion.dismiss"
        )
