from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: grading, service, how we listen
    _inherit = "res.config.settings"

    keqin_appraises = fields.Boolean(
        related="company_id.keqin_appraises", readonly=False
    )
    keqin_rating_outstanding = fields.Float(
        related="company_id.keqin_rating_outstanding", readonly=False
    )
    keqin_rating_good = fields.Float(
        related="company_id.keqin_rating_good", readonly=False
    )
    keqin_rating_sufficient = fields.Float(
        related="company_id.keqin_rating_sufficient", readonly=False
    )
    keqin_report_period = fields.Selection(
        related="company_id.keqin_report_period", readonly=False
    )
