"""How a case ends: solved, confirmed, withdrawn, by silence; and goes on."""

from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import Form

from .case_case import LATER, NOW, STAFF, CaseCase, steps
from .covers import covers


class TestCaseEnd(CaseCase):
    @covers("R092", "R097")
    def test_complaint_is_closed_with_its_cause_only(self):
        for state in ("resolved", "confirmed"):
            case = self.by("service_manager", self.make_case(state, kind="complaint"))
            with self.assertRaisesRegex(UserError, f"{case.number}.*cause"):
                case.action_close()
            case.cause_id = self.cause
            case.action_close()
            self.assertEqual(case.state, "closed")

    @covers("R091", "R097")
    def test_resolved_with_a_solution_and_a_result(self):
        case = self.by("service", self.make_case("working"))
        for solution, result in (
            (None, "solved"),
            ("<p><br></p>", "solved"),
            ("<p>x</p>", None),
        ):
            action = case.action_resolve(solution, result)
            self.assertEqual(action["res_model"], "keqin.case.resolve")
        for result in ("spam", "duplicate", "withdrawn", "nonsense"):
            self.assertRefused(case.action_resolve, "<p>x</p>", result, error=UserError)
        self.assertEqual(case.state, "working")
        model = self.env["keqin.case.resolve"].with_user(self.users["service"])
        with Form(model.with_context(action["context"])) as form:
            form.solution = "<p>Double-walled</p>"
            form.cause_id = self.cause
        form.record.action_apply()
        self.assertEqual((case.state, case.result), ("resolved", "answered"))
        self.assertEqual(case.cause_id, self.cause)

    @covers("R097")
    def test_only_leads_close_what_nobody_confirmed(self):
        for role in STAFF:
            with self.subTest(role=role):
                case = self.by(role, self.make_case("resolved"))
                if role == "service":
                    self.assertRefused(case.action_close)
                else:
                    case.action_close()
                    self.assertFalse(case.confirmation, "nobody has confirmed")

    @covers("R097")
    def test_who_confirms_is_kept(self):
        told, said = self.make_case("resolved"), self.make_case("resolved")
        self.by("service", told).action_confirm()
        said._confirm_by_customer()
        self.assertEqual(told.confirmation, "reported")
        self.assertEqual(said.confirmation, "customer")
        with self.assertRaises(UserError):
            self.make_case("working")._confirm_by_customer()

    @covers("R097")
    def test_reopened_it_goes_on_and_is_counted(self):
        case = self.make_case("closed")
        self.by("service", case).action_reopen("Still soft")
        self.assertEqual((case.state, case.reopen_count), ("working", 1))
        for name in ("result", "confirmation", "confirmed_on", "closed_on"):
            self.assertFalse(case[name], name)
        self.assertFalse(case.resolved_on)
        self.assertTrue(case.is_open)
        self.assertEqual(case.segment_ids.sorted("date_from")[-1].reason, "Still soft")
        steps(self.by("service", case))["resolve"]()
        case._decline_by_customer("They break")
        self.assertEqual((case.state, case.reopen_count), ("working", 2))
        self.assertEqual(case.answered_on, self.at(NOW), "waits for our answer")
        with self.assertRaises(UserError):
            case._decline_by_customer("Again")

    def test_withdrawn_counts_for_no_service_level(self):
        other = self.make_case(name="The same")
        for result in ("withdrawn", "spam", "duplicate"):
            with self.subTest(result=result):
                case = self.by("service", self.make_case())
                goes_on = other.id if result == "duplicate" else False
                case.action_withdraw(result, "Said twice", goes_on)
                self.assertEqual((case.state, case.result), ("closed", result))
                self.assertFalse(case.counts)
                self.assertFalse(case.confirmation)
                self.assertIn("Said twice", case.message_ids[0].body)
                case.action_reopen("It was not")
                self.assertTrue(case.counts)
                self.assertFalse(case.duplicate_of_id)
        self.assertIn(case.number, other.message_ids[0].body)
        self.assertRefused(case.action_withdraw, "solved", "x", error=UserError)

    def test_withdrawing_asks_why(self):
        case = self.by("service", self.make_case())
        for args in ((), ("spam",), ("spam", " ")):
            action = case.action_withdraw(*args)
            self.assertEqual(action["res_model"], "keqin.case.withdraw")
            self.assertEqual(case.state, "new")

    def test_duplicate_goes_on_in_another_case_of_the_customer(self):
        case = self.by("service", self.make_case())
        foreign = self.make_case(customer=self.other)
        ended = self.make_case()
        self.by("service", ended).action_withdraw("duplicate", "x", case.id)
        for wrong in (case, foreign, ended, case.browse()):
            self.assertRefused(
                case.action_withdraw, "duplicate", "x", wrong.id, error=UserError
            )
        mine = self.make_case(customer=self.env["keqin.customer"])
        self.by("service", mine).action_withdraw("duplicate", "x", case.id)
        self.assertEqual(mine.duplicate_of_id, case)

    def test_open_task_keeps_it_open(self):
        case = self.by("service", self.make_case("working"))
        self.env["keqin.case.task"].create(
            {
                "name": "Test the glue",
                "case_id": case.id,
                "user_id": self.users["contributor"].id,
                "due_on": LATER,
            }
        )
        for name in ("resolve", "withdraw"):
            self.assertRefused(steps(case)[name], error=UserError)


class TestSilentClosing(CaseCase):
    def close(self, at):
        # the job commits, which a test must not
        cron = self.env.registry["ir.cron"]
        with freeze_time(at), patch.object(cron, "_commit_progress", return_value=1):
            return self.env["keqin.case"]._close_silent(self.company)

    @covers("R097")
    def test_without_answer_it_is_closed_after_the_days_and_marked(self):
        self.company.keqin_confirm_case_days = 7
        case = self.make_case("resolved")  # at 12:00
        said = self.make_case("confirmed")  # at 13:00
        self.assertEqual(self.close("2026-09-28 11:59:59"), 0)
        self.assertEqual(self.close("2026-09-28 13:00:00"), 2)
        self.assertEqual(self.close("2026-09-28 13:00:00"), 0, "once")
        self.assertEqual((case.state, case.confirmation), ("closed", "silent"))
        self.assertEqual((said.state, said.confirmation), ("closed", "reported"))
        self.assertEqual(case.closed_on, self.at("2026-09-28 13:00:00"))

    def test_it_is_said_in_the_language_of_the_company(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.company.partner_id.lang = "zh_CN"
        case = self.make_case("resolved")
        self.close("2026-09-28 13:00:00")
        self.assertIn("已关闭：客户没有答复", case.message_ids[:1].body)

    @covers("R092", "R097")
    def test_what_is_not_settled_stays(self):
        self.make_case("working")
        complaint = self.make_case("resolved", kind="complaint")
        answered = self.make_case("resolved")
        answered._record_customer_reply()
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.assertEqual(self.close("2027-01-01 00:00:00"), 0)
        complaint.cause_id = self.cause
        self.assertEqual(
            self.env["keqin.case"]._close_silent(elsewhere, fields.Datetime.now()), 0
        )
        self.company.keqin_confirm_case_days = 0
        self.assertEqual(self.close("2027-01-01 00:00:00"), 0, "never")
        self.company.keqin_confirm_case_days = 7
        self.assertEqual(self.close("2027-01-01 00:00:00"), 1)
        self.assertEqual(complaint.state, "closed")
