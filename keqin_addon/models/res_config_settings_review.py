from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: grading, service, how we listen
    _inherit = "res.config.settings"

    keqin_evaluates = fields.Boolean(
        related="company_id.keqin_evaluates", readonly=False
    )
    keqin_evaluation_period = fields.Selection(
        related="company_id.keqin_evaluation_period", readonly=False
    )
    keqin_evaluation_month = fields.Boolean(
        related="company_id.keqin_evaluation_month", readonly=False
    )
    keqin_evaluation_tiers = fields.Boolean(
        related="company_id.keqin_evaluation_tiers", readonly=False
    )
    keqin_evaluation_teams = fields.Boolean(
        related="company_id.keqin_evaluation_teams", readonly=False
    )
