from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: grading, service, health and loss
    _inherit = "res.config.settings"

    keqin_health_yellow = fields.Float(
        related="company_id.keqin_health_yellow", readonly=False
    )
    keqin_health_green = fields.Float(
        related="company_id.keqin_health_green", readonly=False
    )
    keqin_health_coverage = fields.Float(
        related="company_id.keqin_health_coverage", readonly=False
    )
    keqin_lost_factor = fields.Float(
        related="company_id.keqin_lost_factor", readonly=False
    )
    keqin_lost_days = fields.Integer(
        related="company_id.keqin_lost_days", readonly=False
    )
    keqin_clv_discount = fields.Float(
        related="company_id.keqin_clv_discount", readonly=False
    )
    keqin_upcoming_days = fields.Integer(
        related="company_id.keqin_upcoming_days", readonly=False
    )
    keqin_renewal_days = fields.Integer(
        related="company_id.keqin_renewal_days", readonly=False
    )
