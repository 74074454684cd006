from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: grading, service, how we listen
    _inherit = "res.config.settings"

    keqin_survey_per_year = fields.Integer(
        related="company_id.keqin_survey_per_year", readonly=False
    )
    keqin_survey_gap_days = fields.Integer(
        related="company_id.keqin_survey_gap_days", readonly=False
    )
    keqin_survey_open_days = fields.Integer(
        related="company_id.keqin_survey_open_days", readonly=False
    )
    keqin_survey_remind_days = fields.Integer(
        related="company_id.keqin_survey_remind_days", readonly=False
    )
    keqin_survey_office_hours = fields.Boolean(
        related="company_id.keqin_survey_office_hours", readonly=False
    )
    keqin_recovery_days = fields.Integer(
        related="company_id.keqin_recovery_days", readonly=False
    )
    keqin_reask_days = fields.Integer(
        related="company_id.keqin_reask_days", readonly=False
    )
