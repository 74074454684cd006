from odoo import fields, models


class ProductCategory(models.Model):
    _inherit = "product.category"

    keqin_is_family = fields.Boolean(
        "Product family",
        help="Cross-selling looks at what is sold in this category as one family. "
        "Without any family among its parents, a category belongs to the topmost one.",
    )
