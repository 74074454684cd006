from odoo import fields, models

from .keqin_grade_change import TIER_SELECTION
from .keqin_indicator import DEPARTMENTS
from .optional_float import OptionalFloat


class KeqinEvaluationLine(models.Model):
    """One indicator of an evaluation: target, actual, gap, before (R131).

    Without an indicator it is a qualitative line, scored by the manager (R150).
    """

    _name = "keqin.evaluation.line"
    _description = "Evaluation Line"
    _inherit = "keqin.guarded.mixin"
    _order = "evaluation_id, sequence, id"
    _check_company_auto = True

    evaluation_id = fields.Many2one(
        "keqin.evaluation", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="evaluation_id.company_id", store=True, precompute=True, index=True
    )
    sequence = fields.Integer(default=10)
    indicator_id = fields.Many2one("keqin.indicator", index=True, ondelete="restrict")
    name = fields.Char("Criterion")
    department = fields.Selection(DEPARTMENTS, index=True)
    kind = fields.Selection(
        [("result", "Result"), ("process", "Process"), ("qualitative", "Judgement")],
        required=True,
        default="result",
    )
    unit = fields.Selection(related="indicator_id.unit")
    tier = fields.Selection(TIER_SELECTION)
    weight = fields.Float(digits=(5, 1), aggregator=None)
    target = OptionalFloat(readonly=True, digits=(16, 2), aggregator=None)
    target_max = OptionalFloat(readonly=True, digits=(16, 2), aggregator=None)
    numerator = fields.Float(readonly=True, digits=(16, 2), aggregator=None)
    denominator = fields.Float(readonly=True, digits=(16, 2), aggregator=None)
    n = fields.Integer("Facts", readonly=True, aggregator=None)
    actual = OptionalFloat(readonly=True, digits=(16, 2), aggregator="avg")
    low = OptionalFloat("At least", readonly=True, digits=(16, 2), aggregator=None)
    high = OptionalFloat("At most", readonly=True, digits=(16, 2), aggregator=None)
    gap = OptionalFloat("Gap to target", readonly=True, digits=(16, 2), aggregator=None)
    previous = OptionalFloat(readonly=True, digits=(16, 2), aggregator=None)
    change = OptionalFloat(readonly=True, digits=(16, 2), aggregator=None)
    change_low = OptionalFloat(readonly=True, digits=(16, 2), aggregator=None)
    change_high = OptionalFloat(readonly=True, digits=(16, 2), aggregator=None)
    verdict = fields.Selection(
        [
            ("met", "Reached"),
            ("below", "Below target"),
            ("unsure", "Not sure"),
            ("few", "No data"),
        ],
        readonly=True,
        help="Below target only where chance does not explain it.",
    )
    is_change = fields.Boolean(
        "Reliable change",
        readonly=True,
        help="More than chance explains, at 95 %.",
    )
    score = OptionalFloat("Score (0-100)", digits=(5, 1), aggregator="avg")
    comment = fields.Text()
