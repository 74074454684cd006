from odoo import fields, models

EVALUATION_STATES = [
    ("draft", "Draft"),
    ("input", "Input"),
    ("review", "In review"),
    ("closed", "Closed"),
]
PERIODS = [
    ("month", "Month"),
    ("quarter", "Quarter"),
    ("half", "Half-year"),
    ("year", "Year"),
]


class KeqinEvaluation(models.Model):
    """What the care of a period came to: of the company, a team or an employee.

    That of an employee is the staff appraisal (R140). Actuals are computed and frozen;
    people add what figures do not say; executives decide and close (R130 to R134).
    """

    _name = "keqin.evaluation"
    _description = "Evaluation"
    _inherit = ["keqin.stepped.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_end desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    name = fields.Char(required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company",
        "Caring company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    scope = fields.Selection(
        [("company", "Company"), ("team", "Sales team"), ("employee", "Employee")],
        "Evaluation of",
        required=True,
        default="company",
        index=True,
    )
    team_id = fields.Many2one("crm.team", "Sales team", index="btree_not_null")
    user_id = fields.Many2one(
        "res.users", "Employee", index="btree_not_null", ondelete="restrict"
    )
    period = fields.Selection(PERIODS, required=True, default="quarter", index=True)
    date_start = fields.Date("From", required=True, index=True)
    date_end = fields.Date("Until", required=True, index=True)
    previous_id = fields.Many2one(
        "keqin.evaluation", "Previous evaluation", readonly=True, index="btree_not_null"
    )
    state = fields.Selection(
        EVALUATION_STATES,
        "Status",
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
        group_expand=True,
    )
    line_ids = fields.One2many("keqin.evaluation.line", "evaluation_id", "Indicators")
    section_ids = fields.One2many(
        "keqin.evaluation.section", "evaluation_id", "Departments"
    )
    improvement_ids = fields.One2many(
        "keqin.improvement", "evaluation_id", "Improvement measures"
    )
    meeting_ids = fields.One2many("keqin.meeting", "evaluation_id", "Meetings")
    decision_ids = fields.One2many("keqin.decision", "evaluation_id", "Decisions")
    computed_on = fields.Datetime("Figures as of", readonly=True, copy=False)
    closed_on = fields.Date(readonly=True, copy=False)
    closed_by_id = fields.Many2one(
        "res.users", "Closed by", readonly=True, copy=False, ondelete="restrict"
    )
