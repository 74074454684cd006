from odoo import fields, models


class KeqinSolutionDecline(models.TransientModel):
    """Asks why the customer does not want what we proposed."""

    _name = "keqin.solution.decline"
    _description = "Decline Solutions"

    solution_ids = fields.Many2many("keqin.solution", required=True)
    reason = fields.Char(required=True)

    def action_apply(self):
        self.ensure_one()
        self.solution_ids._decline(self.reason)
        return {"type": "ir.actions.act_window_close"}
