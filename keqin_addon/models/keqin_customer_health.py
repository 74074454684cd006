from odoo import api, fields, models

from .keqin_feedback import READERS
from .keqin_health_factor import BANDS
from .optional_float import OptionalFloat

STAFF = "keqin_addon.group_keqin_staff"
_COMPUTED = (
    "health_score",
    "health_band",
    "health_coverage",
    "health_on",
    "health_explanation",
    "health_change",
    "health_compared_on",
)


class KeqinCustomer(models.Model):
    """How healthy the relationship is, and what that is made of (R214)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.customer"

    health_score = OptionalFloat(
        "Health",
        digits=(5, 2),
        readonly=True,
        copy=False,
        aggregator="avg",
        groups=STAFF,
        help="0 to 100, the weighted mean of the factors that are known.",
    )
    health_band = fields.Selection(
        BANDS,
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups=STAFF,
        help="Empty while less than half of the weights is known.",
    )
    health_coverage = fields.Float(
        digits=(5, 4), readonly=True, copy=False, aggregator="avg", groups=STAFF
    )
    health_on = fields.Date("Health as of", readonly=True, copy=False, groups=STAFF)
    health_change = OptionalFloat(
        "Change of health",
        digits=(5, 2),
        readonly=True,
        copy=False,
        aggregator="avg",
        groups=STAFF,
        help="Against the last month-end.",
    )
    health_compared_on = fields.Date(
        "Compared with", readonly=True, copy=False, groups=STAFF
    )
    health_explanation = fields.Json(readonly=True, copy=False, groups=READERS)
    health_snapshot_ids = fields.One2many(
        "keqin.health.snapshot", "customer_id", "Health history", groups=STAFF
    )

    @api.model
    def _field_writers(self):
        return super()._field_writers() | dict.fromkeys(_COMPUTED, fields.NO_ACCESS)
