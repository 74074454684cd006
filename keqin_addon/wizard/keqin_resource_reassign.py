from odoo import fields, models


class KeqinResourceReassign(models.TransientModel):
    """Give open work to somebody else, across departments (R200)."""

    _name = "keqin.resource.reassign"
    _description = "Reassign Open Work"

    row_ids = fields.Json(required=True)
    user_id = fields.Many2one(
        "res.users", "Reassign to", required=True, domain="[('share', '=', False)]"
    )
    reason = fields.Char("Why", required=True)

    def action_apply(self):
        """All of it, or nothing."""
        self.ensure_one()
        rows = self.env["keqin.resource.use"].browse(self.row_ids)
        # of what the caller may read, and is still open
        rows = rows.filtered("open_count")
        rows._give_to(self.user_id, self.reason)
        return {"type": "ir.actions.act_window_close"}
