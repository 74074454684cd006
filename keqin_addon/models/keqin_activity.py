from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .keqin_activity_type import (
    CHANNEL_SELECTION,
    PURPOSE_SELECTION,
    SALES_PURPOSES,
    SERVICE_PURPOSES,
)
from .keqin_customer import LEADS

EXECUTIVE = "keqin_addon.group_keqin_executive"
ACTIVITY_LEADS = f"{LEADS},keqin_addon.group_keqin_service_manager"
# Written by the server only: by a method that checks role and order, or by a job.
_SERVER_FIELDS = (
    "automatic",
    "completeness",
    "is_care",
    "late_days",
    "logged_at",
    "logged_late",
    "meeting_id",
    "occasion_on",
    "occasion_year",
    "purpose_kind",
    "qualifies",
    "reminded_on",
    "state",
)


class KeqinActivity(models.Model):
    """One care activity: planned, prepared, done and logged (R054).

    Which rule made an automatic one, and why, is in ``reason``. It satisfies a
    standard only when it ``qualifies``: done, proactive, for care, and the customer
    was reached.
    """

    _name = "keqin.activity"
    _description = "Care Activity"
    _inherit = ["keqin.customer.bound.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_planned, id"
    _check_company_auto = True

    name = fields.Char("Subject", required=True, tracking=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    tier = fields.Selection(related="customer_id.tier")
    contact_id = fields.Many2one(
        "res.partner",
        "Person",
        ondelete="restrict",
        index="btree_not_null",
        help="The person greeted, called or visited first of all.",
    )
    contact_ids = fields.Many2many("res.partner", string="Participants")
    type_id = fields.Many2one(
        "keqin.activity.type",
        "Activity",
        required=True,
        index=True,
        ondelete="restrict",
    )
    icon = fields.Char("Type icon", related="type_id.icon")
    is_trial = fields.Boolean(related="type_id.is_trial")
    channel = fields.Selection(
        CHANNEL_SELECTION,
        compute="_compute_channel",
        store=True,
        readonly=False,
        precompute=True,
    )
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        required=True,
        index=True,
        tracking=True,
        default=lambda self: self.env.user,
    )
    support_user_ids = fields.Many2many("res.users", string="Supported by")
    department = fields.Selection(
        [
            ("sales", "Sales"),
            ("service", "Service"),
            ("marketing", "Marketing"),
            ("executive", "Executives"),
        ],
        default=lambda self: self._default_department(),
        required=True,
    )
    date_planned = fields.Date(
        "Planned on",
        required=True,
        index=True,
        tracking=True,
        default=fields.Date.context_today,
    )
    start_at = fields.Datetime("Starts at", copy=False)
    duration = fields.Float(
        "Hours",
        compute="_compute_duration",
        store=True,
        readonly=False,
        precompute=True,
    )
    date_done = fields.Date("Done on", copy=False, index=True, tracking=True)
    logged_at = fields.Datetime(
        "Logged at", copy=False, readonly=True, help="When it was said to be done."
    )
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("done", "Done"),
            ("missed", "Missed"),
            ("cancelled", "Cancelled"),
        ],
        string="Status",
        default="planned",
        required=True,
        index=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    # where it comes from
    plan_id = fields.Many2one(
        "keqin.plan", ondelete="set null", index="btree_not_null", check_company=True
    )
    plan_line_id = fields.Many2one(
        "keqin.plan.line", ondelete="set null", index="btree_not_null"
    )
    standard_line_id = fields.Many2one(
        "keqin.standard.line", ondelete="set null", index="btree_not_null"
    )
    occasion_id = fields.Many2one(
        "keqin.occasion", ondelete="set null", index="btree_not_null"
    )
    occasion_year = fields.Integer(readonly=True, copy=False, aggregator=None)
    occasion_on = fields.Date("Day of the occasion", readonly=True, copy=False)
    automatic = fields.Boolean(readonly=True, copy=False)
    reason = fields.Char("Why", help="Which rule or person wants it, and why.")
    # what counts
    proactive = fields.Boolean(
        default=True, help="Our initiative, not an answer to the customer."
    )
    purpose = fields.Selection(
        PURPOSE_SELECTION,
        compute="_compute_purpose",
        store=True,
        readonly=False,
        precompute=True,
    )
    purpose_kind = fields.Selection(
        [("care", "Care"), ("service", "Service"), ("sales", "Sales")],
        "Care or sales",
        compute="_compute_purpose_kind",
        store=True,
        precompute=True,
    )
    is_care = fields.Boolean(
        "Counts as care",
        compute="_compute_purpose_kind",
        store=True,
        precompute=True,
        help="For the relationship, neither for a sale nor in answer to a case.",
    )
    personalised = fields.Boolean(
        compute="_compute_personalised",
        store=True,
        readonly=False,
        precompute=True,
        help="Made for this person: not a template, not a mass message.",
    )
    reached = fields.Selection(
        [("reached", "Reached"), ("no_answer", "No answer"), ("bounced", "Bounced")],
        default="reached",
        copy=False,
        help="An unanswered call or a bounced mail is no contact.",
    )
    qualifies = fields.Boolean(
        compute="_compute_qualifies",
        store=True,
        precompute=True,
        help="Done, proactive, for care, and the customer was reached.",
    )
    confidential = fields.Boolean(
        tracking=True,
        copy=True,
        help="Seen by the people in charge of it and of the customer, by who made it, "
        "and by executives only.",
    )
    cost = fields.Monetary()
    result = fields.Char(help="What came of it, in one line.", copy=False)
    summary = fields.Html(copy=False, help="What was talked about.")
    next_step = fields.Char(copy=False)
    next_step_on = fields.Date("Next step by", copy=False)
    check_ids = fields.One2many(
        "keqin.activity.check", "activity_id", "Preparation", copy=True
    )
    promise_ids = fields.One2many("keqin.promise", "activity_id", "Promises")
    gift_ids = fields.One2many("keqin.gift", "activity_id", "Gifts")

    # The next item of a plan line, and no second one beside it.
    _automatic_once = models.UniqueIndex(
        "(plan_line_id) WHERE automatic AND state = 'planned'"
    )
    # One greeting per person, occasion and year.
    _greeting_once = models.UniqueIndex(
        "(occasion_id, customer_id, COALESCE(contact_id, 0), occasion_year) "
        "WHERE occasion_id IS NOT NULL"
    )
    # What the desk and the jobs ask for: open ones by day.
    _planned_by_day = models.Index("(date_planned, user_id) WHERE state = 'planned'")
    _cost_positive = models.Constraint(
        "CHECK(cost >= 0)", "The cost of an activity cannot be negative."
    )
    _duration_positive = models.Constraint(
        "CHECK(duration >= 0)", "The hours of an activity cannot be negative."
    )

    def _default_department(self):
        user = self.env.user
        for role in ("sales", "service", "marketing", "executive"):
            if user.has_group(f"keqin_addon.group_keqin_{role}"):
                return role
        return "sales"

    @api.depends("type_id")
    def _compute_channel(self):
        for activity in self:
            activity.channel = activity.type_id.channel

    @api.depends("type_id")
    def _compute_duration(self):
        for activity in self:
            activity.duration = activity.type_id.hours

    @api.depends("type_id")
    def _compute_purpose(self):
        for activity in self:
            activity.purpose = activity.type_id.purpose

    @api.depends("type_id")
    def _compute_personalised(self):
        for activity in self:
            activity.personalised = activity.type_id.is_personal

    @api.depends("type_id", "purpose")
    def _compute_purpose_kind(self):
        """Promotion never counts as care, whatever kind of activity it is (R070)."""
        for activity in self:
            if activity.purpose in SALES_PURPOSES:
                activity.purpose_kind = "sales"
            elif activity.purpose in SERVICE_PURPOSES:
                activity.purpose_kind = "service"
            else:
                activity.purpose_kind = "care"
            activity.is_care = (
                activity.type_id.is_care and activity.purpose_kind == "care"
            )

    @api.depends("state", "proactive", "is_care", "reached")
    def _compute_qualifies(self):
        for activity in self:
            activity.qualifies = (
                activity.state == "done"
                and activity.proactive
                and activity.is_care
                and activity.reached == "reached"
            )

    @api.depends("name", "confidential")
    @api.depends_context("uid")
    def _compute_display_name(self):
        """The subject of a confidential one is not told by the records around it."""
        hidden = self.sudo().filtered(lambda activity: not activity._is_visible())
        for activity in self:
            activity.display_name = (
                self.env._("Confidential") if activity in hidden else activity.name
            )

    @api.constrains("plan_id", "plan_line_id", "customer_id")
    def _check_plan_customer(self):
        for activity in self:
            planned = activity.plan_id.customer_id | activity.plan_line_id.customer_id
            if planned - activity.customer_id:
                raise ValidationError(
                    self.env._(
                        "%(activity)s is for %(customer)s, but its plan is not. Choose "
                        "a plan of the same customer.",
                        activity=activity.name,
                        customer=activity.customer_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        activities = super().create(vals_list)
        if not self._is_bulk():
            activities._add_checks()
        return activities

    @api.model
    def _field_writers(self):
        """Groups that may write a field, for fields with fewer writers than readers."""
        stamped = dict.fromkeys(_SERVER_FIELDS, fields.NO_ACCESS)
        return super()._field_writers() | stamped | {"quality": ACTIVITY_LEADS}

    @api.model
    def _is_bulk(self):
        """Made by a job by the thousand: checks and to-dos come when they are used."""
        context = self.env.context
        return bool(context.get("keqin_bulk") or context.get("keqin_care_engine"))

    def _is_visible(self):
        """The record rule on confidential activities, for one record and the user."""
        self.ensure_one()
        user = self.env.user
        if not self.confidential or user.has_group(EXECUTIVE):
            return True
        people = self.user_id | self.support_user_ids | self.create_uid
        customer = self.customer_id
        return user in people | customer.user_id | customer.sponsor_id

    def _add_checks(self):
        """Copy the preparation points of its type to each one without any (R062)."""
        bare = self.filtered(lambda a: not a.check_ids and a.type_id.check_ids)
        points = []
        for lang, group in bare.grouped(lambda a: a.user_id.lang).items():
            here = group.with_context(lang=lang or self.env.lang)
            points += [
                {
                    "activity_id": activity.id,
                    "sequence": point.sequence,
                    "name": point.name,
                    "is_required": point.is_required,
                }
                for activity in here
                for point in activity.type_id.check_ids
            ]
        # sudo: the points are those of the type, and whoever may do the activity gets
        # them to tick
        self.env["keqin.activity.check"].sudo().create(points)

    def _after_done(self):
        """Hook: what follows from a logged contact, such as the next date."""

    def _after_reopen(self):
        """Hook: what has to be taken back when a contact turns out not to be done."""
