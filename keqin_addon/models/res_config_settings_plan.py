from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "res.config.settings"

    keqin_plan_advice = fields.Selection(
        related="company_id.keqin_plan_advice", readonly=False
    )
    keqin_capacity_policy = fields.Selection(
        related="company_id.keqin_capacity_policy", readonly=False
    )
    keqin_marketing_user_id = fields.Many2one(
        related="company_id.keqin_marketing_user_id", readonly=False
    )
    keqin_sponsor_min = fields.Integer(
        related="company_id.keqin_sponsor_min", readonly=False
    )
    keqin_sponsor_max = fields.Integer(
        related="company_id.keqin_sponsor_max", readonly=False
    )
