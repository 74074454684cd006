from odoo import api, fields, models

from .keqin_recovery import RECOVERY_LEADS

SUGGESTION_KINDS = [
    ("order", "Order expected"),
    ("care", "Get in touch"),
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
    "dismissed_until",
    "key",
    "kind",
    "lead_id",
    "reason",
    "state",
    "value",
    "value_before",
)


class KeqinSuggestion(models.Model):
    """The next best action for a customer, and why: taken up or dismissed (R215).

    Made by rules, decided by the account manager, who serves the customer, or a lead.
    It never tells what only some of them may know: no profit, no strategy.
    """

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
    talking_points = fields.Text("What to say", readonly=True)
    tier = fields.Selection(related="customer_id.tier")
    value = fields.Char(
        readonly=True,
        copy=False,
        help="Of a change of lifecycle, the stage it leads to.",
    )
    value_before = fields.Char(readonly=True, copy=False)
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
    decided_by_id = fields.Many2one(
        "res.users", "Decided by", readonly=True, ondelete="restrict"
    )
    dismiss_reason = fields.Char("Why not", readonly=True)
    dismissed_until = fields.Date(
        "Not again before", readonly=True, help="Until then no rule suggests it again."
    )
    may_decide = fields.Boolean(compute="_compute_may_decide")
    activity_id = fields.Many2one(
        "keqin.activity",
        "Became",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    lead_id = fields.Many2one(
        "crm.lead",
        "Opportunity",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        groups="sales_team.group_sale_salesman,keqin_addon.group_keqin_executive",
    )

    _key_uniq = models.Constraint(
        "UNIQUE(customer_id, kind, key)", "This has been suggested already."
    )

    # What the desk asks for.
    _proposed_by_day = models.Index("(date_due) WHERE state = 'proposed'")

    @api.depends("customer_id")
    @api.depends_context("uid")
    def _compute_may_decide(self):
        """What the screen offers; the steps check for themselves."""
        lead = self.env.su or self.env.user.has_groups(RECOVERY_LEADS)
        for suggestion in self:
            # sudo: whose customer it is, for whoever reads the suggestion
            customer = suggestion.customer_id.sudo()
            people = customer.user_id | customer.service_user_id
            suggestion.may_decide = lead or self.env.user in people

    @api.model
    def _field_writers(self):
        return super()._field_writers() | dict.fromkeys(_STAMPED, fields.NO_ACCESS)
