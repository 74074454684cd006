from odoo import fields, models


class KeqinSuggestionDismiss(models.TransientModel):
    """Asks why suggestions are dismissed, and when they may come again (R215)."""

    _name = "keqin.suggestion.dismiss"
    _description = "Dismiss Suggestion"

    suggestion_ids = fields.Many2many("keqin.suggestion", required=True)
    reason = fields.Char("Why not", required=True)
    until = fields.Date(
        "Not again before",
        required=True,
        default=lambda self: fields.Date.add(fields.Date.context_today(self), months=3),
    )

    def action_dismiss(self):
        """As the step of the suggestion, which checks who may take it."""
        self.ensure_one()
        self.suggestion_ids.action_dismiss(self.reason, self.until)
        return {"type": "ir.actions.act_window_close"}
