from odoo import fields, models


class KeqinEvaluationReopen(models.TransientModel):
    """Asks why an evaluation goes back a step."""

    _name = "keqin.evaluation.reopen"
    _description = "Reopen Evaluations"

    evaluation_ids = fields.Many2many(
        "keqin.evaluation", string="Evaluations", required=True
    )
    reason = fields.Char(required=True)

    def action_reopen(self):
        """Open them again, as the step does."""
        self.ensure_one()
        self.evaluation_ids.action_reopen(self.reason)
        return {"type": "ir.actions.act_window_close"}
