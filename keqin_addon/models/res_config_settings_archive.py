from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "res.config.settings"

    keqin_archive_days = fields.Integer(
        related="company_id.keqin_archive_days", readonly=False
    )
    keqin_archive_four_eyes = fields.Boolean(
        related="company_id.keqin_archive_four_eyes", readonly=False
    )
