from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: grading, service, listening, indicators
    _inherit = "res.config.settings"

    keqin_retention = fields.Selection(
        related="company_id.keqin_retention", readonly=False
    )
    keqin_referral_counts = fields.Selection(
        related="company_id.keqin_referral_counts", readonly=False
    )
