from odoo import api, fields, models

from .keqin_activity_type import CHANNEL_SELECTION


class KeqinActivity(models.Model):
    """One care activity: planned, prepared, done and logged (R054).

    Which rule made an automatic one, and why, is in ``reason``. It satisfies a
    standard only when it ``qualifies``: done, proactive, for care, and the customer
    was reached.
    """

    _name = "keqin.activity"
    _description = "Care Activity"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_planned, id"
    _check_company_auto = True

    name = fields.Char("Subject", required=True)
    customer_id = fields.Many2one(
        "keqin.customer",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="customer_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(related="customer_id.partner_id", string="Company")
    manager_id = fields.Many2one(
        related="customer_id.user_id", string="Account manager"
    )
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
        default="sales",
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
    duration = fields.Float("Hours", default=1.0)
    date_done = fields.Date("Done on", copy=False, index=True, tracking=True)
    logged_at = fields.Datetime("Logged at", copy=False, readonly=True)
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
    is_care = fields.Boolean(
        "Care",
        compute="_compute_is_care",
        store=True,
        readonly=False,
        precompute=True,
        help="For the relationship, not for a sale.",
    )
    personalised = fields.Boolean()
    reached = fields.Selection(
        [("reached", "Reached"), ("no_answer", "No answer"), ("bounced", "Bounced")],
        default="reached",
        help="An unanswered call or a bounced mail is no contact.",
    )
    qualifies = fields.Boolean(
        compute="_compute_qualifies",
        store=True,
        precompute=True,
        help="Done, proactive, for care, and the customer was reached.",
    )
    confidential = fields.Boolean(tracking=True)
    cost = fields.Monetary()
    summary = fields.Html()
    next_step = fields.Char()
    check_ids = fields.One2many("keqin.activity.check", "activity_id", copy=True)
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

    @api.depends("type_id")
    def _compute_channel(self):
        for activity in self:
            activity.channel = activity.type_id.channel

    @api.depends("type_id")
    def _compute_is_care(self):
        for activity in self:
            activity.is_care = activity.type_id.is_care

    @api.depends("state", "proactive", "is_care", "reached")
    def _compute_qualifies(self):
        for activity in self:
            activity.qualifies = (
                activity.state == "done"
                and activity.proactive
                and activity.is_care
                and activity.reached == "reached"
            )

    def _after_done(self):
        """Hook: what follows from a logged contact, such as the next date."""
