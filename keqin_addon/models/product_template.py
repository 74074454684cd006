from odoo import fields, models


class ProductTemplate(models.Model):
    """Gifts are products, also those that are no thing: a donation, a report (R086)."""

    _inherit = "product.template"

    keqin_is_gift = fields.Boolean("Care gift")
    keqin_gift_kind = fields.Selection(
        [
            ("thing", "Thing"),
            ("donation", "Donation in the customer's name"),
            ("knowledge", "Knowledge or report"),
            ("service", "Service"),
        ],
        "Kind of gift",
    )
    keqin_gift_lead_days = fields.Integer("Days to prepare")
