from odoo import api, fields, models

from ..models.keqin_customer_bound_mixin import DEPARTMENTS


class KeqinCaseRouteStep(models.TransientModel):
    """Asks for the day, the reason or the person that a step of a task needs."""

    _name = "keqin.case.route.step"
    _description = "Step of a Routed Task"

    task_ids = fields.Many2many("keqin.case.task", required=True)
    step = fields.Selection(
        [
            ("plan", "Plan"),
            ("reject", "Reject"),
            ("reopen", "Ask again"),
            ("transfer", "Transfer"),
        ],
        required=True,
    )
    planned_on = fields.Date("Planned for", default=fields.Date.context_today)
    user_id = fields.Many2one(
        "res.users",
        "New owner",
        domain=lambda self: self.env["keqin.promise"]._domain_owner(),
    )
    department = fields.Selection(
        DEPARTMENTS, compute="_compute_department", store=True, readonly=False
    )
    reason = fields.Char()

    @api.depends("task_ids")
    def _compute_department(self):
        for wizard in self:
            wizard.department = wizard.task_ids[:1].department

    def action_done(self):
        """Take the step, with the rights of the caller."""
        self.ensure_one()
        tasks = self.task_ids
        if self.step == "plan":
            tasks.action_plan(self.planned_on)
        elif self.step == "reject":
            tasks.action_reject(self.reason)
        elif self.step == "reopen":
            tasks.action_reopen(self.reason)
        elif self.step == "transfer":
            tasks.action_transfer(self.user_id.id, self.reason, self.department)
        if tasks._filtered_access("read") == tasks:
            return {"type": "ir.actions.act_window_close"}
        # given away: the page behind the dialog is no longer ours to see
        action = self.env["ir.actions.actions"]._for_xml_id(
            "keqin_addon.keqin_case_task_action_mine"
        )
        return action | {"target": "main"}
