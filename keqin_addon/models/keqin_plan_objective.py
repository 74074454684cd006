from odoo import api, fields, models


class KeqinPlanObjective(models.Model):
    """What a plan is to achieve, measured (R032, R217).

    Also the customer's own business goals, with our contribution.
    """

    _name = "keqin.plan.objective"
    _description = "Care Plan Objective"
    _inherit = ["keqin.plan.part.mixin"]
    _order = "sequence, id"

    plan_id = fields.Many2one(
        "keqin.plan", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="plan_id.company_id")
    sequence = fields.Integer(default=10)
    name = fields.Char("Objective", required=True)
    measure = fields.Char(help="How it is measured, and in what unit.")
    target = fields.Float(aggregator=None)
    actual = fields.Float(aggregator=None, copy=False)
    progress = fields.Float(
        "Achieved (%)",
        compute="_compute_progress",
        digits=(5, 0),
        help="Actual against target, at most 100.",
    )
    reached = fields.Boolean(
        "Achieved",
        compute="_compute_progress",
        help="Without a target: as soon as an actual value is given.",
    )
    due_on = fields.Date("Due")
    is_customer_goal = fields.Boolean(
        "Customer's own goal", help="A business goal of the customer we contribute to."
    )
    contribution = fields.Char("Our contribution")
    carried = fields.Boolean(
        "Carried over",
        readonly=True,
        copy=False,
        help="Was not reached in the previous plan.",
    )

    _target_positive = models.Constraint(
        "CHECK(target >= 0)", "A target cannot be negative."
    )

    @api.depends("target", "actual")
    def _compute_progress(self):
        for objective in self:
            target, actual = objective.target, objective.actual
            share = actual / target if target else float(actual > 0)
            objective.progress = 100.0 * min(max(share, 0.0), 1.0)
            objective.reached = objective.progress >= 100.0

    @api.model
    def _progress_fields(self):
        """Progress is recorded while the plan runs."""
        return frozenset(["actual", "contribution"])

    @api.model
    def _field_writers(self):
        """Groups that may write a field, for fields with fewer writers than readers."""
        return super()._field_writers() | {"carried": fields.NO_ACCESS}
