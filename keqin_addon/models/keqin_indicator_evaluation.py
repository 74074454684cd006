from odoo import fields, models


class KeqinIndicator(models.Model):
    """Which indicators are evaluated, and how much each counts (R129)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what is measured, what is evaluated
    _inherit = "keqin.indicator"

    in_evaluation = fields.Boolean(
        "Part of evaluations",
        default=True,
        index=True,
        help="New evaluations of the company and its teams have a line of it.",
    )
    evaluation_weight = fields.Float(
        "Weight in evaluations",
        default=1.0,
        digits=(5, 1),
        aggregator=None,
        help="How much it counts for the overall score; 0: shown, not counted.",
    )

    _evaluation_weight_positive = models.Constraint(
        "CHECK(evaluation_weight >= 0)", "A weight cannot be negative."
    )
