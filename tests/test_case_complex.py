"""Complex requests: solution and agreed date come before the work (R089)."""

from odoo.exceptions import UserError

from .case_case import LATER, NOW, CaseCase, steps
from .covers import covers


class TestComplexRequest(CaseCase):
    def agree(self, case, role="service", on="2026-10-01 09:00:00", reason=None):
        self.by(role, case).action_agree(on, reason)

    @covers("R089")
    def test_work_starts_after_a_date_is_agreed(self):
        case = self.make_case("responded", kind="complex_request")
        with self.assertRaisesRegex(UserError, case.number):
            self.by("service", case).action_start()
        self.write_solution(case)
        with self.assertRaisesRegex(UserError, f"{case.number}.*agree on a date"):
            self.by("service", case).action_start()
        self.agree(case)
        self.assertEqual(case.agreed_by_id, self.users["service"])
        self.by("service", case).action_start()
        self.assertEqual(case.state, "working")

    def write_solution(self, case):
        return self.env["keqin.solution"].create(
            {
                "name": "Double walls",
                "case_id": case.id,
                "customer_id": case.customer_id.id,
                "content": "<p>Double-walled cartons</p>",
            }
        )

    @covers("R089")
    def test_no_way_around_the_date(self):
        """Neither a pause, nor resolving at once, nor becoming complex later."""
        case = self.by("service", self.make_case("responded", kind="complex_request"))
        steps(case)["wait"]()
        case.action_resume()
        self.assertEqual(case.state, "responded")
        self.assertRefused(steps(case)["resolve"], error=UserError)
        steps(case)["wait"]()
        self.assertRefused(steps(case)["resolve"], error=UserError)
        case._record_customer_reply(self.at(LATER))
        self.assertEqual(case.state, "responded")

    def test_agreed_date_lies_ahead_and_changes_by_leads_with_a_reason(self):
        case = self.make_case(kind="complex_request")
        for past in (NOW, "2026-09-20 09:00:00"):
            self.assertRefused(self.agree, case, "service", past, error=UserError)
        self.agree(case)
        change = "2026-10-05 09:00:00"
        self.assertRefused(self.agree, case, "service", change, "Glue is late")
        self.assertRefused(self.agree, case, "service_manager", change, error=UserError)
        self.agree(case, "service_manager", change, "Glue is late")
        self.assertEqual(case.agreed_on, self.at(change))
        self.assertIn("Glue is late", case.message_ids[0].body)

    def test_date_of_a_simple_request_follows_from_its_service_level(self):
        case = self.make_case(kind="request")
        self.assertRefused(self.agree, case, error=UserError)

    def test_withdrawn_before_work_it_comes_back_to_where_it_was(self):
        case = self.by("service", self.make_case("responded", kind="complex_request"))
        steps(case)["withdraw"]()
        steps(case)["reopen"]()
        self.assertEqual(case.state, "responded")
        new = self.by("service", self.make_case())
        steps(new)["withdraw"]()
        steps(new)["reopen"]()
        self.assertEqual(new.state, "new", "nobody has answered it yet")
