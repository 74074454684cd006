from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

# Written by the steps and the nightly job alone.
_STAMPED = (
    "ended_on",
    "end_reason",
    "escalated_on",
    "previous_id",
    "reminded_on",
    "renewal_started_on",
)
AGREEMENT_STATES = [
    ("draft", "Draft"),
    ("active", "In force"),
    ("renewed", "Renewed"),
    ("expired", "Expired"),
    ("ended", "Ended early"),
]


# Still binding, or still to be decided what follows.
OPEN = ("draft", "active")
_LEADS = (
    "keqin_addon.group_keqin_sales_manager,keqin_addon.group_keqin_executive,"
    "keqin_addon.group_keqin_manager"
)


class KeqinAgreement(models.Model):
    """An agreement with a customer, from signature to renewal (R176).

    What was signed is what it is: once in force, its terms are corrected by leads
    alone. Renewing makes a successor; the agreement counts as renewed when that one is
    signed, and expires by itself when none is.
    """

    _name = "keqin.agreement"
    _description = "Agreement"
    _inherit = [
        "keqin.stepped.mixin",
        "keqin.customer.bound.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date_end, id"
    _check_company_auto = True
    _mail_post_access = "read"

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    number = fields.Char("Agreement number")
    kind = fields.Selection(
        [
            ("strategic", "Strategic cooperation"),
            ("framework", "Framework"),
            ("annual", "Annual purchase"),
            ("service", "Service"),
            ("other", "Other"),
        ],
        required=True,
        default="framework",
    )
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        domain=[("share", "=", False)],
        help="Speaks to the customer about the renewal; reminded of it.",
    )
    signed_on = fields.Date(tracking=True)
    date_start = fields.Date("From", required=True, tracking=True)
    date_end = fields.Date("Until", required=True, index=True, tracking=True)
    renewal_on = fields.Date(
        "Talk about renewal from",
        compute="_compute_renewal_on",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        tracking=True,
        help="From this day on somebody has to speak to the customer about it.",
    )
    renewal_started_on = fields.Date(
        "Renewal talk on",
        compute="_compute_renewal_started_on",
        store=True,
        copy=False,
        help="The first talk about it that was held, or the day its successor was "
        "drafted.",
    )
    renewal_activity_ids = fields.One2many(
        "keqin.activity",
        "agreement_id",
        "Renewal talks",
        groups="keqin_addon.group_keqin_staff",
    )
    reminded_on = fields.Date("Reminded on", readonly=True, copy=False)
    escalated_on = fields.Date("Lead told on", readonly=True, copy=False)
    signatory_id = fields.Many2one(
        "res.users",
        "Signed by",
        ondelete="restrict",
        index="btree_not_null",
        tracking=True,
        domain=lambda self: self._domain_signatory(),
    )
    contact_id = fields.Many2one(
        "res.partner",
        "Signed for the customer by",
        ondelete="set null",
        index="btree_not_null",
        domain="[('parent_id', '=', partner_id), ('is_company', '=', False)]",
    )
    document = fields.Binary("Signed copy", attachment=True, copy=False)
    document_name = fields.Char(copy=False)
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount_year = fields.Monetary("Amount a year", tracking=True)
    state = fields.Selection(
        AGREEMENT_STATES,
        "Status",
        required=True,
        default="draft",
        readonly=True,
        index=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    ended_on = fields.Date(readonly=True, copy=False)
    end_reason = fields.Char("Why it ended", readonly=True, copy=False)
    previous_id = fields.Many2one(
        "keqin.agreement",
        "Renews",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    successor_ids = fields.One2many("keqin.agreement", "previous_id", "Renewed by")
    successor_id = fields.Many2one("keqin.agreement", compute="_compute_successor_id")
    note = fields.Html("Terms", copy=True)

    _dates_order = models.Constraint(
        "CHECK(date_start <= date_end)",
        "An agreement ends on the day it starts, or later. Swap the two dates.",
    )
    _renewal_before_end = models.Constraint(
        "CHECK(renewal_on <= date_end)",
        "Talk about renewal before the agreement is over: choose a day up to its end.",
    )
    _amount_positive = models.Constraint(
        "CHECK(amount_year >= 0)", "The amount of an agreement cannot be negative."
    )
    _successor_once = models.UniqueIndex(
        "(previous_id) WHERE previous_id IS NOT NULL",
        "This agreement already has a successor. Open that one.",
    )
    # What the job and the rules ask for: those in force, by their end.
    _active_by_end = models.Index("(date_end, renewal_on) WHERE state = 'active'")

    @api.depends("customer_id")
    def _compute_user_id(self):
        for agreement in self:
            agreement.user_id = agreement.user_id or agreement.customer_id.user_id

    @api.depends("date_end")
    def _compute_renewal_on(self):
        """So many days before the end as the company wants, unless said otherwise."""
        for agreement in self:
            # sudo: a setting, which everybody's dates follow
            days = agreement.company_id.sudo().keqin_renewal_days
            end = agreement.date_end
            agreement.renewal_on = end and end - relativedelta(days=days)

    @api.depends(
        "renewal_activity_ids.state",
        "renewal_activity_ids.date_done",
        "renewal_activity_ids.reached",
        "successor_ids.signed_on",
    )
    def _compute_renewal_started_on(self):
        """A talk counts when it was held and reached somebody; a draft counts too."""
        today = self.company_id._keqin_today()
        for agreement in self:
            days = [
                talk.date_done
                for talk in agreement.renewal_activity_ids
                if talk.state == "done" and talk.reached == "reached"
            ]
            if agreement.successor_ids:
                days.append(agreement.renewal_started_on or today[agreement.company_id])
                days += agreement.successor_ids.mapped("signed_on")
            agreement.renewal_started_on = min(filter(None, days), default=False)

    @api.depends("successor_ids")
    def _compute_successor_id(self):
        for agreement in self:
            agreement.successor_id = agreement.successor_ids[:1]

    @api.constrains("contact_id", "customer_id")
    def _check_contact(self):
        self._check_contact_of_customer()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        signed = self.filtered(lambda agreement: agreement.state != "draft")
        if signed:
            raise UserError(
                self.env._(
                    "%s was signed and stays on file. End it, or archive it, instead.",
                    ", ".join(signed.mapped("name")),
                )
            )

    @api.model
    def _domain_signatory(self):
        """Who may bind the company: executives and heads of sales."""
        ref = self.env["ir.model.data"]._xmlid_to_res_id
        names = ("group_keqin_executive", "group_keqin_sales_manager")
        return [("all_group_ids", "in", [ref(f"keqin_addon.{name}") for name in names])]

    @api.model
    def _field_writers(self):
        """Steps and their stamps are taken by buttons and the job, never written."""
        return super()._field_writers() | dict.fromkeys(_STAMPED, fields.NO_ACCESS)
