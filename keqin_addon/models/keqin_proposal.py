from odoo import api, fields, models
from odoo.exceptions import UserError

PROPOSAL_STATES = [
    ("draft", "Draft"),
    ("sent", "Sent"),
    ("negotiating", "In negotiation"),
    ("accepted", "Accepted"),
    ("rejected", "Rejected"),
    ("replaced", "Replaced"),
]
UNDECIDED = ("sent", "negotiating")
# What the customer has been shown.
TERMS = (
    "name",
    "price_strategy",
    "delivery_time",
    "after_sales",
    "technical_support",
    "innovation",
    "valid_until",
)
_STAMPED = (
    "decided_on",
    "previous_id",
    "reject_reason",
    "sent_on",
    "version",
)


class KeqinProposal(models.Model):
    """How we propose to work together: price, delivery, service, support (R175).

    Who was consulted is on it, and so is every negotiation about it. What the customer
    has seen stays as it was; a new version replaces it.
    """

    _name = "keqin.proposal"
    _description = "Cooperation Proposal"
    _inherit = [
        "keqin.stepped.mixin",
        "keqin.customer.bound.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "create_date desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    name = fields.Char("Proposal", required=True, tracking=True)
    active = fields.Boolean(default=True)
    version = fields.Integer(default=1, readonly=True, copy=False, aggregator=None)
    previous_id = fields.Many2one(
        "keqin.proposal",
        "Replaces",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
    )
    contact_id = fields.Many2one(
        "res.partner",
        "Proposed to",
        index="btree_not_null",
        ondelete="set null",
        domain="[('commercial_partner_id', '=', partner_id),"
        " ('is_company', '=', False)]",
    )
    lead_id = fields.Many2one(
        "crm.lead",
        "Opportunity",
        index="btree_not_null",
        ondelete="set null",
        domain="[('partner_id.commercial_partner_id', '=', partner_id)]",
    )
    price_strategy = fields.Text()
    delivery_time = fields.Text()
    after_sales = fields.Text("After-sales service")
    technical_support = fields.Text()
    innovation = fields.Text(
        "What is new in it", help="The idea for working together as not before."
    )
    valid_until = fields.Date("Valid until", tracking=True)
    is_expired = fields.Boolean(compute="_compute_is_expired")
    advice_ids = fields.One2many(
        "keqin.proposal.advice", "proposal_id", "Departments consulted"
    )
    activity_ids_care = fields.One2many("keqin.activity", "proposal_id", "Negotiations")
    negotiation_count = fields.Integer(compute="_compute_negotiation_count")
    state = fields.Selection(
        PROPOSAL_STATES,
        "Status",
        required=True,
        default="draft",
        readonly=True,
        index=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    sent_on = fields.Date(readonly=True, copy=False)
    decided_on = fields.Date("Decided on", readonly=True, copy=False)
    reject_reason = fields.Char(
        "Why rejected", readonly=True, copy=False, tracking=True
    )

    @api.depends("name", "version")
    def _compute_display_name(self):
        for proposal in self:
            name = proposal.name or ""
            later = proposal.version > 1
            proposal.display_name = f"{name} (v{proposal.version})" if later else name

    @api.depends("valid_until", "state")
    def _compute_is_expired(self):
        today = fields.Date.context_today(self)
        for proposal in self:
            open_ = proposal.state in ("draft", *UNDECIDED)
            until = proposal.valid_until
            proposal.is_expired = bool(open_ and until and until < today)

    def _compute_negotiation_count(self):
        groups = self.env["keqin.activity"]._read_group(
            [("proposal_id", "in", self.ids)], ["proposal_id"], ["__count"]
        )
        counts = {proposal.id: count for proposal, count in groups}
        for proposal in self:
            proposal.negotiation_count = counts.get(proposal.id, 0)

    @api.constrains("contact_id", "customer_id")
    def _check_contact(self):
        self._check_contact_of_customer()

    def write(self, vals):
        if not self.env.su:
            self._check_not_sent(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        sent = self.filtered(lambda proposal: proposal.state != "draft")
        if sent:
            raise UserError(
                self.env._(
                    "The customer knows %s: it stays on record.",
                    ", ".join(sent.mapped("display_name")),
                )
            )

    def _check_not_sent(self, vals):
        sent = self.filtered(lambda proposal: proposal.state != "draft")
        if sent and not set(TERMS).isdisjoint(vals):
            raise UserError(
                self.env._(
                    "The customer knows %s as it is. Make a new version of it.",
                    ", ".join(sent.mapped("display_name")),
                )
            )

    @api.model
    def _field_writers(self):
        return super()._field_writers() | dict.fromkeys(_STAMPED, fields.NO_ACCESS)
