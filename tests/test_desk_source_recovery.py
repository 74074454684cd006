"""Dissatisfied customers on My Desk: each once, on the desk of whose turn it is."""

from freezegun import freeze_time

from .common import ROLES
from .covers import covers
from .recovery_case import LEADS, RecoveryCase


class TestDeskRecoveries(RecoveryCase):
    def setUp(self):
        super().setUp()
        self.users = dict(self.users)

    def rows(self, role, **filters):
        user = self.users.get(role) or self.rival
        env = self.in_companies(self.env(user=user, su=False), self.company)
        return env["keqin.desk"].get_rows(kind="recovery", **filters)["rows"]

    def codes(self, **filters):
        """What each role is asked for, of those asked for anything."""
        self.env.flush_all()
        found = {
            role: [r["item"][2] for r in self.rows(role, **filters)]
            for role in (*ROLES, "rival")
            if role in self.users or role == "rival"
        }
        return {role: codes for role, codes in found.items() if codes}

    @covers("R112")
    def test_owner_has_it_until_it_is_closed(self):
        recovery = self.make_recovery()
        self.assertEqual(self.codes(), {"sales": ["recover"]})
        [row] = self.rows("sales")
        self.assertEqual(row["reason"], "Dissatisfied: Service quality, due in 2 days")
        self.assertIn("Service quality 2 of 5", row["details"])
        self.assertIn("“Late again”", row["details"])
        self.assertFalse(row["reassign"])
        recovery.action_start()
        self.assertEqual(self.codes(), {"sales": ["recover"]})
        self.close(recovery)
        self.assertFalse(self.codes())

    def test_account_manager_hears_of_what_others_are_late_with(self):
        recovery = self.make_recovery()
        recovery.user_id = self.users["service"]
        self.assertEqual(self.codes(), {"service": ["recover"]})
        with freeze_time("2026-06-18 04:00:00"):
            asked = {"service": ["recover"], "sales": ["missed"]}
            self.assertEqual(self.codes(), asked)
            [row] = self.rows("sales")
            self.assertEqual(row["actions"], [])
            # not a second time for those who see everybody's
            every = self.rows("executive", scope="all")
            self.assertEqual([len(r["items"]) for r in every], [1])

    def test_leads_see_what_nobody_owns(self):
        recovery = self.make_recovery()
        self.users.pop("sales").active = False
        self.assertEqual(self.codes(), {role: ["unowned"] for role in LEADS})
        [row] = self.rows("service_manager")
        take = row["actions"][0]["method"]
        getattr(self.by("service_manager", recovery), take)()
        self.assertEqual(self.codes(), {"service_manager": ["recover"]})

    def test_methods_are_those_of_the_recovery(self):
        """A row offers nothing that its recovery refuses in this state."""
        recovery = self.make_recovery()
        allowed = [
            {"action_plan_step", "action_start"},
            {"action_plan_step", "action_recovered", "action_not_recovered"},
        ]
        for methods in allowed:
            self.env.flush_all()
            [row] = self.rows("sales")
            offered = [action["method"] for action in row["actions"]]
            self.assertEqual(set(offered), methods)
            for method in offered:
                with self.undone():
                    self.assertTrue(getattr(self.by("sales", recovery), method)())
            if recovery.state == "new":
                recovery.action_start()
        self.hear("mind", 1)
        corrected = self.hear("mind", 5).recovery_id
        self.close(recovery)
        self.env.flush_all()
        [row] = self.rows("sales")
        self.assertEqual(row["res_id"], corrected.id)
        self.assertEqual(row["actions"][0]["method"], "action_corrected")
        self.assertTrue(self.by("sales", corrected).action_corrected())
