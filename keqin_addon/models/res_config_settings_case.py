from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: grading, service
    _inherit = "res.config.settings"

    keqin_response_hours = fields.Float(
        related="company_id.keqin_response_hours", readonly=False
    )
    keqin_resolution_days = fields.Float(
        related="company_id.keqin_resolution_days", readonly=False
    )
    keqin_case_user_id = fields.Many2one(
        related="company_id.keqin_case_user_id", readonly=False
    )
    keqin_confirm_case_days = fields.Integer(
        related="company_id.keqin_confirm_case_days", readonly=False
    )
    keqin_stuck_days = fields.Integer(
        related="company_id.keqin_stuck_days", readonly=False
    )
    keqin_need_days = fields.Integer(
        related="company_id.keqin_need_days", readonly=False
    )
    keqin_resume_on_reply = fields.Boolean(
        related="company_id.keqin_resume_on_reply", readonly=False
    )
