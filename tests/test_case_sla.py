"""Warnings, marks and escalation by `cron_sla`: to whom, when, and only once."""

from unittest.mock import patch

from freezegun import freeze_time

from .covers import covers
from .test_case_clock import FRIDAY, MONDAY, ClockCase

TODO = "keqin_addon.mail_activity_type_case_clock"


class SlaCase(ClockCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # cases of the database are not ours to warn of
        cls.env.cr.execute(
            "UPDATE keqin_case SET active = FALSE WHERE company_id <> %s",
            [cls.company.id],
        )
        cls.level.write({"resolution_value": 20, "escalation_hours": 2})

    def cron(self, at):
        with freeze_time(at):
            self.env["keqin.case"]._cron_sla()
            self.env.flush_all()

    def told(self, case):
        """Who has which to-do of the clocks on a case."""
        kind = self.env.ref(TODO)
        todos = case.activity_ids.filtered(lambda t: t.activity_type_id == kind)
        roles = {user: role for role, user in self.users.items()}
        self.assertEqual(len(todos), len(todos.user_id), "one for each person")
        return {roles[todo.user_id]: todo.summary for todo in todos}


class TestAlarms(SlaCase):
    @covers("R087", "R093")
    def test_warned_then_missed_then_executive_then_answered(self):
        case = self.opened(f"{MONDAY} 09:00:00")
        self.cron(f"{MONDAY} 11:55:00")
        self.assertEqual(self.told(case), {})
        self.cron(f"{MONDAY} 12:05:00")
        self.assertEqual(self.told(case), {"service": "Respond soon"})
        self.assertEqual(case.warned_on, self.monday("12:05"))
        self.assertEqual(case.escalation, "0_none")
        self.cron(f"{MONDAY} 14:05:00")
        late = "Response overdue"
        self.assertEqual(self.told(case), {"service": late, "service_manager": late})
        self.assertEqual(case.response_breached_on, self.monday("14:00"))
        self.assertEqual(case.escalation, "1_lead")
        self.cron(f"{MONDAY} 16:05:00")
        self.assertEqual(
            self.told(case),
            dict.fromkeys(("service", "service_manager", "executive"), late),
        )
        self.assertEqual(case.escalation, "2_executive")
        self.go(case, "responded", f"{MONDAY} 17:00:00")
        self.assertEqual(self.told(case), {})
        self.assertEqual(case.escalation, "2_executive")
        self.assertEqual(case.response_breached_on, self.monday("14:00"))

    @covers("R093")
    def test_run_twice_nothing_is_told_twice(self):
        case = self.opened(f"{MONDAY} 09:00:00")
        for at in ("12:05", "14:05", "16:05"):
            self.cron(f"{MONDAY} {at}:00")
            before = case.activity_ids.mapped("write_date"), len(case.message_ids)
            marks = case.read(["warned_on", "alarm_at", "escalation"])
            self.cron(f"{MONDAY} {at}:00")
            self.cron(f"{MONDAY} {at}:30")
            case.invalidate_recordset()
            after = case.activity_ids.mapped("write_date"), len(case.message_ids)
            self.assertEqual(after, before)
            self.assertEqual(case.read(["warned_on", "alarm_at", "escalation"]), marks)

    @covers("R088", "R093")
    def test_the_resolution_after_the_response(self):
        case = self.opened(f"{MONDAY} 09:00:00")
        self.cron(f"{MONDAY} 12:05:00")
        self.go(case, "responded", f"{MONDAY} 13:30:00")
        self.assertEqual(self.told(case), {})
        # 15 of 20 hours are used on Tuesday at 17:00
        self.cron("2026-09-22 16:55:00")
        self.assertEqual(self.told(case), {})
        self.cron("2026-09-22 17:05:00")
        self.assertEqual(self.told(case), {"service": "Resolve soon"})
        self.cron("2026-09-23 14:05:00")
        self.assertEqual(set(self.told(case)), {"service", "service_manager"})
        self.assertEqual(case.resolution_breached_on, self.at("2026-09-23 14:00:00"))
        self.assertFalse(case.response_breached_on)

    @covers("R088")
    def test_nobody_is_told_while_the_customer_has_the_ball(self):
        case = self.opened(f"{MONDAY} 09:00:00")
        self.go(case, "responded", f"{MONDAY} 10:00:00")
        self.go(case, "waiting", f"{MONDAY} 11:00:00")
        self.cron("2026-12-01 12:00:00")
        self.assertEqual(self.told(case), {})
        self.assertFalse(case.resolution_breached_on)
        self.assertFalse(case.alarm_at)

    @covers("R093")
    def test_recorded_long_after_it_came(self):
        with freeze_time(f"{MONDAY} 17:00:00"):
            case = self.make_case(opened_on=FRIDAY)
        self.assertEqual(case.response_breached_on, self.monday("12:00"))
        self.cron(f"{MONDAY} 17:01:00")
        self.assertEqual(case.escalation, "2_executive")

    @covers("R097")
    def test_without_an_owner_leads_are_warned(self):
        case = self.opened(f"{MONDAY} 09:00:00")
        case.user_id = False
        self.cron(f"{MONDAY} 12:05:00")
        self.assertEqual(self.told(case), {"service_manager": "Respond soon"})

    @covers("R093")
    def test_the_sponsor_is_told_before_every_executive(self):
        other = self.make_user("executive", login="keqin_executive_2")
        case = self.opened(f"{MONDAY} 09:00:00")
        self.cron(f"{MONDAY} 16:05:00")
        self.assertNotIn(other, case.activity_ids.user_id)
        self.customer.sponsor_id = False
        case = self.opened(f"{MONDAY} 09:00:00")
        self.cron(f"{MONDAY} 16:06:00")
        executives = other | self.users["executive"]
        self.assertLessEqual(executives, case.activity_ids.user_id)

    @covers("R093")
    def test_leads_of_another_company_are_not_told(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        there = self.make_customer("There", company_id=elsewhere.id)
        lead = self.make_user(
            "service_manager",
            login="keqin_lead_elsewhere",
            company_id=elsewhere.id,
            company_ids=elsewhere.ids,
        )
        owner = self.users["service"]
        owner.company_ids |= elsewhere
        with freeze_time(f"{MONDAY} 09:00:00"):
            cases = self.make_case() | self.make_case(customer=there)
        self.cron(f"{MONDAY} 18:05:00")
        here, foreign = (case.activity_ids.user_id for case in cases)
        self.assertNotIn(lead, here)
        self.assertIn(lead, foreign)
        self.assertNotIn(self.users["service_manager"], foreign)

    def test_out_of_time_the_run_ends(self):
        """The scheduler calls again; what comes later is not begun."""
        Case = self.env.registry["keqin.case"]
        with (
            patch.object(Case, "_ring_clocks", return_value=False),
            patch.object(Case, "_close_silent_everywhere") as later,
        ):
            self.env["keqin.case"]._cron_sla()
        later.assert_not_called()

    @covers("R087")
    def test_more_time_calls_the_alarm_off(self):
        case = self.opened(f"{MONDAY} 09:00:00")
        self.cron(f"{MONDAY} 12:05:00")
        with freeze_time(f"{MONDAY} 12:30:00"):
            self.level.response_hours = 8
        self.assertEqual(self.told(case), {})
        self.assertEqual(case.response_deadline, self.monday("18:00"))
        self.cron(f"{MONDAY} 16:05:00")
        self.assertEqual(self.told(case), {"service": "Respond soon"})

    @covers("R064")
    def test_another_tier_is_another_level(self):
        self.make_level("Key", tier="A", response_hours=1)
        case = self.opened(f"{MONDAY} 09:00:00")
        self.env.cr.execute(
            "UPDATE keqin_customer SET tier = 'A' WHERE id = %s", [self.customer.id]
        )
        self.customer.invalidate_recordset()
        self.cron(f"{MONDAY} 09:30:00")
        self.assertEqual(case.policy_id.name, "Key")
        self.assertEqual(case.clock_tier, "A")
        self.assertEqual(case.response_deadline, self.monday("10:00"))

    @covers("R088")
    def test_a_holiday_entered_later_moves_deadlines(self):
        case = self.opened(FRIDAY)
        with freeze_time("2026-09-19 10:00:00"):
            self.env["keqin.working.day"].create(
                {"date": MONDAY, "name": "Off", "company_id": self.company.id}
            )
        self.assertTrue(case.clock_stale)
        self.cron("2026-09-19 10:05:00")
        self.assertEqual(case.response_deadline, self.at("2026-09-22 12:00:00"))
        self.assertFalse(case.clock_stale)
        lunch = self.calendar.attendance_ids.filtered(lambda a: a.hour_from == 13)
        lunch.hour_from = 12
        self.assertTrue(case.clock_stale)

    def test_the_time_off_of_a_person_moves_nothing(self):
        case = self.opened(FRIDAY)
        resource = self.env["resource.resource"].create(
            {"name": "Li", "calendar_id": self.calendar.id}
        )
        leave = {
            "calendar_id": self.calendar.id,
            "date_from": f"{MONDAY} 00:00:00",
            "date_to": f"{MONDAY} 23:00:00",
        }
        self.env["resource.calendar.leaves"].create(
            leave | {"resource_id": resource.id}
        )
        self.assertFalse(case.clock_stale)
        case._clock_refresh()
        self.assertEqual(case.response_deadline, self.monday("12:00"))
        self.env["resource.calendar.leaves"].create(leave)
        self.assertTrue(case.clock_stale)
        self.cron("2026-09-19 10:05:00")
        self.assertEqual(case.response_deadline, self.at("2026-09-22 12:00:00"))

    @covers("R093")
    def test_many_cost_the_queries_of_few(self):
        counts = []
        for many in (5, 50):
            for _each in range(many):
                self.opened(f"{MONDAY} 09:00:00")
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            with freeze_time(f"{MONDAY} 15:00:00"):
                self.env["keqin.case"]._ring_clocks()
                self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - start)
        self.assertLessEqual(counts[1], counts[0])
        self.assertEqual(
            self.env["keqin.case"].search_count(
                [("company_id", "=", self.company.id), ("escalation", "=", "1_lead")]
            ),
            55,
        )
