from odoo import fields, models


class KeqinProposal(models.Model):
    """A proposal for working together, version by version (R175)."""

    _name = "keqin.proposal"
    _description = "Cooperation Proposal"
    _inherit = ["keqin.customer.bound.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "create_date desc, id desc"

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    version = fields.Integer(default=1, readonly=True, copy=False, aggregator=None)
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    price_strategy = fields.Text()
    delivery_time = fields.Text()
    after_sales = fields.Text("After-sales service")
    technical_support = fields.Text()
    date_sent = fields.Date("Sent on", readonly=True, copy=False)
    valid_until = fields.Date()
    lead_id = fields.Many2one(
        "crm.lead", "Opportunity", index="btree_not_null", ondelete="set null"
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("sent", "Sent"),
            ("negotiating", "Negotiating"),
            ("accepted", "Accepted"),
            ("rejected", "Rejected"),
        ],
        "Status",
        required=True,
        default="draft",
        readonly=True,
        index=True,
        copy=False,
        tracking=True,
    )
