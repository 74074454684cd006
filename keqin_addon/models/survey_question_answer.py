from odoo import fields, models


class SurveyQuestionAnswer(models.Model):
    """How satisfied a choice is, 1 to 5 (R108)."""

    _inherit = "survey.question.answer"

    keqin_level = fields.Integer("Satisfaction (1-5)", aggregator=None)
