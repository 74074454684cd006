from odoo import api, fields, models

from .keqin_feedback import READERS
from .keqin_risk import OPEN
from .keqin_risk_rule import RISK_LEVELS


class KeqinCustomer(models.Model):
    """The risks of a customer, and how serious the worst of them is (R115)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.customer"

    risk_ids = fields.One2many("keqin.risk", "customer_id", "Risks", groups=READERS)
    risk_level = fields.Selection(
        RISK_LEVELS,
        compute="_compute_risk_level",
        store=True,
        index="btree_not_null",
        groups=READERS,
        help="Of its most serious open risk.",
    )

    @api.depends("risk_ids.state", "risk_ids.level")
    def _compute_risk_level(self):
        order = [level for level, _label in RISK_LEVELS]
        for customer in self:
            levels = customer.risk_ids.filtered(lambda r: r.state in OPEN).mapped(
                "level"
            )
            customer.risk_level = max(levels, key=order.index) if levels else False
