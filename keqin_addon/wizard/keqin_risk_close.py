from odoo import api, fields, models


class KeqinRiskClose(models.TransientModel):
    """Asks what became of risks, or until when and why they are put off (R118)."""

    _name = "keqin.risk.close"
    _description = "Close Risk"

    risk_ids = fields.Many2many("keqin.risk", required=True)
    state = fields.Selection(
        [
            ("recovered", "Recovered"),
            ("lost", "Lost"),
            ("dismissed", "No risk"),
            ("snooze", "Put off"),
        ],
        "Stage",
        required=True,
        readonly=True,
    )
    result = fields.Text("In words", required=True)
    until = fields.Date(
        "Not before", compute="_compute_until", store=True, readonly=False
    )

    @api.depends("state")
    def _compute_until(self):
        days = {"snooze": 14, "dismissed": 90}
        for wizard in self:
            today = wizard.risk_ids._company_day()
            ahead = days.get(wizard.state)
            wizard.until = ahead and fields.Date.add(today, days=ahead)

    def action_close(self):
        """As the step of the risk, which checks who may take it, and when."""
        self.ensure_one()
        if self.state == "snooze":
            self.risk_ids._snooze(self.until, self.result)
        else:
            self.risk_ids._close(self.state, self.result, self.until)
        return {"type": "ir.actions.act_window_close"}
