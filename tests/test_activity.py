"""What an activity is and says: kinds, purposes, 3+1, trainings, quality, reminders."""

from freezegun import freeze_time
from lxml import etree
from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import html2plaintext, mute_logger
from odoo.tools.safe_eval import safe_eval

from .activity_case import TODAY, ActivityCase
from .covers import covers


@tagged("post_install", "-at_install")
@freeze_time(f"{TODAY} 10:00:00")
class TestActivity(ActivityCase):
    def assertImpossible(self, attempt):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            attempt()
            self.env.flush_all()

    # -- kinds and purposes
    @covers("R054", "R066")
    def test_kinds_and_channels_are_there(self):
        kinds = self.env["keqin.activity.type"].search([])
        channels = set(kinds.mapped("channel"))
        self.assertLessEqual(
            {"visit", "phone", "email", "chat", "social", "community", "sms", "card"},
            channels,
        )
        self.assertIn("event", channels)

    @covers("R062")
    def test_visit_is_prepared_by_its_checklist(self):
        visit = self.make_activity("visit")
        points = self.types["visit"].check_ids
        self.assertEqual(visit.check_ids.mapped("name"), points.mapped("name"))
        self.assertEqual(
            visit.check_ids.mapped("is_required"), points.mapped("is_required")
        )
        own = Command.create({"name": "Only this"})
        self.assertEqual(
            self.make_activity("visit", check_ids=[own]).check_ids.name, "Only this"
        )

    @covers("R062")
    def test_checklist_is_in_the_language_of_who_does_it(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.users["sales"].lang = "zh_CN"
        points = self.types["visit"].check_ids
        for number, point in enumerate(points):
            point.with_context(lang="zh_CN").name = f"要点 {number}"
        visit = self.make_activity("visit", user_id=self.users["sales"].id)
        wanted = points.with_context(lang="zh_CN").mapped("name")
        self.assertEqual(visit.check_ids.mapped("name"), wanted)
        self.assertEqual(wanted[0], "要点 0")

    @covers("R059")
    def test_guideline_is_shown(self):
        self.types["phone"].guideline = "<p>Be brief</p>"
        self.assertIn("Be brief", self.make_activity("phone").guideline)

    @covers("R043", "R070")
    def test_promotion_never_counts_as_care(self):
        cases = {
            ("phone", "care"): ("care", True),
            ("phone", "enquiry"): ("service", False),
            ("phone", "promotion"): ("sales", False),
            ("email", "proposal"): ("sales", False),
            ("promotion", "care"): ("care", False),
            ("visit", "node"): ("care", True),
        }
        for (kind, purpose), (group, counts) in cases.items():
            activity = self.make_activity(kind, purpose=purpose, state="done")
            with self.subTest(kind=kind, purpose=purpose):
                self.assertEqual(activity.purpose_kind, group)
                self.assertEqual(activity.qualifies, counts)
        self.assertEqual(self.make_activity("promotion").purpose, "promotion")
        activity = self.make_activity("phone", state="done")
        self.assertTrue(activity.qualifies)
        for vals in ({"proactive": False}, {"reached": "bounced"}, {"state": "missed"}):
            with self.subTest(vals), self.undone():
                activity.write(vals)
                self.assertFalse(activity.qualifies)

    @covers("R085")
    def test_personal_kinds_are_personalised_unless_said(self):
        self.assertTrue(self.make_activity("visit").personalised)
        self.assertFalse(self.make_activity("email").personalised)
        self.assertTrue(self.make_activity("email", personalised=True).personalised)

    @covers("R055")
    def test_mode(self):
        self.assertEqual(self.make_activity("visit").mode, "offline")
        self.assertEqual(self.make_activity("phone").mode, "online")
        online = self.make_activity("visit", mode="online", on_site=False)
        self.assertEqual(online.mode, "online")

    def test_nonsense_is_refused(self):
        for vals in (
            {"cost": -1},
            {"duration": -1},
            {"quality": 6},
            {"feedback_score": -1},
        ):
            with self.subTest(vals):
                self.assertImpossible(lambda v=vals: self.make_activity(**v))

    def test_plan_is_the_same_customers(self):
        other = self.make_customer("Other")
        plan = self.env["keqin.plan"].create(
            {
                "name": "P",
                "customer_id": other.id,
                "date_start": "2026-01-01",
                "date_end": "2026-12-31",
            }
        )
        with self.assertRaises(ValidationError):
            self.make_activity(plan_id=plan.id)

    @covers("R054")
    def test_form_of_a_new_one(self):
        Activity = self.env["keqin.activity"].with_user(self.users["sales"])
        with Form(Activity.with_context(default_customer_id=self.customer.id)) as form:
            form.name = "Visit"
            form.type_id = self.types["visit"]
            form.purpose = "node"
            form.start_at = "2026-07-02 08:00:00"
        activity = form.record
        self.assertEqual((activity.purpose, activity.state), ("node", "planned"))
        self.assertTrue(activity.meeting_id)
        self.assertEqual(activity.department, "sales")

    # -- quality
    @covers("R074")
    def test_completeness(self):
        activity = self.make_activity("phone", contact_id=False, reached=False)
        self.assertEqual(activity.completeness, 0.0)
        activity.state = "done"
        parts = (
            {"contact_id": self.person.id},
            {"reached": "reached"},
            {"result": "Fine"},
            {"summary": "<p>Talk</p>"},
            {"feedback": "Good"},
            {"next_step": "Drawings"},
            {"next_step_on": "2026-07-03"},
        )
        for number, vals in enumerate(parts, 1):
            activity.write(vals)
            self.assertAlmostEqual(
                activity.completeness, 100 * number / len(parts), places=1
            )
        activity.needs = "More"
        self.assertEqual(activity.completeness, 100.0)

    # -- 3+1
    @covers("R068")
    def test_shares_make_up_the_whole(self):
        track = self.env.ref("keqin_addon.keqin_talk_track_standard")
        shares = [
            track[f"{p}_share"] for p in ("progress", "needs", "personal", "value")
        ]
        self.assertEqual(shares, [30, 30, 30, 10])
        self.assertImpossible(lambda: track.write({"value_share": 11}))
        self.assertImpossible(
            lambda: track.write({"value_share": -10, "needs_share": 50})
        )
        track.write({"value_share": 20, "needs_share": 20})

    def hints(self, activity, role="sales"):
        self.env.invalidate_all()
        mine = activity.with_user(self.users[role])
        return {
            part: html2plaintext(mine[f"talk_{part}_hint"] or "")
            for part in ("progress", "needs", "personal", "value")
        }

    @covers("R068", "R069")
    def test_prompts_are_filled_from_facts(self):
        self.make_activity(
            "phone",
            state="done",
            date_done="2026-06-01",
            result="They tested the box",
            next_step="Send the drawings",
            talk_value="Table of box sizes",
            material_sent=True,
        )
        self.customer.business_needs = "A second line"
        self.env["keqin.promise"].create(
            {
                "name": "Test report",
                "customer_id": self.customer.id,
                "user_id": self.users["service"].id,
                "due_on": "2026-07-05",
            }
        )
        hints = self.hints(self.make_activity("visit"))
        for fact in (
            "They tested the box",
            "Send the drawings",
            "Table of box sizes",
            "Test report",
        ):
            self.assertIn(fact, hints["progress"])
        self.assertIn("A second line", hints["needs"])
        self.assertIn("30 %", hints["needs"])
        self.assertIn("Table of box sizes", hints["value"])
        self.assertNotIn("not sent", hints["value"])
        self.assertFalse(any(self.hints(self.make_activity("sms")).values()))

    @covers("R011", "R069")
    def test_personal_notes_only_for_who_may_read_the_card(self):
        self.env["keqin.contact"].create(
            {
                "partner_id": self.person.id,
                "customer_id": self.customer.id,
                "family_notes": "Daughter has her exam",
            }
        )
        activity = self.make_activity(
            "visit", support_user_ids=self.set_to(self.users["marketing"])
        )
        self.assertIn("exam", self.hints(activity)["personal"])
        self.assertIn("exam", self.hints(activity, "service")["personal"])
        self.assertNotIn("exam", self.hints(activity, "marketing")["personal"])
        log = self.env["keqin.activity.log"].with_user(self.users["marketing"])
        log = log.create({"activity_id": activity.id})
        self.assertNotIn("exam", str(log.talk_personal_hint))

    def test_prompts_obey_the_rules_of_the_care_file(self):
        """Who supports a visit to another's customer does not read the care file."""
        self.customer.business_needs = "A second line"
        activity = self.make_activity("visit", support_user_ids=self.set_to(self.rival))
        self.users["rival"] = self.rival
        self.assertNotIn("A second line", self.hints(activity, "rival")["needs"])
        self.assertIn("A second line", self.hints(activity)["needs"])

    def test_prompts_are_escaped(self):
        self.customer.business_needs = "<script>x</script>"
        hint = self.make_activity("visit").talk_needs_hint
        self.assertNotIn("<script", hint)

    # -- who came
    @covers("R072", "R169")
    def test_attendance(self):
        training = self.make_activity(
            "training",
            contact_ids=self.set_to(self.person),
            executive_ids=self.set_to(self.users["executive"]),
        ).with_user(self.users["sales"])
        training.action_list_attendees()
        training.action_list_attendees()
        lines = training.attendee_ids
        ours = lines.filtered("is_ours")
        self.assertEqual(len(lines), 2, "each once")
        self.assertEqual(ours.partner_id, self.users["executive"].partner_id)
        (lines - ours).write(
            {
                "attended": True,
                "score": 90,
                "effect": "good",
                "follow_up_on": "2026-09-01",
            }
        )
        self.assertEqual(training.attended_count, 1)
        self.assertImpossible(lambda: lines[0].write({"score": 101}))
        self.assertImpossible(lambda: lines[0].copy())

    @covers("R035")
    def test_trials_of_tier_a_come_first(self):
        trials = {}
        for tier in (False, "B", "A"):
            customer = self.make_customer(str(tier), self.users["sales"], tier=tier)
            trials[tier] = self.make_activity("trial", customer=customer)
        action = self.env.ref("keqin_addon.keqin_activity_action_trial")
        ids = [trial.id for trial in trials.values()]
        found = self.env["keqin.activity"].search(
            [("type_id.is_trial", "=", True), ("id", "in", ids)],
            order="tier, customer_id, id",
        )
        self.assertEqual(found.mapped("tier"), ["A", "B", False])
        self.assertIn("tier, customer_id", action.view_id.arch)
        self.env["keqin.activity.log"].with_user(self.users["sales"]).create(
            {
                "activity_id": trials["A"].id,
                "result": "Wants it",
                "override_reason": "X",
                "trial_response": "accepted",
            }
        ).action_apply()
        self.assertEqual(trials["A"].trial_response, "accepted")

    @covers("R056")
    def test_information_passed_on(self):
        policy = self.env.ref("keqin_addon.keqin_information_kind_policy")
        activity = self.make_activity(
            information_ids=self.set_to(policy), information_note="New waste law"
        )
        found = self.env["keqin.activity"].search(
            [("information_ids", "ilike", policy.name), ("id", "=", activity.id)]
        )
        self.assertTrue(found)

    # -- reminders
    def remind(self):
        with self.enter_registry_test_mode():
            self.env.ref("keqin_addon.cron_activity").method_direct_trigger()
        self.env.invalidate_all()

    def todo_of(self, activity):
        return self.env["mail.activity"].search(
            [("res_model", "=", activity._name), ("res_id", "=", activity.id)]
        )

    @covers("R063")
    def test_visit_without_summary_is_reminded_of_once(self):
        bulk = self.env["keqin.activity"].with_context(keqin_bulk=True)
        late = self.make_activity("visit", date_planned="2026-06-27")
        made = bulk.browse(late.copy({"date_planned": "2026-06-27"}).id)
        self.todo_of(made).unlink()
        recent = self.make_activity("visit", date_planned="2026-06-28")
        call = self.make_activity("chat", date_planned="2026-06-01")
        done = self.make_activity("visit", date_planned="2026-06-01", state="done")
        self.remind()
        for visit in (late, made):
            self.assertEqual(self.todo_of(visit).summary, "Write the summary")
        self.assertFalse((recent | call | done).filtered("reminded_on"))
        self.todo_of(late).unlink()
        self.remind()
        self.assertFalse(self.todo_of(late), "once for each")

    @covers("R061")
    def test_unconfirmed_mail_is_followed_up_once(self):
        mail = {"state": "done", "is_important": True, "date_done": "2026-06-26"}
        forgotten = self.make_activity("email", **mail)
        confirmed = self.make_activity("email", **mail, confirmation="read")
        self.make_activity("email", **(mail | {"date_done": "2026-06-28"}))
        self.make_activity("email", **(mail | {"is_important": False}))
        self.assertEqual(str(confirmed.confirmed_on), TODAY)
        for _run in range(2):
            self.remind()
            calls = self.env["keqin.activity"].search(
                [("follow_up_of_id.customer_id", "=", self.customer.id)]
            )
            self.assertEqual(calls.follow_up_of_id, forgotten)
            self.assertEqual(len(calls), 1)
            self.assertEqual((calls.channel, calls.is_care), ("phone", False))

    # -- bulk planning
    def plan(self, customers, **vals):
        action = customers.with_user(
            self.users["sales_manager"]
        ).action_plan_activities()
        Bulk = self.env[action["res_model"]].with_user(self.users["sales_manager"])
        values = {"type_id": self.types["visit"].id, "date_from": "2026-07-01"}
        wizard = Bulk.with_context(**action["context"]).create(values | vals)
        found = wizard.action_apply()
        return self.env["keqin.activity"].search(found["domain"])

    @covers("R054")
    def test_plan_for_many(self):
        others = self.make_customer("Others", self.rival)
        self.customer.main_contact_id = self.person
        made = self.plan(
            self.customer | others,
            name="Call on {company}",
            note="Dear {person}, {0.env}",
        )
        by_customer = {activity.customer_id: activity for activity in made}
        mine = by_customer[self.customer]
        self.assertEqual(mine.name, "Call on Ruichen")
        self.assertEqual(mine.talking_points, "Dear Ms. Wang, {0.env}")
        self.assertEqual(mine.contact_id, self.person)
        self.assertEqual(mine.user_id, self.users["sales"])
        self.assertEqual(by_customer[others].user_id, self.rival)
        self.assertEqual(set(made.mapped("date_planned")), {self.day("2026-07-01")})
        self.assertTrue(all(activity.check_ids for activity in made))

    def test_plan_spread_over_working_days(self):
        """Ten customers over two weeks: one a day, from Wednesday, without weekends."""
        self.env["keqin.working.day"].create(
            {"date": "2026-07-02", "name": "Holiday", "kind": "holiday"}
        )
        customers = self.env["keqin.customer"].union(
            *(self.make_customer(f"C{n}", self.users["sales"]) for n in range(10))
        )
        days = self.plan(customers, weeks=2).mapped("date_planned")
        self.assertEqual(
            [str(day)[5:] for day in sorted(days)],
            ["07-01", "07-03", "07-06", "07-07", "07-08"]
            + ["07-09", "07-10", "07-13", "07-14", "07-15"],
        )

    def test_plan_names_who_has_nobody(self):
        with self.assertRaises(UserError) as refusal:
            self.plan(self.customer, role="service")
        self.assertIn("Ruichen", str(refusal.exception))
        made = self.plan(self.customer, role="service", user_id=self.rival.id)
        self.assertEqual(made.user_id, self.rival)

    # -- mail
    @covers("R060", "R076")
    def test_templates_speak_to_the_person(self):
        activity = self.make_activity(
            "email", result="Sizes agreed", next_step="Drawings", name="Open day"
        )
        for name, expected in (
            ("proposal", "proposal"),
            ("invitation", "Open day"),
            ("greeting", "Thank you"),
            ("follow_up", "Drawings"),
        ):
            template = self.env.ref(f"keqin_addon.mail_template_{name}")
            body = template._render_field("body_html", activity.ids)[activity.id]
            self.assertIn("Ms. Wang", body)
            self.assertIn(expected, body)

    @covers("R060")
    def test_mail_stays_in_the_history(self):
        activity = self.make_activity("email", purpose="invitation", name="Open day")
        self.person.email = "wang@example.com"
        action = activity.with_user(self.users["sales"]).action_compose()
        self.assertIn(
            "invitation",
            self.env["mail.template"]
            .browse(action["context"]["default_template_id"])
            .get_external_id()
            .popitem()[1],
        )
        Composer = self.env[action["res_model"]].with_user(self.users["sales"])
        composer = Composer.with_context(**action["context"]).create({})
        composer._action_send_mail()
        message = activity.message_ids.filtered(lambda m: m.message_type == "comment")
        self.assertIn("Open day", message.subject)
        self.assertIn(self.person, message.partner_ids)


@tagged("post_install", "-at_install")
class TestActivityScreens(ActivityCase):
    @covers("R054", "R066")
    def test_every_filter_and_group_works(self):
        """Also for roles that lack a field or a model which a filter asks for."""
        self.make_activity("visit")
        for role in ("sales", "service", "marketing", "executive", "manager"):
            user = self.users[role]
            Activity = self.env["keqin.activity"].with_user(user)
            views = Activity.get_views(
                [(False, kind) for kind in ("form", "list", "kanban", "calendar")]
                + [(False, kind) for kind in ("pivot", "graph", "activity", "search")]
            )
            search = etree.fromstring(views["views"]["search"]["arch"])
            for node in search.iter("filter"):
                with self.subTest(role=role, filter=node.get("name")):
                    if domain := node.get("domain"):
                        Activity.search(safe_eval(domain, {"uid": user.id}))
                    if context := node.get("context"):
                        group = safe_eval(context)["group_by"]
                        Activity.formatted_read_group([], [group], ["__count"])

    def test_menus_open_for_those_who_see_them(self):
        for name in ("activity", "visit", "training", "training_archive", "trial"):
            action = self.env.ref(f"keqin_addon.keqin_menu_{name}").action
            for role in ("sales", "service", "marketing", "executive", "manager"):
                Model = self.env[action.res_model].with_user(self.users[role])
                domain = safe_eval(action.domain or "[]")
                with self.subTest(role=role, menu=name):
                    Model.get_views(action.views)
                    Model.search(domain)
