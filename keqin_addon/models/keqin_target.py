from odoo import fields, models

from .keqin_feedback import DIMENSIONS
from .keqin_grade_change import TIER_SELECTION


class KeqinTarget(models.Model):
    """What an indicator should reach: by period, tier and dimension (R104, R106)."""

    _name = "keqin.target"
    _description = "Target"
    _order = "indicator_id, date_start desc, id"
    _check_company_auto = True

    indicator_id = fields.Many2one(
        "keqin.indicator", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company",
        "Caring company",
        index=True,
        help="Empty: every company.",
    )
    tier = fields.Selection(TIER_SELECTION, help="Empty: every tier.")
    dimension = fields.Selection(DIMENSIONS, help="Empty: every dimension.")
    date_start = fields.Date("From")
    date_end = fields.Date("Until")
    value = fields.Float("Target", required=True, aggregator=None)
