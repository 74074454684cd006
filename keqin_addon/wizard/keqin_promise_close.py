from odoo import fields, models


class KeqinPromiseClose(models.TransientModel):
    """Asks why promises were broken, or released by the customer."""

    _name = "keqin.promise.close"
    _description = "Close Promises"

    promise_ids = fields.Many2many("keqin.promise", required=True)
    state = fields.Selection(
        [("broken", "Broken"), ("released", "Released by customer")],
        "Status",
        required=True,
    )
    reason = fields.Char(required=True)

    def action_close(self):
        self.ensure_one()
        self.promise_ids._close_with_reason(self.state, self.reason)
        return {"type": "ir.actions.act_window_close"}
