from odoo import api, fields, models


class KeqinPlanDecide(models.TransientModel):
    """An executive approves or rejects plans, with a comment (R041, R037)."""

    _name = "keqin.plan.decide"
    _description = "Decide on Plans"

    plan_ids = fields.Many2many("keqin.plan", required=True)
    plan_count = fields.Integer(compute="_compute_plans")
    currency_id = fields.Many2one("res.currency", compute="_compute_plans")
    budget_planned = fields.Monetary("Budget", compute="_compute_plans")
    hours_planned = fields.Float("Hours", compute="_compute_plans")
    requested_amount = fields.Monetary("Requested", compute="_compute_plans")
    request = fields.Text("Also requested", compute="_compute_plans")
    overload = fields.Text(compute="_compute_plans")
    granted_amount = fields.Monetary(
        "Granted",
        compute="_compute_granted_amount",
        store=True,
        readonly=False,
        help="Of several plans each gets what it requested.",
    )
    grant_note = fields.Char("Decision on people and material")
    comment = fields.Text(help="Fits the strategy? What to mind in the execution?")

    @api.depends("plan_ids")
    def _compute_plans(self):
        for wizard in self:
            plans = wizard.plan_ids
            wizard.plan_count = len(plans)
            wizard.currency_id = plans[:1].currency_id
            wizard.budget_planned = sum(plans.mapped("budget_planned"))
            wizard.hours_planned = sum(plans.mapped("hours_planned"))
            wizard.requested_amount = sum(plans.mapped("requested_amount"))
            wizard.request = "\n".join(
                text
                for plan in plans
                for text in (plan.request_people, plan.request_material)
                if text
            )
            wizard.overload = "\n".join(
                f"{plan.name}: {plan.utilisation:.0f} % – {plan.capacity_reason or ''}"
                for plan in plans
                if plan.overloaded
            )

    @api.depends("requested_amount")
    def _compute_granted_amount(self):
        for wizard in self:
            wizard.granted_amount = wizard.requested_amount

    def action_approve(self):
        """Approve the plans."""
        self.ensure_one()
        granted = self.granted_amount if self.plan_count == 1 else None
        self.plan_ids.action_approve(self.comment, granted, self.grant_note)
        return {"type": "ir.actions.act_window_close"}

    def action_reject(self):
        """Reject the plans; the comment says why."""
        self.ensure_one()
        self.plan_ids.action_reject(self.comment)
        return {"type": "ir.actions.act_window_close"}
