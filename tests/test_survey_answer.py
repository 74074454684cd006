"""Answers become feedback: whose it is, what it says, what does not count."""

from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from .covers import covers
from .questionnaire_case import QuestionnaireCase

NOW = "2026-06-30 09:00:00"
LOGGER = "odoo.addons.keqin_addon.models.survey_user_input_feedback"


class TestOpinions(QuestionnaireCase):
    """What one answer says."""

    @covers("R101", "R106", "R108")
    def test_every_marked_question_speaks(self):
        """A whole answer makes one opinion of each score and of each comment."""
        speed, everything = self.matrix.matrix_row_ids
        said = self.answer(
            self.make_input(),
            {
                self.nps: "10",
                self.scale: "2",
                self.choice: self.level(self.choice, 4),
                self.matrix: {
                    str(speed.id): [self.level(self.matrix, 5)],
                    str(everything.id): [self.level(self.matrix, 0)],
                },
                self.text: "  Quick answers ",
                self.unmarked: "Not our business",
            },
            {self.choice: "But dear", self.matrix: "Mixed"},
        )
        self.assertEqual(
            [
                (o.question_id, o.metric, o.dimension, o.score, o.level, o.comment)
                for o in said
            ],
            [
                (self.nps, "nps", "overall", 10, 0, False),
                (self.scale, "csat", "service", 2, 2, False),
                (self.choice, "csat", "product", 4, 4, "But dear"),
                (self.matrix, "csat", "communication", 5, 5, False),
                (self.matrix, "comment", "overall", 0, 0, "Mixed"),
                (self.text, "comment", "overall", 0, 0, "Quick answers"),
            ],
        )
        self.assertEqual(said[0].nps_class, "promoter")
        self.assertEqual(said[1].sentiment, "negative")

    @freeze_time(NOW)
    @covers("R101")
    def test_who_said_it_and_when(self):
        """The customer is the contact's company; the class is that of the day."""
        self.customer.tier = "A"
        user_input = self.make_input()
        said = self.answer(user_input, {self.nps: "0"})
        self.assertRecordValues(
            said,
            [
                {
                    "customer_id": self.customer.id,
                    "contact_id": self.person.id,
                    "company_id": self.company.id,
                    "user_id": self.users["sales"].id,
                    "tier": "A",
                    "survey_id": self.survey.id,
                    "source": "survey",
                    "answer_key": f"input-{user_input.id}",
                    "source_key": f"input-{user_input.id}-{self.nps.id}",
                    "score": 0,
                    "nps_class": "detractor",
                    "is_counted": True,
                }
            ],
        )
        self.assertEqual(str(said.answered_on), NOW)

    @freeze_time(NOW)
    @covers("R101", "R102")
    def test_invitation_is_ticked_off(self):
        """What came of an invitation names its wave, and the person has answered."""
        wave = self.env["keqin.survey.wave"].create(
            {"name": "Half-year", "survey_id": self.survey.id}
        )
        invitation = self.invite(wave_id=wave.id)
        said = self.answer(invitation.user_input_id, {self.nps: "7"})
        self.assertEqual((said.wave_id, said.invitation_id), (wave, invitation))
        self.assertEqual(invitation.state, "answered")
        self.assertEqual(str(invitation.answered_on), NOW)

    @covers("R101")
    def test_interview_is_named_as_such(self):
        user_input = self.make_input()
        user_input.keqin_interviewer_id = self.users["sales"]
        said = self.answer(user_input, {self.scale: "4"})
        self.assertEqual(said.source, "interview")
        self.assertEqual(said.interviewer_id, self.users["sales"])
        self.assertTrue(said.is_counted)

    def test_ticked_choices_are_a_comment_in_their_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        question = self.make_question(
            "What to improve?",
            "multiple_choice",
            keqin_metric="comment",
            suggested_answer_ids=[
                Command.create({"value": value}) for value in ("Price", "Speed")
            ],
        )
        price, speed = question.suggested_answer_ids
        speed.with_context(lang="zh_CN").value = "速度"
        lang = self.env["res.lang"]._lang_get("zh_CN")
        user_input = self.make_input(lang_id=lang.id)
        said = self.answer(
            user_input, {question: [str(price.id), str(speed.id)]}, {question: "Much"}
        )
        self.assertEqual(said.comment, "Price\n速度\nMuch")

    def test_question_not_asked_says_nothing(self):
        """A condition not met counts as not asked, also when the time ran out."""
        follow_up = self.make_question(
            "What was bad?",
            keqin_metric="comment",
            triggering_answer_ids=[Command.set([int(self.level(self.choice, 2))])],
        )
        self.survey.invalidate_recordset()
        good = self.answer(
            self.make_input(),
            {self.choice: self.level(self.choice, 5), follow_up: "Nothing"},
        )
        bad = self.answer(
            self.make_input(),
            {self.choice: self.level(self.choice, 2), follow_up: "The price"},
        )
        self.assertEqual(good.question_id, self.choice)
        self.assertEqual(bad.question_id, self.choice | follow_up)


class TestWhatDoesNotCount(QuestionnaireCase):
    @covers("R101")
    def test_only_meant_answers_of_contacts(self):
        """Tests, live votes, strangers and the unknown stay in Odoo's survey."""
        stranger = self.make_partner("Stranger", is_company=False)
        nobody = self.env["res.partner"]
        for what, user_input in (
            ("test", self.make_input(test_entry=True)),
            ("stranger", self.make_input(stranger)),
            ("anonymous", self.make_input(nobody, email=self.person.email)),
        ):
            with self.subTest(what):
                self.assertFalse(self.answer(user_input, {self.nps: "10"}))
        live = self.make_input()
        live.is_session_answer = True
        self.assertFalse(self.answer(live, {self.nps: "10"}))

    def test_unfinished_answer_says_nothing(self):
        user_input = self.make_input()
        user_input._save_lines(self.nps, "10")
        self.assertFalse(user_input._keqin_feedback_vals())

    def test_test_entry_leaves_the_invitation_open(self):
        invitation = self.invite()
        invitation.user_input_id.test_entry = True
        self.assertFalse(self.answer(invitation.user_input_id, {self.nps: "10"}))
        self.assertEqual(invitation.state, "sent")

    @covers("R101")
    def test_skipped_and_forged_values_say_nothing(self):
        """Off the scale, of another question, skipped: no opinion, and no error."""
        user_input = self.make_input()
        said = self.answer(
            user_input,
            {
                self.nps: "11",
                self.scale: "0",
                self.choice: self.level(self.matrix, 5),
                self.matrix: {},
                self.text: "   ",
            },
            {self.matrix: "Only this"},
        )
        self.assertEqual(said.comment, "Only this")
        self.assertFalse(user_input.keqin_is_pending)

    def test_values_not_offered_are_refused(self):
        for question, answer in ((self.nps, "11"), (self.scale, "0"), (self.nps, "x")):
            self.assertIn(question.id, question.validate_question(answer))
        self.assertFalse(self.nps.validate_question("0"))


class TestRecording(QuestionnaireCase):
    @covers("R101")
    def test_answered_again_corrects(self):
        """An interview corrected: the opinion changes, one given up goes away."""
        user_input = self.make_input()
        before = self.answer(user_input, {self.nps: "3", self.scale: "2"})
        after = self.answer(user_input, {self.nps: "9", self.scale: ""})
        self.assertEqual(after, before[0])
        self.assertEqual((after.score, after.nps_class), (9, "promoter"))

    def test_answered_again_what_is_measured_no_more_stays(self):
        user_input = self.make_input()
        before = self.answer(user_input, {self.nps: "3", self.scale: "2"})
        self.nps.keqin_metric = False
        after = self.answer(user_input, {self.scale: "4"})
        self.assertEqual(after, before)
        self.assertEqual(after.mapped("score"), [3, 4])

    def test_answered_again_for_the_customer_of_that_day(self):
        """Who works for another customer now spoke for the first one."""
        user_input = self.make_input()
        self.answer(user_input, {self.nps: "3"})
        other = self.make_customer("Hangyu")
        self.person.parent_id = other.partner_id
        said = self.answer(user_input, {self.scale: "4"})
        self.assertEqual(len(said), 2)
        self.assertEqual(said.customer_id, self.customer)

    @covers("R101")
    def test_changed_question_leaves_facts(self):
        """What was answered on the old scale stays what it was."""
        said = self.answer(self.make_input(), {self.nps: "9", self.scale: "5"})
        self.scale.write({"scale_max": 10, "keqin_dimension": "brand"})
        self.nps.keqin_metric = False
        self.env.invalidate_all()
        self.assertEqual(
            [(o.metric, o.dimension, o.scale_max) for o in said],
            [("nps", "overall", 10), ("csat", "service", 5)],
        )

    def test_feedback_survives_its_answer(self):
        user_input = self.make_input()
        said = self.answer(user_input, {self.nps: "9"})
        user_input.unlink()
        self.assertEqual(said.exists().score, 9)
        self.assertFalse(said.user_input_id)

    def test_failure_never_reaches_the_page_and_is_made_good(self):
        """Whatever breaks: the answer is done, and its feedback comes later."""
        invitation = self.invite()
        feedback = self.env.registry["keqin.feedback"]
        with (
            patch.object(feedback, "_record", side_effect=ValueError("broken")),
            mute_logger(LOGGER),
        ):
            said = self.answer(invitation.user_input_id, {self.nps: "9"})
        user_input = invitation.user_input_id
        self.assertFalse(said)
        self.assertEqual(user_input.state, "done")
        self.assertTrue(user_input.keqin_is_pending)
        self.assertEqual(invitation.state, "answered", "no reminder to who answered")
        with self.enter_registry_test_mode():
            self.env.ref("keqin_addon.cron_survey_answer").method_direct_trigger()
        self.assertEqual(self.said(user_input).score, 9)
        self.assertFalse(user_input.keqin_is_pending)

    def test_queries_do_not_grow_with_the_answers(self):
        inputs = self.env["survey.user_input"]
        for i in range(30):
            user_input = self.make_input(self.make_person(f"Person {i}"))
            user_input._save_lines(self.nps, str(i % 11))
            user_input._save_lines(self.choice, self.level(self.choice, 4), "Fine")
            inputs += user_input
        inputs.write({"state": "done", "end_datetime": NOW})
        counts = []
        for some in (inputs[:2], inputs[2:]):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(some._keqin_feedback_vals()), 2 * len(some))
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)


class TestWhoseAnswer(QuestionnaireCase):
    """An answer asked for cannot be turned into another person's."""

    @covers("R101")
    def test_service_cannot_move_or_hide_an_answer(self):
        other = self.make_person("Mr. Li")
        user_input = self.invite().user_input_id.with_user(self.users["service"])
        for vals in ({"partner_id": other.id}, {"test_entry": True}):
            self.assertRefused(user_input.write, vals, error=UserError)
        self.assertTrue(user_input.write({"partner_id": self.person.id}))
        for vals in (
            {"keqin_interviewer_id": self.users["service"].id},
            {"keqin_is_pending": True},
        ):
            self.assertRefused(user_input.write, vals, error=AccessError)
