from odoo import fields, models


class KeqinCustomerInvalid(models.TransientModel):
    """Say that care files are invalid, and why; they stay and are left out (R187)."""

    _name = "keqin.customer.invalid"
    _description = "Mark as Invalid"

    customer_ids = fields.Many2many("keqin.customer", required=True)
    reason = fields.Selection(
        lambda self: (
            self.env["keqin.customer"]
            ._fields["invalid_reason"]
            ._description_selection(self.env)
        ),
        required=True,
    )
    note = fields.Char("What is known", required=True)

    def action_apply(self):
        """Out of plans, care, waves and mailings from now on."""
        self.ensure_one()
        self.customer_ids.check_access("write")
        self.customer_ids._mark_invalid(self.reason, self.note)
        return {"type": "ir.actions.act_window_close"}
