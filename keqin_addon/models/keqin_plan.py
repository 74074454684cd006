from odoo import fields, models

# States in which the plan is agreed and its activities are generated or done.
AGREED = ("approved", "running", "done")


class KeqinPlan(models.Model):
    """Care plan of one customer and period, approved by an executive (R029-R051).

    Sales drafts it, service advises, an executive approves; nobody skips a step. What
    was approved is frozen in ``snapshot``; a revision is a new plan that keeps the old.
    """

    _name = "keqin.plan"
    _description = "Care Plan"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_start desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    customer_id = fields.Many2one(
        "keqin.customer",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(related="customer_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(related="customer_id.user_id", string="Account manager")
    date_start = fields.Date(required=True, tracking=True)
    date_end = fields.Date(required=True, tracking=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("review", "Service review"),
            ("submitted", "Submitted"),
            ("approved", "Approved"),
            ("running", "Running"),
            ("done", "Done"),
            ("rejected", "Rejected"),
            ("cancelled", "Replaced"),
        ],
        string="Status",
        default="draft",
        required=True,
        index=True,
        copy=False,
        tracking=True,
    )
    standard_id = fields.Many2one(
        "keqin.standard", ondelete="restrict", index="btree_not_null"
    )
    strategy_id = fields.Many2one(
        "keqin.strategy",
        "Annual strategy",
        ondelete="set null",
        index="btree_not_null",
        check_company=True,
    )
    previous_id = fields.Many2one(
        "keqin.plan", "Follows", ondelete="set null", index="btree_not_null"
    )
    line_ids = fields.One2many("keqin.plan.line", "plan_id", "Care", copy=True)
    objective_ids = fields.One2many("keqin.plan.objective", "plan_id", copy=True)
    care_activity_ids = fields.One2many("keqin.activity", "plan_id", "Care activities")
    snapshot = fields.Json(readonly=True, copy=False)
