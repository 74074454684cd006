from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import idea as arithmetic
from .keqin_customer_bound_mixin import DEPARTMENTS
from .keqin_improvement import IMPROVEMENT_LEADS
from .optional_float import OptionalFloat

IDEA_STATES = [
    ("submitted", "Submitted"),
    ("assessed", "Assessed"),
    ("adopted", "Adopted"),
    ("rejected", "Rejected"),
    ("rolled_out", "Rolled out"),
]
BENEFITS = [
    ("1", "Hardly any"),
    ("2", "A little"),
    ("3", "Noticeable"),
    ("4", "A lot"),
    ("5", "Very much"),
]
EFFORTS = [
    ("1", "Hours"),
    ("2", "Days"),
    ("3", "Weeks"),
    ("4", "Months"),
    ("5", "More than half a year"),
]
_STAMPED = (
    "assessed_by_id",
    "assessed_on",
    "assessment",
    "benefit",
    "decided_by_id",
    "decided_on",
    "decision_reason",
    "effort",
    "improvement_id",
    "rolled_out_on",
    "score",
    "user_id",
)
# What was assessed is not reworded.
_CONTENT = frozenset({"company_id", "description", "expected", "name"})


class KeqinIdea(models.Model):
    """What a colleague would do better, and what became of it (R159).

    Whoever works in care submits ideas and follows their own; leads assess and decide
    on those of others. An adopted idea becomes an improvement, and is rolled out when
    that is done. Executives reward it.
    """

    _name = "keqin.idea"
    _description = "Idea"
    _inherit = ["keqin.stepped.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "submitted_on desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    name = fields.Char("Idea", required=True, tracking=True)
    active = fields.Boolean(default=True, copy=False)
    company_id = fields.Many2one(
        "res.company",
        "Caring company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    description = fields.Html(
        "What should change", help="How it is today, and how it should be."
    )
    expected = fields.Text("What it brings", help="To customers, or to us.")
    department = fields.Selection(
        DEPARTMENTS, "Department concerned", index="btree_not_null", tracking=True
    )
    user_id = fields.Many2one(
        "res.users",
        "Submitted by",
        required=True,
        readonly=True,
        index=True,
        copy=False,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    submitted_on = fields.Date(
        required=True, readonly=True, copy=False, default=fields.Date.context_today
    )
    state = fields.Selection(
        IDEA_STATES,
        "Status",
        required=True,
        default="submitted",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
        group_expand=True,
    )
    benefit = fields.Selection(BENEFITS, readonly=True, copy=False)
    effort = fields.Selection(EFFORTS, readonly=True, copy=False)
    score = OptionalFloat(
        "Score (0-100)",
        compute="_compute_score",
        store=True,
        digits=(5, 1),
        aggregator="avg",
        help="The mean of its benefit and how easy it is.",
    )
    assessment = fields.Text(readonly=True, copy=False)
    assessed_on = fields.Date(readonly=True, copy=False)
    assessed_by_id = fields.Many2one(
        "res.users", "Assessed by", readonly=True, copy=False, ondelete="restrict"
    )
    decision_reason = fields.Text("Why so", readonly=True, copy=False)
    decided_on = fields.Date(readonly=True, copy=False)
    decided_by_id = fields.Many2one(
        "res.users", "Decided by", readonly=True, copy=False, ondelete="restrict"
    )
    improvement_id = fields.Many2one(
        "keqin.improvement",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        groups=IMPROVEMENT_LEADS,
    )
    improvement_state = fields.Selection(
        related="improvement_id.state",
        string="How far it is",
        groups="keqin_addon.group_keqin_staff,keqin_addon.group_keqin_contributor",
    )
    rolled_out_on = fields.Date(readonly=True, copy=False)
    may_judge = fields.Boolean(compute="_compute_may_judge")

    @api.depends("benefit", "effort")
    def _compute_score(self):
        for idea in self:
            given = (int(idea.benefit or 0), int(idea.effort or 0))
            idea.score = arithmetic.score(*given)

    @api.depends("user_id")
    @api.depends_context("uid")
    def _compute_may_judge(self):
        """What the screen offers; the steps check for themselves."""
        for idea in self:
            idea.may_judge = self._is_lead() and idea.user_id != self.env.user

    @api.model_create_multi
    def create(self, vals_list):
        ideas = super().create(vals_list)
        ideas._deliver()
        return ideas

    def write(self, vals):
        self._check_content(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_assessed(self):
        kept = self.filtered(lambda idea: idea.state != "submitted")
        if kept:
            raise UserError(
                self.env._(
                    "%s stays on record, as it was looked at. Archive it instead.",
                    ", ".join(kept.mapped("name")),
                )
            )

    def _check_content(self, vals):
        fixed = self.filtered(lambda idea: idea.state != "submitted")
        if fixed and _CONTENT & set(vals) and not self.env.su:
            raise UserError(
                self.env._(
                    "%s was assessed as it is written. Add what is new in a message, "
                    "or submit another idea.",
                    fixed[0].name,
                )
            )

    def _is_lead(self):
        return self.env.su or self.env.user.has_groups(IMPROVEMENT_LEADS)

    @api.model
    def _field_writers(self):
        stamped = dict.fromkeys((*_STAMPED, "submitted_on"), fields.NO_ACCESS)
        return super()._field_writers() | stamped | {"active": IMPROVEMENT_LEADS}
