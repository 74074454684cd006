from odoo import fields, models


class KeqinImprovementDrop(models.TransientModel):
    """Asks why measures are dropped, or opened again."""

    _name = "keqin.improvement.drop"
    _description = "Drop or Reopen Improvements"

    improvement_ids = fields.Many2many(
        "keqin.improvement", string="Improvements", required=True
    )
    step = fields.Selection(
        [("drop", "Drop"), ("reopen", "Reopen")], required=True, default="drop"
    )
    reason = fields.Char(required=True)

    def action_apply(self):
        self.ensure_one()
        steps = {
            "drop": self.improvement_ids.action_drop,
            "reopen": self.improvement_ids.action_reopen,
        }
        steps[self.step](self.reason)
        return {"type": "ir.actions.act_window_close"}
