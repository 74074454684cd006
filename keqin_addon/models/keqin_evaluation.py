from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import get_lang

from ..tools import evaluation
from ..tools.period_text import period_text

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
_SKELETONS = {"month": "yMMMM", "quarter": "yQQQ", "year": "y"}
EXECUTIVE = "keqin_addon.group_keqin_executive"
# Who reads what all departments put in and what it cost.
EVALUATION_LEADS = (
    "keqin_addon.group_keqin_sales_manager,keqin_addon.group_keqin_service_manager,"
    "keqin_addon.group_keqin_executive,keqin_addon.group_keqin_manager"
)
# What it is about: of that the figures were computed.
_ABOUT = frozenset(
    {
        "company_id",
        "date_end",
        "date_start",
        "period",
        "scope",
        "team_id",
        "user_id",
        "with_tiers",
    }
)
# Other figures than those that were computed.
_MEASURED = _ABOUT - {"with_tiers"}
# What stays once it is closed.
_CONTENT = _ABOUT | {"focus", "name"}
# Written by the steps and by what is computed alone.
_STAMPS = (
    "closed_by_id",
    "closed_on",
    "computed_on",
    "inputs",
    "is_automatic",
    "previous_id",
)


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

    name = fields.Char(
        required=True,
        tracking=True,
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
    )
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
    team_id = fields.Many2one(
        "crm.team", "Sales team", index="btree_not_null", check_company=True
    )
    user_id = fields.Many2one(
        "res.users", "Employee", index="btree_not_null", ondelete="restrict"
    )
    period = fields.Selection(
        PERIODS,
        required=True,
        default=lambda self: self.env.company.keqin_evaluation_period,
        index=True,
    )
    date_start = fields.Date(
        "From",
        required=True,
        index=True,
        default=lambda self: self._default_start(),
    )
    date_end = fields.Date(
        "Until",
        required=True,
        index=True,
        compute="_compute_date_end",
        store=True,
        readonly=False,
        precompute=True,
    )
    previous_id = fields.Many2one(
        "keqin.evaluation",
        "Previous evaluation",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    is_automatic = fields.Boolean("Made by the schedule", readonly=True, copy=False)
    with_tiers = fields.Boolean(
        "By tier, too",
        default=lambda self: self.env.company.keqin_evaluation_tiers,
        help="Headline indicators for the customers of each tier, besides all.",
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
    focus = fields.Html(
        "Focus of the next period",
        copy=False,
        help="Where care goes next. The next plans start from it.",
    )
    computed_on = fields.Datetime("Figures as of", readonly=True, copy=False)
    closed_on = fields.Date(readonly=True, copy=False)
    closed_by_id = fields.Many2one(
        "res.users", "Closed by", readonly=True, copy=False, ondelete="restrict"
    )

    _dates_order = models.Constraint(
        "CHECK(date_end >= date_start)",
        "An evaluation ends on the day it starts, or later. Swap the two dates.",
    )
    _whose = models.Constraint(
        "CHECK((scope = 'team') = (team_id IS NOT NULL)"
        " AND (scope = 'employee') = (user_id IS NOT NULL))",
        "Name the team or the employee it is about, and neither for the company.",
    )
    # what makes running the schedule twice, or on two servers, harmless
    _once = models.UniqueIndex(
        "(company_id, scope, COALESCE(team_id, 0), period, date_start)"
        " WHERE scope != 'employee'",
        "There is an evaluation of this period already. Open that one.",
    )

    @api.depends("scope", "team_id", "user_id", "period", "date_start")
    def _compute_name(self):
        for record in self:
            if record.date_start and record.period and not record.computed_on:
                record.name = record._default_name()

    @api.depends("period", "date_start")
    def _compute_date_end(self):
        for record in self:
            if record.date_start and record.period:
                last = evaluation.bounds(record.period, record.date_start)[1]
                record.date_end = last

    @api.model_create_multi
    def create(self, vals_list):
        """With the indicators of its scope, unless it names its own."""
        records = super().create(vals_list)
        records._set_previous()
        records._own()._fill_lines()
        return records

    def write(self, vals):
        self._check_kind(vals)
        self._check_open(vals)
        if _MEASURED & vals.keys():
            self._outdate()
        done = super().write(vals)
        if {"scope", "team_id", "user_id", "period", "date_start"} & vals.keys():
            self._set_previous()
        return done

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        kept = self._own().filtered(lambda record: record.state != "draft")
        if kept and not self.env.su:
            raise UserError(
                self.env._(
                    "%s stays on record: departments have been asked. Only drafts are "
                    "deleted.",
                    ", ".join(kept.mapped("name")),
                )
            )

    @api.model
    def _default_start(self):
        """That of the last period that is over."""
        today = fields.Date.context_today(self)
        period = self.env.company.keqin_evaluation_period
        return evaluation.last_over(period or "quarter", today)[0]

    def _default_name(self):
        """Whose, and of when: "Evaluation Q2 2026"."""
        of_whom = self.team_id.name if self.scope == "team" else self.user_id.name
        return self.env._(
            "%(what)s %(period)s%(whose)s",
            what=self._kind_name(),
            period=self._period_name(),
            whose=f", {of_whom}" if self.scope != "company" and of_whom else "",
        )

    def _kind_name(self):
        if self.period == "year" and self.scope != "employee":
            return self.env._("Annual summary")
        return self.env._("Evaluation")

    def _period_name(self):
        """June 2026, Q2 2026, H1 2026 or 2026, in the reader's language."""
        start = self.date_start
        if self.period == "half":
            half = 1 if start.month < 7 else 2
            return self.env._("H%(half)s %(year)s", half=half, year=start.year)
        return period_text(start, _SKELETONS[self.period], get_lang(self.env).code)

    def _own(self):
        """Those of the company and its teams; appraisals go their own way."""
        return self.filtered(lambda record: record.scope != "employee")

    def _set_previous(self):
        """The one before, of the same whom and the same length."""
        # sudo: which one came before is a fact, and no entry
        for record in self.sudo():
            record.previous_id = self.sudo().search(
                [
                    ("company_id", "=", record.company_id.id),
                    ("scope", "=", record.scope),
                    ("team_id", "=", record.team_id.id),
                    ("user_id", "=", record.user_id.id),
                    ("period", "=", record.period),
                    ("date_end", "<", record.date_start),
                ],
                order="date_end desc",
                limit=1,
            )

    def _outdate(self):
        """Figures of another period or team are none; the next step computes them."""
        # sudo: figures are written by nobody, and follow from what they are of
        drafts = self.sudo().filtered(lambda record: record.state == "draft")
        drafts.line_ids._forget_figures()
        drafts.write({"computed_on": False, "inputs": False})

    def _check_kind(self, vals):
        """An appraisal is none of the company: others read its lines."""
        if self.env.su or "scope" not in vals:
            return
        for record in self:
            kinds = {record.scope, vals["scope"]}
            if len(kinds) > 1 and "employee" in kinds:
                raise UserError(
                    self.env._(
                        "%s has its figures. Of whom and when it is stays as it is.",
                        record.name,
                    )
                )

    def _check_open(self, vals):
        """What figures were computed of stays; what is closed stays as it is."""
        if self.env.su:
            return
        for record in self._own():
            if record.state == "closed" and _CONTENT & vals.keys():
                raise UserError(
                    self.env._(
                        "%s is closed and stays as it is. An executive can open it "
                        "again, and says why.",
                        record.name,
                    )
                )
            if record.state != "draft" and _ABOUT & vals.keys():
                raise UserError(
                    self.env._(
                        "%s has its figures. Of whom and when it is stays as it is.",
                        record.name,
                    )
                )

    @api.model
    def _field_writers(self):
        stamped = dict.fromkeys(_STAMPS, fields.NO_ACCESS)
        return super()._field_writers() | stamped | {"focus": EXECUTIVE}
