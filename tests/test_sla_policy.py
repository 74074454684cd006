"""Service levels: which applies, who sets them, what a change does."""

from datetime import date

import psycopg2
from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tools import mute_logger

from .common import OUTSIDERS, ROLES
from .covers import covers
from .test_case_clock import MONDAY, ClockCase


class TestMatch(ClockCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.sudo().tier = "A"
        cls.level.active = False

    def level_of(self, **vals):
        return self.opened(f"{MONDAY} 09:00:00", **vals).policy_id.name

    @covers("R087", "R093")
    def test_the_most_specific_one_applies(self):
        self.make_level("everything")
        self.assertEqual(self.level_of(), "everything")
        facts = {"kind": "complaint", "channel": "chat", "severity": "4_critical"}
        # each line beats those before it
        for keys in (
            {"channel": "chat"},
            {"tier": "A"},
            {"kind": "complaint"},
            {"severity": "4_critical"},
            {"tier": "A", "channel": "chat"},
            {"kind": "complaint", "channel": "chat"},
            {"severity": "4_critical", "channel": "chat"},
            {"severity": "4_critical", "kind": "complaint"},
            {"severity": "4_critical", "kind": "complaint", "channel": "chat"},
            {**facts, "tier": "A"},
        ):
            name = " ".join(keys)
            self.make_level(name, **keys)
            self.assertEqual(self.level_of(**facts), name)
        self.make_level("other", severity="3_serious", kind="complaint", tier="A")
        self.assertEqual(self.level_of(), "tier")

    @covers("R087")
    def test_own_before_shared_then_in_sequence(self):
        self.make_level("shared", kind="enquiry", company_id=False, sequence=1)
        self.assertEqual(self.level_of(), "shared")
        self.make_level("own", kind="enquiry", sequence=30)
        self.assertEqual(self.level_of(), "own")
        self.make_level("first", kind="enquiry", sequence=20)
        self.assertEqual(self.level_of(), "first")
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.make_level("theirs", kind="enquiry", company_id=elsewhere.id, sequence=0)
        self.assertEqual(self.level_of(), "first")

    @covers("R087")
    def test_what_a_level_leaves_open_the_company_says(self):
        self.make_level("half", response_hours=1, resolution_value=0)
        self.company.keqin_resolution_days = 2
        case = self.opened(f"{MONDAY} 09:00:00")
        self.assertEqual(case.response_deadline, self.monday("10:00"))
        self.assertEqual(case.resolution_deadline, self.at("2026-09-22 18:00:00"))

    @covers("R088")
    def test_a_hotline_works_on_holidays(self):
        self.env["keqin.working.day"].create({"date": MONDAY, "name": "Off"})
        level = self.make_level("hotline", response_hours=1)
        case = self.opened(f"{MONDAY} 09:00:00")
        self.assertEqual(case.response_deadline, self.at("2026-09-22 10:00:00"))
        with freeze_time(f"{MONDAY} 09:00:00"):
            level.on_holidays = True
        self.assertEqual(case.response_deadline, self.monday("10:00"))

    @covers("R087")
    def test_one_query_for_many(self):
        cases = self.env["keqin.case"]
        for severity in ("1_minor", "2_normal", "3_serious"):
            for _each in range(3):
                cases |= self.make_case(severity=severity)
        cases.mapped("customer_id.tier")
        Policy = self.env["keqin.sla.policy"]
        with self.assertQueryCount(1):
            Policy._policies_for(cases)


class TestPolicy(ClockCase):
    @covers("R087")
    def test_a_change_reaches_open_cases_and_no_others(self):
        mine, done = (self.opened(f"{MONDAY} 09:00:00") for _each in range(2))
        self.go(done, "resolved", f"{MONDAY} 10:00:00")
        deadline = done.resolution_deadline
        with freeze_time(f"{MONDAY} 10:00:00"):
            self.level.write({"response_hours": 2, "resolution_value": 6})
            self.assertEqual(mine.response_deadline, self.monday("11:00"))
            self.assertEqual(mine.resolution_deadline, self.monday("16:00"))
            self.assertEqual(done.resolution_deadline, deadline)
            better = self.make_level("Better", kind="enquiry", response_hours=1.5)
            self.assertEqual(mine.policy_id, better)
            self.assertEqual(mine.response_deadline, self.monday("10:30"))
            better.action_archive()
            self.assertEqual(mine.policy_id, self.level)

    @covers("R087")
    def test_what_applied_is_archived_and_not_deleted(self):
        self.opened(f"{MONDAY} 09:00:00")
        with self.assertRaisesRegex(UserError, "Archive"):
            self.level.unlink()
        unused = self.make_level("Unused", channel="visit")
        unused.unlink()

    def test_limits(self):
        for vals, error in (
            ({"response_hours": -1}, psycopg2.errors.CheckViolation),
            ({"resolution_value": -1}, psycopg2.errors.CheckViolation),
            ({"escalation_hours": -1}, psycopg2.errors.CheckViolation),
            ({"warning_share": 0}, psycopg2.errors.CheckViolation),
            ({"warning_share": 100}, psycopg2.errors.CheckViolation),
            ({"response_hours": 5, "resolution_value": 4}, ValidationError),
        ):
            with (
                self.subTest(vals),
                self.undone(),
                mute_logger("odoo.sql_db"),
                self.assertRaises(error),
            ):
                self.level.write(vals)
                self.env.flush_all()

    @covers("R195")
    def test_roles(self):
        for role in (*ROLES, *OUTSIDERS):
            level = self.by(role, self.level)
            # contributors are asked for their part, and see no case
            staff = role not in (*OUTSIDERS, "contributor")
            edits = role == "manager"
            with self.subTest(role=role):
                self.assertAllowed(staff, level.read, ["response_hours"])
                self.assertAllowed(edits, level.write, {"response_hours": 3})
                self.assertAllowed(edits, level.create, {"name": "Another"})
                self.assertAllowed(
                    edits, level.copy().unlink if edits else level.unlink
                )

    @covers("R088")
    def test_working_time_of_many_calendars(self):
        """Two weeks, closing days and the exceptions of two companies, at once."""
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        Days = self.env["keqin.working.day"]
        Days.create({"date": "2026-09-23", "name": "Shared", "kind": "holiday"})
        Days.create(
            {
                "date": "2026-09-23",
                "name": "Ours",
                "kind": "workday",
                "company_id": self.company.id,
            }
        )
        two = self.make_calendar(days=(0, 1, 2))
        two.two_weeks_calendar = True
        for line in two.attendance_ids.filtered("hour_to"):
            line.week_type = "1" if line.dayofweek == "0" else "0"
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Moving house",
                "company_id": self.company.id,
                "calendar_id": self.calendar.id,
                "date_from": "2026-09-22 11:00:00",
                "date_to": "2026-09-22 23:00:00",
            }
        )
        offices = [
            self.level._office(self.company),
            self.level._office(elsewhere)._replace(calendar=self.calendar),
            self.level._office(self.company)._replace(calendar=two),
            self.level._office(self.company)._replace(calendar=self.calendar.browse()),
        ]
        self.env.invalidate_all()
        weeks = Days._working_times(offices)
        found = [
            [
                round(sum((b - a).seconds for a, b in weeks[office].blocks(day)) / 3600)
                for day in (date(2026, 9, n) for n in range(21, 28))
            ]
            for office in offices
        ]
        self.assertEqual(found[0], [8, 2, 8, 8, 8, 0, 0])
        self.assertEqual(found[1], [8, 2, 0, 8, 8, 0, 0])
        self.assertEqual(found[3], [8, 8, 8, 8, 8, 0, 0])
        # weeks that differ: of the three days, Monday is worked in one of them
        first = self.env["resource.calendar.attendance"].get_week_type(
            date(2026, 9, 21)
        )
        self.assertEqual(
            found[2], [8, 0, 8, 0, 0, 0, 0] if first else [0, 8, 8, 0, 0, 0, 0]
        )
