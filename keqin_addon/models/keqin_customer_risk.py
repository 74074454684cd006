from odoo import api, fields, models

from .keqin_feedback import READERS
from .keqin_risk import OPEN
from .keqin_risk_rule import RISK_LEVELS


class KeqinCustomer(models.Model):
    """The risks of a customer, and how serious the worst of them is (R115, R118)."""

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
    risk_count = fields.Integer(
        "Open risks", compute="_compute_risk_count", groups=READERS
    )

    @api.depends("risk_ids.state", "risk_ids.level")
    def _compute_risk_level(self):
        order = [level for level, _label in RISK_LEVELS]
        groups = self.env["keqin.risk"]._read_group(
            [("customer_id", "in", self.ids), ("state", "in", OPEN)],
            ["customer_id"],
            ["level:array_agg"],
        )
        worst = {customer: max(levels, key=order.index) for customer, levels in groups}
        for customer in self:
            customer.risk_level = worst.get(customer._origin, False)

    def _compute_risk_count(self):
        counts = self._count_links("keqin.risk", [("state", "in", OPEN)])
        for customer in self:
            customer.risk_count = counts.get(customer.id, 0)

    def action_open_risks(self):
        """Its risks, the open ones first."""
        action = self._action_link("keqin_risk_action")
        action["context"]["search_default_open"] = bool(self.risk_count)
        return action

    @api.model
    def _field_writers(self):
        return super()._field_writers() | {"risk_level": fields.NO_ACCESS}
