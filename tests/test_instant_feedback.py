"""Who is asked at once after an activity, a case or an event, and by which rule."""

from datetime import timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .activity_case import TODAY, ActivityCase
from .case_case import CaseCase
from .common import KeqinCase
from .covers import covers
from .desk_case import DeskCase
from .instant_case import InstantMixin


@tagged("post_install", "-at_install")
class TestRules(InstantMixin, ActivityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_instant()

    @covers("R107")
    def test_one_rule_for_each_thing_and_company(self):
        visit = self.types["visit"]
        self.make_rule("activity", visit)
        self.make_rule("activity", visit, company_id=False)
        self.make_rule("case", "complaint")
        self.make_rule("event")
        for after, kind, vals in (
            ("activity", visit, {}),
            ("activity", visit, {"company_id": False}),
            ("case", "complaint", {"ask": "nothing"}),
            ("event", False, {}),
        ):
            self.refused_by_database(after, kind, **vals)
        self.make_rule("event", active=False)

    @covers("R107")
    def test_a_rule_says_after_what_and_nothing_else(self):
        visit = self.types["visit"]
        self.refused_by_database("activity")
        self.refused_by_database("case")
        self.refused_by_database("activity", visit, case_kind="complaint")
        self.refused_by_database("case", "complaint", activity_type_id=visit.id)
        self.refused_by_database("event", False, activity_type_id=visit.id)
        self.refused_by_database("event", False, survey_id=False)
        self.refused_by_database("activity", visit, ask="rating")
        self.refused_by_database(
            "case", "request", ask="nothing", survey_id=self.survey.id
        )
        self.refused_by_database("event", False, delay_hours=-1)
        self.refused_by_database("event", False, delay_hours=721)

    def refused_by_database(self, after, kind=False, **vals):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.make_rule(after, kind, **vals)

    def test_form_keeps_what_fits(self):
        with Form(self.env["keqin.instant.feedback"]) as form:
            form.activity_type_id = self.types["visit"]
            form.survey_id = self.survey
            form.after = "case"
            form.case_kind = "complaint"
            form.ask = "rating"
        rule = form.record
        self.assertFalse(rule.activity_type_id or rule.survey_id)
        self.assertEqual(rule.display_name, "Case: Complaint")
        with Form(rule) as form:
            form.after = "event"
            form.survey_id = self.survey
        self.assertEqual((rule.ask, rule.case_kind), ("survey", False))
        self.assertEqual(rule.display_name, "Event: any")

    @covers("R100")
    def test_questionnaire_is_by_invitation_only(self):
        public = self.make_survey("For all", access_mode="public")
        with self.assertRaisesRegex(ValidationError, "For all is open to anyone"):
            self.make_rule("event", survey_id=public.id)
        rule = self.make_rule("event", survey_id=public.id, active=False)
        with self.assertRaises(ValidationError):
            rule.active = True

    @covers("R107")
    def test_the_most_specific_rule(self):
        Rule = self.env["keqin.instant.feedback"]
        other = self.env["res.company"].create({"name": "Other"})
        kind = self.env["event.type"].create({"name": "Fair"})
        everywhere = self.make_rule("event", company_id=False)
        for_kind = self.make_rule("event", kind, company_id=False)
        own = self.make_rule("event")
        rules = Rule._rules("event", self.company | other)
        self.assertEqual(Rule._pick(rules, self.company, kind.id), for_kind)
        self.assertEqual(Rule._pick(rules, self.company, 0), own)
        self.assertEqual(Rule._pick(rules, other, 0), everywhere)
        rules = Rule._rules("case", self.company)
        self.assertFalse(Rule._pick(rules, self.company, "complaint"))

    def test_nobody_is_asked_unless_told_to(self):
        shipped = self.env["ir.model.data"].search(
            [("model", "=", "keqin.instant.feedback"), ("module", "=", "keqin_addon")]
        )
        self.assertTrue(shipped)
        with freeze_time(f"{TODAY} 09:00:00"):
            activity = self.prepare(self.make_activity("visit"))
            activity.action_done()
        self.assertFalse(self.asked(activity_id=activity))


@tagged("post_install", "-at_install")
class TestAfterActivity(InstantMixin, ActivityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(f"{TODAY} 09:00:00"))
        cls.set_up_instant()
        cls.rule = cls.make_rule("activity", cls.types["visit"])

    def done(self, kind="visit", **vals):
        activity = self.prepare(self.make_activity(kind, **vals))
        activity.with_user(activity.user_id).action_done()
        return activity

    @covers("R107")
    def test_who_was_visited_is_asked(self):
        activity = self.done()
        invitation = self.asked(activity_id=activity)
        self.assertEqual(invitation.contact_id, self.person)
        self.assertEqual(invitation.customer_id, self.customer)
        self.assertEqual(invitation.survey_id, self.survey)
        self.assertEqual(invitation.instant_feedback_id, self.rule)
        self.assertEqual((invitation.state, invitation.reason), ("waiting", False))
        self.assertEqual(invitation.send_on, self.in_hours(2))
        self.assertEqual(invitation.why, "After Visit on 06/30/2026")
        self.assertEqual(activity.invitation_count, 1)
        self.assertEqual(self.rule.asked_count, 1)

    @covers("R107")
    def test_other_kinds_ask_nobody(self):
        self.make_rule("activity", self.types["phone"], ask="nothing")
        for kind in ("phone", "chat"):
            self.assertFalse(self.asked(activity_id=self.done(kind)), kind)
        self.survey.action_archive()
        self.assertFalse(self.asked(activity_id=self.done()))

    @covers("R107")
    def test_what_asks_nobody(self):
        recovery = self.env["keqin.recovery"].create(
            {
                "name": "Lost",
                "answer_key": "instant-test",
                "customer_id": self.customer.id,
                "user_id": self.users["sales"].id,
            }
        )
        for vals in (
            {"reached": "no_answer"},
            {"confidential": True},
            {"date_done": "2026-06-15"},
            {"recovery_id": recovery.id},
        ):
            self.assertFalse(self.asked(activity_id=self.done(**vals)), vals)
        self.assertTrue(self.asked(activity_id=self.done(date_done="2026-06-16")))

    @covers("R107")
    def test_undo_withdraws_what_was_not_sent(self):
        activity = self.done()
        activity.action_reopen()
        self.assertFalse(self.asked(activity_id=activity))
        activity.action_done()
        invitation = self.asked(activity_id=activity)
        self.assertEqual(invitation.state, "waiting")
        invitation.write({"state": "sent", "sent_on": fields.Datetime.now()})
        activity.action_reopen()
        self.assertTrue(invitation.exists())
        activity.action_done()
        self.assertEqual(self.asked(activity_id=activity), invitation)

    @covers("R107")
    def test_who_is_withdrawn_by_hand_stays_so(self):
        activity = self.done()
        invitation = self.asked(activity_id=activity)
        invitation.action_withdraw()
        activity.action_reopen()
        activity.action_done()
        self.assertEqual(self.asked(activity_id=activity), invitation)
        self.assertEqual(invitation.reason, "withdrawn")

    @covers("R072", "R107")
    def test_all_who_came_to_a_training(self):
        self.make_rule("activity", self.types["training"])
        came, away = self.make_person("Mr Li"), self.make_person("Ms Zhou")
        stranger = self.make_partner(
            "Stranger", is_company=False, email="s@x.example.com"
        )
        ours = self.users["service"].partner_id
        activity = self.make_activity("training")
        activity.attendee_ids = [
            Command.create({"partner_id": person.id, "attended": here, "is_ours": own})
            for person, here, own in (
                (self.person, True, False),
                (came, True, False),
                (away, False, False),
                (stranger, True, False),
                (ours, True, True),
            )
        ]
        self.prepare(activity).action_done()
        self.assertEqual(
            self.asked(activity_id=activity).contact_id, self.person | came
        )
        # ticked off afterwards, and put on the list afterwards
        activity.attendee_ids.filtered(lambda a: a.partner_id == away).attended = True
        late = self.make_person("Mr Late")
        activity.attendee_ids = [
            Command.create({"partner_id": late.id, "attended": True})
        ]
        people = self.person | came | away | late
        self.assertEqual(self.asked(activity_id=activity).contact_id, people)

    @covers("R107")
    def test_a_list_of_our_people_only_is_none(self):
        activity = self.make_activity("visit")
        ours = {"partner_id": self.users["executive"].partner_id.id, "is_ours": True}
        activity.attendee_ids = [Command.create(ours | {"attended": True})]
        self.prepare(activity).action_done()
        self.assertEqual(self.asked(activity_id=activity).contact_id, self.person)

    @covers("R107")
    def test_without_a_list_all_who_took_part(self):
        other = self.make_person("Mr Li")
        stranger = self.make_partner(
            "Stranger", is_company=False, email="s@x.example.com"
        )
        activity = self.done(contact_ids=self.set_to(other | stranger))
        self.assertEqual(
            self.asked(activity_id=activity).contact_id, self.person | other
        )

    @covers("R102", "R107")
    def test_who_is_left_out_shows_why(self):
        silent = self.make_person("Mr Li", email=False)
        first = self.done(contact_ids=self.set_to(silent))
        states = {
            i.contact_id: (i.state, i.reason) for i in self.asked(activity_id=first)
        }
        self.assertEqual(states[silent], ("left_out", "no_email"))
        second = self.asked(activity_id=self.done()) - self.asked(activity_id=first)
        self.assertEqual((second.state, second.reason), ("left_out", "recent"))
        self.assertEqual(self.rule.asked_count, 1)
        self.assertEqual(self.rule.left_out_count, 2)

    @covers("R101", "R107")
    def test_sent_and_answered_it_is_feedback_of_the_activity(self):
        activity = self.done()
        invitation = self.asked(activity_id=activity)
        self.company.keqin_survey_office_hours = False
        Invitation = self.env["keqin.survey.invitation"]
        Invitation._send_due()
        self.assertEqual(invitation.state, "waiting")
        with freeze_time(f"{TODAY} 11:00:01"):
            Invitation._send_due()
        self.assertEqual(invitation.state, "sent")
        answer = invitation.user_input_id
        answer._save_lines(self.survey.question_ids, "4")
        answer._mark_done()
        feedback = self.env["keqin.feedback"].search(
            [("activity_id", "=", activity.id)]
        )
        self.assertEqual((feedback.source, feedback.level), ("survey", 4.0))
        self.assertEqual(feedback.contact_id, self.person)
        self.assertEqual(invitation.state, "answered")
        self.assertEqual(self.rule.answered_count, 1)

    def test_all_activities_with_few_queries(self):
        people = [self.make_person(f"P{number}") for number in range(12)]
        many = self.env["keqin.activity"]
        for person in people:
            many |= self.prepare(self.make_activity("chat", contact_id=person.id))
        many.sudo().write({"state": "done", "date_done": TODAY})
        self.env.flush_all()
        many.mapped("company_id")
        count = self.count_queries(lambda: many[:2]._request_feedback())
        self.assertLessEqual(self.count_queries(many._request_feedback), count)

    def count_queries(self, call):
        self.env.flush_all()
        before = self.cr.sql_log_count
        call()
        return self.cr.sql_log_count - before


@tagged("post_install", "-at_install")
class TestAfterCase(InstantMixin, CaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_instant()
        cls.rule = cls.make_rule("case", "enquiry", delay_hours=24)

    def settled(self, state="confirmed", **vals):
        return self.make_case(state, **{"kind": "enquiry", **vals})

    def rated(self, case):
        return bool(case.rating_requested_on)

    @covers("R107")
    def test_by_kind_a_questionnaire_a_rating_or_nothing(self):
        self.make_rule("case", "request", ask="rating")
        self.make_rule("case", "support", ask="nothing")
        for switch in (True, False):
            self.company.keqin_rate_cases = switch
            for kind, survey, rating in (
                ("enquiry", True, False),
                ("request", False, True),
                ("support", False, False),
                ("finance", False, switch),
            ):
                case = self.settled(kind=kind)
                self.assertEqual(bool(self.asked(case_id=case)), survey, kind)
                self.assertEqual(self.rated(case), rating, (kind, switch))

    @covers("R107")
    def test_a_rule_put_away_leaves_it_to_the_company(self):
        self.rule.action_archive()
        case = self.settled()
        self.assertFalse(self.asked(case_id=case))
        self.assertTrue(self.rated(case))

    @covers("R107")
    def test_who_raised_it_is_asked_once(self):
        case = self.settled()
        invitation = self.asked(case_id=case)
        self.assertEqual(invitation.contact_id, self.person)
        self.assertEqual(invitation.send_on, case.state_since + timedelta(hours=24))
        self.assertEqual(invitation.why, f"After case {case.number}")
        self.move(case, "closed")
        self.assertEqual(self.asked(case_id=case), invitation)
        invitation.state = "answered"
        case._reopen("Not yet")
        self.move(case, "resolved")
        self.move(case, "closed")
        self.assertEqual(self.asked(case_id=case), invitation)

    @covers("R107")
    def test_taken_up_again_it_is_withdrawn(self):
        case = self.settled("closed")
        self.assertTrue(self.asked(case_id=case))
        case._reopen("Not yet")
        self.assertFalse(self.asked(case_id=case))
        self.move(case, "resolved")
        self.assertFalse(self.asked(case_id=case))
        self.move(case, "confirmed")
        self.assertEqual(self.asked(case_id=case).state, "waiting")

    @covers("R107")
    def test_what_asks_nobody(self):
        for result in ("spam", "duplicate", "withdrawn"):
            case = self.settled("resolved")
            case._step("closed", result=result)
            self.assertFalse(self.asked(case_id=case), result)
        unknown = self.env["keqin.case"].create(
            {"name": "Who?", "company_id": self.company.id, "kind": "enquiry"}
        )
        unknown._step("closed", result="solved")
        self.assertFalse(self.asked(case_id=unknown))

    @covers("R107")
    def test_a_customer_who_confirms_is_asked(self):
        self.users["portal"].partner_id.write(
            {"parent_id": self.customer.partner_id.id, "email": "p@example.com"}
        )
        case = self.settled("resolved", contact_id=self.users["portal"].partner_id.id)
        case.with_user(self.users["portal"]).sudo()._step("confirmed")
        self.assertEqual(
            self.asked(case_id=case).contact_id, self.users["portal"].partner_id
        )


@tagged("post_install", "-at_install")
class TestAfterEvent(InstantMixin, KeqinCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2026-09-21 09:00:00"))
        cls.customer = cls.make_customer("Ruichen", cls.users["sales"])
        cls.person = cls.make_partner(
            "Ms. Wang", parent_id=cls.customer.partner_id.id, is_company=False
        )
        cls.set_up_instant()
        cls.kind = cls.env["event.type"].create({"name": "Open day"})
        cls.rule = cls.make_rule("event", cls.kind, delay_hours=20)

    def make_event(self, end="2026-09-20 17:00:00", **vals):
        vals = {
            "name": "Open day in Suzhou",
            "event_type_id": self.kind.id,
            "date_begin": "2026-09-01 09:00:00",
            "date_end": end,
            "company_id": self.company.id,
            **vals,
        }
        return self.env["event.event"].create(vals)

    def come(self, event, person=None, state="done", **vals):
        person = self.person if person is None else person
        vals = {"event_id": event.id, "partner_id": person.id, "state": state, **vals}
        return self.env["event.registration"].create(vals)

    def run_cron(self):
        self.env["event.event"]._cron_instant()

    @covers("R107")
    def test_who_came_is_asked_once(self):
        event = self.make_event()
        self.come(event)
        self.come(event, self.make_partner("Nobody's", email="n@example.com"))
        for state in ("open", "cancel", "draft"):
            self.come(event, self.make_person(f"Ms {state}"), state=state)
        self.run_cron()
        invitation = self.asked(event_id=event)
        self.assertEqual(invitation.contact_id, self.person)
        self.assertEqual(invitation.customer_id, self.customer)
        self.assertEqual(invitation.instant_feedback_id, self.rule)
        self.assertEqual(str(invitation.send_on), "2026-09-21 13:00:00")
        self.assertEqual(invitation.why, "After event “Open day in Suzhou”")
        self.run_cron()
        self.assertEqual(self.asked(event_id=event), invitation)
        late = self.make_person("Mr Late")
        self.come(event, late)
        self.run_cron()
        self.assertEqual(self.asked(event_id=event).contact_id, self.person | late)

    @covers("R107")
    def test_the_scheduled_run_asks(self):
        event = self.make_event("2026-09-10 17:00:00")
        self.come(event)
        self.company.keqin_survey_office_hours = False
        self.env["keqin.survey.wave"]._cron_wave()
        invitation = self.asked(event_id=event)
        self.assertEqual(invitation.send_on, fields.Datetime.now())
        self.assertEqual(invitation.state, "sent")

    @covers("R107")
    def test_only_what_is_over_and_took_place(self):
        for vals in (
            {"end": "2026-09-21 09:00:01"},
            {"end": "2026-09-07 08:59:59"},
            {"kanban_state": "cancel"},
            {"event_type_id": False},
        ):
            event = self.make_event(**vals)
            self.come(event)
            self.run_cron()
            self.assertFalse(self.asked(event_id=event), vals)

    @covers("R107")
    def test_who_registered_colleagues(self):
        event = self.make_event()
        colleague = self.make_person("Mr Li")
        self.come(event, email=colleague.email.upper())
        self.come(event, email="unknown@example.com")
        self.run_cron()
        self.assertEqual(self.asked(event_id=event).contact_id, colleague)
        self.come(event, email=False)
        self.run_cron()
        self.assertEqual(self.asked(event_id=event).contact_id, colleague | self.person)

    @covers("R107", "R190")
    def test_each_company_asks_its_own_customers(self):
        other = self.env["res.company"].create({"name": "Other"})
        theirs = self.make_customer("Theirs", company_id=other.id)
        guest = self.make_person("Mr Guest", theirs)
        shared = self.make_event(company_id=False)
        for event in (shared, self.make_event()):
            self.come(event)
            self.come(event, guest)
        self.run_cron()
        self.assertEqual(self.asked(event_id=shared).contact_id, self.person)
        self.rule.company_id = False
        self.run_cron()
        self.assertEqual(self.asked(event_id=shared).contact_id, self.person | guest)
        self.assertEqual(self.asked(event_id=event).contact_id, self.person)
        invitation = self.asked(event_id=shared, contact_id=guest)
        self.assertEqual(invitation.company_id, other)


@tagged("post_install", "-at_install")
class TestUnanswered(InstantMixin, DeskCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.mine
        cls.person = cls.make_partner(
            "Ms. Wang", parent_id=cls.mine.partner_id.id, is_company=False
        )
        cls.set_up_instant()

    def invite(self, customer=None, **vals):
        customer = customer or self.mine
        person = (
            self.person if customer == self.mine else self.make_person("X", customer)
        )
        vals = {
            "customer_id": customer.id,
            "contact_id": person.id,
            "survey_id": self.survey.id,
            "state": "sent",
            "sent_on": "2026-06-08 04:00:00",
            "deadline": "2026-06-20 04:00:00",
            **vals,
        }
        return self.env["keqin.survey.invitation"].create(vals)

    def surveys(self, role="sales"):
        return [row for row in self.rows(role) if row["item"][2] == "unanswered"]

    @covers("R102", "R114")
    def test_row_of_the_account_manager(self):
        self.invite(self.theirs)
        self.assertFalse(self.surveys())
        activity = self.make_activity(self.mine, TODAY)
        invitation = self.invite(activity_id=activity.id)
        (row,) = self.surveys()
        self.assertEqual(row["res_id"], invitation.id)
        self.assertEqual(
            row["reason"],
            "No answer from Ms. Wang since 06/08/2026: remind them",
        )
        self.assertIn(invitation.why, row["details"])
        self.assertIn("Open until 06/20/2026", row["details"])
        self.assertEqual(len(self.surveys("rival")), 1)
        self.assertFalse(self.surveys("marketing"))

    @covers("R102")
    def test_when_there_is_nothing_to_remind_of(self):
        for vals in (
            {"state": "answered"},
            {"state": "bounced"},
            {"state": "waiting"},
            {"sent_on": "2026-06-08 04:00:01"},
            {"deadline": "2026-06-15 04:00:00"},
        ):
            invitation = self.invite(**vals)
            self.assertFalse(self.surveys(), vals)
            invitation.unlink()

    @covers("R102")
    def test_reminded_by_word_it_leaves_the_desk(self):
        invitation = self.invite()
        own = invitation.with_user(self.users["sales"])
        own.action_note_reminder()
        self.assertEqual(invitation.personal_reminder_on, fields.Datetime.now())
        self.assertFalse(self.surveys())
        own.action_undo_reminder()
        self.assertTrue(self.surveys())
        invitation.state = "answered"
        with self.assertRaisesRegex(UserError, "Wang need not be reminded"):
            own.action_note_reminder()
