"""Interviews: what a contact said when asked in person counts as an answer (R114)."""

from datetime import timedelta

from freezegun import freeze_time
from psycopg2.errors import SerializationFailure

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form
from odoo.tools import mute_logger

from .common import OUTSIDERS, ROLES
from .covers import covers
from .questionnaire_case import QuestionnaireCase
from .test_grading_concurrency import ConcurrencyCase

NOW = "2026-09-16 13:00:00"
TODAY = "2026-09-16"
# Everybody's customers, or the own.
ALL = ("sales_manager", "service", "service_manager", "executive", "manager")


class InterviewCase(QuestionnaireCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        cls.theirs = cls.make_customer("Theirs", cls.rival)
        cls.stranger = cls.make_person("Mr. Zhao", cls.theirs)
        cls.wave = cls.env["keqin.survey.wave"].create(
            {"name": "Autumn", "survey_id": cls.survey.id, "date_start": "2026-09-01"}
        )

    def open(self, user="sales", person=None, customer=None, **vals):
        """The wizard, filled in as far as it is known before the answers."""
        user = self.users.get(user, user)
        customer = customer or self.customer
        person = person or self.person
        return (
            self.env["keqin.survey.interview"]
            .with_user(user)
            .create(
                {
                    "customer_id": customer.id,
                    "contact_id": person.id,
                    "survey_id": self.survey.id,
                    "date": TODAY,
                    **vals,
                }
            )
        )

    def fill(self, interview, **given):
        """Answer every question; ``given`` replaces the usual answer by title."""
        lines = {
            (line.question_id, line.row_id.value): line for line in interview.line_ids
        }
        lines[self.nps, False].score = given.get("nps", "9")
        lines[self.scale, False].score = given.get("scale", "4")
        lines[self.choice, False].choice_id = self.choice_of(self.choice, 2)
        lines[self.choice, False].remark = "Too loud"
        lines[self.matrix, "Speed"].choice_id = self.choice_of(self.matrix, 5)
        lines[self.text, False].text = "Nice people"
        return interview

    def choice_of(self, question, level):
        choices = question.suggested_answer_ids
        return choices.filtered(lambda choice: choice.keqin_level == level)

    def heard(self, person=None):
        person = person or self.person
        return self.env["keqin.feedback"].search(
            [("contact_id", "=", person.id)], order="id"
        )


class TestInterviewTwice(ConcurrencyCase):
    def setUp(self):
        super().setUp()
        with self.server() as env:
            self.survey_id = (
                env["survey.survey"]
                .create(
                    {
                        "title": "Twice",
                        "access_mode": "token",
                        "question_and_page_ids": [
                            Command.create(
                                {"title": "Recommend?", "keqin_metric": "nps"}
                            )
                        ],
                    }
                )
                .id
            )
            company = self.files(env)[0].partner_id
            person = {"name": "Twice", "parent_id": company.id}
            self.person_id = env["res.partner"].create(person).id
        self.addCleanup(self.remove)

    def remove(self):
        with self.server() as env:
            env["survey.survey"].browse(self.survey_id).unlink()
            env["res.partner"].browse(self.person_id).unlink()

    def log(self, env):
        interview = env["keqin.survey.interview"].create(
            {
                "customer_id": self.files(env)[0].id,
                "contact_id": self.person_id,
                "survey_id": self.survey_id,
                "date": TODAY,
            }
        )
        interview.line_ids.score = "9"
        interview.action_apply()
        env.flush_all()

    @covers("R101", "R114")
    def test_two_servers_log_one_interview(self):
        """The second starts again, and then sees what the first logged."""
        with freeze_time(NOW), self.server() as late:
            late.cr.execute("SELECT 1")  # its snapshot is from before
            with self.server() as early:
                self.log(early)
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(SerializationFailure),
            ):
                self.log(late)
            late.cr.rollback()
            late.transaction.reset()
            with self.assertRaisesRegex(UserError, "logged already"):
                self.log(late)
            late.cr.rollback()


@freeze_time(NOW)
class TestInterview(InterviewCase):
    @covers("R101", "R114")
    def test_answers_become_feedback_of_the_interview(self):
        """By the same way as an answer by mail: metric, dimension, level, remark."""
        self.fill(self.open(date="2026-09-10")).action_apply()
        heard = self.heard()
        self.assertEqual(set(heard.mapped("source")), {"interview"})
        self.assertEqual(heard.interviewer_id, self.users["sales"])
        self.assertEqual(heard.customer_id, self.customer)
        self.assertEqual(set(heard.mapped("answered_on")), {self.noon("2026-09-10")})
        self.assertTrue(all(heard.mapped("is_counted")))
        values = {(f.question_id, f.metric, f.dimension): f for f in heard}
        self.assertEqual(values[self.nps, "nps", "overall"].nps_class, "promoter")
        self.assertEqual(values[self.scale, "csat", "service"].level, 4)
        product = values[self.choice, "csat", "product"]
        self.assertEqual((product.level, product.comment), (2, "Too loud"))
        self.assertEqual(values[self.matrix, "csat", "communication"].level, 5)
        self.assertEqual(values[self.text, "comment", "overall"].comment, "Nice people")
        user_input = heard.user_input_id
        self.assertEqual(user_input.state, "done")
        self.assertEqual(user_input.keqin_interviewer_id, self.users["sales"])

    def noon(self, day):
        return fields.Datetime.to_datetime(f"{day} 12:00:00")

    @covers("R114")
    def test_a_recommendation_of_zero_is_an_answer(self):
        self.fill(self.open(), nps="0").action_apply()
        nps = self.heard().filtered(lambda f: f.metric == "nps")
        self.assertEqual((nps.score, nps.nps_class), (0, "detractor"))

    @covers("R102", "R114")
    def test_open_invitation_counts_as_answered(self):
        for state, number in (("sent", 1), ("waiting", 2), ("bounced", 3)):
            person = self.make_person(f"Person {number}")
            invitation = self.invite(person, wave_id=self.wave.id, state=state)
            before = invitation.user_input_id
            if state == "waiting":
                invitation.user_input_id = before = False
            interview = self.open(person=person)
            with self.subTest(state=state):
                self.assertEqual(interview.wave_id, self.wave)
                self.fill(interview).action_apply()
                self.assertEqual(invitation.state, "answered")
                self.assertEqual(self.heard(person).wave_id, self.wave)
                self.assertEqual(self.heard(person).invitation_id, invitation)
                if before:
                    self.assertEqual(invitation.user_input_id, before)
                answers = self.env["survey.user_input"].search(
                    [("partner_id", "=", person.id), ("state", "=", "done")]
                )
                self.assertEqual(answers, invitation.user_input_id)

    @covers("R105", "R114")
    def test_nobody_answers_a_wave_twice(self):
        invitation = self.invite(wave_id=self.wave.id)
        self.wave.sudo().state = "running"
        self.answer(invitation.user_input_id, {self.nps: "9", self.scale: "5"})
        said = self.heard()
        with self.assertRaisesRegex(UserError, "has answered this already"):
            self.fill(self.open()).action_apply()
        self.assertEqual(self.heard(), said)
        begun = self.invite(self.make_person("Begun"), wave_id=self.wave.id)
        begun.user_input_id._save_lines(self.nps, "2")
        with self.assertRaisesRegex(UserError, "has answered this already"):
            self.fill(self.open(person=begun.contact_id)).action_apply()

    def test_logged_once(self):
        self.fill(self.open()).action_apply()
        again = self.open()
        self.assertIn("logged already", again.problem)
        with self.assertRaisesRegex(UserError, "logged already"):
            self.fill(again).action_apply()
        later = self.open(date="2026-09-15")
        self.fill(later).action_apply()
        self.assertEqual(len(self.heard().user_input_id), 2)

    def test_all_that_is_missing_is_told_at_once(self):
        self.scale.constr_mandatory = self.choice.constr_mandatory = True
        interview = self.open()
        interview.line_ids.filtered(lambda x: x.question_id == self.nps).score = "9"
        with self.assertRaises(UserError) as raised:
            interview.action_apply()
        message = str(raised.exception)
        self.assertIn("Service?", message)
        self.assertIn("Product?", message)
        self.assertNotIn("Recommend?", message)
        self.assertFalse(self.heard())

    def test_nothing_said_is_nothing_logged(self):
        self.nps.constr_mandatory = False
        with self.assertRaisesRegex(UserError, "Nothing was answered"):
            self.open().action_apply()

    def test_day_of_the_interview(self):
        with self.assertRaisesRegex(UserError, "not ahead"):
            self.fill(self.open(date="2026-09-17")).action_apply()
        self.invite(wave_id=self.wave.id)
        with self.assertRaisesRegex(UserError, "began after that day"):
            self.fill(self.open(date="2026-08-31")).action_apply()

    @covers("R107")
    def test_only_the_questions_the_person_was_asked(self):
        """As after a recovery: those answered badly, and no others."""
        invitation = self.invite()
        invitation.user_input_id.predefined_question_ids = self.scale
        interview = self.open()
        self.assertEqual(interview.line_ids.question_id, self.scale)
        interview.line_ids.score = "5"
        interview.action_apply()
        self.assertEqual(self.heard().question_id, self.scale)

    def test_question_asked_only_after_an_answer(self):
        extra = self.make_question(
            "What is bad?",
            keqin_metric="comment",
            constr_mandatory=True,
            triggering_answer_ids=self.choice_of(self.choice, 2).ids,
        )
        interview = self.fill(self.open())
        with self.assertRaisesRegex(UserError, "What is bad"):
            interview.action_apply()
        line = interview.line_ids.filtered(lambda x: x.question_id == self.choice)
        line.choice_id = self.choice_of(self.choice, 5)
        interview.action_apply()
        self.assertNotIn(extra, self.heard().question_id)

    def test_on_the_form(self):
        """The questions come with the questionnaire, and stay when it stays."""
        Interview = self.env["keqin.survey.interview"].with_user(self.users["sales"])
        self.customer.main_contact_id = self.person
        with Form(Interview) as form:
            form.customer_id = self.customer
            self.assertEqual(form.contact_id, self.person)
            self.assertFalse(form.problem)
            form.survey_id = self.survey
            self.assertEqual(len(form.line_ids), 7)
            with form.line_ids.edit(0) as line:
                line.score = "3"
            form.contact_id = self.make_person("Mr. Li")
            form.contact_id = self.person
        interview = form.save()
        self.assertEqual(interview.line_ids[0].score, "3")
        self.assertEqual(interview.line_ids[3].title, "Speed · The rest?")


@freeze_time(NOW)
@covers("R114", "R182", "R191")
class TestInterviewRights(InterviewCase):
    def log(self, name, customer, person):
        with self.undone():
            interview = self.open(name, person, customer)
            self.fill(interview).action_apply()
            self.env.flush_all()
            return self.heard(person)

    def test_own_customers_for_account_managers_all_for_service(self):
        both = ((self.customer, self.person), (self.theirs, self.stranger))
        for name in (*ROLES, *OUTSIDERS):
            for customer, person in both:
                own = name == "sales" and customer == self.customer
                allowed = own or name in ALL
                with self.subTest(user=name, own=own):
                    if allowed:
                        self.assertTrue(self.log(name, customer, person))
                    else:
                        self.assertRefused(self.log, name, customer, person)

    def test_contact_of_another_customer(self):
        for name in ("sales", "service", "executive"):
            with (
                self.subTest(user=name),
                self.assertRaisesRegex(UserError, "does not work for"),
            ):
                self.log(name, self.customer, self.stranger)

    def test_nothing_is_told_of_other_customers(self):
        """Whether somebody else's contact was asked is not told, either."""
        self.log_as_lead()
        for customer in (self.theirs, self.customer):
            probe = self.open(person=self.stranger, customer=customer)
            self.assertFalse(probe.problem)
        self.assertTrue(self.open("service", self.stranger, self.theirs).problem)

    def log_as_lead(self):
        self.fill(self.open("executive", self.stranger, self.theirs)).action_apply()

    @covers("R193")
    def test_reading_a_care_file_is_not_enough(self):
        """Marketing reads every care file, but logs for no other's customers."""
        self.users["both"] = self.make_user("sales", "marketing")
        self.assertTrue(self.theirs.with_user(self.users["both"]).has_access("read"))
        self.assertRefused(self.log, "both", self.theirs, self.stranger)

    def test_followers_log_nothing(self):
        self.theirs.message_subscribe(self.users["sales"].partner_id.ids)
        self.assertRefused(self.log, "sales", self.theirs, self.stranger)

    def test_forged_lines(self):
        """Questions, rows, values and choices the questionnaire does not have."""
        other = self.make_survey(title="Other")
        foreign = self.make_question("Foreign?", survey=other, keqin_metric="nps")
        scale = {"scale": "9"}
        with self.assertRaisesRegex(UserError, "values offered"):
            self.fill(self.open(), **scale).action_apply()
        offered = {
            line.question_id: line.offered
            for line in self.open().line_ids
            if line.kind == "score"
        }
        self.assertEqual(offered[self.scale], ["1", "2", "3", "4", "5"])
        self.assertEqual(offered[self.nps], [str(score) for score in range(11)])
        forged = (
            (self.choice, {"choice_id": self.choice_of(self.matrix, 5).id}),
            (self.matrix, {"row_id": self.choice_of(self.choice, 5).id}),
            (self.nps, {"question_id": foreign.id}),
            (self.nps, {"question_id": self.scale.id}),
        )
        for question, vals in forged:
            interview = self.fill(self.open())
            lines = interview.line_ids.filtered(
                lambda line, q=question: line.question_id == q
            )
            lines[:1].write(vals)
            with self.subTest(vals=vals), self.assertRaises(UserError):
                interview.action_apply()
        interview = self.fill(self.open())
        interview.line_ids.filtered(lambda x: x.question_id == self.nps).copy()
        with self.assertRaises(UserError):
            interview.action_apply()
        self.assertFalse(self.heard())

    def test_questionnaire_is_read_not_edited(self):
        """Account managers read those for customers; nobody's others, no answers."""
        internal = self.make_survey(title="Staff survey")
        self.make_question("Happy here?", "text_box", survey=internal)
        secret = self.make_survey(title="Board", restrict_user_ids=self.rival.ids)
        self.make_question("Recommend?", survey=secret, keqin_metric="nps")
        for name in ("sales", "sales_manager", "executive", "manager"):
            user = self.users[name]
            survey = self.survey.with_user(user)
            with self.subTest(user=name):
                self.assertEqual(survey.title, "How are we doing?")
                self.assertTrue(self.nps.with_user(user).title)
                self.assertTrue(
                    self.choice.with_user(user).suggested_answer_ids[0].value
                )
                self.assertTrue(self.matrix.with_user(user).matrix_row_ids[0].value)
                self.assertRefused(survey.write, {"title": "Mine"})
                self.assertRefused(self.nps.with_user(user).write, {"title": "Mine"})
                self.assertRefused(survey.unlink)
                for hidden in (internal, secret):
                    self.assertRefused(hidden.with_user(user).read, ["title"])
                    question = hidden.question_ids.with_user(user)
                    self.assertRefused(question.read, ["title"])
                answers = self.env["survey.user_input"].with_user(user)
                self.assertRefused(answers.search, [])
        for name in ("marketing", "contributor", *OUTSIDERS):
            survey = self.survey.with_user(self.users[name])
            with self.subTest(user=name):
                self.assertRefused(survey.read, ["title"])

    def test_nobody_marks_an_answer_as_an_interview(self):
        """Who asked, and when, is said by the interview alone."""
        user_input = self.make_input()
        for name in ("service", "service_manager"):
            as_user = user_input.with_user(self.users[name])
            for vals in (
                {"keqin_interviewer_id": self.rival.id},
                {"keqin_interviewed_on": TODAY},
            ):
                with self.subTest(user=name, vals=vals):
                    self.assertRefused(as_user.write, vals)

    def test_button_of_the_invitation(self):
        invitation = self.invite()
        own = invitation.with_user(self.users["sales"])
        context = own.action_log_interview()["context"]
        Interview = self.env["keqin.survey.interview"].with_user(self.users["sales"])
        interview = Interview.with_context(**context).create({})
        self.assertEqual(interview.invitation_id, invitation)
        self.assertEqual(interview.contact_id, self.person)
        with self.undone(), self.assertRaises(AccessError):
            invitation.with_user(self.rival).action_log_interview()

    def test_other_company(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        far = self.make_customer("Far", company_id=elsewhere.id)
        person = self.make_person("Ms. Far", far)
        self.assertRefused(self.log, "executive", far, person)

    def test_late_answer_stays_on_its_day(self):
        """Whoever corrects the questionnaire's marks later moves no interview."""
        self.fill(self.open(date="2026-09-10")).action_apply()
        user_input = self.heard().user_input_id
        with freeze_time(fields.Datetime.now() + timedelta(days=3)):
            user_input._mark_done()
        days = set(self.heard().mapped("answered_on"))
        self.assertEqual(days, {fields.Datetime.to_datetime("2026-09-10 12:00:00")})
