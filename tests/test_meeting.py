"""Agendas that gather themselves, decisions with owner and day, minutes."""

from freezegun import freeze_time

from odoo.exceptions import UserError

from .covers import covers
from .meeting_case import MeetingCase


class TestAgenda(MeetingCase):
    @covers("R154")
    def test_what_is_open_is_on_the_agenda_once(self):
        case, promise, risk = self.make_case(), self.make_promise(), self.make_risk()
        self.make_promise(due="2026-12-01")
        self.make_risk("low", name="Low", customer_id=self.south.id)
        self.north.sudo().health_band = self.south.sudo().health_band = "red"
        late, early = self.env["keqin.improvement"].create(
            [
                {"name": "Late", "company_id": self.company.id, "date_due": day}
                for day in ("2026-07-01", "2026-12-01")
            ]
        )
        meeting = self.make_meeting()
        # the risk of North stands for its health, too
        wanted = {case, promise, risk, self.south, late}
        self.assertEqual(self.sources(meeting), wanted)
        self.assertNotIn(early, self.sources(meeting))
        before = meeting.item_ids
        meeting.action_gather()
        self.assertEqual(meeting.item_ids, before)
        item = before.filtered(lambda it: it._source() == case)
        self.assertEqual(item.customer_id, self.north)
        self.assertEqual(item.user_id, self.users["service"])
        self.assertIn(case.number, item.name)

    def test_refreshed_while_planned(self):
        case, other = self.make_case(), self.make_case(name="Wrong label")
        meeting = self.make_meeting()
        topic = self.make_item(meeting)
        worded = meeting.item_ids.filtered(lambda it: it._source() == other)
        worded.decision = "Change the printer"
        (case | other).sudo().state = "closed"
        new = self.make_risk()
        meeting.action_gather()
        self.assertEqual(self.sources(meeting), {None, other, new})
        self.assertIn(topic, meeting.item_ids)
        meeting.action_start()
        with self.assertRaises(UserError):
            meeting.action_gather()

    def test_only_serious_cases_if_the_company_wants(self):
        complaint = self.make_case(kind="complaint")
        self.make_case(kind="enquiry", name="Delivery days")
        self.company.keqin_meeting_cases = "serious"
        self.assertEqual(self.sources(self.make_meeting()), {complaint})

    @covers("R152")
    def test_special_meetings_are_on_key_customers_and_risks(self):
        self.north.key_customer = True
        low = self.make_risk("low", customer_id=self.south.id)
        self.make_case()
        meeting = self.make_meeting(kind="special")
        self.assertEqual(self.sources(meeting), {self.north, low})

    @covers("R152")
    def test_special_meetings_show_the_last_frozen_month(self):
        value = self.env["keqin.indicator.value"].create(
            [
                {
                    "indicator_id": self.indicator(code).id,
                    "company_id": self.company.id,
                    "month": month,
                    "date_start": month,
                    "date_end": month,
                    "scope": "company",
                }
                for code, month in (
                    ("K01", "2026-06-01"),
                    ("K01", "2026-05-01"),
                    ("K33", "2026-06-01"),
                )
            ]
        )
        meeting = self.make_meeting(kind="special")
        self.assertEqual(meeting.figure_ids, value[0])
        self.assertFalse(self.make_meeting().figure_ids)

    def test_other_companies_are_not_on_it(self):
        other = self.env["res.company"].create({"name": "Other"})
        partner = self.make_partner("Elsewhere")
        away = self.make_customer(partner=partner, company_id=other.id)
        self.make_risk(customer_id=away.id)
        self.assertFalse(self.make_meeting().item_ids)

    def test_as_many_queries_for_many(self):
        meeting = self.make_meeting()
        counts = []
        for number in (3, 9):
            for one in range(number):
                self.make_promise(name=f"{number} {one}")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            meeting._topics()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])


class TestDecisions(MeetingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.meeting = cls.make_meeting("open")
        cls.item = cls.make_item(cls.meeting, customer_id=cls.north.id)

    @covers("R154")
    def test_not_closed_with_anything_undecided(self):
        with self.assertRaisesRegex(UserError, "Spare parts are late"):
            self.meeting.action_close()
        self.assertEqual(self.meeting.state, "open")
        self.decide(self.item)
        self.meeting.action_close()
        self.assertEqual(self.meeting.state, "closed")

    @covers("R154")
    def test_a_decision_has_an_owner_and_a_day(self):
        full = {
            "decision": "Keep twenty in stock",
            "user_id": self.users["contributor"].id,
            "date_due": "2026-07-20",
        }
        for missing in full:
            with self.subTest(missing=missing):
                self.item.write(full | {missing: False})
                with self.assertRaises(UserError):
                    self.item.action_decide()
        self.item.write(full)
        self.item.action_decide()
        self.assertEqual(self.item.state, "decided")
        todo = self.item.activity_ids
        self.assertEqual(todo.user_id, self.users["contributor"])
        self.assertEqual(str(todo.date_deadline), "2026-07-20")

    def test_to_do_moves_with_owner_and_day(self):
        self.decide(self.item)
        self.item.write({"user_id": self.sales.id, "date_due": "2026-07-22"})
        todo = self.item.activity_ids
        self.assertEqual(todo.user_id, self.sales)
        self.assertEqual(str(todo.date_deadline), "2026-07-22")

    def test_done_by_its_owner_and_back(self):
        self.decide(self.item)
        mine = self.by("contributor", self.item)
        mine.action_done()
        self.assertEqual(
            (self.item.state, str(self.item.done_on)), ("done", "2026-07-08")
        )
        self.assertFalse(self.item.activity_ids)
        mine.action_undo()
        self.assertEqual(self.item.state, "decided")
        self.assertTrue(self.item.activity_ids)

    @covers("R154", "R158")
    def test_an_improvement_follows(self):
        self.decide(self.item, follow_up="improvement")
        measure = self.item.improvement_id
        self.assertEqual(measure.source, "meeting")
        self.assertEqual(measure.meeting_id, self.meeting)
        self.assertEqual(measure.user_id, self.users["contributor"])
        self.assertEqual(str(measure.date_due), "2026-07-20")
        self.assertFalse(self.item.activity_ids)

    @covers("R154", "R156")
    def test_a_promise_follows(self):
        self.decide(self.item, follow_up="promise")
        promise = self.item.promise_id
        self.assertEqual(promise.customer_id, self.north)
        self.assertEqual(promise.name, "Keep twenty of each in stock")
        self.assertEqual(str(promise.due_on), "2026-07-20")

    def test_a_task_of_a_case_follows(self):
        case = self.make_case()
        meeting = self.make_meeting("open", "2026-08-27")
        item = meeting.item_ids.filtered(lambda it: it._source() == case)
        self.decide(item, follow_up="task", due="2026-08-30")
        self.assertEqual(item.task_id.case_id, case)
        self.assertEqual(item.task_id.user_id, self.users["contributor"])
        self.item.follow_up = "task"
        with self.assertRaisesRegex(UserError, "no case"):
            self.decide(self.item)

    def test_goes_on_as_planned(self):
        case = self.make_case()
        meeting = self.make_meeting("open", "2026-08-27")
        item = meeting.item_ids.filtered(lambda it: it._source() == case)
        item.date_due = "2026-09-01"
        item.action_keep()
        self.assertEqual(item.state, "decided")
        self.assertTrue(item.decision)

    def test_dropped_and_carried_with_a_reason_only(self):
        for step in (self.item.action_drop, self.item.action_carry):
            action = step("  ")
            self.assertEqual(action["res_model"], "keqin.meeting.reason")
            self.assertEqual(self.item.state, "undecided")
        Wizard = self.env["keqin.meeting.reason"]
        wizard = Wizard.with_context(**action["context"]).create({"reason": "Supplier"})
        wizard.action_apply()
        self.assertEqual((self.item.state, self.item.reason), ("carried", "Supplier"))

    @covers("R154")
    def test_the_next_meeting_takes_up_what_is_left(self):
        late = self.decide(self.make_item(self.meeting, "Late"), due="2026-08-01")
        done = self.decide(self.make_item(self.meeting, "Done"))
        done.action_done()
        self.decide(self.make_item(self.meeting, "Later"), due="2026-12-01")
        self.make_item(self.meeting, "Dropped").action_drop("Solved")
        self.item.action_carry("Waits")
        self.meeting.action_close()
        with freeze_time("2026-08-25 02:00:00"):
            after = self.make_meeting(day="2026-08-27")
            self.assertEqual(
                set(after.item_ids.mapped("name")), {"Late", self.item.name}
            )
            after.action_start()
            again = after.item_ids.filtered(lambda it: it.name == "Late")
            self.assertEqual(again.previous_item_id, late)
            self.assertEqual(late.state, "decided")
            self.decide(again, due="2026-09-01")
            self.assertEqual(late.state, "carried")
            self.settle(after)
            after.action_close()
        with freeze_time("2026-09-20 02:00:00"):
            third = self.make_meeting(day="2026-09-28")
            self.assertEqual(third.item_ids.mapped("name"), ["Late"])
            self.assertEqual(third.item_ids.previous_item_id, again)

    @covers("R154")
    def test_the_next_meeting_opens_with_the_closure_rate(self):
        for number in range(3):
            self.decide(self.make_item(self.meeting, f"No. {number}"))
        self.meeting.item_ids[-1].action_done()
        self.settle(self.meeting)
        self.meeting.action_close()
        after = self.make_meeting("open", "2026-08-27")
        self.assertEqual(after.previous_id, self.meeting)
        self.assertEqual((after.previous_done, after.previous_total), (1, 3))
        self.assertAlmostEqual(after.previous_rate, 100 / 3, 1)
        self.assertAlmostEqual(self.meeting.closure_rate, 100 / 3, 1)
        # as it was when the meeting started
        self.meeting.item_ids.filtered(lambda it: it.state == "decided").action_done()
        self.assertEqual(after.previous_done, 1)

    def test_minutes_stay_once_closed(self):
        self.decide(self.item)
        self.meeting.action_close()
        lead = self.by("service_manager", self.meeting)
        for vals in ({"minutes": "x"}, {"date_start": "2026-07-01"}, {"name": "x"}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                lead.write(vals)
        item = self.by("service_manager", self.item)
        with self.assertRaises(UserError):
            item.decision = "Another"
        with self.assertRaises(UserError):
            self.by("service_manager", self.env["keqin.meeting.item"]).create(
                {"meeting_id": self.meeting.id, "name": "x"}
            )
        with self.assertRaises(UserError):
            item.unlink()

    @covers("R154")
    def test_minutes_are_printed(self):
        self.decide(self.item)
        self.meeting.action_close()
        html, _type = self.env["ir.actions.report"]._render_qweb_html(
            "keqin_addon.keqin_meeting_report", self.meeting.ids
        )
        text = html.decode()
        for part in ("Minutes", "North", "Keep twenty of each in stock"):
            self.assertIn(part, text)
