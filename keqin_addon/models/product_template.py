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
            ("service", "A service"),
        ],
        "Kind of gift",
    )
    keqin_gift_lead_days = fields.Integer("Days to prepare", aggregator=None)
    keqin_gift_industry_ids = fields.Many2many(
        "res.partner.industry",
        "product_template_keqin_gift_industry_rel",
        "product_tmpl_id",
        "industry_id",
        "Fits industries",
        help="Suggested to customers of these industries; empty: to all.",
    )
    keqin_gift_keywords = fields.Char(
        "Gift keywords",
        help="Comma-separated, in every language that is written on cards. A gift is "
        "advised against when the taboos on a person's card name one of them, and "
        "suggested when the preference does.",
    )

    _keqin_gift_lead_days_positive = models.Constraint(
        "CHECK(keqin_gift_lead_days >= 0)", "The days to prepare cannot be negative."
    )
