"""Cases on My Desk: each once, on the desk of whose turn it is."""

from freezegun import freeze_time

from .case_case import CASE_LEADS, CaseCase
from .common import ROLES
from .covers import covers

LATER = "2026-10-05 09:00:00"


class TestDeskCases(CaseCase):
    def rows(self, role, **filters):
        user = self.users.get(role) or getattr(self, role)
        env = self.in_companies(self.env(user=user, su=False), self.company)
        return env["keqin.desk"].get_rows(kind="case", **filters)["rows"]

    def codes(self, **filters):
        """What each role is asked for, of those asked for anything."""
        self.env.flush_all()
        found = {
            role: [r["item"][2] for r in self.rows(role, **filters)] for role in ROLES
        }
        return {role: codes for role, codes in found.items() if codes}

    @covers("R087", "R088", "R097")
    def test_owner_is_asked_for_the_next_step(self):
        turns = {
            "new": "respond",
            "responded": "resolve",
            "working": "resolve",
            "waiting": None,
            "resolved": "confirm",
            "confirmed": "close",
            "closed": None,
        }
        for state, code in turns.items():
            with self.subTest(state), self.undone():
                self.make_case(state, opened_on="2026-09-18 09:00:00")
                asked = {"service": [code]} if code else {}
                if state == "new":  # four hours have gone by since Friday
                    asked["sales"] = ["missed"]
                self.assertEqual(self.codes(), asked)

    @covers("R089")
    def test_complex_request_asks_for_a_date(self):
        case = self.make_case("responded", kind="complex_request")
        [row] = self.rows("service")
        self.assertEqual(row["item"][2], "respond")
        self.assertTrue(row["reason"].startswith("Agree on a date"), row["reason"])
        self.assertEqual(row["actions"][0]["method"], "action_agree")
        case.sudo().agreed_on = "2026-09-23 09:00:00"
        self.assertEqual(self.rows("service")[0]["item"][2], "resolve")

    def test_customer_who_waits_for_a_reply_comes_first(self):
        for state in ("working", "waiting", "resolved", "confirmed"):
            with self.subTest(state), self.undone():
                case = self.make_case(state, opened_on="2026-09-20 09:00:00")
                case.sudo().answered_on = "2026-09-21 08:00:00"
                self.assertEqual(self.codes(), {"service": ["reply"]})
                case._record_outbound()
                self.assertNotIn("reply", self.codes().get("service", ()))

    @covers("R097", "R195")
    def test_leads_see_what_nobody_owns(self):
        case = self.make_case()
        case.sudo().user_id = False
        asked = self.codes()
        self.assertEqual(asked, {role: ["unowned"] for role in CASE_LEADS})
        [row] = self.rows("service_manager")
        take = row["actions"][0]["method"]
        getattr(self.by("service_manager", case), take)()
        self.assertEqual(self.codes(), {"service_manager": ["respond"]})

    @covers("R093", "R099")
    def test_account_manager_sees_own_customers_past_their_deadline(self):
        case = self.make_case("working")
        self.assertFalse(self.rows("sales"))
        with freeze_time(LATER):
            case._clock_refresh()
            self.env.flush_all()
            [row] = self.rows("sales")
            self.assertEqual((row["item"][2], row["actions"]), ("missed", []))
            self.assertFalse(self.rows("rival"))
            self.assertEqual([r["item"][2] for r in self.rows("service")], ["resolve"])
            # not a second time for those who see everybody's
            every = self.rows("executive", scope="all")
            self.assertEqual([len(r["items"]) for r in every], [1])

    def test_far_deadlines_are_not_yet_on_it(self):
        case = self.make_case("working")
        case.sudo().resolution_deadline = "2026-09-29 09:00:00"
        self.assertFalse(self.codes())
        with freeze_time("2026-09-22 09:00:00"):
            self.assertEqual(self.codes(), {"service": ["resolve"]})

    def test_says_what_it_is_about_and_until_when(self):
        self.make_case("working", kind="complaint", impact="stopped")
        [row] = self.rows("service")
        self.assertIn("Cartons too soft", row["reason"])
        self.assertEqual(row["details"][:3], ["Complaint", "Critical", "Ms. Wang"])
        self.assertTrue(row["reassign"])

    def test_methods_are_those_of_the_case(self):
        """A row offers nothing that its case refuses in this state."""
        allowed = {
            "new": {"action_log_call"},
            "responded": {"action_start", "action_log_call"},
            "working": {"action_resolve", "action_log_call"},
            "resolved": {"action_confirm", "action_decline"},
            "confirmed": {"action_close"},
        }
        for state, methods in allowed.items():
            with self.subTest(state), self.undone():
                case = self.by("service", self.make_case(state))
                self.env.flush_all()
                [row] = self.rows("service")
                offered = [action["method"] for action in row["actions"]]
                self.assertEqual(set(offered), methods)
                for method in offered:
                    with self.undone():
                        self.assertTrue(getattr(case, method)())
