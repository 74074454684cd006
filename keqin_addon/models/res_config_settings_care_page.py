from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "res.config.settings"

    keqin_care_page = fields.Boolean(
        related="company_id.keqin_care_page", readonly=False
    )
    keqin_care_page_days = fields.Integer(
        related="company_id.keqin_care_page_days", readonly=False
    )
