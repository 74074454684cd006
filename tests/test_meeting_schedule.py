"""Meetings are planned by themselves, in the calendar of the right people (K40)."""

from datetime import date, datetime
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.tools import mute_logger

from .covers import covers
from .meeting_case import MeetingCase


class TestSchedule(MeetingCase):
    def plan(self, on="2026-07-08"):
        """What the schedule makes in the company on a day."""
        with freeze_time(f"{on} 02:00:00"):
            today = self.company._keqin_today()[self.company]
            return self.env["keqin.meeting"]._plan(self.company, today)

    @covers("R152", "R153")
    def test_in_the_last_week_and_each_quarter(self):
        joint = self.plan()
        self.assertEqual(joint.mapped("kind"), ["joint", "special"])
        joint, special = joint
        # 25 to 31 July 2026 has five working days, Monday to Friday
        self.assertEqual(joint.date_start, datetime(2026, 7, 29, 2))
        self.assertEqual(joint.period_start, date(2026, 7, 1))
        self.assertEqual(special.date_start, datetime(2026, 9, 15, 2))
        self.assertEqual(joint.name, "Joint meeting July 2026")
        self.assertEqual(special.name, "Special meeting Q3 2026")
        self.assertFalse(self.plan())

    @covers("R153")
    def test_make_up_days_and_holidays(self):
        days = [(day, "holiday") for day in range(27, 32)] + [(25, "workday")]
        self.env["keqin.working.day"].create(
            [
                {
                    "name": kind,
                    "date": date(2026, 7, day),
                    "kind": kind,
                    "company_id": self.company.id,
                }
                for day, kind in days
            ]
        )
        joint = self.plan().filtered(lambda it: it.kind == "joint")
        self.assertEqual(joint._day(), date(2026, 7, 25))

    def test_not_planned_again_when_cancelled_nor_late(self):
        joint = self.plan().filtered(lambda it: it.kind == "joint")
        joint.action_cancel("Everybody is at the fair")
        self.assertFalse(self.plan("2026-07-09"))
        self.assertFalse(joint.event_id.active)
        # but by hand
        self.assertTrue(self.make_meeting(day="2026-07-30"))

    def test_only_what_the_company_wants(self):
        for name in ("keqin_meets_jointly", "keqin_meets_specially"):
            self.company[name] = False
        self.assertFalse(self.plan())

    def test_once_by_the_database(self):
        self.plan()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.make_meeting()
            self.env.flush_all()

    def test_another_server_was_first(self):
        self.plan()
        Meeting = type(self.env["keqin.meeting"])
        with patch.object(Meeting, "search_count", lambda *args, **kwargs: 0):
            self.assertFalse(self.plan())

    @covers("R134")
    def test_a_meeting_for_each_evaluation_in_review(self):
        evaluation = self.env["keqin.evaluation"].create(
            {
                "company_id": self.company.id,
                "period": "quarter",
                "date_start": "2026-04-01",
            }
        )
        self.assertNotIn("evaluation", self.plan().mapped("kind"))
        evaluation.sudo().state = "review"
        meeting = self.plan()
        self.assertEqual(meeting.evaluation_id, evaluation)
        # Monday, three working days after Wednesday
        self.assertEqual(meeting._day(), date(2026, 7, 13))
        self.assertEqual(meeting.user_id, self.users["executive"])
        self.assertFalse(self.plan())

    @covers("R153", "R162")
    def test_who_is_invited(self):
        self.env["keqin.operation.team"].create(
            {
                "company_id": self.company.id,
                "lead_id": self.users["service_manager"].id,
                "member_ids": [
                    (
                        0,
                        0,
                        {
                            "user_id": self.users["contributor"].id,
                            "department": "technical",
                        },
                    )
                ],
            }
        )
        self.north.sponsor_id = self.users["manager"]
        joint, special = self.plan()
        ours = self.users["sales_manager"] | self.users["service_manager"]
        ours |= self.users["contributor"]
        self.assertEqual(joint.participant_ids, ours)
        self.assertEqual(joint.user_id, self.users["service_manager"])
        ours |= self.users["executive"] | self.users["manager"]
        self.assertEqual(special.participant_ids, ours)
        self.assertEqual(joint.event_id.partner_ids, joint.participant_ids.partner_id)

    def test_calendar_and_meeting_move_together(self):
        joint = self.plan()[0]
        joint.write({"date_start": "2026-07-30 02:00:00", "name": "Moved"})
        event = joint.event_id
        self.assertEqual(event.name, "Moved")
        self.assertEqual(event.start, datetime(2026, 7, 30, 2))
        event.write({"start": "2026-07-31 06:00:00", "stop": "2026-07-31 07:00:00"})
        self.assertEqual(joint.date_start, datetime(2026, 7, 31, 6))
        self.assertEqual(joint.date_end, datetime(2026, 7, 31, 7))
        joint.participant_ids -= self.users["sales_manager"]
        self.assertNotIn(self.users["sales_manager"].partner_id, event.partner_ids)
        joint.unlink()
        self.assertFalse(event.exists())

    @covers("R162")
    def test_the_team_is_led_by_service(self):
        with self.assertRaises(ValidationError):
            self.env["keqin.operation.team"].create(
                {"company_id": self.company.id, "lead_id": self.sales.id}
            )

    @covers("R162")
    def test_the_team_is_asked_first(self):
        self.env["keqin.operation.team"].create(
            {
                "company_id": self.company.id,
                "lead_id": self.users["service_manager"].id,
                "member_ids": [
                    (
                        0,
                        0,
                        {
                            "user_id": self.users["contributor"].id,
                            "department": "finance",
                        },
                    )
                ],
            }
        )
        wizard = self.env["keqin.case.route"].new(
            {"case_id": self.make_case().id, "department": "finance"}
        )
        self.assertEqual(wizard.user_id, self.users["contributor"])


class TestCompliance(MeetingCase):
    """K40, counted by hand."""

    def hold(self, day, **vals):
        with freeze_time(f"{day} 02:00:00"):
            return self.make_meeting("closed", day, **vals)

    @covers("R153")
    def test_joint_meetings_in_their_last_week(self):
        self.assertEqual(self.figure("K40").value, None)
        # April: the last week starts on the 24th; May: on the 25th, not the 24th
        self.hold("2026-04-24")
        self.hold("2026-05-24")
        june = self.make_meeting(day="2026-06-26")
        quarter = ("2026-04-01", "2026-06-30")
        self.assertEqual(self.parts("K40", *quarter), (1, 3))
        self.assertAddsUp("K40", *quarter)
        self.assertEqual(self.parts("K40", "2026-05-01", "2026-05-31"), (0, 1))
        # Q2 has no special meeting before the first one of the company
        self.hold("2026-06-15", kind="special")
        self.assertEqual(self.parts("K40", *quarter), (2, 4))
        june.action_cancel("Fair")
        self.assertEqual(self.parts("K40", *quarter), (2, 4))
