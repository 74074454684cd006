from odoo import api, fields, models

SUGGESTION_KINDS = [
    ("order", "Order expected"),
    ("care", "Contact"),
    ("talk", "Talk about renewal"),
    ("person", "Know another person"),
    ("cross_sell", "Offer another product"),
    ("referral", "Ask for a referral"),
    ("strategy", "Care more often"),
    ("lifecycle", "Change of lifecycle"),
    ("win_back", "Win back"),
]
_STAMPED = (
    "activity_id",
    "company_id",
    "decided_by_id",
    "decided_on",
    "dismiss_reason",
    "key",
    "kind",
    "lead_id",
    "reason",
    "state",
)


class KeqinSuggestion(models.Model):
    """The next best action for a customer, and why: taken up or dismissed (R215)."""

    _name = "keqin.suggestion"
    _description = "Suggestion"
    _inherit = "keqin.customer.bound.mixin"
    _order = "date_due, id"

    name = fields.Char("What to do", required=True, readonly=True)
    kind = fields.Selection(SUGGESTION_KINDS, required=True, readonly=True, index=True)
    key = fields.Char(required=True, readonly=True, copy=False)
    reason = fields.Text("Why", required=True, readonly=True)
    date_due = fields.Date("Best by", readonly=True, index=True)
    type_id = fields.Many2one(
        "keqin.activity.type", "As", readonly=True, ondelete="set null"
    )
    contact_id = fields.Many2one(
        "res.partner", "With", readonly=True, ondelete="set null"
    )
    product_id = fields.Many2one(
        "product.product", "Gift idea", readonly=True, ondelete="set null"
    )
    talking_points = fields.Text(readonly=True)
    state = fields.Selection(
        [
            ("proposed", "Proposed"),
            ("accepted", "Accepted"),
            ("dismissed", "Dismissed"),
            ("gone", "No longer so"),
        ],
        "Status",
        required=True,
        default="proposed",
        readonly=True,
        index=True,
    )
    decided_on = fields.Datetime(readonly=True)
    decided_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    dismiss_reason = fields.Char(readonly=True)
    activity_id = fields.Many2one(
        "keqin.activity", "Became", readonly=True, ondelete="set null"
    )
    lead_id = fields.Many2one("crm.lead", readonly=True, ondelete="set null")

    _key_uniq = models.Constraint(
        "UNIQUE(customer_id, kind, key)", "This has been suggested already."
    )

    @api.model
    def _field_writers(self):
        return super()._field_writers() | dict.fromkeys(_STAMPED, fields.NO_ACCESS)
