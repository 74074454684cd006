"""Waves: whom they ask, what is sent, what comes back, and what follows them."""

from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError

from .covers import covers
from .survey_case import SurveyCase


@covers("R100", "R102")
class TestWaveSending(SurveyCase):
    def test_everybody_in_the_audience_gets_a_personal_link_in_their_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.wang.lang = "zh_CN"
        wave = self.launched()
        self.assertEqual(
            self.states(wave), {"Wang": "sent", "Li": "sent", "Chen": "sent"}
        )
        invitations = self.invitations(wave)
        tokens = invitations.user_input_id.mapped("access_token")
        self.assertEqual(len(set(tokens)), 3)
        self.assertEqual(len(set(invitations.user_input_id.mapped("invite_token"))), 3)
        for mail in self.mails(wave):
            invitation = invitations.filtered(
                lambda i, mail=mail: i.user_input_id.id == mail.res_id
            )
            self.assertEqual(mail.recipient_ids, invitation.contact_id)
            links = [token for token in tokens if token in mail.body_html]
            self.assertEqual(links, [invitation.user_input_id.access_token])
            self.assertNotIn(links[0], mail.mail_message_id.body)
            self.assertEqual(mail.email_from, self.users["service"].email_formatted)
            self.assertEqual(mail.reply_to, self.users["service"].email_formatted)
            self.assertNotIn("keqin-body", mail.body_html)
        self.assertEqual(self.of(wave, self.wang).user_input_id.lang_id.code, "zh_CN")
        self.assertEqual(len(self.mails(wave)), 3)

    def test_the_mail_names_the_last_day_where_the_company_is(self):
        policy = self.env["keqin.grading.policy"].search(
            [("company_id", "=", self.company.root_id.id)]
        )
        for zone, moment in (
            ("America/Los_Angeles", "2026-10-02 06:59:59"),
            ("UTC", "2026-10-01 23:59:59"),
            ("Asia/Shanghai", "2026-10-01 15:59:59"),
        ):
            policy.tz = zone
            self.env["keqin.survey.invitation"].search([]).unlink()
            wave = self.launched(date_end="2026-10-01")
            self.assertEqual(str(wave.deadline), moment)
            self.assertIn("10/01/2026", self.mails(wave)[0].body_html)

    def test_run_again_it_sends_nothing_twice(self):
        wave = self.launched()
        self.run_cron()
        self.assertEqual(len(self.mails(wave)), 3)
        self.assertEqual(len(self.invitations(wave)), 3)

    def test_not_before_its_day(self):
        wave = self.launched(date_start="2026-09-18")
        self.assertFalse(self.invitations(wave))
        with freeze_time("2026-09-18 00:30:00"):
            self.run_cron()
        self.assertEqual(len(self.mails(wave)), 3)

    def test_only_in_working_hours_where_the_company_wants_it(self):
        self.company.keqin_survey_office_hours = True
        with freeze_time("2026-09-19 10:00:00"):  # a Saturday
            wave = self.launched()
            self.assertEqual(set(self.states(wave).values()), {"waiting"})
        with freeze_time("2026-09-21 10:00:00"):
            self.run_cron()
        self.assertEqual(set(self.states(wave).values()), {"sent"})

    def test_who_has_not_answered_is_reminded_once(self):
        wave = self.launched()
        self.answer(self.of(wave, self.wang))
        self.env["mail.blacklist"]._add(self.chen.email)
        with freeze_time("2026-09-23 08:59:00"):
            self.run_cron()
        self.assertEqual(len(self.mails(wave)), 3)
        for day in ("2026-09-23 09:00:00", "2026-09-30 09:00:00"):
            with freeze_time(day):
                self.run_cron()
            reminder = self.mails(wave)[3:]
            self.assertEqual(reminder.recipient_ids, self.li)
            link = self.of(wave, self.li).user_input_id.access_token
            self.assertIn(link, reminder.body_html)

    def test_nobody_is_reminded_without_days(self):
        self.company.keqin_survey_remind_days = 0
        wave = self.launched()
        with freeze_time("2026-10-05 09:00:00"):
            self.run_cron()
        self.assertEqual(len(self.mails(wave)), 3)

    def test_it_closes_after_its_last_day(self):
        wave = self.launched(date_end="2026-09-20")
        self.answer(self.of(wave, self.wang))
        with freeze_time("2026-09-20 23:59:00"):
            self.run_cron()
            self.assertEqual(wave.state, "running")
        with freeze_time("2026-09-21 00:00:00"):
            self.run_cron()
        self.assertEqual(wave.state, "closed")
        self.assertEqual(
            self.states(wave), {"Wang": "answered", "Li": "expired", "Chen": "expired"}
        )

    def test_closed_before_its_day_it_takes_no_answers(self):
        wave = self.launched(date_end="2026-12-31")
        wave.action_close()
        answers = self.invitations(wave).user_input_id
        self.assertEqual(set(answers.mapped("deadline")), {fields.Datetime.now()})

    def test_without_a_last_day_it_stays_open_until_it_is_closed(self):
        wave = self.launched()
        wave.date_end = False
        self.assertFalse(self.of(wave, self.wang).user_input_id.deadline)
        with freeze_time("2027-01-11 09:00:00"):
            self.run_cron()
            self.assertEqual(self.of(wave, self.wang).state, "sent")
            self.assertTrue(self.of(wave, self.wang).reminded_on)
            wave.action_close()
            answer = self.of(wave, self.wang).user_input_id
            self.assertEqual(answer.deadline, fields.Datetime.now())

    def test_a_later_last_day_lets_people_answer_longer(self):
        wave = self.launched(date_end="2026-09-20")
        with freeze_time("2026-09-21 10:00:00"):
            self.env["keqin.survey.invitation"]._send_due()
            self.assertEqual(set(self.states(wave).values()), {"expired"})
            wave.date_end = "2026-09-30"
            self.assertEqual(set(self.states(wave).values()), {"sent"})
        self.assertEqual(
            set(self.invitations(wave).user_input_id.mapped("deadline")),
            {fields.Datetime.to_datetime("2026-09-30 23:59:59")},
        )


@covers("R100", "R101", "R102")
class TestWaveResults(SurveyCase):
    def test_reached_answered_and_rate(self):
        wave = self.launched()
        self.of(wave, self.chen)._not_reached("invalid")
        self.answer(self.of(wave, self.wang), 10)
        self.assertEqual(
            (wave.reached_count, wave.answered_count, wave.bounced_count), (2, 1, 1)
        )
        self.assertEqual(wave.response_rate, 50.0)
        self.assertIn("10", wave.nps_text)

    def test_many_waves_are_counted_at_once(self):
        waves = self.launched() | self.make_wave() | self.make_wave()
        waves.mapped("response_rate")
        self.env.invalidate_all()
        with self.assertQueryCount(1):
            self.env["keqin.survey.wave"]._fields["noted_count"].compute_value(waves)

    def test_account_managers_count_their_own_customers(self):
        wave = self.launched().with_user(self.users["sales"])
        self.assertEqual(wave.reached_count, 2)
        self.assertEqual(wave.with_user(self.rival).reached_count, 1)
        self.assertEqual(wave.with_user(self.users["executive"]).reached_count, 3)


@covers("R100", "R102")
class TestWaveAudience(SurveyCase):
    def found(self, **vals):
        wave = self.make_wave(**vals)
        found = wave._found_for(wave._audience())
        return {person.name: reason for _customer, person, reason in found}

    def test_by_tier_industry_filter_and_choice(self):
        industry = self.env["res.partner.industry"].create({"name": "Paper"})
        self.customer.sudo().write({"tier": "B", "industry_id": industry.id})
        self.other.sudo().tier = "A"
        ours, theirs = {"Wang": None, "Li": None}, {"Chen": None}
        self.assertEqual(self.found(), ours | theirs)
        self.assertEqual(self.found(tier_min="A"), theirs)
        self.assertEqual(self.found(tier_min="B"), ours | theirs)
        self.assertEqual(self.found(industry_ids=industry.ids), ours)
        domain = "[('name', '=', 'Hengtai')]"
        self.assertEqual(self.found(customer_domain=domain), theirs)
        chosen = [Command.set(self.customer.ids)]
        self.assertEqual(self.found(customer_ids=chosen), ours)
        self.assertEqual(self.found(customer_ids=chosen, tier_min="A"), {})

    def test_people_by_role_and_number(self):
        self.make_person(self.customer, "Zhao")
        self.assertNotIn("Zhao", self.found())
        self.assertEqual(self.found(people="all")["Zhao"], None)
        deciders = self.found(decision_role="decider")
        self.assertEqual(deciders, {"Wang": None, "Chen": None})
        one = self.found(people="all", people_max=1)
        self.assertEqual(
            one, {"Wang": None, "Li": "enough", "Zhao": "enough", "Chen": None}
        )

    def test_without_key_person_or_anybody(self):
        bare = self.make_customer(
            "Bare", partner=self.make_partner("Bare", email="x@b")
        )
        self.assertEqual(self.found()["Bare"], None)
        bare.partner_id.email = False
        self.assertEqual(self.found()["Bare"], "no_email")
        self.make_person(bare, "Someone")
        self.assertEqual(self.found()["Bare"], "no_key_person")
        self.assertEqual(self.found(people="all")["Someone"], None)

    def test_who_may_not_be_asked_and_why(self):
        card = self.env["keqin.contact"]
        zhao, qian, sun, zhou = (
            self.make_person(self.customer, name, role="user")
            for name in ("Zhao", "Qian", "Sun", "Zhou")
        )
        zhao.email = False
        self.env["mail.blacklist"]._add(qian.email)
        card.search([("partner_id", "=", sun.id)]).no_mass_messages = True
        zhou.message_bounce = 1
        self.li.parent_id = self.other.partner_id
        self.chen.active = False
        self.assertEqual(
            self.found(),
            {
                "Wang": None,
                "Li": "left",
                "Zhao": "no_email",
                "Qian": "opted_out",
                "Sun": "opted_out",
                "Zhou": "invalid",
                "Chen": "left",
            },
        )
        chosen = [Command.set(self.customer.ids)]
        self.customer.active = False
        self.assertEqual(self.found(customer_ids=chosen)["Wang"], "out_of_care")
        self.assertNotIn("Wang", self.found())

    def test_one_mail_an_address(self):
        self.li.email = self.wang.email.upper()
        self.chen.email = self.wang.email
        expected = {"Wang": None, "Li": "same_address", "Chen": "same_address"}
        self.assertEqual(self.found(), expected)
        wave_module = "odoo.addons.keqin_addon.models.keqin_survey_wave_cron"
        with patch(f"{wave_module}._BATCH", 1):
            wave = self.launched()
        self.assertEqual(self.states(wave), expected | {"Wang": "sent"})

    def test_the_preview_says_it_and_writes_nothing(self):
        self.li.email = False
        wave = self.wave.with_user(self.users["service"])
        action = wave.action_preview()
        lines = self.env[action["res_model"]].with_user(self.users["service"])
        lines = lines.search(action["domain"])
        self.assertEqual(
            {line.contact_id.name: line.outcome for line in lines},
            {"Wang": "asked", "Li": "no_email", "Chen": "asked"},
        )
        self.assertFalse(self.invitations(self.wave))

    def test_a_filter_tells_nobody_what_is_closed_to_them(self):
        service = self.wave.with_user(self.users["service"])
        service.customer_domain = "[('name', 'ilike', 'ruichen')]"
        for closed in ("[('budget_limit', '>', 1)]", "nonsense", "[('none', '=', 1)]"):
            with self.subTest(closed):
                self.assertRefused(
                    service.write, {"customer_domain": closed}, error=UserError
                )

    def test_another_company_is_not_asked(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.make_customer("Far", company_id=company.id)
        self.assertNotIn("Far", self.found())


@covers("R100", "R191")
class TestWaveFlow(SurveyCase):
    def test_what_cannot_be_sent(self):
        for vals in (
            {"access_mode": "public"},
            {"users_login_required": True},
            {"active": False},
        ):
            with self.subTest(vals):
                self.wave.survey_id = self.make_survey(**vals)
                self.assertRefused(self.wave.action_launch, error=UserError)
        self.wave.survey_id = self.make_survey()
        self.wave.survey_id.question_ids.keqin_metric = False
        self.assertRefused(self.wave.action_launch, error=UserError)
        self.wave.survey_id = self.survey
        self.wave.write({"date_start": "2026-09-01", "date_end": "2026-09-15"})
        self.assertRefused(self.wave.action_launch, error=UserError)

    def test_steps_in_order(self):
        wave = self.wave
        self.assertRefused(wave.action_close, error=UserError)
        self.assertRefused(wave.action_draft, error=UserError)
        wave.action_cancel()
        self.assertRefused(wave.action_launch, error=UserError)
        wave.action_draft()
        wave.action_launch()
        self.assertRefused(wave.action_launch, error=UserError)
        self.run_cron()
        self.assertRefused(wave.action_cancel, error=UserError)
        wave.action_close()
        for step in (wave.action_launch, wave.action_cancel, wave.action_draft):
            self.assertRefused(step, error=UserError)
        self.assertRefused(wave.unlink, error=UserError)

    def test_what_a_launched_wave_asks_is_settled(self):
        self.wave.action_launch()
        wave = self.wave.with_user(self.users["service"])
        wave.name = "Renamed"
        for vals in ({"tier_min": "A"}, {"survey_id": self.make_survey().id}):
            self.assertRefused(wave.write, vals, error=UserError)

    def test_only_service_and_the_administrator_take_steps(self):
        self.add_outsiders()
        allowed = {"service", "service_manager", "manager"}
        for role, user in self.users.items():
            for step in ("action_launch", "action_preview", "action_cancel"):
                with self.subTest(role=role, step=step):
                    wave = self.wave.with_user(user)
                    method = getattr(wave, step)
                    done = self.attempt(lambda m=method: m() or True)
                    self.assertEqual(done, role in allowed)

    def test_nobody_writes_a_state_or_stamp(self):
        for name, value in (
            ("state", "running"),
            ("launched_on", "2026-09-01"),
            ("prepared_on", "2026-09-01"),
            ("closed_on", "2026-09-01"),
            ("previous_id", self.make_wave().id),
        ):
            with self.subTest(name):
                wave = self.wave.with_user(self.users["manager"])
                self.assertRefused(wave.write, {name: value}, error=AccessError)


@covers("R105")
class TestWaveRepeats(SurveyCase):
    def successors(self, wave):
        return self.env["keqin.survey.wave"].search([("previous_id", "=", wave.id)])

    def test_the_successor_is_made_on_its_day_and_sent_and_never_twice(self):
        wave = self.launched(repeat="half_year", date_end="2026-10-01")
        with freeze_time("2027-03-15 23:00:00"):
            self.run_cron()
            self.assertFalse(self.successors(wave))
        with freeze_time("2027-03-16 09:00:00"):
            self.run_cron()
            self.run_cron()
            self.assertFalse(wave._repeat(wave._next_start(fields.Date.today())))
        following = self.successors(wave)
        self.assertEqual(len(following), 1)
        self.assertEqual(following.state, "running")
        self.assertEqual(str(following.date_start), "2027-03-16")
        self.assertEqual(str(following.date_end), "2027-03-31")
        self.assertEqual(following.name, "Satisfaction, March 2027")
        self.assertEqual(len(self.mails(following)), 3)
        with freeze_time("2027-09-16 09:00:00"):
            self.run_cron()
        third = self.successors(following)
        self.assertEqual(third.name, "Satisfaction, September 2027")

    def test_of_several_that_were_missed_only_the_last_is_made_up_for(self):
        wave = self.launched(repeat="quarter")
        with freeze_time("2027-08-01 09:00:00"):
            self.run_cron()
            self.run_cron()
        self.assertEqual(str(self.successors(wave).date_start), "2027-06-16")
        self.assertFalse(self.successors(self.successors(wave)))

    def test_a_successor_that_cannot_be_sent_waits_for_somebody(self):
        wave = self.launched(repeat="year", date_end="2026-10-01")
        with freeze_time("2026-10-02 09:00:00"):
            self.run_cron()
        self.survey.active = False
        with freeze_time("2027-09-16 09:00:00"):
            self.run_cron()
        following = self.successors(wave)
        self.assertEqual(following.state, "draft")
        self.assertEqual(following.activity_ids.user_id, self.users["service"])
