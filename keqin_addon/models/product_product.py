from odoo import fields, models


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _keqin_gift_values(self, company):
        """What each of these gifts costs the company.

        :return: dict of product to amount in the company's currency
        """
        today = fields.Date.context_today(self)
        return {
            product: product.standard_price
            or product.currency_id._convert(
                product.list_price, company.currency_id, company, today
            )
            for product in self.with_company(company)
        }
