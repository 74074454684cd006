from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "res.config.settings"

    keqin_mailing_gap_days = fields.Integer(
        related="company_id.keqin_mailing_gap_days", readonly=False
    )
