from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

# States in which the plan is agreed and its activities are generated or done.
AGREED = ("approved", "running", "done")
# States in which a plan holds its period: no two of one customer may overlap.
VALID = ("approved", "running")
# States in which its content may be changed; later it is revised instead.
EDITABLE = ("draft", "review")

SALES = "keqin_addon.group_keqin_sales"
# What the plan says. Sales and the administrator write it, until it is submitted.
CONTENT = (
    "name",
    "customer_id",
    "date_start",
    "date_end",
    "standard_id",
    "profile_id",
    "strategy_id",
    "objective",
    "strategy",
    "focus",
    "agenda",
    "line_ids",
    "objective_ids",
    "request_people",
    "request_material",
    "requested_amount",
    "capacity_reason",
)
# Lines and objectives guard themselves: progress is recorded while the plan runs.
_PARTS = ("line_ids", "objective_ids")
# What the steps leave behind, and what is computed: written by nobody.
_STAMPS = (
    "state",
    "company_id",
    "previous_id",
    "revised_id",
    "revision",
    "data_basis",
    "data_basis_closed",
    "snapshot",
    "advised_by_id",
    "advised_on",
    "advice_ids",
    "submitted_by_id",
    "submitted_on",
    "approved_by_id",
    "approved_on",
    "rejected_by_id",
    "rejected_on",
    "decision_comment",
    "granted_amount",
    "grant_note",
    "budget_planned",
    "hours_planned",
    "gifts_planned",
    "capacity",
    "utilisation",
    "capacity_on",
    "reviewed_on",
    "next_review_on",
    "changed_standard_id",
)


class KeqinPlan(models.Model):
    """Care plan of one customer and period, approved by an executive (R029-R051).

    Sales drafts it, service advises, an executive approves; nobody skips a step. What
    was approved is frozen in ``snapshot``; a revision is a new plan that keeps the old.
    """

    _name = "keqin.plan"
    _description = "Care Plan"
    _inherit = ["keqin.guarded.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_start desc, id desc"
    _check_company_auto = True
    # whoever reads a plan may discuss it: service, marketing, executives
    _mail_post_access = "read"

    name = fields.Char(
        required=True,
        tracking=True,
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
    )
    customer_id = fields.Many2one(
        "keqin.customer",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="customer_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(related="customer_id.partner_id", string="Contact")
    user_id = fields.Many2one(related="customer_id.user_id", string="Account manager")
    tier = fields.Selection(related="customer_id.tier")
    potential = fields.Selection(related="customer_id.potential")
    date_start = fields.Date(
        "From", required=True, tracking=True, default=fields.Date.context_today
    )
    date_end = fields.Date(
        "To",
        required=True,
        tracking=True,
        default=lambda self: self._year_end(fields.Date.context_today(self)),
    )
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
        group_expand=True,
    )
    standard_id = fields.Many2one(
        "keqin.standard", ondelete="restrict", index="btree_not_null"
    )
    profile_id = fields.Many2one(
        "keqin.industry.profile",
        "Industry profile",
        ondelete="restrict",
        index="btree_not_null",
    )
    strategy_id = fields.Many2one(
        "keqin.strategy",
        "Annual strategy",
        ondelete="set null",
        index="btree_not_null",
        check_company=True,
        domain="[('company_id', '=', company_id)]",
    )
    previous_id = fields.Many2one(
        "keqin.plan",
        "Follows",
        ondelete="set null",
        index="btree_not_null",
        readonly=True,
        copy=False,
    )
    revised_id = fields.Many2one(
        "keqin.plan",
        "Revision of",
        ondelete="set null",
        index="btree_not_null",
        readonly=True,
        copy=False,
        help="Stays in force until this revision is approved.",
    )
    revision_ids = fields.One2many("keqin.plan", "revised_id", "Revisions")
    revision = fields.Integer(readonly=True, copy=False, aggregator=None)
    objective = fields.Text("Aim")
    strategy = fields.Html("How")
    focus = fields.Html("Focus topics")
    agenda = fields.Html("Follow-up agenda")
    line_ids = fields.One2many("keqin.plan.line", "plan_id", "Care", copy=True)
    objective_ids = fields.One2many(
        "keqin.plan.objective", "plan_id", "Objectives", copy=True
    )
    care_activity_ids = fields.One2many("keqin.activity", "plan_id", "Care activities")
    gift_ids = fields.One2many("keqin.gift", "plan_id", "Gifts")

    deviation_count = fields.Integer(
        "Deviations",
        compute="_compute_deviations",
        help="Lines that differ from the standard of the class, and those left out.",
    )
    removed_line_ids = fields.Many2many(
        "keqin.standard.line",
        string="Left out",
        compute="_compute_deviations",
        help="What the standard asks for and this plan does not.",
    )
    overlap_id = fields.Many2one(
        "keqin.plan",
        compute="_compute_overlap_id",
        help="An agreed plan of the same customer for the same days.",
    )
    snapshot = fields.Json(readonly=True, copy=False)

    _dates_in_order = models.Constraint(
        "CHECK(date_end >= date_start)", "A plan cannot end before it starts."
    )
    _dates_sane = models.Constraint(
        "CHECK(date_start >= '2000-01-01' AND date_end < '2100-01-01')",
        "A plan has to lie between the years 2000 and 2099.",
    )
    _at_most_three_years = models.Constraint(
        "CHECK(date_end < date_start + interval '3 years')",
        "A plan is for three years at most. Make another one for the time after.",
    )
    # Ranges alone need no extension: the customer is a range of one number.
    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (int4range(customer_id, customer_id, '[]') WITH &&, "
        "daterange(date_start, date_end, '[]') WITH &&) "
        "WHERE (state IN ('approved', 'running'))",
        "The customer has an agreed plan for these days already. Revise that one.",
    )

    @api.depends("customer_id", "date_start", "date_end")
    def _compute_name(self):
        for plan in self:
            if not plan.name and plan.customer_id and plan.date_end:
                plan.name = plan._default_name()

    @api.depends(
        "standard_id.line_ids",
        "line_ids.deviation",
        "line_ids.standard_line_id",
        "customer_id.care_level",
    )
    def _compute_deviations(self):
        for plan in self:
            kept = plan.line_ids.standard_line_id
            level = plan.customer_id.care_level
            plan.removed_line_ids = plan.standard_id._lines_for(level) - kept
            differing = plan.line_ids.filtered(
                lambda line: line.deviation not in (False, "same")
            )
            plan.deviation_count = len(differing) + len(plan.removed_line_ids)

    @api.depends("customer_id", "date_start", "date_end", "state", "revised_id")
    def _compute_overlap_id(self):
        overlaps = self._overlaps()
        for plan in self:
            plan.overlap_id = overlaps.get(plan._origin.id or plan.id)

    @api.model_create_multi
    def create(self, vals_list):
        """What was known of the customer is kept with the plan (R218)."""
        plans = super().create(vals_list)
        # sudo: a stamp that follows from the right to create the plan, just checked
        plans.sudo()._freeze_basis()
        return plans

    def write(self, vals):
        if any(name in vals for name in CONTENT if name not in _PARTS):
            self._check_editable()
        moved = "customer_id" in vals and any(
            plan.customer_id.id != vals["customer_id"] for plan in self
        )
        if moved and not self.env.su:
            raise UserError(
                self.env._(
                    "%s stays with its customer. Make a new plan for the other one.",
                    ", ".join(self.mapped("name")),
                )
            )
        return super().write(vals)

    def copy(self, default=None):
        """A copy is compared with the same standard, line by line."""
        copies = super().copy(default)
        for old, new in zip(self, copies, strict=True):
            # sudo: links to the standard are written by nobody; the copy was allowed
            lines = zip(old.line_ids.sudo(), new.line_ids.sudo(), strict=True)
            for before, after in lines:
                after.standard_line_id = before.standard_line_id
        return copies

    @api.ondelete(at_uninstall=False)
    def _unlink_except_agreed(self):
        kept = self.filtered(lambda plan: plan.state not in (*EDITABLE, "rejected"))
        if kept and not self.env.su:
            raise UserError(
                self.env._(
                    "%s cannot be deleted: it is the record of what was agreed. Only "
                    "drafts and rejected plans can.",
                    ", ".join(kept.mapped("name")),
                )
            )

    # business methods
    @api.model
    def _valid_domain(self, on):
        """Plans that are agreed and in force on a day."""
        return (
            Domain("state", "in", VALID)
            & Domain("date_start", "<=", on)
            & Domain("date_end", ">=", on)
        )

    def _check_overlap(self):
        """Name the other plan; the database refuses what comes in between.

        :raises ValidationError: when another agreed plan covers the same days
        """
        for plan_id, other in self._overlaps().items():
            raise ValidationError(
                self.env._(
                    "%(plan)s overlaps %(other)s (%(start)s to %(end)s) of the same "
                    "customer, which is agreed. Change the days, or revise that plan.",
                    plan=self.browse(plan_id).name,
                    other=other.sudo().name,
                    start=other.sudo().date_start,
                    end=other.sudo().date_end,
                )
            )

    def _overlaps(self):
        """Agreed plans of the same customers for the same days, but the one revised.

        :return: dict of plan id to one other plan
        """
        # sudo: the overlap is refused whether or not one may read the other plan
        others = self.sudo().search_fetch(
            Domain("customer_id", "in", self.customer_id.ids)
            & Domain("state", "in", VALID),
            ["customer_id", "date_start", "date_end", "name"],
        )
        by_customer = others.grouped("customer_id")
        found = {}
        for plan in self.filtered(lambda plan: plan.date_start and plan.date_end):
            for other in by_customer.get(plan.customer_id, ()):
                if plan._overlaps_with(other):
                    found[plan._origin.id or plan.id] = other.sudo(False)
                    break
        return found

    def _overlaps_with(self, other):
        return (
            other not in (self._origin | self.revised_id)
            and other.date_start <= self.date_end
            and other.date_end >= self.date_start
        )

    def _check_editable(self):
        """What was submitted is decided as it is; what was agreed is revised."""
        frozen = self.filtered(lambda plan: plan.state not in EDITABLE)
        if frozen and not self.env.su:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(plan)s is %(state)s and cannot be changed. Rework it if it was "
                    "rejected, revise it if it was approved.",
                    plan=frozen[0].name,
                    state=labels[frozen[0].state].lower(),
                )
            )

    def _default_name(self):
        """The customer and the year, or the months it covers."""
        start, end = self.date_start, self.date_end
        if start and start.year == end.year:
            span = f"{end.year}"
        else:
            span = f"{start or end:%Y-%m} – {end:%Y-%m}"
        # sudo: the name of a customer whose plan the user makes
        return f"{self.customer_id.sudo().name} {span}"

    @api.model
    def _year_end(self, day):
        """Last day of the year, of the next one if less than a quarter is left."""
        return date(day.year + (day.month > 9), 12, 31)

    @api.model
    def _field_writers(self):
        """Groups that may write a field, for fields with fewer writers than readers."""
        writers = f"{SALES},keqin_addon.group_keqin_manager"
        stamps = dict.fromkeys(_STAMPS, fields.NO_ACCESS)
        return dict.fromkeys(CONTENT, writers) | stamps
