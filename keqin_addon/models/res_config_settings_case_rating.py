from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: settings of grading, of what comes after a case
    _inherit = "res.config.settings"

    keqin_rate_cases = fields.Boolean(
        related="company_id.keqin_rate_cases", readonly=False
    )
