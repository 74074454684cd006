"""The two clocks of a case: deadlines, pauses, corrections (design section 7)."""

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError

from .case_case import CaseCase
from .common import OUTSIDERS, ROLES
from .covers import covers

FRIDAY = "2026-09-18 17:00:00"
MONDAY = "2026-09-21"


class ClockCase(CaseCase):
    """A company that works from 9 to 12 and 13 to 18 in UTC; a level of 4 hours."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls.make_calendar()
        cls.company.resource_calendar_id = cls.calendar
        cls.env["keqin.working.day"].search([("date", ">", "2026-01-01")]).unlink()
        # levels of others do not matter here
        cls.env["keqin.sla.policy"].search([("id", "!=", 0)]).active = False
        cls.level = cls.make_level("All", response_hours=4, resolution_value=4)

    @classmethod
    def make_calendar(cls, tz="UTC", blocks=((9, 12), (13, 18)), days=range(5)):
        lines = [
            {"name": "Work", "dayofweek": str(day), "hour_from": start, "hour_to": end}
            for day in days
            for start, end in blocks
        ]
        return cls.env["resource.calendar"].create(
            {
                "name": f"Office in {tz}",
                "tz": tz,
                "company_id": cls.company.id,
                "attendance_ids": [
                    Command.clear(),
                    *map(Command.create, lines),
                ],
            }
        )

    @classmethod
    def make_level(cls, name, **vals):
        vals = {"company_id": cls.company.id, "resolution_unit": "hours"} | vals
        return cls.env["keqin.sla.policy"].create({"name": name, **vals})

    @classmethod
    def opened(cls, on, **vals):
        """A case received ``on``, and recorded at that moment."""
        with freeze_time(on):
            return cls.make_case(opened_on=on, **vals)

    def go(self, case, state, at):
        with freeze_time(at):
            self.move(case, state, at)

    def paused(self, start, end, opened=FRIDAY):
        case = self.opened(opened)
        self.go(case, "waiting", start)
        self.go(case, "working", end)
        return case

    def monday(self, clock):
        return self.at(f"{MONDAY} {clock}:00")


@covers("R087", "R088")
class TestVectors(ClockCase):
    def test_over_a_weekend(self):
        case = self.opened(FRIDAY)
        self.assertEqual(case.response_deadline, self.monday("12:00"))
        self.assertEqual(case.resolution_deadline, self.monday("12:00"))
        self.assertEqual(case.next_deadline, self.monday("12:00"))

    def test_a_pause_moves_the_resolution_and_not_the_response(self):
        case = self.paused(f"{MONDAY} 10:00:00", f"{MONDAY} 11:00:00")
        self.assertEqual(case.resolution_deadline, self.monday("14:00"))
        self.assertEqual(case.response_deadline, self.monday("12:00"))

    def test_a_pause_outside_working_time_moves_nothing(self):
        case = self.paused("2026-09-18 18:00:00", f"{MONDAY} 09:00:00")
        self.assertEqual(case.resolution_deadline, self.monday("12:00"))

    def test_a_makeup_sunday(self):
        self.env["keqin.working.day"].create(
            {"date": "2026-09-20", "name": "Makes up", "kind": "workday"}
        )
        case = self.opened(FRIDAY)
        self.assertEqual(case.resolution_deadline, self.at("2026-09-20 12:00:00"))

    def test_closing_of_another_company_is_none_here(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        closed = {"date_from": "2026-09-21 00:00:00", "date_to": "2026-09-21 23:00:00"}
        env = self.in_companies(self.env, elsewhere)
        leave = env["resource.calendar.leaves"].create(closed | {"calendar_id": False})
        self.assertEqual((leave.company_id, leave.calendar_id.id), (elsewhere, False))
        self.assertEqual(self.opened(FRIDAY).resolution_deadline, self.monday("12:00"))

    def test_a_workday_with_hours_of_its_own_keeps_them(self):
        self.calendar.attendance_ids = [
            Command.create(
                {"name": "x", "dayofweek": "5", "hour_from": 9, "hour_to": 10}
            )
        ]
        self.env["keqin.working.day"].create(
            {"date": "2026-09-19", "name": "Makes up", "kind": "workday"}
        )
        case = self.opened(FRIDAY)
        self.assertEqual(case.resolution_deadline, self.monday("11:00"))

    def test_opened_on_a_day_off_and_during_lunch(self):
        self.level.write({"response_hours": 1, "resolution_value": 1})
        night = self.opened("2026-09-19 20:00:00")
        self.assertEqual(night.resolution_deadline, self.monday("10:00"))
        lunch = self.opened(f"{MONDAY} 12:30:00")
        self.assertEqual(lunch.resolution_deadline, self.monday("14:00"))

    def test_another_level_keeps_what_was_consumed(self):
        case = self.paused(f"{MONDAY} 10:00:00", f"{MONDAY} 11:00:00")
        with freeze_time(f"{MONDAY} 11:00:00"):
            self.level.resolution_value = 8
        self.assertEqual(case.resolution_deadline, self.monday("18:00"))


@covers("R087", "R088", "R097")
class TestClock(ClockCase):
    def test_in_the_time_zone_of_the_calendar(self):
        self.company.resource_calendar_id = self.make_calendar("Asia/Shanghai")
        case = self.opened("2026-09-18 09:00:00")  # 17:00 in Shanghai
        self.assertEqual(case.resolution_deadline, self.monday("04:00"))

    def test_when_clocks_change(self):
        self.company.resource_calendar_id = self.make_calendar("Europe/Paris")
        self.level.resolution_value = 9
        case = self.opened("2026-10-23 07:00:00")  # Friday, 9:00 in summer
        # Monday, 10:00 in winter
        self.assertEqual(case.resolution_deadline, self.at("2026-10-26 09:00:00"))

    def test_working_days_are_those_of_the_calendar(self):
        self.level.write({"resolution_unit": "days", "resolution_value": 2})
        case = self.opened(f"{MONDAY} 09:00:00")
        self.assertEqual(case.resolution_deadline, self.at("2026-09-22 18:00:00"))

    def test_without_a_level_the_company_s_settings(self):
        self.level.active = False
        self.company.write({"keqin_response_hours": 2, "keqin_resolution_days": 1})
        case = self.opened(f"{MONDAY} 09:00:00")
        self.assertFalse(case.policy_id)
        self.assertEqual(case.response_deadline, self.monday("11:00"))
        self.assertEqual(case.resolution_deadline, self.monday("18:00"))
        self.company.keqin_response_hours = 3
        self.assertEqual(case.response_deadline, self.monday("12:00"))

    def test_times_of_each_state_are_records(self):
        case = self.paused(f"{MONDAY} 10:00:00", f"{MONDAY} 11:00:00")
        self.assertEqual(
            [(s.state, s.running, s.worked_hours) for s in case.segment_ids],
            [("new", True, 2.0), ("waiting", False, 1.0), ("working", True, 0.0)],
        )
        self.assertEqual(case.segment_ids.policy_id, self.level)
        self.assertEqual(case.segment_ids.calendar_id, self.calendar)

    def test_paused_there_is_nothing_to_be_late_for(self):
        case = self.opened(FRIDAY)
        self.go(case, "responded", f"{MONDAY} 09:00:00")
        self.go(case, "waiting", f"{MONDAY} 10:00:00")
        self.assertFalse(case.resolution_deadline)
        self.assertFalse(case.next_deadline)
        self.assertEqual(case.resolution_status, "paused")

    def test_resolved_stops_and_reopened_resumes(self):
        case = self.opened(f"{MONDAY} 09:00:00")
        self.go(case, "responded", f"{MONDAY} 10:00:00")
        self.go(case, "resolved", f"{MONDAY} 11:00:00")
        self.assertEqual(case.resolution_status, "met")
        self.assertEqual(case.resolution_hours, 2.0)
        self.assertEqual(case.response_hours, 1.0)
        self.assertEqual(case.resolution_deadline, self.monday("14:00"))
        self.assertFalse(case.next_deadline)
        self.go(case, "working", f"{MONDAY} 16:00:00")
        self.assertEqual(case.resolution_deadline, self.monday("18:00"))
        self.assertEqual(case.resolution_hours, 0.0)

    def test_resolved_while_the_customer_was_waited_for(self):
        case = self.opened(f"{MONDAY} 09:00:00")
        self.go(case, "responded", f"{MONDAY} 10:00:00")
        self.go(case, "waiting", f"{MONDAY} 11:00:00")
        self.go(case, "resolved", "2026-09-25 11:00:00")
        self.assertEqual(case.resolution_status, "met")
        self.assertEqual(case.resolution_hours, 2.0)
        self.assertEqual(case.resolution_deadline, self.at("2026-09-25 14:00:00"))

    def test_a_missed_deadline_stays_missed(self):
        case = self.opened(f"{MONDAY} 09:00:00")
        self.go(case, "responded", f"{MONDAY} 15:00:00")
        self.assertEqual(case.response_breached_on, self.monday("14:00"))
        self.assertEqual(case.response_status, "late")
        self.go(case, "resolved", f"{MONDAY} 16:00:00")
        self.assertEqual(case.resolution_breached_on, self.monday("14:00"))
        self.level.write({"response_hours": 40, "resolution_value": 40})
        self.go(case, "working", f"{MONDAY} 17:00:00")
        self.assertEqual(case.resolution_breached_on, self.monday("14:00"))
        self.assertEqual(case.resolution_status, "missed")
        self.assertEqual(case.response_breached_on, self.monday("14:00"))

    def test_a_call_in_time_that_was_logged_later(self):
        with freeze_time(f"{MONDAY} 16:00:00"):
            case, other = (
                self.make_case(opened_on=self.monday("09:00")) for _each in range(2)
            )
            self.assertEqual(case.response_breached_on, self.monday("14:00"))
            # more time now does not undo what was missed then
            self.level.write({"response_hours": 40, "resolution_value": 40})
            self.move(case, "responded", self.monday("13:30"))
            self.move(other, "responded", self.monday("14:30"))
        self.assertEqual(case.response_status, "met")
        self.assertFalse(case.response_breached_on)
        self.assertEqual(other.response_breached_on, self.monday("14:00"))

    def test_in_time_to_the_minute(self):
        case = self.opened(f"{MONDAY} 09:00:00")
        self.go(case, "responded", f"{MONDAY} 14:00:00")
        self.assertFalse(case.response_breached_on)
        self.assertEqual(case.response_status, "met")

    def test_a_stricter_level_does_not_judge_what_is_done(self):
        case, answered = (self.opened(f"{MONDAY} 09:00:00") for _each in range(2))
        self.go(case + answered, "responded", f"{MONDAY} 11:00:00")
        self.go(case, "resolved", f"{MONDAY} 12:00:00")
        with freeze_time(f"{MONDAY} 13:00:00"):
            self.level.write({"response_hours": 1, "resolution_value": 1})
        self.assertFalse(answered.response_breached_on)
        self.assertEqual(answered.response_deadline, self.monday("14:00"))
        self.go(case, "confirmed", f"{MONDAY} 14:00:00")
        self.assertFalse(case.response_breached_on)
        self.assertFalse(case.resolution_breached_on)

    def test_what_was_logged_late_counts_from_the_step_before(self):
        case = self.opened(f"{MONDAY} 09:00:00")
        self.go(case, "waiting", f"{MONDAY} 11:00:00")
        with freeze_time(f"{MONDAY} 15:00:00"):
            case._clock_enter("working", self.monday("10:00"))
        self.assertEqual(
            [
                (s.date_from.hour, s.date_to and s.date_to.hour)
                for s in case.segment_ids
            ],
            [(9, 11), (11, 11), (11, False)],
        )

    def test_another_calendar_keeps_what_was_consumed(self):
        case = self.opened(f"{MONDAY} 09:00:00")
        always = self.make_calendar(blocks=((0, 24),), days=range(7))
        with freeze_time(f"{MONDAY} 13:30:00"):
            self.level.calendar_id = always
        # lunch was none of the hours of the office; half an hour is left
        self.assertEqual(case.resolution_deadline, self.monday("14:00"))
        self.assertEqual(case.segment_ids.mapped("calendar_id"), self.calendar | always)

    def test_what_may_change_the_level_does_so_at_once(self):
        self.make_level("Critical", severity="4_critical", resolution_value=1)
        self.make_level("Key", tier="A", resolution_value=2)
        case = self.paused(f"{MONDAY} 10:00:00", f"{MONDAY} 11:00:00")
        with freeze_time(f"{MONDAY} 11:00:00"):
            case.severity = "4_critical"
            # an hour on Friday, which is all there was
            self.assertEqual(case.resolution_deadline, self.at("2026-09-18 18:00:00"))
            self.assertEqual(case.resolution_status, "missed")


@covers("R089")
class TestComplexRequest(ClockCase):
    def test_the_date_agreed_on_within_the_time_to_respond_is_the_deadline(self):
        case = self.opened(f"{MONDAY} 09:00:00", kind="complex_request")
        self.assertFalse(case.resolution_deadline)
        self.go(case, "responded", f"{MONDAY} 10:00:00")
        # answered, yet no date: it still has to be agreed
        self.assertEqual(case.response_status, "running")
        self.assertEqual(case.next_deadline, self.monday("14:00"))
        with freeze_time(f"{MONDAY} 11:00:00"):
            case.sudo().agreed_on = self.at("2026-09-30 15:00:00")
        self.assertEqual(case.response_status, "met")
        self.assertEqual(case.committed_on, self.monday("11:00"))
        self.assertEqual(case.resolution_deadline, self.at("2026-09-30 15:00:00"))
        self.assertEqual(case.next_deadline, self.at("2026-09-30 15:00:00"))

    def test_agreed_too_late(self):
        case = self.opened(f"{MONDAY} 09:00:00", kind="complex_request")
        self.go(case, "responded", f"{MONDAY} 10:00:00")
        with freeze_time(f"{MONDAY} 17:00:00"):
            case.sudo().agreed_on = self.at("2026-09-30 15:00:00")
        self.assertEqual(case.response_status, "late")
        self.assertEqual(case.response_breached_on, self.monday("14:00"))

    def test_a_date_that_went_by_while_we_waited_lapses(self):
        case = self.opened(f"{MONDAY} 09:00:00", kind="complex_request")
        self.go(case, "responded", f"{MONDAY} 10:00:00")
        with freeze_time(f"{MONDAY} 11:00:00"):
            case.sudo().agreed_on = self.at("2026-09-22 12:00:00")
        self.go(case, "waiting", f"{MONDAY} 12:00:00")
        self.go(case, "working", "2026-09-23 12:00:00")
        self.assertFalse(case.resolution_deadline)
        self.assertFalse(case.resolution_breached_on)
        with freeze_time("2026-09-23 13:00:00"):
            case.sudo().agreed_on = self.at("2026-09-25 12:00:00")
        self.assertEqual(case.resolution_deadline, self.at("2026-09-25 12:00:00"))
        self.go(case, "resolved", "2026-09-25 13:00:00")
        self.assertEqual(case.resolution_status, "late")


@covers("R097")
class TestPause(ClockCase):
    def test_an_answer_that_nobody_heard_is_flagged(self):
        case = self.opened(f"{MONDAY} 09:00:00")
        self.go(case, "waiting", f"{MONDAY} 10:00:00")
        case._flag_pause(self.monday("11:00"))
        case._flag_pause(self.monday("13:00"))
        self.go(case, "working", f"{MONDAY} 15:00:00")
        pause = case.segment_ids[1]
        self.assertEqual(pause.answered_on, self.monday("11:00"))
        self.assertEqual(pause.idle_hours, 3.0)

    def test_to_wait_for_who_has_written_already(self):
        case = self.opened(f"{MONDAY} 09:00:00")
        case.sudo().answered_on = self.monday("09:30")
        self.go(case, "waiting", f"{MONDAY} 10:00:00")
        self.go(case, "working", f"{MONDAY} 11:00:00")
        self.assertEqual(case.segment_ids[1].answered_on, self.monday("10:00"))
        self.assertEqual(case.segment_ids[1].idle_hours, 1.0)

    def test_an_ordinary_pause_is_not(self):
        case = self.paused(f"{MONDAY} 10:00:00", f"{MONDAY} 11:00:00")
        self.assertFalse(case.segment_ids[1].answered_on)
        self.assertEqual(case.segment_ids[1].idle_hours, 0.0)


@covers("R087", "R191")
class TestCorrection(ClockCase):
    @freeze_time(f"{MONDAY} 16:00:00")
    def test_received_earlier_than_it_was_recorded(self):
        case = self.make_case(user_id=self.users["service"].id)
        self.assertEqual(case.response_status, "running")
        self.by("service", case).opened_on = self.monday("09:00")
        self.assertEqual(case.response_deadline, self.monday("14:00"))
        self.assertEqual(case.response_breached_on, self.monday("14:00"))
        self.assertEqual(case.segment_ids.date_from, self.monday("09:00"))

    @freeze_time(f"{MONDAY} 16:00:00")
    def test_only_leads_may_say_that_it_came_later(self):
        case = self.make_case(opened_on=self.monday("09:00"))
        self.assertTrue(case.response_breached_on)
        service = self.by("service", case)
        self.assertRefused(service.write, {"opened_on": self.monday("15:00")})
        lead = self.by("service_manager", case)
        lead.opened_on = self.monday("15:00")
        self.assertFalse(case.response_breached_on)
        self.assertEqual(case.response_deadline, self.at("2026-09-22 10:00:00"))
        service.opened_on = self.monday("14:30")
        self.go(case, "responded", f"{MONDAY} 16:00:00")
        self.assertRefused(
            lead.write, {"opened_on": self.monday("16:30")}, error=UserError
        )

    @freeze_time(f"{MONDAY} 16:00:00")
    def test_consumed_again_from_there(self):
        case = self.opened(f"{MONDAY} 13:00:00")
        self.go(case, "waiting", f"{MONDAY} 14:00:00")
        self.go(case, "working", f"{MONDAY} 15:00:00")
        self.assertEqual(case.resolution_deadline, self.monday("18:00"))
        case.opened_on = self.monday("11:00")
        self.assertEqual(case.segment_ids[0].worked_hours, 2.0)
        self.assertEqual(case.resolution_deadline, self.monday("17:00"))

    def test_nobody_sets_a_clock(self):
        case = self.make_case()
        stamp = self.monday("08:00")
        self.assertTrue(case.segment_ids)
        for role in (*ROLES, *OUTSIDERS):
            for name in (
                *("response_deadline", "resolution_deadline", "response_met_on"),
                *("response_breached_on", "resolution_breached_on", "alarm_at"),
                *("committed_on", "response_warn_on", "resolution_warn_on"),
            ):
                with self.subTest(role=role, field=name):
                    attempt = self.by(role, case).write
                    self.assertAllowed(False, attempt, {name: stamp})
            for attempt, vals in (
                (self.by(role, case.segment_ids).write, {"date_from": stamp}),
                (
                    self.by(role, case.segment_ids).create,
                    {"case_id": case.id, "state": "new", "date_from": stamp},
                ),
            ):
                self.assertAllowed(False, attempt, vals)
            unlink = self.by(role, case.segment_ids).unlink
            self.assertAllowed(False, unlink)

    def test_the_times_go_with_the_case(self):
        self.assertAllowed(True, self.by("service", self.make_case().segment_ids).read)
        theirs = self.make_case(customer=self.other, user_id=False).segment_ids
        self.assertAllowed(False, self.by("sales", theirs).read)


@covers("R088")
class TestStatus(ClockCase):
    def test_what_is_said_is_what_is_found(self):
        cases = self.env["keqin.case"]
        for kind in ("enquiry", "complex_request"):
            for state in ("new", "responded", "working", "waiting", "resolved"):
                for hour in (9, 11, 13):
                    case = self.opened(f"2026-09-18 {hour:02}:00:00", kind=kind)
                    if state != "new":
                        self.go(case, "responded", f"2026-09-18 {hour + 1}:00:00")
                    if state not in ("new", "responded"):
                        self.go(case, state, f"2026-09-18 {hour + 2}:00:00")
                    cases |= case
        said = set()
        for now in (
            "2026-09-18 15:59:00",
            "2026-09-18 17:30:00",
            "2026-09-21 09:30:00",
        ):
            with freeze_time(now):
                for name in ("response_status", "resolution_status"):
                    cases.invalidate_recordset([name])
                    for status, ours in cases.grouped(name).items():
                        said.add((name, status))
                        found = cases.search(
                            [(name, "=", status), ("id", "in", cases.ids)]
                        )
                        self.assertEqual(set(found), set(ours), (now, status))
        self.assertIn(("resolution_status", "warning"), said)
        self.assertIn(("resolution_status", "missed"), said)
        self.assertIn(("resolution_status", "paused"), said)


class TestQueries(ClockCase):
    @covers("R093")
    def test_many_cost_the_queries_of_few(self):
        """Creation aside, which mail.thread does one by one."""
        counts = []
        for many in (5, 50):
            with freeze_time(f"{MONDAY} 09:00:00"):
                cases = self.make_case()
                for _each in range(many - 1):
                    cases |= self.make_case()
            self.env.flush_all()
            self.env.invalidate_all()
            cases.mapped("state")
            start = self.env.cr.sql_log_count
            with freeze_time(f"{MONDAY} 10:00:00"):
                cases._clock_enter("working")
                self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - start)
        self.assertEqual(*counts)
        self.assertLess(counts[0], 40)
