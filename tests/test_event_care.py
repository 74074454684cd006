"""Events for customers: prepared, attended, evaluated (R163, R164, R167)."""

from odoo.exceptions import AccessError, UserError

from .common import ROLES
from .covers import covers
from .event_case import EventCase

EVALUATION = {"keqin_effect": "Two pilots agreed", "keqin_lessons": "Start earlier"}


class TestEventPreparation(EventCase):
    @covers("R163")
    def test_a_template_says_the_kind_and_what_to_prepare_by_when(self):
        kinds = dict(self.env["event.event"]._fields["keqin_kind"].selection)
        self.assertEqual(
            set(kinds),
            {"launch", "appreciation", "seminar", "training", "salon", "summit"}
            | {"online", "other"},
        )
        template = self.env["event.type"].create(
            {
                "name": "Summit",
                "keqin_kind": "summit",
                "keqin_check_ids": [
                    (0, 0, {"name": "Venue", "days_before": 10}),
                    (0, 0, {"name": "Thanks", "days_before": -2}),
                ],
            }
        )
        event = self.env["event.event"].create(
            {
                "name": "Summit",
                "date_begin": "2026-07-20 06:00:00",
                "date_end": "2026-07-20 09:00:00",
                "event_type_id": template.id,
            }
        )
        self.assertEqual(event.keqin_kind, "summit")
        due = {p.name: str(p.due_on) for p in event.keqin_check_ids}
        self.assertEqual(due, {"Venue": "2026-07-10", "Thanks": "2026-07-22"})
        self.assertEqual(event.keqin_to_prepare, 2)
        event.keqin_check_ids[0].is_done = True
        self.assertEqual(event.keqin_to_prepare, 1)
        self.assertEqual(str(event.keqin_check_ids[0].done_on), "2026-06-30")

    @covers("R163")
    def test_an_online_activity_names_its_platform_and_budget(self):
        event = self.make_event(
            "Live", "2026-07-20", keqin_kind="online", keqin_platform="Tencent Meeting"
        )
        event.keqin_budget = 5000
        self.assertEqual(event.keqin_currency_id, self.company.currency_id)
        self.assertEqual(event.keqin_activity_type_id.channel, "event")
        training = self.make_event("Course", "2026-07-20", keqin_kind="training")
        self.assertEqual(training.keqin_activity_type_id.purpose, "training")


class TestEventAttendance(EventCase):
    @covers("R167")
    def test_who_came_is_one_activity_of_each_customer(self):
        self.make_guest(self.wang)
        self.make_guest(self.li, state="open")
        self.env["event.event"]._cron_keqin_events()
        activity = self.salon.keqin_activity_ids
        self.assertEqual(activity.customer_id, self.own)
        self.assertEqual(activity.state, "done")
        self.assertTrue(activity.qualifies)
        self.assertEqual(str(activity.date_done), "2026-06-29")
        self.assertEqual(activity.attendee_ids.partner_id, self.wang)
        self.assertTrue(activity.attendee_ids.attended)
        # told later: the same activity, with one more; another customer, a new one
        self.make_guest(self.zhao)
        self.make_guest(self.li)
        self.env["event.event"]._cron_keqin_events()
        self.env["event.event"]._cron_keqin_events()
        by_customer = self.salon.keqin_activity_ids.grouped("customer_id")
        self.assertEqual(set(by_customer), {self.own, self.other})
        self.assertEqual(by_customer[self.own], activity)
        self.assertEqual(activity.attendee_ids.partner_id, self.wang | self.zhao)
        self.assertEqual(len(by_customer[self.other].attendee_ids), 1)

    def test_it_is_told_in_the_language_of_whose_event_it_is(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.salon.user_id.lang = "zh_CN"
        self.salon.with_context(lang="zh_CN").name = "春季沙龙"
        self.make_guest(self.wang)
        self.env["event.event"]._cron_keqin_events()
        activity = self.salon.keqin_activity_ids
        self.assertEqual(
            (activity.name, activity.result), ("春季沙龙", "出席“春季沙龙”")
        )

    def test_nothing_before_it_is_over_and_nothing_of_other_events(self):
        self.make_guest(self.wang, self.coming)
        stranger = self.make_event("Fair", "2026-06-29", keqin_kind=False)
        self.make_guest(self.wang, stranger)
        called_off = self.make_event("Off", "2026-06-29", kanban_state="cancel")
        self.make_guest(self.wang, called_off)
        self.env["event.event"]._cron_keqin_events()
        for event in (self.coming, stranger, called_off):
            self.assertFalse(event.keqin_activity_ids, event.name)


class TestEventEffect(EventCase):
    def evaluated(self, **vals):
        self.make_guest(self.wang)
        self.salon.write(EVALUATION | vals)
        return self.salon

    @covers("R164")
    def test_the_effect_adds_up(self):
        self.make_guest(self.wang)
        self.make_guest(self.zhao, state="draft")
        self.make_guest(self.li, state="open")
        self.make_guest(self.other.main_contact_id or self.li, state="cancel")
        salon = self.salon
        salon.keqin_cost_ids = [
            (0, 0, {"name": "Room", "amount": 300}),
            (0, 0, {"name": "Tea", "amount": 100}),
        ]
        salon._keqin_record_care()
        self.env["crm.lead"].create(
            [
                {
                    "name": "By the event",
                    "event_id": salon.id,
                    "expected_revenue": 1000,
                },
                {
                    "name": "By the talk",
                    "keqin_activity_id": salon.keqin_activity_ids.id,
                    "expected_revenue": 500,
                },
            ]
        )
        self.assertEqual(salon.keqin_invited_count, 4)
        self.assertEqual(salon.keqin_accepted_count, 2)
        self.assertEqual(salon.keqin_attended_count, 1)
        self.assertEqual(salon.keqin_customer_count, 1)
        self.assertEqual(salon.keqin_attendance_rate, 25.0)
        self.assertEqual(salon.keqin_cost, 400)
        self.assertEqual(salon.keqin_cost_each, 400)
        self.assertEqual((salon.keqin_lead_count, salon.keqin_lead_amount), (2, 1500))
        domain = salon.action_keqin_opportunities()["domain"]
        self.assertEqual(self.env["crm.lead"].search_count(domain), 2)

    @covers("R164")
    def test_no_closing_without_evaluation(self):
        marketing = self.as_role("marketing", self.salon)
        self.assertRefused(marketing.action_keqin_close, error=UserError)
        self.make_guest(self.wang)
        self.assertRefused(marketing.action_keqin_close, error=UserError)
        marketing.keqin_effect = "Two pilots"
        self.assertRefused(marketing.action_keqin_close, error=UserError)
        marketing.keqin_lessons = "Start earlier"
        point = self.env["keqin.event.check"].create(
            {"event_id": self.salon.id, "name": "Thanks sent"}
        )
        self.assertRefused(marketing.action_keqin_close, error=UserError)
        ended = self.env.ref("event.event_stage_done")
        self.assertRefused(marketing.write, {"stage_id": ended.id}, error=UserError)
        self.env["event.event"]._gc_mark_events_done()
        self.assertFalse(self.salon.stage_id.pipe_end)
        point.is_done = True
        marketing.action_keqin_close()
        self.assertTrue(self.salon.stage_id.pipe_end)
        self.assertEqual(self.salon.keqin_closed_by, self.users["marketing"])
        self.assertTrue(self.salon.keqin_activity_ids)

    def test_not_closed_before_it_is_over(self):
        self.make_guest(self.wang, self.coming)
        self.coming.write(EVALUATION)
        self.assertRefused(self.coming.action_keqin_close, error=UserError)

    @covers("R164")
    def test_what_was_evaluated_stays(self):
        salon = self.evaluated()
        salon.action_keqin_close()
        guest = salon.registration_ids
        for attempt, args in (
            (salon.write, ({"keqin_effect": "More"},)),
            (salon.write, ({"keqin_kind": False},)),
            (guest.write, ({"state": "cancel"},)),
            (self.make_guest, (self.zhao,)),
            (self.env["keqin.event.cost"].create, ({"event_id": salon.id} | {
                "name": "Late", "amount": 1},)),
            (salon.unlink, ()),
            (salon.action_keqin_close, ()),
        ):  # fmt: skip
            self.assertRefused(attempt, *args, error=UserError)
        # an opportunity later on changes no figure of the evaluation, until reopened
        self.env["crm.lead"].create(
            {"name": "Late", "event_id": salon.id, "expected_revenue": 9}
        )
        self.assertEqual(salon.keqin_lead_count, 0)
        salon.action_keqin_reopen()
        self.assertEqual(salon.keqin_lead_count, 1)
        self.make_guest(self.zhao)
        self.assertEqual(salon.keqin_invited_count, 2)

    def test_figures_and_stamps_are_nobodys_to_write(self):
        marketing = self.as_role("marketing", self.salon)
        for vals in (
            {"keqin_closed_on": "2026-06-30"},
            {"keqin_closed_by": self.users["marketing"].id},
            {"keqin_satisfaction": 100},
            {"keqin_attended_count": 50},
            {"keqin_lead_amount": 1},
            {"keqin_cost": 1},
        ):
            self.assertRefused(marketing.write, vals, message=vals)

    @covers("R165")
    def test_marketing_and_executives_change_events_others_read(self):
        for role in (*ROLES, "employee", "portal", "public"):
            event = self.as_role(role, self.salon)
            new = {"name": "New", "date_begin": "2026-08-01", "date_end": "2026-08-02"}
            writes = role in ("marketing", "executive", "manager")
            reads = role not in ("contributor", "employee", "portal", "public")
            self.assertAllowed(writes, event.write, {"name": "Other"}, message=role)
            self.assertAllowed(writes, event.create, new, message=role)
            self.assertAllowed(reads, event.read, ["keqin_cost"], message=role)
            self.assertAllowed(
                writes,
                self.as_role(role, self.env["keqin.event.cost"]).create,
                {"event_id": self.salon.id, "name": "Tea", "amount": 1},
                message=role,
            )
            if not writes:
                self.assertRefused(event.action_keqin_close, error=AccessError)
                self.assertRefused(event.action_keqin_record, error=AccessError)

    def test_the_report_shows_the_figures(self):
        salon = self.evaluated(keqin_goal="Pilots")
        salon.action_keqin_close()
        for role in ("marketing", "sales", "executive"):
            html = self.env["ir.actions.report"].with_user(self.users[role])
            html = html._render_qweb_html("keqin_addon.keqin_event_effect", salon.ids)
            self.assertIn(b"Two pilots agreed", html[0])
            self.assertIn(b"100.0", html[0])


class TestEventIntroduction(EventCase):
    def introduce(self, role="marketing"):
        model = self.as_role(role, self.env["keqin.event.introduction"])
        return model.create(
            {
                "event_id": self.salon.id,
                "customer_id": self.own.id,
                "contact_id": self.wang.id,
                "other_customer_id": self.other.id,
                "other_contact_id": self.li.id,
                "note": "Cold chain",
            }
        )

    @covers("R167")
    def test_both_care_files_tell_of_it(self):
        self.introduce()
        for customer, other in ((self.own, "Hangyu"), (self.other, "Ruichen")):
            body = customer.message_ids[0].body
            self.assertIn(other, body)
            self.assertIn("Cold chain", body)

    def test_people_of_their_customers(self):
        intro = self.introduce()
        with self.assertRaisesRegex(Exception, "does not work for"):
            intro.contact_id = self.li
            self.env.flush_all()

    def test_who_introduces(self):
        may = ("sales", "sales_manager", "marketing", "executive", "manager")
        for role in (*ROLES, "employee", "portal", "public"):
            self.assertAllowed(role in may, self.introduce, role, message=role)
        intro = self.introduce()
        outsider = self.make_user("sales", login="keqin_third")
        found = self.env["keqin.event.introduction"].with_user(outsider).search([])
        self.assertFalse(found & intro)
        self.assertTrue(intro.with_user(self.rival).read(["note"]))
