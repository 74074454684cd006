from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from .keqin_grade_change import TIER_SELECTION

CHANGE_STATES = [
    ("draft", "Draft"),
    ("running", "In effect"),
    ("closed", "Compared"),
]
# What a comparison is about; what happened before is no matter of choice afterwards.
_ABOUT = frozenset(
    {
        "company_id",
        "customer_id",
        "date",
        "industry_id",
        "months",
        "scope",
        "tier",
    }
)
_CONTENT = _ABOUT | {"indicator_ids", "name", "reason", "strategy_after"}
_LEADS = (
    "keqin_addon.group_keqin_sales_manager,keqin_addon.group_keqin_executive,"
    "keqin_addon.group_keqin_manager"
)


class KeqinStrategyChange(models.Model):
    """From a day on, customers are cared for differently; did it help? (R139)

    Who is meant is fixed when it takes effect. Indicators of exactly those customers
    are compared over as many months before as after, with their interval: where that
    leaves no doubt it is better or worse, else there is no reliable change.
    """

    _name = "keqin.strategy.change"
    _description = "Change of Care Strategy"
    _inherit = ["keqin.stepped.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    name = fields.Char("What changes", required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company",
        "Caring company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    scope = fields.Selection(
        [("customer", "One customer"), ("segment", "Segment")],
        "Changes for",
        required=True,
        default="customer",
        index=True,
    )
    customer_id = fields.Many2one(
        "keqin.customer",
        index="btree_not_null",
        ondelete="cascade",
        check_company=True,
    )
    tier = fields.Selection(TIER_SELECTION, help="Of this tier only.")
    industry_id = fields.Many2one(
        "res.partner.industry",
        index="btree_not_null",
        help="Of this industry only.",
    )
    customer_ids = fields.Many2many(
        "keqin.customer",
        "keqin_strategy_change_customer_rel",
        "change_id",
        "customer_id",
        "Customers",
        copy=False,
        readonly=True,
        help="Whom it was for when it took effect.",
    )
    customer_count = fields.Integer(
        "Number of customers", compute="_compute_customer_count", compute_sudo=True
    )
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        default=lambda self: self.env.user,
    )
    date = fields.Date(
        "In effect from",
        required=True,
        index=True,
        tracking=True,
        default=fields.Date.context_today,
    )
    months = fields.Selection(
        [("3", "3 months"), ("6", "6 months"), ("12", "12 months")],
        "Compare over",
        required=True,
        default="6",
        help="As long before as after.",
    )
    reason = fields.Text("Why", required=True)
    strategy_before = fields.Text("So far")
    strategy_after = fields.Text("From now on", required=True)
    plan_id = fields.Many2one(
        "keqin.plan",
        "Care plan",
        index="btree_not_null",
        ondelete="set null",
        domain="[('customer_id', '=', customer_id)]",
        check_company=True,
    )
    indicator_ids = fields.Many2many(
        "keqin.indicator",
        "keqin_strategy_change_indicator_rel",
        "change_id",
        "indicator_id",
        "Indicators to compare",
        default=lambda self: self._default_indicators(),
        domain=[("is_sensitive", "=", False), ("period", "!=", "date")],
    )
    state = fields.Selection(
        CHANGE_STATES,
        "Status",
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
        group_expand=True,
    )
    before_from = fields.Date(compute="_compute_periods")
    before_to = fields.Date(compute="_compute_periods")
    after_from = fields.Date(compute="_compute_periods")
    after_to = fields.Date("Compared until", compute="_compute_after_to", store=True)
    compared_on = fields.Date("Figures as of", readonly=True, copy=False)
    line_ids = fields.One2many(
        "keqin.strategy.change.line", "change_id", "Comparison", readonly=True
    )
    verdict = fields.Selection(
        [
            ("better", "Better"),
            ("worse", "Worse"),
            ("mixed", "Better and worse"),
            ("none", "No reliable change"),
            ("few", "Too few data"),
        ],
        "Effect",
        compute="_compute_verdict",
        store=True,
    )

    _whose = models.Constraint(
        "CHECK((scope = 'customer') = (customer_id IS NOT NULL))",
        "Name the customer it is for, and none for a segment.",
    )

    @api.depends("customer_ids")
    def _compute_customer_count(self):
        for change in self:
            change.customer_count = len(change.customer_ids)

    @api.depends("date", "months")
    def _compute_periods(self):
        for change in self:
            first = change.date
            change.before_from = first and first - change._span()
            change.before_to = first and first - relativedelta(days=1)
            change.after_from = first

    @api.depends("date", "months")
    def _compute_after_to(self):
        for change in self:
            end = change.date and change.date + change._span()
            change.after_to = end and end - relativedelta(days=1)

    @api.depends("line_ids.verdict")
    def _compute_verdict(self):
        for change in self:
            found = set(change.line_ids.mapped("verdict"))
            if {"better", "worse"} <= found:
                change.verdict = "mixed"
            else:
                order = ("better", "worse", "none", "few")
                change.verdict = next((it for it in order if it in found), False)

    @api.constrains("scope", "tier", "industry_id")
    def _check_segment(self):
        for change in self:
            if change.scope == "segment" and not (change.tier or change.industry_id):
                raise ValidationError(
                    self.env._(
                        "%s: which customers? Choose a tier, an industry, or both.",
                        change.name,
                    )
                )

    @api.constrains("indicator_ids")
    def _check_indicators(self):
        for change in self:
            wrong = change.indicator_ids.filtered(
                lambda it: it.is_sensitive or it.period == "date"
            )
            if wrong:
                raise ValidationError(
                    self.env._(
                        "%(change)s: %(indicator)s cannot be compared over months, or "
                        "shows profit. Leave it out.",
                        change=change.name,
                        indicator=wrong[0].display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        changes = super().create(vals_list)
        changes._check_segment_lead()
        return changes

    def write(self, vals):
        self._check_open(vals)
        done = super().write(vals)
        if "scope" in vals:
            self._check_segment_lead()
        return done

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_effect(self):
        kept = self.filtered(lambda change: change.state != "draft")
        if kept:
            raise UserError(
                self.env._(
                    "%s stays on record: it took effect.",
                    ", ".join(kept.mapped("name")),
                )
            )

    @api.model
    def _default_indicators(self):
        codes = ("K01", "K04", "K05", "K13")
        return self.env["keqin.indicator"].search([("code", "in", codes)])

    def _check_segment_lead(self):
        """A segment has customers of many: leads decide on that."""
        segments = self.filtered(lambda change: change.scope == "segment")
        if segments and not self.env.su and not self.env.user.has_groups(_LEADS):
            raise UserError(
                self.env._(
                    "%s: a lead changes the strategy of a segment. Choose one of your "
                    "customers.",
                    segments[0].name,
                )
            )

    def _check_open(self, vals):
        if self.env.su:
            return
        for change in self:
            if change.state == "closed" and _CONTENT & vals.keys():
                raise UserError(
                    self.env._(
                        "%s is compared and stays as it is. Record another change.",
                        change.name,
                    )
                )
            if change.state != "draft" and _ABOUT & vals.keys():
                raise UserError(
                    self.env._(
                        "%s is in effect. Whom it is for, and since when, stays.",
                        change.name,
                    )
                )

    def _span(self):
        return relativedelta(months=int(self.months or 6))

    def _domain_customers(self):
        """Whom it is for: the customer, or those of the segment that are in care."""
        self.ensure_one()
        if self.scope == "customer":
            return Domain("id", "=", self.customer_id.id)
        domain = Domain("company_id", "=", self.company_id.id)
        domain &= Domain("lifecycle", "not in", ("prospect", "lost"))
        if self.tier:
            domain &= Domain("tier", "=", self.tier)
        if self.industry_id:
            domain &= Domain("industry_id", "=", self.industry_id.id)
        return domain

    @api.model
    def _field_writers(self):
        stamps = dict.fromkeys(
            ("after_to", "compared_on", "customer_ids", "line_ids", "verdict"),
            fields.NO_ACCESS,
        )
        return super()._field_writers() | stamps
