from odoo import fields, models

from .keqin_feedback import DIMENSIONS, METRICS


class SurveyQuestion(models.Model):
    """What a question measures: recommendation, satisfaction with what (R106, R108)."""

    _inherit = "survey.question"

    keqin_metric = fields.Selection(METRICS, "Measures", index="btree_not_null")
    keqin_dimension = fields.Selection(DIMENSIONS, "Dimension")
