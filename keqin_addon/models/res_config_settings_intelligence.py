from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: grading, service, market news
    _inherit = "res.config.settings"

    keqin_intelligence_interval = fields.Selection(
        related="company_id.keqin_intelligence_interval", readonly=False
    )
