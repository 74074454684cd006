from odoo import api, fields, models

from .keqin_customer import SENSITIVE
from .keqin_customer_health import STAFF
from .optional_float import OptionalFloat

RHYTHM_STATES = [
    ("regular", "As usual"),
    ("late", "Later than usual"),
    ("declining", "Declining"),
    ("silent", "Silent"),
]
TRENDS = [("up", "Rising"), ("flat", "Flat"), ("down", "Falling")]
COMPUTED = (
    "order_interval",
    "order_interval_count",
    "next_order_on",
    "rhythm_ratio",
    "rhythm_state",
    "amount_trend_state",
    "frequency_trend_state",
    "clv",
    "clv_previous",
    "clv_change",
)


class KeqinCustomer(models.Model):
    """The customer's own purchase rhythm, and what the relationship is worth.

    All written by `keqin.rhythm.engine`, by the arithmetic of `tools.rhythm`.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.customer"

    order_interval = OptionalFloat(
        "Order interval (days)",
        digits=(7, 1),
        readonly=True,
        copy=False,
        aggregator="avg",
        groups=STAFF,
        help="Median number of days between the customer's own order days.",
    )
    order_interval_count = fields.Integer(
        "Intervals known", readonly=True, copy=False, groups=STAFF
    )
    next_order_on = fields.Date(
        "Expected order",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups=STAFF,
        help="Last order and the customer's own interval.",
    )
    rhythm_ratio = OptionalFloat(
        "Times own interval",
        digits=(7, 2),
        readonly=True,
        copy=False,
        aggregator=None,
        groups=STAFF,
        help="Days since the last order, in intervals of the customer.",
    )
    rhythm_state = fields.Selection(
        RHYTHM_STATES,
        "Purchase rhythm",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups=STAFF,
    )
    amount_trend_state = fields.Selection(
        TRENDS, "Trend of amount", readonly=True, copy=False, groups=STAFF
    )
    frequency_trend_state = fields.Selection(
        TRENDS, "Trend of orders", readonly=True, copy=False, groups=STAFF
    )
    clv = OptionalFloat(
        "Lifetime value",
        readonly=True,
        copy=False,
        digits=(16, 2),
        aggregator="sum",
        groups=SENSITIVE,
        help="Yearly margin x r / (1 + i - r).",
    )
    clv_previous = OptionalFloat(
        "Lifetime value before",
        readonly=True,
        copy=False,
        digits=(16, 2),
        groups=SENSITIVE,
    )
    clv_change = OptionalFloat(
        "Change of lifetime value",
        readonly=True,
        copy=False,
        digits=(16, 2),
        groups=SENSITIVE,
    )

    @api.model
    def _field_writers(self):
        return super()._field_writers() | dict.fromkeys(COMPUTED, fields.NO_ACCESS)
