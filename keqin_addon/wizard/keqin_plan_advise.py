from odoo import fields, models
from odoo.exceptions import UserError


class KeqinPlanAdvise(models.TransientModel):
    """Service says what it thinks of plans under review (R039)."""

    _name = "keqin.plan.advise"
    _description = "Advise on Plans"

    plan_ids = fields.Many2many("keqin.plan", required=True)
    text = fields.Text("Advice")

    def action_advise(self):
        """Record the advice."""
        self.ensure_one()
        if not (self.text or "").strip():
            raise UserError(
                self.env._("Write the advice, or say that there is no objection.")
            )
        self.plan_ids.action_advise(self.text)
        return {"type": "ir.actions.act_window_close"}

    def action_no_objection(self):
        """Record that service has no objection."""
        self.ensure_one()
        self.plan_ids.action_advise()
        return {"type": "ir.actions.act_window_close"}
