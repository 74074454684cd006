from odoo import fields, models


class KeqinPlan(models.Model):
    """What executives decided that changes the plan (R161)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: see `keqin_plan`
    _inherit = "keqin.plan"

    decision_ids = fields.Many2many(
        "keqin.decision",
        "keqin_decision_keqin_plan_rel",
        "keqin_plan_id",
        "keqin_decision_id",
        "Executive decisions",
        readonly=True,
        copy=False,
    )
