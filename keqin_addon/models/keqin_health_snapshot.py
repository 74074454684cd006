from odoo import fields, models

from .keqin_feedback import READERS
from .keqin_grade_change import TIER_SELECTION
from .keqin_health_factor import BANDS
from .optional_float import OptionalFloat


class KeqinHealthSnapshot(models.Model):
    """The health of a customer at the end of a month, frozen (R214)."""

    _name = "keqin.health.snapshot"
    _description = "Health History"
    _order = "month desc, customer_id"
    _rec_name = "customer_id"

    customer_id = fields.Many2one(
        "keqin.customer", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="customer_id.company_id", store=True, precompute=True, index=True
    )
    user_id = fields.Many2one(related="customer_id.user_id", string="Account manager")
    month = fields.Date(required=True, readonly=True, index=True)
    as_of = fields.Date(
        "Since",
        required=True,
        readonly=True,
        help="The day of that month from which on it was so.",
    )
    tier = fields.Selection(TIER_SELECTION, "Tier Then", readonly=True)
    score = OptionalFloat(digits=(5, 2), readonly=True, aggregator="avg")
    coverage = fields.Float(digits=(5, 4), readonly=True, aggregator="avg")
    band = fields.Selection(BANDS, readonly=True)
    explanation = fields.Json(readonly=True, groups=READERS)

    _month_uniq = models.Constraint(
        "UNIQUE(customer_id, month)", "This month has its history already."
    )
    # What the peer line asks for: averages by month, without the wide rows.
    _peers = models.Index("(company_id, tier, month) INCLUDE (score)")
