"""Service levels of another kind, tried on past cases: the time machine."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .case_case import CASE_LEADS, CaseCase
from .common import OUTSIDERS, ROLES
from .covers import covers

# Monday to Friday 9-12 and 13-18, in UTC.
_HALVES = ((9, 12, "morning"), (13, 18, "afternoon"))


class ReplayCase(CaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls.make_calendar("Office", range(5))
        cls.company.resource_calendar_id = cls.calendar
        cls.company.write({"keqin_response_hours": 4, "keqin_resolution_days": 1})
        cls.env["keqin.sla.policy"].search([]).action_archive()
        # Friday 17:00; answered Monday 11:00 (3 h), waiting Monday 12:00 to Tuesday
        # 11:00, resolved Tuesday 15:00: 1 + 3 + 1 + 2 = 7 working hours
        cls.case = cls.history(
            "2026-09-11 17:00:00",
            ("responded", "2026-09-14 11:00:00"),
            ("working", "2026-09-14 11:00:00"),
            ("waiting", "2026-09-14 12:00:00"),
            ("working", "2026-09-15 11:00:00"),
            ("resolved", "2026-09-15 15:00:00"),
        )

    @classmethod
    def make_calendar(cls, name, days):
        return cls.env["resource.calendar"].create(
            {
                "name": name,
                "tz": "UTC",
                "company_id": cls.company.id,
                "hours_per_day": 8,
                "attendance_ids": [
                    Command.create(
                        {
                            "name": f"{day} {period}",
                            "dayofweek": str(day),
                            "hour_from": start,
                            "hour_to": end,
                            "day_period": period,
                        }
                    )
                    for day in days
                    for start, end, period in _HALVES
                ],
            }
        )

    @classmethod
    def history(cls, opened_on, *steps, **vals):
        case = cls.make_case(opened_on=opened_on, kind="request", **vals)
        for state, at in steps:
            cls.move(case, state, at)
        return case

    def replay(self, role="service_manager", lines=(), **vals):
        env = self.in_companies(self.env(user=self.users[role]), self.company)
        wizard = env["keqin.sla.replay"].create(
            {
                "date_from": "2026-09-01",
                "date_to": "2026-09-30",
                "line_ids": [Command.create({"name": "T", **line}) for line in lines],
                **vals,
            }
        )
        wizard.action_replay()
        return wizard

    def missed(self, wizard):
        row = wizard.row_ids.filtered(lambda row: row.dimension == "0_all")
        return (
            (row.response_before, row.response_after),
            (row.resolution_before, row.resolution_after),
        )


@tagged("post_install", "-at_install")
class TestReplay(ReplayCase):
    @covers("R087", "R088")
    def test_hours_to_the_minute(self):
        """Answered after 3 hours, resolved after 6 of 7: two of them it waited."""
        for hours, response in ((3, 0), (2.99, 1)):
            wizard = self.replay(response_hours=hours)
            self.assertEqual(self.missed(wizard)[0], (0, response), hours)
        # 1 h on Friday, 3 on Monday morning, then 1 on Tuesday and 2 in the afternoon
        for days, resolution in ((7 / 8, 0), (6.9 / 8, 1)):
            wizard = self.replay(resolution_days=days)
            self.assertEqual(self.missed(wizard)[1], (0, resolution), days)

    @covers("R088", "R097")
    def test_waiting_does_not_count(self):
        self.env["keqin.case.segment"].search(
            [("case_id", "=", self.case.id), ("state", "=", "waiting")]
        ).running = True
        wizard = self.replay(resolution_days=7 / 8)
        # with the wait of Monday afternoon and two hours of Tuesday it is 14 hours
        self.assertEqual(self.missed(wizard)[1], (1, 1))

    @covers("R064", "R087")
    def test_most_specific_level_tried_applies(self):
        levels = [
            {"response_hours": 1},
            {"kind": "request", "response_hours": 4},
            {"kind": "complaint", "response_hours": 1},
        ]
        self.assertEqual(self.missed(self.replay(lines=levels))[0], (0, 0))
        levels[1]["kind"] = "enquiry"
        self.assertEqual(self.missed(self.replay(lines=levels))[0], (0, 1))
        levels.append({"channel": "phone", "severity": "2_normal", "response_hours": 9})
        self.assertEqual(self.missed(self.replay(lines=levels))[0], (0, 0))

    @covers("R087")
    def test_other_working_hours(self):
        """Weekends worked: 16 more hours until Monday."""
        every_day = self.make_calendar("Every day", range(7))
        level = {"calendar_id": every_day.id, "response_hours": 18.9}
        self.assertEqual(self.missed(self.replay(lines=[level]))[0], (0, 1))
        level["response_hours"] = 19
        self.assertEqual(self.missed(self.replay(lines=[level]))[0], (0, 0))

    @covers("R087")
    def test_today_is_what_the_levels_say(self):
        self.env["keqin.sla.policy"].create(
            {"name": "T strict", "kind": "request", "response_hours": 1}
        )
        self.assertEqual(self.missed(self.replay())[0], (1, 0))
        env = self.in_companies(
            self.env(user=self.users["service_manager"]), self.company
        )
        copied = env["keqin.sla.replay"].create({"date_from": "2026-09-01"})
        self.assertEqual(copied.line_ids.mapped("name"), ["T strict"])
        copied.action_replay()
        self.assertFalse(copied.changed_count)

    @covers("R087", "R097")
    def test_which_cases_change(self):
        late = self.history("2026-09-16 09:00:00", ("responded", "2026-09-17 09:00:00"))
        still = self.history("2026-09-21 08:00:00")
        spam = self.history("2026-09-16 09:00:00", ("responded", "2026-09-17 09:00:00"))
        spam._step("closed", result="spam")
        self.history("2026-08-16 09:00:00", ("responded", "2026-08-18 09:00:00"))
        wizard = self.replay(response_hours=3)
        self.assertEqual((wizard.case_count, wizard.changed_count), (3, 0))
        wizard = self.replay(response_hours=8.5)
        self.assertEqual(wizard.case_ids.case_id, late)
        self.assertEqual(
            (wizard.case_ids.response_before, wizard.case_ids.response_after),
            ("missed", "kept"),
        )
        self.assertNotIn(still, wizard.case_ids.case_id)
        wizard = self.replay(response_hours=1, resolution_days=0.25)
        self.assertEqual(wizard.case_ids[0].case_id, self.case)
        rows = {
            (row.dimension, row.name): (row.case_count, row.response_after)
            for row in wizard.row_ids
        }
        self.assertEqual(
            rows,
            {
                ("0_all", "All cases"): (3, 2),
                ("1_kind", "Request"): (3, 2),
                ("2_owner", self.users["service"].name): (3, 2),
                ("3_month", "September 2026"): (3, 2),
            },
        )

    @covers("R087")
    def test_nothing_is_written(self):
        names = [
            name
            for name, field in self.case._fields.items()
            if field.store and field.type != "binary"
        ]
        before = self.case.read(names)
        times = self.case.segment_ids.read()
        levels = self.env["keqin.sla.policy"].with_context(active_test=False)
        count = levels.search_count([])
        self.replay(
            lines=[{"kind": "request", "response_hours": 1}], resolution_days=0.1
        )
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.case.read(names), before)
        self.assertEqual(self.case.segment_ids.read(), times)
        self.assertEqual(levels.search_count([]), count)

    @covers("R088")
    def test_complex_request_goes_by_its_agreed_date(self):
        self.case.sudo().write({"kind": "complex_request"})
        self.case.sudo().write(
            {"agreed_on": "2026-09-15 14:00:00", "committed_on": "2026-09-14 11:00:00"}
        )
        self.assertEqual(self.missed(self.replay(resolution_days=9))[1], (1, 1))

    @covers("R191")
    def test_who_replays(self):
        for role in (*ROLES, *OUTSIDERS):
            if role in CASE_LEADS:
                self.assertEqual(self.replay(role).case_count, 1, role)
            else:
                self.assertRefused(self.replay, role, error=AccessError, message=role)

    def test_empty_period(self):
        with self.assertRaises(UserError):
            self.replay(date_from="2025-01-01", date_to="2025-01-31")

    @covers("R211")
    def test_queries_do_not_grow(self):
        few = self.queries()
        for number in range(30):
            customer = self.make_customer(f"T {number}", self.users["sales"])
            self.history(
                "2026-09-16 09:00:00",
                ("responded", "2026-09-17 09:00:00"),
                customer=customer,
            )
        self.assertLessEqual(self.queries(), few + 2)

    def queries(self):
        """Of the replay alone; how many lines are kept is bounded."""
        wizard = self.replay()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        wizard._outcomes(wizard._cases())
        return self.cr.sql_log_count - before

    @covers("R097")
    def test_a_case_minute_by_minute(self):
        consumed = [
            (segment.state, round(segment.consumed_hours, 2))
            for segment in self.case.segment_ids
        ]
        self.assertEqual(
            consumed,
            [
                ("new", 3),
                ("responded", 3),
                ("working", 4),
                ("waiting", 4),
                ("working", 7),
                ("resolved", 7),
            ],
        )
        still = self.history("2026-09-18 17:00:00")
        # one hour on Friday and the eight of a make-up Sunday; it is Monday, 9:00
        self.assertEqual(still.segment_ids.consumed_hours, 9)
