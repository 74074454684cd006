from secrets import token_hex

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools.date_utils import end_of

from ..tools import sampling
from ..tools.pareto import percent, wilson
from .keqin_customer import _ARCHIVE_FIELDS
from .keqin_improvement import IMPROVEMENT_LEADS

SPOT_STATES = [("draft", "Draft"), ("checking", "Being checked"), ("closed", "Closed")]
# Who looks after a customer is no entry of the file that could be wrong.
CHECKED_FIELDS = tuple(name for name in _ARCHIVE_FIELDS if name != "user_id")
_CHECKERS = ("service", "sales_manager", "executive", "manager")
_COUNTS = ("right_count", "wrong_count", "unknown_count", "is_checked")
# Who checks, by when, under which name: open until it is closed.
_PLANNED = ("checker_ids", "date_due", "name")
# Counted from the files, and written by nobody.
_COMPUTED = (
    *("accuracy", "accuracy_high", "accuracy_low"),
    *("file_accuracy", "file_high", "file_low"),
    *("faulty_count", "file_count", "open_count", "population"),
    *("right_count", "unknown_count", "wrong_count"),
)


class KeqinSpotCheck(models.Model):
    """Whether what care files say is right: a sample, checked by others (R149).

    The sample is drawn by a seed nobody chooses, in proportion by tier and account
    manager, tier A first; what the files said then is kept, however it is corrected.
    """

    _name = "keqin.spot.check"
    _description = "Spot Check"
    _inherit = ["keqin.stepped.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_due desc, id desc"
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
    date_due = fields.Date(
        "Due",
        required=True,
        index=True,
        default=lambda self: end_of(fields.Date.context_today(self), "month"),
    )
    checker_ids = fields.Many2many(
        "res.users",
        "keqin_spot_check_checker_rel",
        "check_id",
        "user_id",
        "Checkers",
        domain=lambda self: self._domain_checkers(),
        check_company=True,
        help="Share the files among them; nobody gets files of their own customers.",
    )
    method = fields.Selection(
        [
            ("estimate", "Estimate how many are right"),
            ("proof", "Show that 95 % are right"),
        ],
        "Sampling method",
        required=True,
        default="estimate",
        help="An estimate is as exact as you say. To show that at least 95 % are "
        "right, far fewer files are enough, but not one of them may be wrong.",
    )
    expected = fields.Float(
        "Expected to be right (%)", default=90.0, digits=(4, 1), aggregator=None
    )
    margin = fields.Float(
        "Exact to within (± points)", default=5.0, digits=(4, 1), aggregator=None
    )
    population = fields.Integer(
        "Care files",
        compute="_compute_population",
        store=True,
        help="In care and past the prospect, with at least one field to check.",
    )
    sample_size = fields.Integer(
        "Files to check",
        compute="_compute_sample_size",
        store=True,
        readonly=False,
        precompute=False,
    )
    seed = fields.Char(
        default=lambda self: token_hex(4),
        readonly=True,
        copy=False,
        help="Drawn again with it, the sample is the same.",
    )
    state = fields.Selection(
        SPOT_STATES,
        "Status",
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
        group_expand=True,
    )
    drawn_on = fields.Date(readonly=True, copy=False)
    closed_on = fields.Date(readonly=True, copy=False, index="btree_not_null")
    closed_by_id = fields.Many2one(
        "res.users", "Closed by", readonly=True, copy=False, ondelete="restrict"
    )
    file_ids = fields.One2many("keqin.spot.check.file", "check_id", "Sampled files")
    owner_ids = fields.One2many(
        "keqin.spot.check.owner", "check_id", "By account manager"
    )
    # counted for everybody who may read the check, whoever may read the files
    file_count = fields.Integer(
        "Number of files", compute="_compute_counts", store=True
    )
    open_count = fields.Integer("Open files", compute="_compute_counts", store=True)
    right_count = fields.Integer("Right", compute="_compute_counts", store=True)
    wrong_count = fields.Integer("Wrong", compute="_compute_counts", store=True)
    unknown_count = fields.Integer("Unknown", compute="_compute_counts", store=True)
    faulty_count = fields.Integer(
        "Files with an error", compute="_compute_counts", store=True
    )
    accuracy = fields.Float(
        "Fields right (%)",
        compute="_compute_counts",
        store=True,
        digits=(5, 1),
        aggregator=None,
        help="Of the fields that are right or wrong; what is unknown is left out.",
    )
    accuracy_low = fields.Float("Lower bound", compute="_compute_counts", store=True)
    accuracy_high = fields.Float("Upper bound", compute="_compute_counts", store=True)
    file_accuracy = fields.Float(
        "Files without an error (%)",
        compute="_compute_counts",
        store=True,
        digits=(5, 1),
        aggregator=None,
    )
    file_low = fields.Float("Files from", compute="_compute_counts", store=True)
    file_high = fields.Float("Files to", compute="_compute_counts", store=True)
    conclusion = fields.Char(compute="_compute_conclusion")

    _expected_range = models.Constraint(
        "CHECK(expected BETWEEN 1 AND 99)",
        "The share expected to be right is between 1 and 99 %.",
    )
    _margin_range = models.Constraint(
        "CHECK(margin BETWEEN 1 AND 20)",
        "A check is exact to within 1 to 20 points.",
    )
    _size_positive = models.Constraint(
        "CHECK(sample_size >= 0)", "The number of files to check cannot be negative."
    )

    @api.depends("company_id", "state")
    def _compute_population(self):
        for check in self.filtered(lambda it: it.state == "draft"):
            check.population = self.env["keqin.customer"].search_count(
                check._domain_population()
            )

    @api.depends("population", "method", "expected", "margin")
    def _compute_sample_size(self):
        for check in self.filtered(lambda it: it.state == "draft"):
            if check.method == "proof":
                check.sample_size = sampling.size_without_error(check.population)
            else:
                check.sample_size = sampling.size(
                    check.population, check.expected, max(check.margin, 1.0)
                )

    @api.depends(*(f"file_ids.{name}" for name in _COUNTS))
    def _compute_counts(self):
        for check in self:
            files = check.file_ids
            right, wrong, unknown = (
                sum(files.mapped(name)) for name in _COUNTS if name != "is_checked"
            )
            checked = files.filtered("is_checked")
            faulty = files.filtered("wrong_count")
            fine = len(checked - faulty)
            low, high = wilson(right, right + wrong) or (0.0, 0.0)
            file_low, file_high = wilson(fine, len(checked | faulty)) or (0.0, 0.0)
            check.update(
                {
                    "file_count": len(files),
                    "open_count": len(files - checked),
                    "right_count": right,
                    "wrong_count": wrong,
                    "unknown_count": unknown,
                    "faulty_count": len(faulty),
                    "accuracy": percent(right, right + wrong) or 0.0,
                    "accuracy_low": low,
                    "accuracy_high": high,
                    "file_accuracy": percent(fine, len(checked | faulty)) or 0.0,
                    "file_low": file_low,
                    "file_high": file_high,
                }
            )

    @api.depends("state", "method", "faulty_count", "file_count", "population")
    @api.depends_context("lang")
    def _compute_conclusion(self):
        for check in self:
            check.conclusion = check._conclude() if check.state == "closed" else False

    @api.constrains("sample_size", "population")
    def _check_sample_size(self):
        for check in self:
            if check.sample_size > check.population:
                raise ValidationError(
                    self.env._(
                        "%(check)s: there are only %(number)s care files to check.",
                        check=check.name,
                        number=check.population,
                    )
                )

    def write(self, vals):
        content = {"company_id", "expected", "margin", "method", "sample_size"}
        kept = self.filtered(lambda check: check.state != "draft")
        if kept and content & vals.keys() and not self.env.su:
            raise UserError(
                self.env._(
                    "The sample of %s is drawn. What it was drawn by stays as it is.",
                    kept[0].name,
                )
            )
        closed = self.filtered(lambda check: check.state == "closed")
        if closed and set(_PLANNED) & vals.keys() and not self.env.su:
            raise UserError(
                self.env._(
                    "%s is closed: its results stay as they are.", closed[0].name
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_drawn(self):
        kept = self.filtered(lambda check: check.state != "draft")
        if kept:
            raise UserError(
                self.env._(
                    "%s stays on record: the files were drawn.",
                    ", ".join(kept.mapped("name")),
                )
            )

    def _conclude(self):
        """What the result shows, in one sentence."""
        self.ensure_one()
        enough = sampling.size_without_error(self.population)
        if (
            self.method == "proof"
            and self.file_count >= enough
            and not self.faulty_count
        ):
            return self.env._(
                "No error in %s files: we are 95 %% sure that at least 95 %% of all "
                "files are right.",
                self.file_count,
            )
        if self.method == "proof" and self.faulty_count:
            return self.env._(
                "%(faulty)s of %(number)s files have an error: that 95 %% are right "
                "is not shown.",
                faulty=self.faulty_count,
                number=self.file_count,
            )
        return self.env._(
            "%(value).1f %% of the files are without an error, between %(low).1f and "
            "%(high).1f %%.",
            value=self.file_accuracy,
            low=self.file_low,
            high=self.file_high,
        )

    def _domain_population(self):
        """Care files worth a check: past the prospect, not lost, not quite empty."""
        self.ensure_one()
        filled = Domain.OR([(name, "!=", False)] for name in CHECKED_FIELDS)
        return (
            Domain("company_id", "=", self.company_id.id)
            & Domain("lifecycle", "not in", ("prospect", "lost"))
            & filled
        )

    @api.model
    def _domain_checkers(self):
        ids = [
            self.env["ir.model.data"]._xmlid_to_res_id(f"keqin_addon.group_keqin_{it}")
            for it in _CHECKERS
        ]
        return [("all_group_ids", "in", ids), ("share", "=", False)]

    @api.model
    def _field_writers(self):
        stamps = ("closed_by_id", "closed_on", "drawn_on", "file_ids", "seed")
        return (
            super()._field_writers()
            | dict.fromkeys((*stamps, *_COMPUTED), fields.NO_ACCESS)
            | dict.fromkeys(_PLANNED, IMPROVEMENT_LEADS)
        )
