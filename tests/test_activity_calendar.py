"""A visit with a time is a meeting in the calendar, and both stay one."""

from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .activity_case import TODAY, ActivityCase
from .covers import covers


@tagged("post_install", "-at_install")
@freeze_time(f"{TODAY} 10:00:00")
class TestActivityCalendar(ActivityCase):
    def make_visit(self, **vals):
        vals = {"start_at": "2026-07-02 08:00:00", "duration": 2.0} | vals
        return self.make_activity("visit", **vals)

    def at(self, record, name="start"):
        return str(record[name])

    @covers("R072")
    def test_a_time_makes_a_meeting(self):
        visit = self.make_visit(
            support_user_ids=self.set_to(self.users["service"]),
            executive_ids=self.set_to(self.users["executive"]),
        )
        meeting = visit.meeting_id
        people = self.users["sales"] | self.users["service"] | self.users["executive"]
        self.assertEqual(meeting.partner_ids, people.partner_id | self.person)
        self.assertEqual(meeting.user_id, self.users["sales"])
        self.assertEqual(self.at(meeting), "2026-07-02 08:00:00")
        self.assertEqual(self.at(meeting, "stop"), "2026-07-02 10:00:00")
        self.assertEqual((meeting.res_model, meeting.res_id), (visit._name, visit.id))
        self.assertEqual(str(visit.date_planned), "2026-07-02")
        self.assertFalse(meeting.activity_ids, "the visit has a to-do of its own")

    def test_without_time_or_for_a_call_there_is_none(self):
        self.assertFalse(self.make_activity("visit").meeting_id)
        call = self.make_activity("phone", start_at="2026-07-02 08:00:00")
        self.assertFalse(call.meeting_id)

    @covers("R072")
    def test_visit_moves_the_meeting(self):
        visit = self.make_visit()
        meeting = visit.meeting_id
        visit.start_at = "2026-07-03 09:00:00"
        self.assertEqual(self.at(meeting), "2026-07-03 09:00:00")
        self.assertEqual(self.at(meeting, "stop"), "2026-07-03 11:00:00")
        self.assertEqual(str(visit.date_planned), "2026-07-03")
        visit.date_planned = "2026-07-06"
        self.assertEqual(self.at(meeting), "2026-07-06 09:00:00", "the same hour")
        visit.write({"duration": 1.0, "user_id": self.rival.id, "location": "Plant 2"})
        self.assertEqual(self.at(meeting, "stop"), "2026-07-06 10:00:00")
        self.assertIn(self.rival.partner_id, meeting.partner_ids)
        self.assertNotIn(self.users["sales"].partner_id, meeting.partner_ids)
        self.assertEqual(meeting.location, "Plant 2")
        self.assertEqual(visit.meeting_id, meeting)

    @covers("R072")
    def test_meeting_moves_the_visit(self):
        visit = self.make_visit()
        visit.meeting_id.write(
            {"start": "2026-07-09 01:00:00", "stop": "2026-07-09 04:00:00"}
        )
        self.assertEqual(self.at(visit, "start_at"), "2026-07-09 01:00:00")
        self.assertEqual((visit.duration, str(visit.date_planned)), (3.0, "2026-07-09"))

    def test_day_is_the_responsible_persons(self):
        self.users["sales"].tz = "Asia/Shanghai"
        visit = self.make_visit(start_at="2026-07-02 20:00:00")
        self.assertEqual(str(visit.date_planned), "2026-07-03")
        visit.meeting_id.write(
            {"start": "2026-07-04 17:00:00", "stop": "2026-07-04 18:00:00"}
        )
        self.assertEqual(str(visit.date_planned), "2026-07-05")

    def test_nothing_goes_round_in_circles(self):
        visit = self.make_visit()
        Event, Activity = type(visit.meeting_id), type(visit)
        writes = []
        for model, name in ((Event, "event"), (Activity, "activity")):
            original = model.write

            def spy(records, vals, name=name, original=original):
                if {"start", "start_at"} & vals.keys():
                    writes.append(name)
                return original(records, vals)

            self.patch(model, "write", spy)
        visit.meeting_id.write(
            {"start": "2026-07-09 01:00:00", "stop": "2026-07-09 04:00:00"}
        )
        self.assertEqual(writes, ["event", "activity"])
        writes.clear()
        visit.start_at = "2026-07-10 01:00:00"
        self.assertEqual(writes, ["activity", "event"])

    @covers("R072")
    def test_meeting_taken_out_leaves_the_visit_without_a_time(self):
        for take_out in (
            lambda meeting: meeting.unlink(),
            lambda meeting: meeting.write({"active": False}),
            lambda meeting: meeting.action_archive(),
        ):
            visit = self.make_visit()
            take_out(visit.meeting_id)
            self.assertFalse(visit.start_at or visit.meeting_id)
            self.assertEqual(
                (visit.state, str(visit.date_planned)), ("planned", "2026-07-02")
            )
            self.assertIn("agree on a new time", visit.message_ids[0].body)

    def test_visit_taken_off_takes_the_meeting_along(self):
        visit = self.make_visit()
        meeting = visit.meeting_id
        visit.action_cancel()
        self.assertFalse(meeting.active)
        self.assertTrue(visit.start_at)
        visit.action_reopen()
        self.assertTrue(meeting.active)
        visit.start_at = False
        self.assertFalse(meeting.exists())
        visit.start_at = "2026-07-08 08:00:00"
        again = visit.meeting_id
        visit.unlink()
        self.assertFalse(again.exists())

    def test_done_visit_stays_when_its_meeting_is_moved(self):
        visit = self.prepare(self.make_visit(start_at="2026-06-29 08:00:00"))
        visit.action_done()
        self.assertTrue(visit.meeting_id.active)
        visit.meeting_id.write(
            {"start": "2026-07-09 01:00:00", "stop": "2026-07-09 04:00:00"}
        )
        self.assertEqual(str(visit.date_planned), "2026-06-29")

    @covers("R180")
    def test_colleague_without_right_moves_the_time_and_nothing_else(self):
        visit = self.make_visit()
        meeting = visit.meeting_id.with_user(self.rival)
        self.assertFalse(visit.with_user(self.rival).has_access("read"))
        meeting.write(
            {
                "start": "2026-07-09 01:00:00",
                "stop": "2026-07-09 02:00:00",
                "name": "Renamed",
                "user_id": self.rival.id,
                "partner_ids": [Command.clear()],
            }
        )
        self.assertEqual(str(visit.date_planned), "2026-07-09")
        self.assertEqual(visit.name, "A visit")
        self.assertEqual(visit.user_id, self.users["sales"])

    def test_a_lead_moves_a_private_meeting_of_others(self):
        visit = self.make_visit(confidential=True)
        lead = visit.with_user(self.users["executive"])
        lead.start_at = "2026-07-08 08:00:00"
        self.assertEqual(self.at(visit.meeting_id), "2026-07-08 08:00:00")

    @covers("R072")
    def test_nobody_is_mailed_until_invited(self):
        Attendee = type(self.env["calendar.attendee"])
        mailed = "_notify_attendees"
        with patch.object(Attendee, mailed, autospec=True) as notify:
            visit = self.make_visit()
            visit.start_at = "2026-07-03 08:00:00"
            silent = [
                call.args[0].env.context.get("no_mail_to_attendees")
                for call in notify.call_args_list
            ]
            self.assertTrue(all(silent))
            notify.reset_mock()
            visit.with_user(self.users["sales"]).action_invite()
            invited = notify.call_args.args[0]
            self.assertIn(self.person, invited.partner_id)
            self.assertFalse(invited.env.context.get("no_mail_to_attendees"))
        bare = self.make_activity("visit").with_user(self.users["sales"])
        self.assertRefused(bare.action_invite, error=UserError)

    # -- Odoo's own to-do
    def todos(self, activity):
        Todo = self.env["mail.activity"].with_context(active_test=False)
        return Todo.search(
            [("res_model", "=", activity._name), ("res_id", "=", activity.id)]
        )

    @covers("R054", "R072")
    def test_to_do_follows_the_activity(self):
        activity = self.make_activity(result="Fine")
        todo = self.todos(activity)
        self.assertEqual(
            (todo.user_id, str(todo.date_deadline)), (self.users["sales"], TODAY)
        )
        activity.write({"date_planned": "2026-07-05", "name": "Renamed"})
        self.assertEqual(
            (str(todo.date_deadline), todo.summary), ("2026-07-05", "Renamed")
        )
        activity.user_id = self.users["service"]
        self.assertEqual(self.todos(activity).user_id, self.users["service"])
        activity.action_done()
        self.assertFalse(self.todos(activity).active)
        activity.action_reopen()
        self.assertEqual(len(self.todos(activity).filtered("active")), 1)
        activity.action_cancel()
        self.assertFalse(self.todos(activity).filtered("active"))

    @covers("R072")
    def test_sponsor_takes_part_and_is_told(self):
        visit = self.make_activity("executive_visit")
        self.assertEqual(visit.executive_ids, self.users["executive"])
        people = self.users["sales"] | self.users["executive"]
        self.assertEqual(self.todos(visit).user_id, people)
        self.assertFalse(self.make_activity("visit").executive_ids)

    def test_made_in_bulk_has_none(self):
        Activity = self.env["keqin.activity"].with_context(keqin_bulk=True)
        values = {
            "name": "X",
            "customer_id": self.customer.id,
            "type_id": self.types["chat"].id,
            "user_id": self.users["sales"].id,
        }
        activity = Activity.create(values)
        self.assertFalse(self.todos(activity))
