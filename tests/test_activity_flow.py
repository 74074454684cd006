"""The way of an activity: planned, done, missed, cancelled, undone; and its log."""

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .activity_case import LEADS, TODAY, ActivityCase
from .common import OUTSIDERS, ROLES
from .covers import covers

STATES = ("planned", "done", "missed", "cancelled")
ALLOWED = {
    ("planned", "done"),
    ("planned", "missed"),
    ("planned", "cancelled"),
    ("done", "planned"),
    ("missed", "planned"),
    ("cancelled", "planned"),
}
ACTIONS = {
    "done": "action_done",
    "missed": "action_missed",
    "cancelled": "action_cancel",
    "planned": "action_reopen",
}


@tagged("post_install", "-at_install")
@freeze_time(f"{TODAY} 10:00:00")
class TestActivityFlow(ActivityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()

    def as_sales(self, activity):
        return activity.with_user(self.users["sales"])

    @covers("R054", "R191")
    def test_only_in_order(self):
        for old in STATES:
            for new, action in ACTIONS.items():
                with self.subTest(old=old, new=new):
                    activity = self.make_activity(result="Fine")
                    activity.state = old
                    move = getattr(self.as_sales(activity), action)
                    if (old, new) in ALLOWED:
                        move()
                        self.assertEqual(activity.state, new)
                    else:
                        self.assertRefused(move, error=UserError)

    @covers("R054", "R180", "R191")
    def test_who_may_log(self):
        """The people in charge and leads; by method only, whatever the role."""
        activity = self.make_activity(result="Fine")
        may = {"sales", *LEADS}
        for role in (*ROLES, *OUTSIDERS):
            mine = activity.with_user(self.users[role])
            with self.subTest(role):
                self.assertAllowed(role in may, mine.action_done)
                self.assertAllowed(role in may, mine.quick_log, "Fine")
                self.assertAllowed(role in may, mine.action_cancel)
                self.assertAllowed(role in may, mine.action_missed)
                self.assertAllowed(False, lambda m=mine: m.write({"state": "done"}))
                self.assertAllowed(False, lambda m=mine: m.write({"logged_at": False}))
        activity.state = "done"
        for role in (*ROLES, *OUTSIDERS):
            mine = activity.with_user(self.users[role])
            self.assertAllowed(role in may, mine.action_reopen, message=role)

    @covers("R191")
    def test_cannot_be_created_done(self):
        values = {
            "name": "X",
            "customer_id": self.customer.id,
            "type_id": self.types["chat"].id,
        }
        Activity = self.env["keqin.activity"].with_user(self.users["sales_manager"])
        self.assertAllowed(True, Activity.create, dict(values))
        for name, value in (
            ("state", "done"),
            ("is_care", True),
            ("qualifies", True),
            ("automatic", True),
            ("logged_at", "2026-01-01 00:00:00"),
        ):
            self.assertAllowed(False, Activity.create, values | {name: value})
            default = Activity.with_context(**{f"default_{name}": value})
            self.assertAllowed(False, default.create, dict(values))

    @covers("R054")
    def test_supporter_and_service_owner_may_log(self):
        service = self.users["service"]
        activity = self.make_activity(result="Fine")
        self.assertRefused(activity.with_user(service).action_done)
        activity.support_user_ids = service
        self.assertAllowed(True, activity.with_user(service).action_done)
        activity.support_user_ids = False
        self.customer.service_user_id = service
        self.assertAllowed(True, activity.with_user(service).action_done)

    @covers("R058", "R063")
    def test_outcome_by_kind(self):
        """A visit cannot be done without summary, a call without result and content."""
        needs = {
            "visit": {"summary"},
            "phone": {"result", "summary"},
            "chat": {"result"},
            "congratulation": set(),
        }
        for kind, required in needs.items():
            for given in (set(), {"result"}, {"summary"}, {"result", "summary"}):
                activity = self.make_activity(kind, override_reason="On the way")
                activity.write(dict.fromkeys(given, "Fine"))
                done = self.as_sales(activity).action_done
                with self.subTest(kind=kind, given=given):
                    if required <= given:
                        done()
                        self.assertEqual(activity.state, "done")
                    else:
                        self.assertRefused(done, error=UserError)

    def test_empty_editor_is_no_summary(self):
        activity = self.make_activity("visit", override_reason="On the way")
        activity.summary = "<p><br></p>"
        self.assertRefused(self.as_sales(activity).action_done, error=UserError)

    @covers("R058")
    def test_nobody_reached_needs_no_words_and_counts_for_nothing(self):
        activity = self.make_activity("phone", reached="no_answer")
        self.as_sales(activity).action_done()
        self.assertEqual((activity.state, activity.qualifies), ("done", False))

    def test_mass_done_is_all_or_nothing_and_names_what_is_missing(self):
        good = self.make_activity(result="Fine")
        bad = self.make_activity("visit", name="The bare one", override_reason="X")
        both = self.as_sales(good | bad)
        with self.assertRaises(UserError) as refusal:
            both.action_done()
        self.assertIn("The bare one", str(refusal.exception))
        self.assertNotIn(good.name, str(refusal.exception))
        self.assertEqual(both.mapped("state"), ["planned"] * 2)

    @covers("R062")
    def test_mandatory_preparation(self):
        activity = self.make_activity("visit", summary="<p>Talked</p>")
        self.assertTrue(activity.check_ids)
        done = self.as_sales(activity).action_done
        self.assertRefused(done, error=UserError)
        required = activity.check_ids.filtered("is_required")
        required[1:].is_done = True
        self.assertRefused(done, error=UserError)
        required.is_done = True
        done()
        self.assertEqual(activity.state, "done")
        self.assertFalse(all(activity.check_ids.mapped("is_done")))

    @covers("R062")
    def test_mandatory_points_are_dropped_by_leads_only(self):
        point = self.make_activity("visit").check_ids.filtered("is_required")[:1]
        for role in ("sales", "service", *LEADS):
            mine = point.with_user(self.users[role])
            with self.subTest(role):
                self.assertAllowed(
                    role in LEADS, self.passes, mine.write, {"is_required": False}
                )
                self.assertAllowed(role in LEADS, self.passes, mine.unlink)
                self.assertAllowed(True, self.passes, mine.write, {"is_done": True})
        copied = self.as_sales(point.activity_id).copy()
        self.assertTrue(copied.check_ids.filtered("is_required"))

    def passes(self, attempt, *args):
        try:
            attempt(*args)
        except UserError as refusal:
            raise AccessError(str(refusal)) from refusal
        return True

    @covers("R062")
    def test_preparation_is_overridden_with_a_reason_in_the_log(self):
        activity = self.make_activity("visit", summary="<p>Talked</p>")
        tracked = self.as_sales(activity).with_context(
            tracking_disable=False, mail_notrack=False
        )
        self.env.cr.flush()  # forgets that nothing was tracked so far
        tracked.override_reason = "Met them by chance"
        tracked.action_done()
        self.env.cr.flush()
        self.env.invalidate_all()
        values = activity.message_ids.sudo().tracking_value_ids
        self.assertIn("Met them by chance", values.mapped("new_value_char"))

    @covers("R062")
    def test_made_in_bulk_it_is_prepared_all_the_same(self):
        Activity = self.env["keqin.activity"].with_context(keqin_bulk=True)
        activity = Activity.create(
            {
                "name": "Generated",
                "customer_id": self.customer.id,
                "type_id": self.types["visit"].id,
                "user_id": self.users["sales"].id,
                "summary": "<p>Talked</p>",
            }
        ).with_context(keqin_bulk=False)
        self.assertFalse(activity.check_ids)
        self.assertRefused(self.as_sales(activity).action_done, error=UserError)
        self.as_sales(activity).action_log()
        self.assertTrue(activity.check_ids)

    @covers("R004", "R058")
    def test_server_stamps_and_flags_late_logs(self):
        for day, late in (("2026-06-27", False), ("2026-06-26", True)):
            activity = self.make_activity(result="Fine", date_done=day)
            self.as_sales(activity).action_done()
            self.assertEqual(activity.logged_at, fields.Datetime.now())
            self.assertEqual(activity.logged_late, late, day)
        self.assertEqual(activity.late_days, 4)
        self.company.keqin_late_days = 10
        self.assertTrue(activity.logged_late, "judged by the limit of its day")

    def test_day_is_the_responsible_persons(self):
        """At 23:30 UTC it is the next day in Shanghai: logged on the day itself."""
        self.users["sales"].tz = "Asia/Shanghai"
        with freeze_time(f"{TODAY} 23:30:00"):
            activity = self.make_activity(result="Fine")
            self.as_sales(activity).with_context(tz="Asia/Shanghai").action_done()
        self.assertEqual(activity.date_done, self.day("2026-07-01"))
        self.assertEqual(activity.late_days, 0)

    def test_not_in_the_future(self):
        activity = self.make_activity(result="Fine", date_done="2026-07-01")
        self.assertRefused(self.as_sales(activity).action_done, error=ValidationError)
        activity.date_done = TODAY
        self.as_sales(activity).action_done()
        later = {"date_done": "2026-07-01"}
        self.assertRefused(self.as_sales(activity).write, later, error=ValidationError)

    def test_outcome_cannot_be_emptied_afterwards(self):
        activity = self.make_activity(result="Fine")
        self.as_sales(activity).action_done()
        empty = {"result": False}
        self.assertRefused(self.as_sales(activity).write, empty, error=UserError)

    @covers("R191")
    def test_done_facts_belong_to_the_responsible_and_to_leads(self):
        activity = self.make_activity(result="Fine", user=self.users["service"])
        activity.state = "done"
        may = {"service", *LEADS}
        for role in ("sales", "service", *LEADS):
            mine = activity.with_user(self.users[role])
            self.assertAllowed(
                role in may, lambda m=mine: m.write({"result": "X"}), message=role
            )
            self.assertAllowed(True, lambda m=mine: m.write({"talk_needs": "More"}))

    def test_done_is_not_deleted(self):
        activity = self.make_activity(result="Fine")
        manager = activity.with_user(self.users["manager"])
        self.assertAllowed(True, lambda: manager.unlink() or True)
        activity.state = "done"
        self.assertRefused(manager.unlink, error=UserError)

    @covers("R054", "R070")
    def test_stays_with_its_customer(self):
        other = self.make_customer("Other", self.users["sales"])
        activity = self.as_sales(self.make_activity())
        self.assertRefused(activity.write, {"customer_id": other.id}, error=UserError)

    def test_hooks_are_called_once_for_all(self):
        calls = []
        Activity = type(self.env["keqin.activity"])
        self.patch(Activity, "_after_done", lambda a: calls.append(("done", a.ids)))
        self.patch(Activity, "_after_reopen", lambda a: calls.append(("back", a.ids)))
        both = self.make_activity(result="1") | self.make_activity(result="2")
        self.as_sales(both).action_done()
        self.as_sales(both).action_reopen()
        self.assertEqual(calls, [("done", both.ids), ("back", both.ids)])
        self.assertEqual(both.mapped("date_done"), [False, False])

    def test_queries_do_not_grow_with_the_number(self):
        few = self.env["keqin.activity"].union(
            *(self.make_activity(result="Fine") for _n in range(5))
        )
        many = self.env["keqin.activity"].union(
            *(self.make_activity(result="Fine") for _n in range(50))
        )
        self.env.flush_all()

        def queries(activities):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            activities.with_user(self.users["sales"]).with_context(
                mail_activity_automation_skip=True
            ).action_done()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(self.make_activity(result="Fine"))
        self.assertLessEqual(queries(many), queries(few) + 2)

    # -- the log wizard
    def log(self, activity=None, **vals):
        context = {"default_activity_id": activity.id} if activity else {}
        Log = self.env["keqin.activity.log"].with_user(self.users["sales"])
        return Log.with_context(**context).create(vals)

    @covers("R057", "R063", "R067", "R156")
    def test_log_makes_everything_in_one_step(self):
        activity = self.make_activity("phone")
        log = self.log(
            activity,
            result="They want a second line",
            summary="<p>A long talk</p>",
            situation="Orders have doubled",
            needs="A second line",
            usage="Runs day and night",
            market="A rival has closed",
            problems="No space for pallets",
            feedback="Quick delivery",
            feedback_score=5,
            talk_value="Table of box sizes",
            material_sent=True,
            next_step="Send drawings",
            next_step_on="2026-07-03",
            promise_ids=[
                Command.create(
                    {
                        "name": "Drawings",
                        "due_on": "2026-07-03",
                        "department": "technical",
                        "user_id": self.users["service"].id,
                    }
                )
            ],
            lead_name="Second packing line",
            lead_revenue=120000.0,
            next_type_id=self.types["visit"].id,
            next_on="2026-07-10",
        )
        log.action_apply()
        self.assertEqual(activity.state, "done")
        self.assertEqual(activity.date_done, self.day(TODAY))
        self.assertEqual(
            (activity.needs, activity.feedback_score), ("A second line", 5)
        )
        self.assertRecordValues(
            activity,
            [
                {
                    "situation": "Orders have doubled",
                    "usage": "Runs day and night",
                    "market": "A rival has closed",
                    "problems": "No space for pallets",
                    "talk_value": "Table of box sizes",
                }
            ],
        )
        promise = activity.promise_ids
        self.assertEqual(promise.user_id, self.users["service"])
        self.assertEqual(promise.customer_id, self.customer)
        lead = self.env["crm.lead"].search([("keqin_activity_id", "=", activity.id)])
        self.assertEqual(lead.keqin_finder_id, self.users["sales"])
        self.assertEqual(
            lead.partner_id.commercial_partner_id, self.customer.partner_id
        )
        self.assertEqual(lead.expected_revenue, 120000.0)
        following = self.env["keqin.activity"].search(
            [("follow_up_of_id", "=", activity.id)]
        )
        self.assertEqual(following.date_planned, self.day("2026-07-10"))
        self.assertEqual(
            (following.state, following.name), ("planned", "Send drawings")
        )

    @covers("R058")
    def test_log_refused_makes_nothing(self):
        activity = self.make_activity("visit")
        log = self.log(activity, result="Fine", lead_name="Never")
        before = self.env["crm.lead"].search_count([])
        self.assertRefused(log.action_apply, error=UserError)
        self.assertEqual(activity.state, "planned")
        self.assertEqual(self.env["crm.lead"].search_count([]), before)

    @covers("R054")
    def test_unplanned_contact(self):
        action = self.customer.with_user(self.users["sales"]).action_log_contact()
        Log = self.env[action["res_model"]].with_user(self.users["sales"])
        log = Log.with_context(**action["context"]).create(
            {
                "type_id": self.types["visit"].id,
                "summary": "<p>Dropped in</p>",
                "proactive": False,
            }
        )
        log.action_apply()
        activity = self.customer.care_activity_ids
        self.assertEqual((activity.state, activity.proactive), ("done", False))
        self.assertFalse(activity.qualifies, "the customer's initiative, not ours")
        self.assertTrue(activity.override_reason)

    def test_log_obeys_the_rules(self):
        """Neither to write what one may not write, nor to read what one may not."""
        others = self.make_customer("Others", self.rival)
        foreign = self.make_activity(user=self.rival, customer=others)
        self.assertRefused(lambda: self.log(activity_id=foreign.id).read(["needs"]))
        values = {"activity_id": foreign.id, "result": "Mine now"}
        self.assertRefused(lambda: self.log(**values).action_apply())
        values = {
            "customer_id": others.id,
            "type_id": self.types["chat"].id,
            "result": "Mine now",
        }
        self.assertRefused(lambda: self.log(**values).action_apply())

    @covers("R073")
    def test_changed_intent_goes_to_the_file_and_to_its_followers(self):
        self.customer.cooperation_intent = "low"
        self.customer.message_subscribe(self.users["executive"].partner_id.ids)
        self.env.cr.flush()
        activity = self.make_activity()
        log = self.log(activity, result="Fine", new_intent="high")
        log.with_context(tracking_disable=False, mail_notrack=False).action_apply()
        self.env.cr.flush()
        self.env.invalidate_all()
        self.assertEqual(self.customer.cooperation_intent, "high")
        self.assertEqual(self.customer.change_ids.activity_id, activity)
        intent = self.env.ref("keqin_addon.mail_message_subtype_intent")
        message = self.customer.message_ids.filtered(lambda m: m.subtype_id == intent)
        told = message.notified_partner_ids
        self.assertIn(self.users["executive"].partner_id, told)

    @covers("R162")
    def test_service_finds_an_opportunity_without_access_to_sales(self):
        service = self.users["service"]
        activity = self.make_activity(user=service)
        Log = self.env["keqin.activity.log"].with_user(service)
        Log.create(
            {"activity_id": activity.id, "result": "Fine", "lead_name": "More boxes"}
        ).action_apply()
        lead = self.env["crm.lead"].search([("keqin_activity_id", "=", activity.id)])
        self.assertEqual(lead.keqin_finder_id, service)
        self.assertEqual(lead.user_id, self.users["sales"], "the account manager's")

    def test_log_form_takes_over_what_is_known(self):
        activity = self.make_activity("chat", needs="Known", talk_progress="Before")
        Log = self.env["keqin.activity.log"].with_user(self.users["sales"])
        with Form(Log.with_context(default_activity_id=activity.id)) as form:
            self.assertEqual(form.contact_id, self.person)
            self.assertEqual(form.needs, "Known")
            form.result = "Fine"
        form.record.action_apply()
        self.assertEqual(activity.talk_progress, "Before")
        self.assertEqual(activity.result, "Fine")

    @covers("R082")
    def test_help_in_difficulty_says_what_came_of_it(self):
        help_given = self.make_activity("support", name="Bridge the credit gap")
        done = help_given.with_user(self.users["sales"]).action_done
        self.assertRefused(done, error=UserError)
        help_given.summary = "<p>Introduced to a leasing company, loan granted</p>"
        done()
        self.assertTrue(help_given.qualifies)

    @covers("R054")
    def test_quick_log(self):
        activity = self.make_activity("chat")
        self.as_sales(activity).quick_log("All well")
        self.assertEqual((activity.state, activity.result), ("done", "All well"))
        visit = self.make_activity("visit", override_reason="X")
        self.assertRefused(self.as_sales(visit).quick_log, "Fine", error=UserError)
        foreign = self.make_activity(user=self.rival).with_user(self.users["service"])
        self.assertRefused(foreign.quick_log, "Fine", error=AccessError)
