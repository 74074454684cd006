from odoo import fields, models

from .keqin_brand_perception import BEST


class KeqinCustomer(models.Model):
    """The last that was heard of how the customer sees our brand (R006)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.customer"

    brand_perception = fields.Char(
        compute="_compute_brand_perception",
        groups="keqin_addon.group_keqin_staff",
        help="The last score, and what was said.",
    )

    def _compute_brand_perception(self):
        heard = self.env["keqin.brand.perception"].search_fetch(
            [("customer_id", "in", self.ids)], ["customer_id", "score", "note"]
        )
        last = {}
        for row in heard:
            last.setdefault(row.customer_id.id, row)
        for customer in self:
            row = last.get(customer.id)
            customer.brand_perception = row and f"{row.score} / {BEST} · {row.note}"

    def action_open_brand(self):
        """Everything heard, as far as the caller reads it."""
        return self._action_link("keqin_brand_perception_action")
