from odoo import fields, models
from odoo.exceptions import UserError


class KeqinPurchaseIntent(models.Model):
    """What a customer plans to buy, when, and for how much (R002).

    Open plans of the window that follows count for the customer's potential.
    """

    _name = "keqin.purchase.intent"
    _description = "Purchase Plan"
    _order = "expected_on, id"

    customer_id = fields.Many2one(
        "keqin.customer", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char("What", required=True)
    category_id = fields.Many2one(
        "product.category",
        "Product category",
        ondelete="restrict",
        index="btree_not_null",
    )
    expected_on = fields.Date(required=True, index=True)
    expected_amount = fields.Monetary()
    currency_id = fields.Many2one(related="customer_id.currency_id")
    user_id = fields.Many2one(related="customer_id.user_id", string="Account manager")
    state = fields.Selection(
        [("planned", "Planned"), ("ordered", "Ordered"), ("dropped", "Dropped")],
        string="Status",
        default="planned",
        required=True,
        index=True,
    )
    note = fields.Text()

    _amount_positive = models.Constraint(
        "CHECK(expected_amount >= 0)", "The expected amount cannot be negative."
    )

    def write(self, vals):
        """A plan stays with its customer: moved, it would escape who may see it."""
        moved = "customer_id" in vals and any(
            plan.customer_id.id != vals["customer_id"] for plan in self
        )
        if moved:
            raise UserError(
                self.env._(
                    "%s stays with its customer. Make a new plan for the other one.",
                    ", ".join(self.mapped("name")),
                )
            )
        return super().write(vals)
