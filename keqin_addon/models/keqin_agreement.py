from odoo import api, fields, models

_STAMPED = ("company_id", "previous_id", "state", "renewal_started_on")
AGREEMENT_STATES = [
    ("draft", "Draft"),
    ("active", "In force"),
    ("renewed", "Renewed"),
    ("expired", "Expired"),
    ("ended", "Ended early"),
]


class KeqinAgreement(models.Model):
    """An agreement with a customer, from signature to renewal (R176)."""

    _name = "keqin.agreement"
    _description = "Agreement"
    _inherit = ["keqin.customer.bound.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_end, id"
    _check_company_auto = True
    _mail_post_access = "read"

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    number = fields.Char()
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
        "res.users", "Responsible", index=True, ondelete="restrict", tracking=True
    )
    signed_on = fields.Date(tracking=True)
    date_start = fields.Date("From", required=True, tracking=True)
    date_end = fields.Date("Until", required=True, index=True, tracking=True)
    renewal_on = fields.Date(
        "Talk about renewal from",
        index=True,
        help="From this day on somebody has to speak to the customer about it.",
    )
    renewal_started_on = fields.Date("Renewal talk on", readonly=True, copy=False)
    signatory_id = fields.Many2one(
        "res.users", "Signed by", ondelete="restrict", index="btree_not_null"
    )
    contact_id = fields.Many2one(
        "res.partner", "Signed for the customer by", ondelete="set null"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount_year = fields.Monetary("Amount a year")
    state = fields.Selection(
        AGREEMENT_STATES,
        "Status",
        required=True,
        default="draft",
        readonly=True,
        index=True,
        copy=False,
        tracking=True,
    )
    previous_id = fields.Many2one(
        "keqin.agreement",
        "Renews",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    note = fields.Html()

    _dates_order = models.Constraint(
        "CHECK(date_start <= date_end)",
        "An agreement ends on the day it starts, or later. Swap the two dates.",
    )

    @api.model
    def _field_writers(self):
        return super()._field_writers() | dict.fromkeys(_STAMPED, fields.NO_ACCESS)
