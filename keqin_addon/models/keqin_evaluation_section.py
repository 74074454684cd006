from odoo import fields, models

from .keqin_indicator import DEPARTMENTS


class KeqinEvaluationSection(models.Model):
    """What a department says of the period: what worked, what did not (R132, R133)."""

    _name = "keqin.evaluation.section"
    _description = "Department's Evaluation"
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
    department = fields.Selection(DEPARTMENTS, required=True)
    user_id = fields.Many2one("res.users", "Written by", ondelete="restrict")
    results = fields.Html("What worked")
    shortcomings = fields.Html("What did not work")
    proposals = fields.Html("What to improve")
    done_on = fields.Date("Handed in on", readonly=True, copy=False)
    done_by_id = fields.Many2one(
        "res.users", "Handed in by", readonly=True, copy=False, ondelete="restrict"
    )

    _once = models.Constraint(
        "UNIQUE(evaluation_id, department)",
        "This department has its section in the evaluation already.",
    )
