"""What is the first response to a case, and which calls are (R087)."""

from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError

from .case_case import LATER, CaseCase
from .covers import covers


class TestCaseResponse(CaseCase):
    def call(self, case, role="service", **vals):
        Call = self.env["keqin.case.call"].with_user(self.users[role])
        return Call.create(
            {"case_id": case.id, "note": "New cartons on Friday", **vals}
        )

    @covers("R087", "R090")
    def test_logged_call_is_the_first_response_and_in_the_history(self):
        case = self.make_case()
        with freeze_time("2026-09-21 11:00:00"):
            self.call(case, called_on="2026-09-21 10:30:00").action_apply()
        self.assertEqual(case.state, "responded")
        self.assertEqual(case.first_response_on, self.at("2026-09-21 10:30:00"))
        self.assertEqual(case.first_response_by_id, self.users["service"])
        activity = self.env["keqin.activity"].search([("case_id", "=", case.id)])
        self.assertEqual(activity.state, "done")
        self.assertEqual(activity.customer_id, self.customer)
        self.assertFalse(activity.proactive, "in answer to the customer")
        self.assertFalse(activity.qualifies, "it satisfies no standard")
        self.assertIn("New cartons on Friday", activity.summary)
        note = case.message_ids[0]
        self.assertIn("New cartons on Friday", note.body)
        self.assertTrue(note.subtype_id.internal, "the customer does not read it")

    @covers("R087")
    def test_first_response_is_met_once(self):
        case = self.make_case()
        case._record_response(self.at("2026-09-21 10:00:00"), self.users["service"])
        case._record_response(self.at("2026-09-21 09:30:00"), self.colleague)
        self.assertEqual(case.first_response_on, self.at("2026-09-21 10:00:00"))
        self.assertEqual(case.first_response_by_id, self.users["service"])
        again = self.make_case("closed")
        first = again.first_response_on
        again._reopen("Still soft")
        again._record_response(self.at(LATER))
        self.assertEqual(again.first_response_on, first)

    @covers("R087")
    def test_unanswered_call_is_no_response(self):
        case = self.make_case()
        told = self.call(case, reached="no_answer", note=False).action_apply()
        self.assertEqual(case.state, "new")
        self.assertFalse(case.first_response_on)
        self.assertIn("no response", told["params"]["message"])
        activity = self.env["keqin.activity"].search([("case_id", "=", case.id)])
        self.assertEqual(activity.reached, "no_answer")

    @covers("R087")
    def test_assignment_note_and_task_are_no_response(self):
        case = self.by("service_manager", self.make_case())
        case.message_post(body="Looks like glue", subtype_xmlid="mail.mt_note")
        case.action_assign(self.colleague.id, "Knows the line")
        case.write({"severity": "3_serious", "cause_id": self.cause.id})
        self.assertEqual(case.state, "new")
        self.assertFalse(case.first_response_on)

    def test_call_out_of_time_is_refused(self):
        case = self.make_case(opened_on="2026-09-21 08:00:00")
        for moment in ("2026-09-21 07:59:00", "2026-09-21 09:00:01"):
            call = self.call(case, called_on=moment)
            self.assertRefused(call.action_apply, error=UserError)
        silent = self.call(case, note=" ")
        self.assertRefused(silent.action_apply, error=UserError)
        self.assertEqual(case.state, "new")

    def test_call_of_a_colleague_counts_for_the_colleague(self):
        case = self.make_case()
        self.call(case, "service_manager", user_id=self.colleague.id).action_apply()
        self.assertEqual(case.first_response_by_id, self.colleague)
        activity = self.env["keqin.activity"].search([("case_id", "=", case.id)])
        self.assertEqual(activity.user_id, self.colleague)

    def test_call_about_an_unknown_sender_needs_no_customer(self):
        case = self.make_case(customer=self.env["keqin.customer"], phone="010-1")
        self.call(case).action_apply()
        self.assertEqual(case.state, "responded")
        self.assertFalse(self.env["keqin.activity"].search([("case_id", "=", case.id)]))

    @covers("R090")
    def test_settled_in_the_call_is_one_step(self):
        case = self.make_case()
        self.call(case, settled=True).action_apply()
        self.assertEqual(case.state, "resolved")
        self.assertEqual(case.result, "answered")
        self.assertIn("New cartons on Friday", case.solution)

    def test_call_before_the_last_word_leaves_it_unanswered(self):
        case = self.make_case("working")
        with freeze_time(LATER):
            case._record_customer_reply()
            self.call(case, called_on="2026-09-22 10:00:00").action_apply()
            self.assertEqual(case.answered_on, self.at(LATER))
            self.call(case).action_apply()
        self.assertFalse(case.answered_on)

    def test_activity_answers_a_case_of_its_customer(self):
        case = self.make_case()
        with self.assertRaises(ValidationError):
            self.env["keqin.activity"].create(
                {
                    "name": "Call",
                    "customer_id": self.other.id,
                    "type_id": self.env.ref("keqin_addon.keqin_activity_type_phone").id,
                    "case_id": case.id,
                }
            )
