from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

REFERRAL_STATES = [
    ("new", "New"),
    ("contacted", "Contacted"),
    ("won", "Won"),
    ("lost", "Lost"),
]
OPEN = ("new", "contacted")
# Written by the steps, and by what becomes of the opportunity.
_STAMPED = (
    "amount_won",
    "closed_on",
    "closing_reason",
    "lead_id",
    "state",
    "won_rate",
)


class KeqinReferral(models.Model):
    """A customer sent somebody to us: who, when, and what came of it (R177).

    With an opportunity, its fate decides: won, lost, or open again. Without one,
    whoever follows it up says so.
    """

    _name = "keqin.referral"
    _description = "Referral"
    _inherit = ["keqin.customer.bound.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    name = fields.Char("Who", required=True, tracking=True)
    active = fields.Boolean(default=True)
    contact_id = fields.Many2one(
        "res.partner",
        "Referred by",
        index="btree_not_null",
        ondelete="set null",
        domain="[('parent_id', '=', partner_id), ('is_company', '=', False)]",
        help="The person at the customer to thank.",
    )
    date = fields.Date(required=True, default=fields.Date.context_today, index=True)
    user_id = fields.Many2one(
        "res.users",
        "Obtained by",
        index=True,
        ondelete="restrict",
        tracking=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
    )
    relation = fields.Selection(
        [
            ("upstream", "Supplier of theirs"),
            ("downstream", "Customer of theirs"),
            ("group", "Same group"),
            ("partner", "Business partner"),
            ("other", "Other"),
        ],
        help="What they are to the customer who sent them.",
    )
    person = fields.Char("Person to talk to")
    phone = fields.Char()
    email = fields.Char()
    referred_id = fields.Many2one(
        "res.partner",
        "Contact",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        help="Their contact in our books.",
    )
    lead_id = fields.Many2one(
        "crm.lead",
        "Opportunity",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
        groups="sales_team.group_sale_salesman,keqin_addon.group_keqin_executive",
    )
    has_lead = fields.Boolean("Has an opportunity", compute="_compute_has_lead")
    state = fields.Selection(
        REFERRAL_STATES,
        "Status",
        compute="_compute_state",
        store=True,
        precompute=True,
        required=True,
        index=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    closed_on = fields.Date(
        compute="_compute_state", store=True, precompute=True, copy=False
    )
    closing_reason = fields.Char(
        "Reason", compute="_compute_state", store=True, precompute=True, copy=False
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount_won = fields.Monetary(
        "Value won",
        compute="_compute_amount_won",
        store=True,
        help="Untaxed amount of the confirmed orders of its opportunity, or what was "
        "expected of it while there are none.",
    )
    won_rate = fields.Float(
        "Won (%)",
        compute="_compute_won_rate",
        store=True,
        digits=(5, 1),
        aggregator="avg",
        help="100 when won, 0 when not: the average of a group is its success rate.",
    )
    activity_id = fields.Many2one(
        "keqin.activity",
        "Came up in",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        domain="[('customer_id', '=', customer_id)]",
    )
    note = fields.Text()

    _lead_once = models.UniqueIndex(
        "(lead_id) WHERE lead_id IS NOT NULL",
        "This opportunity already came from a referral. Open that one.",
    )
    # For the counts on the customer.
    _by_customer = models.Index("(customer_id, state)")

    @api.depends("lead_id")
    def _compute_has_lead(self):
        # sudo: that there is one, not what it is
        for referral in self.sudo():
            referral.with_env(self.env).has_lead = bool(referral.lead_id)

    @api.depends("lead_id.won_status", "lead_id.lost_reason_id")
    def _compute_state(self):
        """The fate of its opportunity; open again when that one is."""
        today = self.company_id._keqin_today()
        for referral in self:
            lead, state = referral.lead_id, referral.state or "new"
            fate = lead.won_status
            if fate in ("won", "lost"):
                referral.state = fate
                referral.closed_on = referral.closed_on or today[referral.company_id]
                referral.closing_reason = fate == "lost" and lead.lost_reason_id.name
            elif lead and state not in OPEN:
                referral.state = "contacted"
                referral.closed_on = referral.closing_reason = False
            else:
                referral.state = state
                referral.closed_on = referral.closed_on
                referral.closing_reason = referral.closing_reason

    @api.depends(
        "state",
        "lead_id.expected_revenue",
        "lead_id.order_ids.state",
        "lead_id.order_ids.amount_untaxed",
        "lead_id.order_ids.currency_rate",
    )
    def _compute_amount_won(self):
        for referral in self:
            referral.amount_won = referral._value() if referral.state == "won" else 0.0

    @api.depends("state")
    def _compute_won_rate(self):
        for referral in self:
            referral.won_rate = 100.0 if referral.state == "won" else 0.0

    def _value(self):
        """In the currency of the company that orders or opportunity belong to."""
        lead = self.lead_id
        orders = lead.order_ids.filtered(lambda order: order.state == "sale")
        if not orders:
            return lead.expected_revenue
        return sum(o.amount_untaxed / (o.currency_rate or 1.0) for o in orders)

    @api.constrains("contact_id", "customer_id")
    def _check_contact(self):
        self._check_contact_of_customer()

    @api.constrains("referred_id", "customer_id")
    def _check_somebody_else(self):
        for referral in self:
            company = referral.referred_id.commercial_partner_id
            if company and company == referral.customer_id.partner_id:
                raise ValidationError(
                    self.env._(
                        "%s cannot be referred by itself. Choose the contact that it "
                        "sent to us.",
                        referral.customer_id.display_name,
                    )
                )

    @api.constrains("activity_id", "customer_id")
    def _check_activity(self):
        for referral in self.filtered("activity_id"):
            if referral.activity_id.customer_id != referral.customer_id:
                raise ValidationError(
                    self.env._(
                        "%(referral)s came up with %(customer)s, but the activity is "
                        "with somebody else.",
                        referral=referral.name,
                        customer=referral.customer_id.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        closed = self.filtered(lambda referral: referral.state not in OPEN)
        if closed:
            raise UserError(
                self.env._(
                    "%s is won or lost and stays on record. Archive it instead.",
                    ", ".join(closed.mapped("name")),
                )
            )

    @api.model
    def _field_writers(self):
        """Steps are taken by buttons, and follow from the opportunity."""
        return super()._field_writers() | dict.fromkeys(_STAMPED, fields.NO_ACCESS)
