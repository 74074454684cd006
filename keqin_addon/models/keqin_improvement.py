from odoo import fields, models

from .keqin_customer_bound_mixin import DEPARTMENTS
from .keqin_feedback import DIMENSIONS

IMPROVEMENT_STATES = [
    ("proposed", "Proposed"),
    ("planned", "Planned"),
    ("doing", "In progress"),
    ("done", "Done"),
    ("verified", "Effect verified"),
    ("dropped", "Dropped"),
]


class KeqinImprovement(models.Model):
    """A measure that makes something better, with owner, day and effect (R110)."""

    _name = "keqin.improvement"
    _description = "Improvement"
    _inherit = ["keqin.guarded.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_due, id"
    _check_company_auto = True

    name = fields.Char("Measure", required=True, tracking=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        "Caring company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    description = fields.Html()
    source = fields.Selection(
        [
            ("feedback", "Feedback"),
            ("complaint", "Complaint"),
            ("other", "Other"),
        ],
        required=True,
        default="other",
        index=True,
    )
    area = fields.Selection(
        [
            ("product", "Product"),
            ("service", "Service"),
            ("process", "Business process"),
        ],
        "To improve",
        index=True,
    )
    department = fields.Selection(DEPARTMENTS, index=True, tracking=True)
    user_id = fields.Many2one(
        "res.users",
        "Owner",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        tracking=True,
    )
    date_due = fields.Date("Due", index=True, tracking=True)
    state = fields.Selection(
        IMPROVEMENT_STATES,
        required=True,
        default="proposed",
        index=True,
        tracking=True,
        copy=False,
    )
    theme_id = fields.Many2one("keqin.feedback.theme", index="btree_not_null")
    dimension = fields.Selection(
        DIMENSIONS, "Dimension to move", help="What customers should then rate better."
    )
    feedback_ids = fields.Many2many(
        "keqin.feedback",
        "keqin_improvement_feedback_rel",
        "improvement_id",
        "feedback_id",
        "Feedback",
        copy=False,
    )
    result = fields.Html(copy=False)
    done_on = fields.Date(readonly=True, copy=False)
    verified_on = fields.Date(readonly=True, copy=False)
    verified_by = fields.Many2one("res.users", readonly=True, copy=False)
