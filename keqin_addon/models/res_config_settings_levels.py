from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "res.config.settings"

    keqin_levels = fields.Selection(related="company_id.keqin_levels", readonly=False)
