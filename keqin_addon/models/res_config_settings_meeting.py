from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: grading, service, how we meet
    _inherit = "res.config.settings"

    keqin_meets_jointly = fields.Boolean(
        related="company_id.keqin_meets_jointly", readonly=False
    )
    keqin_meets_specially = fields.Boolean(
        related="company_id.keqin_meets_specially", readonly=False
    )
    keqin_meets_on_evaluation = fields.Boolean(
        related="company_id.keqin_meets_on_evaluation", readonly=False
    )
    keqin_meeting_cases = fields.Selection(
        related="company_id.keqin_meeting_cases", readonly=False
    )
