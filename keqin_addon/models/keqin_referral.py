from odoo import fields, models

REFERRAL_STATES = [
    ("new", "New"),
    ("contacted", "Contacted"),
    ("won", "Won"),
    ("lost", "Lost"),
]


class KeqinReferral(models.Model):
    """A customer brought us another one (R177)."""

    _name = "keqin.referral"
    _description = "Referral"
    _inherit = ["keqin.customer.bound.mixin", "mail.thread"]
    _order = "date desc, id desc"
    _check_company_auto = True

    contact_id = fields.Many2one(
        "res.partner", "Referred by", index="btree_not_null", ondelete="set null"
    )
    date = fields.Date(required=True, default=fields.Date.context_today, index=True)
    user_id = fields.Many2one(
        "res.users",
        "Obtained by",
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    referred_id = fields.Many2one(
        "res.partner", "Whom", index="btree_not_null", ondelete="restrict"
    )
    name = fields.Char(required=True)
    lead_id = fields.Many2one(
        "crm.lead", "Opportunity", index="btree_not_null", ondelete="set null"
    )
    state = fields.Selection(
        REFERRAL_STATES,
        "Status",
        required=True,
        default="new",
        readonly=True,
        index=True,
        tracking=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount_won = fields.Monetary(readonly=True)
    activity_id = fields.Many2one(
        "keqin.activity", "Came up in", index="btree_not_null", ondelete="set null"
    )
    note = fields.Text()
