"""Invitations: asked once, not too often, by whatever rule; bounces, answers, ends."""

from datetime import timedelta
from unittest.mock import patch

import psycopg2
from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger

from .covers import covers
from .survey_case import SurveyCase


@covers("R102", "R107")
class TestAsk(SurveyCase):
    def setUp(self):
        super().setUp()
        self.activity = self.env["keqin.activity"].create(
            {
                "name": "Visit",
                "customer_id": self.customer.id,
                "type_id": self.env.ref("keqin_addon.keqin_activity_type_visit").id,
            }
        )

    def test_sent_from_its_time_on_whatever_made_it(self):
        asked = self.ask(
            self.wang, send_on="2026-09-16 11:00:00", activity_id=self.activity.id
        )
        self.run_cron()
        self.assertEqual(asked.state, "waiting")
        with freeze_time("2026-09-16 11:00:00"):
            self.run_cron()
        self.assertEqual(asked.state, "sent")
        answer = asked.user_input_id
        self.assertEqual(answer.partner_id, self.wang)
        self.assertEqual(
            asked.deadline, fields.Datetime.to_datetime("2026-10-07 11:00:00")
        )
        self.assertEqual(answer.deadline, asked.deadline)
        mail = self.env["mail.mail"].search(
            [("model", "=", answer._name), ("res_id", "=", answer.id)]
        )
        self.assertEqual(mail.recipient_ids, self.wang)
        self.assertEqual(mail.author_id, self.users["sales"].partner_id)

    def test_called_again_it_asks_nobody_again(self):
        asked = self.ask(self.wang, self.li, activity_id=self.activity.id)
        self.assertEqual(len(asked), 2)
        self.assertFalse(self.ask(self.wang, self.li, activity_id=self.activity.id))
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.UniqueViolation),
            self.cr.savepoint(),
        ):
            asked[0].copy()
            self.env.flush_all()

    def test_only_some_questions(self):
        question = self.survey.question_ids[0]
        asked = self.ask(self.wang, question_ids=question.ids)
        self.run_cron()
        self.assertEqual(asked.user_input_id.predefined_question_ids, question)

    def test_somebody_elses_person_is_left_out(self):
        self.assertEqual(self.ask(self.chen).reason, "left")
        with self.assertRaises(ValidationError):
            self.ask(self.wang).copy({"contact_id": self.chen.id})

    def test_what_changes_before_it_is_sent_counts(self):
        asked = self.ask(self.wang, self.li)
        self.env["mail.blacklist"]._add(self.wang.email)
        self.run_cron()
        states = {i.contact_id: (i.state, i.reason) for i in asked}
        self.assertEqual(states[self.wang], ("left_out", "opted_out"))
        self.assertEqual(states[self.li], ("sent", False))
        self.assertFalse(asked.filtered(lambda i: i.state == "left_out").user_input_id)

    def test_many_are_asked_with_the_queries_of_few(self):
        people = [self.make_person(self.customer, f"P{n}") for n in range(60)]

        def queries(group):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.ask(*group)
            self.env["keqin.survey.invitation"]._send_due()
            self.env.flush_all()
            return self.cr.sql_log_count - before

        queries(people[:1])
        few, many = queries(people[1:11]), queries(people[11:])
        self.assertLess(many, few + 25)


@covers("R102", "R105")
class TestFatigue(SurveyCase):
    def asked_on(self, day, *people, **vals):
        with freeze_time(f"{day} 09:00:00"):
            asked = self.ask(*(people or (self.wang,)), **vals)
            self.run_cron()
        return asked

    def reasons(self, asked):
        return [invitation.reason or invitation.state for invitation in asked]

    def test_not_again_within_the_days(self):
        self.asked_on("2026-09-16")
        self.assertEqual(self.reasons(self.asked_on("2026-11-14")), ["recent"])
        self.assertEqual(self.reasons(self.asked_on("2026-11-15")), ["sent"])

    def test_not_more_often_in_a_year_whatever_asks(self):
        self.launched()
        self.asked_on("2026-12-01")
        self.assertEqual(self.reasons(self.asked_on("2027-09-15")), ["year"])
        self.assertEqual(self.reasons(self.asked_on("2027-09-16")), ["sent"])

    def test_after_a_recovery_the_days_do_not_matter_but_it_counts(self):
        self.asked_on("2026-09-16")
        again = self.asked_on("2026-10-16", ignore_gap=True)
        self.assertEqual(self.reasons(again), ["sent"])
        third = self.asked_on("2026-11-16", ignore_gap=True)
        self.assertEqual(self.reasons(third), ["year"])

    def test_who_was_not_reached_was_not_asked(self):
        self.asked_on("2026-09-16")._not_reached("not_sent")
        self.assertEqual(self.reasons(self.asked_on("2026-09-20")), ["sent"])

    def test_who_waits_to_be_asked_is_not_asked_before(self):
        self.ask(self.wang, send_on="2026-10-01 09:00:00")
        self.assertEqual(self.reasons(self.asked_on("2026-09-20")), ["recent"])

    def test_an_address_is_asked_once_whoever_has_it(self):
        self.asked_on("2026-09-16")
        self.li.email = self.wang.email
        self.assertEqual(self.reasons(self.asked_on("2026-09-20", self.li)), ["recent"])

    def test_over_all_companies(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.asked_on("2026-09-16")
        partner = self.make_partner("Far", email=self.wang.email)
        far = self.make_customer("Far", partner=partner, company_id=company.id)
        asked = self.ask(partner, customer=far)
        self.assertEqual(asked.reason, "recent")

    def test_the_company_decides_how_often(self):
        self.company.write({"keqin_survey_gap_days": 0, "keqin_survey_per_year": 0})
        for day in ("2026-09-16", "2026-09-17", "2026-09-18"):
            self.assertEqual(self.reasons(self.asked_on(day)), ["sent"])


@covers("R102")
class TestOutcome(SurveyCase):
    def test_answered_once_the_survey_is_done(self):
        wave = self.launched()
        invitation = self.of(wave, self.wang)
        self.answer(invitation)
        self.assertEqual(invitation.state, "answered")
        self.assertEqual(invitation.answered_on, fields.Datetime.now())
        self.assertEqual(self.of(wave, self.li).state, "sent")

    def test_a_bounce_says_that_nobody_was_reached(self):
        wave = self.launched()
        answer = self.of(wave, self.wang).user_input_id
        mail = self.mails(wave).filtered(lambda m: m.res_id == answer.id)
        message_id = mail.message_id
        mail.unlink()  # as the queue does once it is sent
        self.company.alias_domain_id = self.env["mail.alias.domain"].create(
            {"name": "care.example.org"}
        )
        self.env["mail.thread"].message_process(
            False,
            f"From: MAILER-DAEMON@example.com\n"
            f"To: {self.company.alias_domain_id.bounce_email}\n"
            "Subject: Undelivered\n"
            "Message-ID: <1@example.com>\n"
            "MIME-Version: 1.0\n"
            "Content-Type: multipart/report; report-type=delivery-status; "
            'boundary="b"\n'
            "\n--b\nContent-Type: text/plain\n\nFailed.\n"
            "--b\nContent-Type: message/delivery-status\n\n"
            "Reporting-MTA: dns; mx.example.com\n\n"
            f"Final-Recipient: rfc822; {self.wang.email}\nAction: failed\n"
            "Status: 5.1.1\n"
            f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {message_id}\n"
            "--b--\n",
        )
        self.assertEqual(self.of(wave, self.wang).state, "bounced")
        self.assertEqual(self.of(wave, self.wang).reason, "invalid")
        self.assertEqual(self.of(wave, self.li).state, "sent")
        self.assertEqual(wave.reached_count, 2)

    def test_a_mail_the_queue_cannot_send(self):
        wave = self.launched()
        invitation = self.of(wave, self.wang)
        mail = self.mails(wave).filtered(
            lambda m: m.res_id == invitation.user_input_id.id
        )
        mail.auto_delete = False
        mail._postprocess_sent_message([], [], failure_type="mail_smtp")
        self.assertEqual((invitation.state, invitation.reason), ("bounced", "not_sent"))
        mail._postprocess_sent_message(self.wang, [])
        self.assertEqual((invitation.state, invitation.reason), ("sent", False))
        mail._postprocess_sent_message([], [], failure_type="mail_email_invalid")
        self.assertEqual((invitation.state, invitation.reason), ("bounced", "invalid"))

    def test_what_a_reminder_does_not_reach_was_reached_before(self):
        wave = self.launched()
        with freeze_time("2026-09-24 09:00:00"):
            self.run_cron()
        self.of(wave, self.wang)._not_reached("invalid")
        self.assertEqual(self.of(wave, self.wang).state, "sent")

    def test_sent_again_by_the_same_link_once_the_address_is_right(self):
        wave = self.launched()
        invitation = self.of(wave, self.wang)
        token = invitation.user_input_id.access_token
        invitation._not_reached("invalid")
        self.wang.message_bounce = 1
        service = invitation.with_user(self.users["service"])
        self.wang.email = "right@ruichen.example.com"
        service.action_send_again()
        self.run_cron()
        self.assertEqual(invitation.state, "sent")
        self.assertEqual(invitation.user_input_id.access_token, token)
        self.assertEqual(len(self.mails(wave)), 4)
        self.assertRefused(service.action_send_again, error=UserError)

    def test_withdrawn_it_is_not_sent(self):
        asked = self.ask(self.wang, send_on="2026-09-17 09:00:00")
        asked.with_user(self.users["service"]).action_withdraw()
        with freeze_time("2026-09-18 09:00:00"):
            self.run_cron()
        self.assertEqual((asked.state, asked.reason), ("left_out", "withdrawn"))

    def test_no_answer_in_time(self):
        asked = self.ask(self.wang)
        self.run_cron()
        with freeze_time(asked.deadline + timedelta(seconds=1)):
            self.run_cron()
        self.assertEqual(asked.state, "expired")

    def test_that_somebody_was_asked_stays_when_the_person_goes(self):
        wave = self.launched()
        self.of(wave, self.wang).user_input_id.unlink()
        self.env["keqin.contact"].search([("partner_id", "=", self.wang.id)]).unlink()
        self.wang.unlink()
        self.assertEqual(wave.reached_count, 3)

    def test_a_bad_one_does_not_stop_the_others(self):
        wave = self.make_wave()
        wave.action_launch()
        wave._prepare()
        bad = self.of(wave, self.wang)
        Invitation = type(bad)
        real = Invitation._prepare_answer

        def prepare(invitation):
            if invitation == bad:
                raise UserError("no")
            return real(invitation)

        with (
            patch.object(Invitation, "_prepare_answer", prepare),
            mute_logger("odoo.addons.keqin_addon.models.keqin_care_engine"),
        ):
            self.run_cron()
        states = {"Wang": "waiting", "Li": "sent", "Chen": "sent"}
        self.assertEqual(self.states(wave), states)


@covers("R100", "R114")
class TestInvitationSecurity(SurveyCase):
    READERS = {
        "sales": 2,
        "sales_manager": 3,
        "service": 3,
        "service_manager": 3,
        "executive": 3,
        "manager": 3,
    }

    def test_who_reads_whom(self):
        self.add_outsiders()
        wave = self.launched()
        for role, user in self.users.items():
            with self.subTest(role=role):
                found = self.env["keqin.survey.invitation"].with_user(user)
                domain = [("wave_id", "=", wave.id)]
                if role not in self.READERS:
                    for method in (found.search, found.search_count):
                        self.assertRefused(method, domain)
                    continue
                self.assertEqual(found.search_count(domain), self.READERS[role])
                groups = found._read_group(domain, ["contact_id"], ["__count"])
                self.assertEqual(len(groups), self.READERS[role])
        self.assertEqual(
            self.env["keqin.survey.invitation"]
            .with_user(self.rival)
            .search(domain)
            .contact_id,
            self.chen,
        )

    def test_nobody_writes(self):
        invitation = self.ask(self.wang)
        for role in ("sales", "service", "service_manager", "executive", "manager"):
            own = invitation.with_user(self.users[role])
            with self.subTest(role=role):
                self.assertRefused(own.write, {"state": "answered"})
                self.assertRefused(own.write, {"contact_id": self.li.id})
                self.assertRefused(own.unlink)
                self.assertRefused(
                    own.create,
                    {
                        "customer_id": self.customer.id,
                        "contact_id": self.li.id,
                        "survey_id": self.survey.id,
                    },
                )

    def test_buttons_are_for_service(self):
        allowed = {"service", "service_manager", "manager"}
        waiting, bounced = self.ask(self.wang), self.ask(self.li)
        bounced.state = "bounced"
        for role in self.READERS:
            for record, step in (
                (waiting, "action_withdraw"),
                (bounced, "action_send_again"),
            ):
                with self.subTest(role=role, step=step):
                    method = getattr(record.with_user(self.users[role]), step)
                    self.assertAllowed(role in allowed, method)

    def test_the_answer_is_for_who_reads_surveys(self):
        wave = self.launched().with_user(self.users["sales"])
        own = wave.invitation_ids[0]
        with self.assertRaises(AccessError):
            _ = own.user_input_id

    def test_another_company_reads_nothing(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self.make_user(
            "service",
            "executive",
            login="keqin_elsewhere",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        wave = self.launched()
        for model in ("keqin.survey.wave", "keqin.survey.invitation"):
            records = self.env[model].with_user(stranger)
            records = records.with_context(allowed_company_ids=company.ids)
            self.assertFalse(records.search([]))
        own = wave.with_user(stranger).with_context(allowed_company_ids=company.ids)
        self.assertRefused(own.read, ["name"])
