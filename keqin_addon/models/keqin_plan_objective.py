from odoo import fields, models


class KeqinPlanObjective(models.Model):
    """What a plan is to achieve, measured (R032, R217).

    Also the customer's own business goals, with our contribution.
    """

    _name = "keqin.plan.objective"
    _description = "Care Plan Objective"
    _order = "sequence, id"

    plan_id = fields.Many2one(
        "keqin.plan", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char("Objective", required=True)
    measure = fields.Char(help="How it is measured, and in what unit.")
    target = fields.Float(aggregator=None)
    actual = fields.Float(aggregator=None)
    due_on = fields.Date()
    is_customer_goal = fields.Boolean(
        "Customer's own goal", help="A business goal of the customer we contribute to."
    )
    contribution = fields.Char("Our contribution")
