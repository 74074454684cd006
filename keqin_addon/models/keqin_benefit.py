from odoo import fields, models


class KeqinBenefit(models.Model):
    """What a customer was granted: membership, offer, service (R179)."""

    _name = "keqin.benefit"
    _description = "Benefit"
    _inherit = ["keqin.customer.bound.mixin", "mail.thread"]
    _order = "date_end, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [
            ("membership", "Membership"),
            ("offer", "Exclusive offer"),
            ("service", "Value-added service"),
        ],
        required=True,
        default="offer",
    )
    code = fields.Char()
    date_start = fields.Date("From", required=True, default=fields.Date.context_today)
    date_end = fields.Date("Until", index=True)
    user_id = fields.Many2one(
        "res.users",
        "Granted by",
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    activity_id = fields.Many2one(
        "keqin.activity", "Granted in", index="btree_not_null", ondelete="set null"
    )
    used_on = fields.Date("Used on")
    note = fields.Text()

    _dates_order = models.Constraint(
        "CHECK(date_start <= date_end)",
        "A benefit ends on the day it starts, or later. Swap the two dates.",
    )
