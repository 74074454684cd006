from odoo import api, fields, models

from ..models.keqin_customer_change import Because


class KeqinCustomerLost(models.TransientModel):
    """Say that customers are lost, and why (R121)."""

    _name = "keqin.customer.lost"
    _description = "Mark as Lost"

    customer_ids = fields.Many2many("keqin.customer", required=True)
    customer_count = fields.Integer(compute="_compute_customer_count")
    reason = fields.Char(required=True)

    @api.depends("customer_ids")
    def _compute_customer_count(self):
        for wizard in self:
            wizard.customer_count = len(wizard.customer_ids)

    def action_apply(self):
        """Lost from today on, for churn figures; the next order brings them back."""
        self.ensure_one()
        customers = self.customer_ids.filtered(lambda file: file.lifecycle != "lost")
        customers._write_because({"lifecycle": "lost"}, Because(self.reason))
        return {"type": "ir.actions.act_window_close"}
