"""How a case moves: in order, with reasons and times, many at once, and waits."""

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import Form

from .case_case import LATER, ORDER, PATHS, CaseCase, steps
from .covers import covers


@covers("R097", "R195")
class TestCaseOrder(CaseCase):
    def test_every_step_from_every_state(self):
        lead = self.users["service_manager"]
        for state in PATHS:
            case = self.make_case(state).with_user(lead)
            for name, step in steps(case).items():
                with self.subTest(state=state, step=name):
                    if state in ORDER[name]:
                        self.assertTrue(self.attempt(step))
                    else:
                        self.assertRefused(step, error=UserError)
                    self.assertEqual(case.state, state, "a refusal changes nothing")

    def test_whole_way_keeps_every_time(self):
        case = self.by("service", self.make_case("new", kind="complaint"))
        way = (
            ("11:00", lambda: case._record_response()),
            ("12:00", case.action_start),
            ("13:00", lambda: case.action_wait("Photos")),
            ("14:00", case.action_resume),
            (
                "15:00",
                lambda: case.action_resolve("<p>New</p>", "solved", self.cause.id),
            ),
            ("16:00", case.action_confirm),
            ("17:00", case.action_close),
        )
        for hour, step in way:
            with freeze_time(f"2026-09-21 {hour}:00"):
                step()
        times = case.sudo().segment_ids.sorted("date_from")
        self.assertEqual(
            times.mapped("state"),
            ["new", *PATHS["waiting"], "working", "resolved", "confirmed", "closed"],
        )
        starts = [str(moment)[11:16] for moment in times.mapped("date_from")]
        ends = [str(moment)[11:16] for moment in times[:-1].mapped("date_to")]
        self.assertEqual(starts, ["09:00", *(hour for hour, _step in way)])
        self.assertEqual(ends, starts[1:], "one ends when the next one begins")
        self.assertFalse(times[-1].date_to)
        self.assertEqual(times[3].reason, "Photos")
        self.assertEqual(case.first_response_on, self.at("2026-09-21 11:00:00"))
        self.assertEqual(case.started_on, self.at("2026-09-21 12:00:00"))
        self.assertEqual(case.resolved_on, self.at("2026-09-21 15:00:00"))
        self.assertEqual(case.confirmed_on, self.at("2026-09-21 16:00:00"))
        self.assertEqual(case.closed_on, self.at("2026-09-21 17:00:00"))
        self.assertEqual(case.confirmation, "reported")

    def test_refusal_names_the_case_and_the_way_out(self):
        case = self.by("service", self.make_case())
        with self.assertRaisesRegex(UserError, f"{case.number}.*New.*log a call"):
            case.action_start()
        closed = self.by("service", self.make_case("closed"))
        with self.assertRaisesRegex(UserError, f"{closed.number}.*Closed.*Reopen"):
            closed.action_resume()

    def test_one_that_cannot_move_stops_all(self):
        fine, wrong = self.make_case("responded"), self.make_case("waiting")
        both = self.by("service", fine | wrong)
        self.assertRefused(both.action_start, error=UserError)
        self.assertEqual(fine.state, "responded")
        more = fine | self.make_case("responded")
        self.by("service", more).action_start()
        self.assertEqual(set(more.mapped("state")), {"working"})

    def test_reason_is_asked_for_and_kept(self):
        case = self.by("service", self.make_case("working"))
        for blank in (None, "  "):
            action = case.action_wait(blank)
            self.assertEqual(case.state, "working")
        model = self.env[action["res_model"]].with_user(self.users["service"])
        with Form(model.with_context(action["context"])) as form:
            form.reason = "Photos of the pallet"
        form.record.action_apply()
        self.assertEqual(case.state, "waiting")
        self.assertIn("Photos of the pallet", case.message_ids[0].body)
        self.assertTrue(case.message_ids[0].subtype_id.internal)

    def test_bulk_costs_the_same_queries(self):
        self.company.keqin_rate_cases = False  # one mail for each
        lead = self.users["service_manager"]
        cases = [self.make_case("responded") for _ in range(10)]
        few = self.env["keqin.case"].union(*cases[:2]).with_user(lead)
        many = self.env["keqin.case"].union(*cases[2:]).with_user(lead)
        way = ("start", "wait", "resume", "resolve", "confirm", "close", "reopen")
        for name in (*way, "withdraw"):
            spent = [self.queries(steps(batch)[name]) for batch in (few, many)]
            self.assertLessEqual(spent[1], spent[0], name)

    def queries(self, step):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        step()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before


class TestCaseWaiting(CaseCase):
    @covers("R097")
    def test_reply_ends_the_pause_at_its_time(self):
        case = self.make_case("waiting")
        case._record_customer_reply(self.at("2026-09-22 10:00:00"))
        self.assertEqual(case.state, "working")
        pause, work = case.segment_ids.sorted("date_from")[-2:]
        self.assertEqual(pause.date_to, self.at("2026-09-22 10:00:00"))
        self.assertEqual(work.date_from, pause.date_to)
        self.assertEqual(case.answered_on, self.at("2026-09-22 10:00:00"))
        with freeze_time(LATER):
            case._record_outbound()
        self.assertFalse(case.answered_on)

    def test_reply_flags_the_pause_where_it_is_ended_by_hand(self):
        self.company.keqin_resume_on_reply = False
        case = self.make_case("waiting")
        case._record_customer_reply(self.at("2026-09-22 10:00:00"))
        case._record_customer_reply(self.at("2026-09-23 10:00:00"))
        self.assertEqual(case.state, "waiting")
        pause = case.segment_ids.filtered(lambda s: not s.date_to)
        self.assertEqual(pause.answered_on, self.at("2026-09-22 10:00:00"), "the first")
        self.assertEqual(case.answered_on, self.at("2026-09-23 10:00:00"), "the last")

    def test_early_date_of_a_mail_turns_no_time_around(self):
        case = self.make_case("waiting")
        case._record_customer_reply(self.at("2026-09-20 10:00:00"))
        for time in case.segment_ids.filtered("date_to"):
            self.assertLessEqual(time.date_from, time.date_to)
        self.assertEqual(case.state_since, self.at("2026-09-21 12:00:00"))

    def test_reply_after_the_end_reopens_nothing_but_is_seen(self):
        for state in ("resolved", "confirmed", "closed"):
            with self.subTest(state=state):
                case = self.make_case(state)
                case._record_customer_reply(self.at(LATER))
                case._record_customer_reply(self.at(LATER))
                self.assertEqual(case.state, state)
                self.assertEqual(case.answered_on, self.at(LATER))
                todo = case.activity_ids
                self.assertEqual(todo.user_id, self.users["service"], "one to-do")
                case._record_outbound(self.at(LATER))
                self.assertFalse(case.answered_on)
                self.assertFalse(case.activity_ids)
