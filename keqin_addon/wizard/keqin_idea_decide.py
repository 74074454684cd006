from odoo import api, fields, models

from ..models.keqin_customer_bound_mixin import DEPARTMENTS


class KeqinIdeaDecide(models.TransientModel):
    """Asks who makes an idea happen, or why it is not followed up (R159)."""

    _name = "keqin.idea.decide"
    _description = "Decide on an Idea"

    idea_id = fields.Many2one("keqin.idea", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="idea_id.company_id")
    step = fields.Selection(
        [("adopt", "Adopt"), ("reject", "Reject")], required=True, default="adopt"
    )
    reason = fields.Text("Why so")
    improvement_id = fields.Many2one(
        "keqin.improvement",
        "Add to",
        domain="[('state', 'not in', ('verified', 'dropped')),"
        " ('company_id', '=', company_id)]",
        help="Empty: a new measure.",
    )
    department = fields.Selection(
        DEPARTMENTS,
        compute="_compute_department",
        store=True,
        readonly=False,
        precompute=True,
    )
    user_id = fields.Many2one(
        "res.users",
        "Owner",
        domain=lambda self: self.env["keqin.promise"]._domain_owner(),
    )
    date_due = fields.Date("Due")

    @api.depends("idea_id")
    def _compute_department(self):
        for wizard in self:
            wizard.department = wizard.idea_id.department

    def action_decide(self):
        """Take the step; an adopted idea opens the measure it became."""
        self.ensure_one()
        if self.step == "reject":
            self.idea_id._reject(self.reason)
            return {"type": "ir.actions.act_window_close"}
        measure = self.idea_id._adopt(
            self.reason,
            self.improvement_id,
            department=self.department,
            user_id=self.user_id.id,
            date_due=self.date_due,
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": measure._name,
            "res_id": measure.id,
            "views": [(False, "form")],
        }
