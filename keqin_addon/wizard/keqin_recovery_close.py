from odoo import api, fields, models


class KeqinRecoveryClose(models.TransientModel):
    """Asks why a customer was dissatisfied, and what became of it (R112)."""

    _name = "keqin.recovery.close"
    _description = "Close Recovery"

    recovery_id = fields.Many2one("keqin.recovery", required=True)
    state = fields.Selection(
        [("done", "Recovered"), ("failed", "Not recovered")],
        "Status",
        required=True,
        default="done",
    )
    cause_id = fields.Many2one(
        "keqin.case.cause",
        compute="_compute_cause_id",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
    )
    result = fields.Text(help="What was done, and what the customer says now.")
    has_step_done = fields.Boolean(compute="_compute_has_step_done")
    no_step_reason = fields.Char("Why without a step")
    reask_days = fields.Integer(related="recovery_id.company_id.keqin_reask_days")

    @api.depends("recovery_id")
    def _compute_cause_id(self):
        for wizard in self:
            wizard.cause_id = wizard.recovery_id.cause_id

    @api.depends("recovery_id")
    def _compute_has_step_done(self):
        for wizard in self:
            recovery = wizard.recovery_id
            wizard.has_step_done = bool(recovery) and recovery._has_step_done()

    def action_close(self):
        """As the step of the recovery: its owner or a lead, with cause and result."""
        self.ensure_one()
        self.recovery_id._close(
            self.state, self.cause_id, self.result, self.no_step_reason
        )
        return {"type": "ir.actions.act_window_close"}
