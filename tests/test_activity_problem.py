"""A potential problem found in a follow-up becomes a risk or a case (R067, R120)."""

from odoo.exceptions import AccessError, UserError

from .common import OUTSIDERS, ROLES
from .covers import covers
from .test_activity_case import HANDLERS, HeardCase


class TestProblemFound(HeardCase):
    @covers("R067", "R120")
    def test_becomes_one_risk(self):
        activity = self.make_activity("visit", problems="New buyer\nComes in May")
        action = self.by("sales", activity).action_make_risk()
        risk = self.env["keqin.risk"].browse(action["res_id"])
        self.assertEqual((risk.name, risk.source), ("New buyer", "activity"))
        self.assertEqual(risk.reason, "New buyer\nComes in May")
        self.assertEqual(risk.customer_id, self.customer)
        self.assertEqual((risk.kind, risk.state), ("other", "at_risk"))
        self.assertEqual(risk.user_id, self.users["sales"])
        again = self.by("service", activity).action_make_risk()
        self.assertEqual(again["res_id"], risk.id)
        self.assertEqual(activity.found_risk_count, 1)
        risk._close("dismissed", "He is a friend")
        self.assertNotEqual(activity.action_make_risk()["res_id"], risk.id)

    @covers("R067")
    def test_no_risk_without_a_problem(self):
        activity = self.make_activity("visit", problems=" ")
        self.assertRefused(self.by("sales", activity).action_make_risk, error=UserError)

    @covers("R067", "R181")
    def test_who_may(self):
        activity = self.make_activity("visit", problems="New buyer")
        for role in (*ROLES, *OUTSIDERS):
            with self.subTest(role):
                self.assertAllowed(
                    role in HANDLERS, self.by(role, activity).action_make_risk
                )
        rival = activity.with_user(self.rival)
        self.assertRefused(rival.action_make_risk, error=AccessError)

    @covers("R064", "R067")
    def test_marketing_passes_on_what_it_hears(self):
        activity = self.make_activity(
            "promotion",
            self.users["marketing"],
            department="marketing",
            problems="They test another supplier",
        )
        told = self.by("marketing", activity).action_make_risk()
        self.assertEqual(told["tag"], "display_notification")
        self.assertEqual(activity.found_risk_count, 1)
        self.assertFalse(
            self.env["keqin.risk"].with_user(self.users["marketing"]).has_access("read")
        )

    @covers("R067")
    def test_what_is_confidential_is_not_told(self):
        activity = self.make_activity("visit", problems="Divorce", confidential=True)
        self.by("sales", activity).action_make_risk()
        risk = activity.found_risk_ids
        self.assertNotIn("Divorce", f"{risk.name} {risk.reason}")

    @covers("R067", "R120")
    def test_logging_ends_with_a_risk_or_a_case(self):
        Risk, Case = self.env["keqin.risk"], self.env["keqin.case"]
        ours = [("customer_id", "=", self.customer.id)]
        self.log(problems="New buyer")
        self.assertFalse(Risk.search(ours) or Case.search(ours))
        self.log(problems="New buyer", problem_as="risk")
        self.assertEqual(Risk.search(ours).source, "activity")
        self.log(problems="New buyer", problem_as="case")
        self.assertTrue(Case.search(ours).is_preventive)
        self.log(problem_as="risk")
        self.assertEqual(len(Risk.search(ours)), 1)

    @covers("R067")
    def test_where_it_was_found_is_no_entry(self):
        activity = self.make_activity("visit", problems="New buyer")
        risk = activity._found_risk().with_user(self.users["sales"])
        self.assertRefused(risk.write, {"activity_id": False})
