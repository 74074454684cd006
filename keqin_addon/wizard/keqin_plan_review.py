from dateutil.relativedelta import relativedelta

from odoo import fields, models


class KeqinPlanReview(models.TransientModel):
    """The account manager reviews running plans, and may revise one (R049)."""

    _name = "keqin.plan.review"
    _description = "Review Plans"

    plan_ids = fields.Many2many("keqin.plan", required=True)
    outcome = fields.Text(
        "What was found", required=True, help="How is the relationship? Does it work?"
    )
    next_review_on = fields.Date(
        "Next review",
        required=True,
        default=lambda self: fields.Date.context_today(self) + relativedelta(months=3),
    )
    revise = fields.Boolean("Revise the plan", help="A draft of it is opened.")

    def action_review(self):
        """Record the review; open the draft of a revision if one is wanted."""
        self.ensure_one()
        self.plan_ids.action_review(self.outcome, self.next_review_on)
        if self.revise and len(self.plan_ids) == 1:
            return self.plan_ids.action_revise()
        return {"type": "ir.actions.act_window_close"}
