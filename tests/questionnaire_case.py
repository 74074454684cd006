"""What the suites on questionnaires and answers share."""

from odoo import Command

from .common import KeqinCase

LEVELS = [("Very good", 5), ("Good", 4), ("So so", 3), ("Bad", 2), ("Cannot say", 0)]


class QuestionnaireCase(KeqinCase):
    """A questionnaire with a question of every kind that can be marked."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.make_customer("Ruichen", cls.users["sales"])
        cls.person = cls.make_person("Ms. Wang")
        cls.survey = cls.make_survey()
        cls.nps = cls.make_question("Recommend?", keqin_metric="nps")
        cls.scale = cls.make_question(
            "Service?",
            keqin_metric="csat",
            keqin_dimension="service",
            scale_min=1,
            scale_max=5,
        )
        cls.choice = cls.make_question(
            "Product?",
            "simple_choice",
            keqin_metric="csat",
            keqin_dimension="product",
            comments_allowed=True,
            suggested_answer_ids=cls.choices(),
        )
        cls.matrix = cls.make_question(
            "The rest?",
            "matrix",
            keqin_metric="csat",
            comments_allowed=True,
            suggested_answer_ids=cls.choices(),
            matrix_row_ids=[
                Command.create({"value": "Speed", "keqin_dimension": "communication"}),
                Command.create({"value": "Everything"}),
            ],
        )
        cls.text = cls.make_question("Why?", keqin_metric="comment")
        cls.unmarked = cls.make_question("Anything else?", "text_box")

    @classmethod
    def make_person(cls, name, customer=None, **vals):
        company = (customer or cls.customer).partner_id
        return cls.make_partner(name, parent_id=company.id, is_company=False, **vals)

    @classmethod
    def make_survey(cls, **vals):
        return cls.env["survey.survey"].create(
            {
                "title": "How are we doing?",
                "survey_type": "survey",
                "access_mode": "token",
                "is_attempts_limited": True,
                "questions_layout": "one_page",
                **vals,
            }
        )

    @classmethod
    def make_question(cls, title, kind=False, survey=None, **vals):
        vals |= {"question_type": kind} if kind else {}
        survey = survey or cls.survey
        sequence = len(survey.question_and_page_ids)
        return cls.env["survey.question"].create(
            {"title": title, "survey_id": survey.id, "sequence": sequence, **vals}
        )

    @staticmethod
    def choices():
        return [
            Command.create({"value": value, "keqin_level": level})
            for value, level in LEVELS
        ]

    @classmethod
    def make_input(cls, person=None, survey=None, **vals):
        """An answer not begun yet, by a person of the customer."""
        survey = survey or cls.survey
        person = cls.person if person is None else person
        return survey._create_answer(
            partner=person, user=cls.env["res.users"], check_attempts=False, **vals
        )

    @classmethod
    def invite(cls, person=None, **vals):
        """The invitation of a person, sent, with its answer not begun yet."""
        person = person or cls.person
        user_input = cls.make_input(person, deadline=vals.get("deadline", False))
        return cls.env["keqin.survey.invitation"].create(
            {
                "survey_id": cls.survey.id,
                "contact_id": person.id,
                "customer_id": cls.customer.id,
                "user_input_id": user_input.id,
                "state": "sent",
                **vals,
            }
        )

    @classmethod
    def answer(cls, user_input, answers, comments=None):
        """Answer as the page does: what it sends, by question, then finish."""
        comments = comments or {}
        for question, answer in answers.items():
            user_input._save_lines(question, answer, comments.get(question))
        user_input._mark_done()
        return cls.said(user_input)

    @classmethod
    def said(cls, user_input):
        return cls.env["keqin.feedback"].search(
            [("user_input_id", "in", user_input.ids)], order="id"
        )

    def level(self, question, level):
        """The id of a question's choice of a level, as the page sends it."""
        choices = question.suggested_answer_ids
        return str(choices.filtered(lambda choice: choice.keqin_level == level).id)
