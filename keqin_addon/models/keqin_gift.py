from odoo import fields, models


class KeqinGift(models.Model):
    """One gift to one person or company: value, occasion, approval (R077, R086)."""

    _name = "keqin.gift"
    _description = "Gift"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True

    product_id = fields.Many2one(
        "product.product",
        "Gift",
        required=True,
        ondelete="restrict",
        index=True,
        domain="[('keqin_is_gift', '=', True)]",
    )
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
    contact_id = fields.Many2one(
        "res.partner", "For", ondelete="restrict", index="btree_not_null"
    )
    activity_id = fields.Many2one(
        "keqin.activity", ondelete="set null", index="btree_not_null"
    )
    plan_id = fields.Many2one(
        "keqin.plan", ondelete="set null", index="btree_not_null", check_company=True
    )
    occasion_id = fields.Many2one(
        "keqin.occasion", ondelete="set null", index="btree_not_null"
    )
    user_id = fields.Many2one(
        "res.users", "Given by", required=True, default=lambda self: self.env.user
    )
    date = fields.Date(required=True, default=fields.Date.context_today, index=True)
    value = fields.Monetary(required=True)
    message = fields.Text("Personal note")
    state = fields.Selection(
        [
            ("draft", "Planned"),
            ("approval", "To approve"),
            ("approved", "Approved"),
            ("given", "Given"),
            ("declined", "Declined by customer"),
            ("refused", "Not approved"),
        ],
        string="Status",
        default="draft",
        required=True,
        index=True,
        copy=False,
        tracking=True,
    )
