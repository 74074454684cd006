from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: grading, limits of activities
    _inherit = "res.config.settings"

    keqin_late_days = fields.Integer(
        related="company_id.keqin_late_days", readonly=False
    )
    keqin_summary_days = fields.Integer(
        related="company_id.keqin_summary_days", readonly=False
    )
    keqin_confirm_days = fields.Integer(
        related="company_id.keqin_confirm_days", readonly=False
    )
