from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: service levels, the web form
    _inherit = "res.config.settings"

    keqin_web_form = fields.Boolean(related="company_id.keqin_web_form", readonly=False)
    keqin_web_url = fields.Char(related="company_id.keqin_web_url")
