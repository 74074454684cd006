from odoo import api, fields, models

from .keqin_feedback import DIMENSIONS


class SurveyQuestionAnswer(models.Model):
    """How satisfied a choice is; what a row of a matrix is about (R106, R108)."""

    _inherit = "survey.question.answer"

    keqin_level = fields.Integer(
        "Satisfaction (1-5)",
        aggregator=None,
        help="5: very satisfied. 1: very dissatisfied. 0: cannot say, not counted.",
    )
    keqin_dimension = fields.Selection(
        DIMENSIONS, "Dimension", help="Empty: that of the question."
    )

    _keqin_level_range = models.Constraint(
        "CHECK(keqin_level IS NULL OR keqin_level BETWEEN 0 AND 5)",
        "The satisfaction of a choice is 1 to 5, or 0 when it cannot be said.",
    )

    @api.constrains("keqin_level")
    def _check_keqin_level(self):
        self.question_id._check_keqin_metric()
