from odoo import fields, models


class KeqinPlanLine(models.Model):
    """One kind of care in a plan, with its person, budget and attainment (R037).

    The scheduled action makes the next activity of each line, one at a time.
    """

    _name = "keqin.plan.line"
    _description = "Care Plan Line"
    _inherit = ["keqin.cadence.mixin"]

    plan_id = fields.Many2one(
        "keqin.plan", required=True, index=True, ondelete="cascade"
    )
    customer_id = fields.Many2one(
        related="plan_id.customer_id", store=True, index=True, precompute=True
    )
    company_id = fields.Many2one(related="plan_id.company_id")
    standard_line_id = fields.Many2one(
        "keqin.standard.line", ondelete="set null", index="btree_not_null"
    )
    user_id = fields.Many2one(
        "res.users", "Responsible", index="btree_not_null", ondelete="restrict"
    )
    contact_ids = fields.Many2many("res.partner", string="With whom")
