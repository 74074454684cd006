"""Questionnaires: marking questions, what cannot be measured, who may write them."""

import psycopg2

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form
from odoo.tools import mute_logger

from .common import OUTSIDERS, ROLES
from .covers import covers
from .questionnaire_case import QuestionnaireCase

WRITERS = ("service", "service_manager")
READY_MADE = ("annual", "nps", "visit", "case", "training", "event")


class TestMarking(QuestionnaireCase):
    """One field marks a question and brings along what it needs."""

    def new_question(self):
        questions = self.env["survey.question"].with_user(self.users["service"])
        form = Form(
            questions.with_context(default_survey_id=self.survey.id),
            "survey.survey_question_form",
        )
        form.title = "How do you like us?"
        return form

    @covers("R108")
    def test_recommendation(self):
        with self.new_question() as form:
            form.keqin_metric = "nps"
        self.assertRecordValues(
            form.record,
            [
                {
                    "question_type": "scale",
                    "scale_min": 0,
                    "scale_max": 10,
                    "scale_min_label": "Not at all likely",
                    "scale_max_label": "Extremely likely",
                    "keqin_dimension": "overall",
                    "constr_mandatory": True,
                }
            ],
        )

    @covers("R108")
    def test_satisfaction_as_a_scale_or_choices(self):
        with self.new_question() as form:
            form.keqin_metric = "csat"
            form.keqin_dimension = "brand"
            form.keqin_is_stars = True
        question = form.record
        self.assertEqual(question.question_type, "scale")
        self.assertEqual((question.scale_min, question.scale_max), (1, 5))
        self.assertEqual(question.keqin_dimension, "brand")
        for kind in ("simple_choice", "matrix"):
            with self.new_question() as form:
                form.keqin_metric = "csat"
                form.question_type = kind
            levels = form.record.suggested_answer_ids.mapped("keqin_level")
            self.assertEqual(levels, [5, 4, 3, 2, 1, 0], kind)

    def test_choices_entered_stay(self):
        with self.new_question() as form:
            for value in ("Yes", "No"):
                with form.suggested_answer_ids.new() as choice:
                    choice.value = value
            form.keqin_metric = "csat"
            for i, level in enumerate((5, 1)):
                with form.suggested_answer_ids.edit(i) as choice:
                    choice.keqin_level = level
        self.assertEqual(form.record.question_type, "simple_choice")
        self.assertEqual(form.record.suggested_answer_ids.mapped("keqin_level"), [5, 1])

    def test_by_one_field_from_elsewhere(self):
        """What is marked by an import or a call gets its type, too."""
        types = {"nps": "scale", "csat": "scale", "comment": "text_box"}
        for metric, kind in types.items():
            made = self.make_question("New", keqin_metric=metric)
            self.assertEqual(made.question_type, kind)
            marked = self.make_question("Old", "numerical_box")
            marked.keqin_metric = metric
            self.assertEqual(marked.question_type, kind)

    def test_unmarked_survey_is_warned_of(self):
        survey = self.make_survey()
        self.assertFalse(survey.keqin_is_unmarked, "nothing is asked yet")
        question = self.make_question("Soup?", "text_box", survey)
        self.assertTrue(survey.keqin_is_unmarked)
        question.keqin_metric = "comment"
        self.assertFalse(survey.keqin_is_unmarked)
        question.keqin_metric = False
        survey.scoring_type = "scoring_with_answers"
        self.assertFalse(survey.keqin_is_unmarked, "a quiz measures nothing of ours")

    def test_copy_keeps_the_marks(self):
        copy = self.survey.copy()
        self.assertEqual(
            copy.question_ids.mapped("keqin_metric"),
            self.survey.question_ids.mapped("keqin_metric"),
        )
        matrix = copy.question_ids.filtered(lambda q: q.question_type == "matrix")
        self.assertEqual(matrix.matrix_row_ids[0].keqin_dimension, "communication")
        self.assertEqual(matrix.suggested_answer_ids[0].keqin_level, 5)


class TestChecks(QuestionnaireCase):
    """What cannot be measured is refused when it is written."""

    @covers("R106", "R108")
    def test_kinds_that_cannot_be_measured(self):
        for question, vals in (
            (self.scale, {"question_type": "numerical_box"}),
            (self.choice, {"question_type": "multiple_choice"}),
            (self.text, {"question_type": "matrix"}),
            (self.matrix, {"matrix_subtype": "multiple"}),
        ):
            with self.subTest(vals):
                self.assertRefused(question.write, vals, error=ValidationError)

    def test_choices_need_their_satisfaction(self):
        answers = self.choice.suggested_answer_ids
        self.assertRefused(answers.write, {"keqin_level": 0}, error=ValidationError)
        choices = [Command.create({"value": value}) for value in ("Yes", "No")]
        self.assertRefused(
            lambda: self.make_question(
                "Fine?",
                "simple_choice",
                keqin_metric="csat",
                suggested_answer_ids=choices,
            ),
            error=ValidationError,
        )

    @covers("R108")
    def test_scales_the_database_refuses(self):
        for question, vals in (
            (self.nps, {"question_type": "simple_choice"}),
            (self.nps, {"scale_max": 5}),
            (self.nps, {"scale_min": 1}),
            (self.nps, {"keqin_is_stars": True}),
            (self.scale, {"keqin_is_stars": True, "scale_max": 7}),
            (self.choice.suggested_answer_ids[0], {"keqin_level": 6}),
        ):
            with self.subTest(vals), mute_logger("odoo.sql_db"):
                self.assertFalse(
                    self.attempt(
                        question.write, vals, denial=psycopg2.errors.CheckViolation
                    )
                )

    @covers("R100")
    def test_questionnaire_not_ready_says_why(self):
        self.assertFalse(self.survey._check_keqin_ready())
        choice = self.make_question("Well?", "simple_choice", keqin_metric="csat")
        for record, vals, why in (
            (self.survey, {"access_mode": "public"}, "invited people only"),
            (self.survey, {"users_login_required": True}, "without login"),
            (self.survey, {"active": False}, "closed"),
            (
                self.survey.question_ids,
                {"keqin_metric": False},
                "None of its questions",
            ),
            (self.matrix.matrix_row_ids, None, "no rows"),
            (choice, {"title": "Well??"}, "how satisfied each choice is"),
        ):
            if record != choice:
                choice.keqin_metric = False
            with self.subTest(why), self.undone():
                record.unlink() if vals is None else record.write(vals)
                with self.assertRaisesRegex(UserError, why):
                    self.survey._check_keqin_ready()
            choice.write({"question_type": "simple_choice", "keqin_metric": "csat"})


class TestReadyMade(QuestionnaireCase):
    @covers("R100", "R106", "R108")
    def test_each_can_be_sent(self):
        """Short, by invitation only, answered once, in every language."""
        for name in READY_MADE:
            survey = self.env.ref(f"keqin_addon.survey_survey_{name}")
            with self.subTest(name):
                self.assertFalse(survey._keqin_problem())
                self.assertEqual(survey.access_mode, "token")
                self.assertTrue(survey.is_attempts_limited)
                self.assertFalse(survey.lang_ids)
                self.assertLessEqual(len(survey.question_ids), 5)
                self.assertEqual(
                    survey.question_ids.mapped("keqin_metric").count(False), 0
                )

    @covers("R106")
    def test_annual_one_asks_for_every_dimension(self):
        survey = self.env.ref("keqin_addon.survey_survey_annual")
        questions = survey.question_ids
        asked = set(questions.mapped("keqin_dimension"))
        asked.update(questions.matrix_row_ids.mapped("keqin_dimension"))
        dimensions = (
            self.env["keqin.feedback"]._fields["dimension"].get_values(self.env)
        )
        self.assertEqual(asked, set(dimensions))
        self.assertEqual(questions[0].keqin_metric, "nps")


class TestRoles(QuestionnaireCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()

    def as_role(self, record, role):
        return record.with_user(self.users[role])

    @covers("R100", "R114")
    def test_service_alone_writes_questionnaires(self):
        for role in (*ROLES, *OUTSIDERS):
            may = role in WRITERS
            survey = self.as_role(self.survey, role)
            question = self.as_role(self.nps, role)
            answer = self.as_role(self.choice.suggested_answer_ids[0], role)
            with self.subTest(role):
                self.assertAllowed(may, survey.create, {"title": "Mine"})
                self.assertAllowed(may, survey.write, {"title": "Changed"})
                self.assertAllowed(may, question.write, {"keqin_dimension": "brand"})
                self.assertAllowed(may, answer.write, {"keqin_level": 3})
                self.assertAllowed(
                    may, question.create, {"title": "Q", "survey_id": self.survey.id}
                )
                self.assertAllowed(may, survey.unlink)

    @covers("R101")
    def test_nobody_types_in_answers(self):
        """No role writes what was answered, or marks it as somebody's interview."""
        user_input = self.make_input()
        user_input._save_lines(self.nps, "3")
        for role in (*ROLES, *OUTSIDERS):
            line = self.as_role(user_input.user_input_line_ids, role)
            inputs = self.as_role(user_input, role)
            interviewer = {"keqin_interviewer_id": self.users["sales"].id}
            with self.subTest(role):
                self.assertAllowed(False, line.write, {"value_scale": 10})
                self.assertAllowed(False, inputs.write, interviewer)
                self.assertAllowed(
                    False, inputs.create, {"survey_id": self.survey.id, **interviewer}
                )
