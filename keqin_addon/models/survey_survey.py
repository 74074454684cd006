from odoo import fields, models


class SurveySurvey(models.Model):
    """Which surveys ask customers what they think of us (R100)."""

    _inherit = "survey.survey"

    keqin_wave_ids = fields.One2many("keqin.survey.wave", "survey_id", "Waves")
