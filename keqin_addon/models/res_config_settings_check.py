from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "res.config.settings"

    keqin_mystery_checks = fields.Boolean(
        related="company_id.keqin_mystery_checks", readonly=False
    )
