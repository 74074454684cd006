from odoo import fields, models
from odoo.tools import SQL

from .keqin_grade_change import POTENTIAL_SELECTION, TIER_SELECTION
from .keqin_need import KINDS


class KeqinSegmentTrend(models.Model):
    """What segments of customers need and buy, month by month (R212).

    Sums by industry, class and region without any customer, for those who plan for
    markets. Amounts are those of confirmed order lines, untaxed, in the currency of the
    caring company; a month is one of its time zone.
    """

    _name = "keqin.segment.trend"
    _description = "Needs and Purchases by Segment"
    _auto = False
    _order = "month desc, id"
    _rec_name = "month"
    _depends = {
        "keqin.customer": ["active", "company_id", "partner_id", "potential", "tier"],
        "keqin.need": ["captured_on", "customer_id", "kind"],
        "product.product": ["product_tmpl_id"],
        "product.template": ["categ_id"],
        "res.company": ["parent_path", "resource_calendar_id"],
        "res.partner": ["commercial_partner_id", "industry_id", "state_id"],
        "resource.calendar": ["tz"],
        "sale.order": ["company_id", "currency_rate", "date_order", "partner_id"],
        "sale.order.line": [
            *("display_type", "order_id", "price_subtotal", "product_id", "state"),
        ],
    }

    company_id = fields.Many2one("res.company", "Caring company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    month = fields.Date(readonly=True)
    industry_id = fields.Many2one("res.partner.industry", readonly=True)
    state_id = fields.Many2one("res.country.state", "Region", readonly=True)
    tier = fields.Selection(TIER_SELECTION, readonly=True)
    potential = fields.Selection(POTENTIAL_SELECTION, readonly=True)
    need_kind = fields.Selection(KINDS, "Kind of need", readonly=True)
    category_id = fields.Many2one("product.category", "Product category", readonly=True)
    need_count = fields.Integer("Needs", readonly=True)
    line_count = fields.Integer("Order lines", readonly=True)
    amount = fields.Monetary(readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT MIN(t.id) AS id, c.company_id, t.month, p.industry_id, p.state_id,
                   c.tier, c.potential, t.need_kind, t.category_id,
                   SUM(t.needs) AS need_count, SUM(t.lines) AS line_count,
                   SUM(t.amount) AS amount
              FROM (%s UNION ALL %s) t
              JOIN keqin_customer c ON c.id = t.customer_id AND c.active
              JOIN res_partner p ON p.id = c.partner_id
             GROUP BY c.company_id, t.month, p.industry_id, p.state_id, c.tier,
                      c.potential, t.need_kind, t.category_id
            """,
            self._needs_sql(),
            self._purchases_sql(),
        )

    def _needs_sql(self):
        return SQL(
            """
            SELECT id::bigint * 2 AS id, customer_id,
                   DATE_TRUNC('month', captured_on)::date AS month, kind AS need_kind,
                   NULL::int AS category_id, 1 AS needs, 0 AS lines, 0 AS amount
              FROM keqin_need
            """
        )

    def _purchases_sql(self):
        return SQL(
            """
            SELECT line.id::bigint * 2 + 1, c.id,
                   DATE_TRUNC('month', o.date_order AT TIME ZONE 'UTC'
                       AT TIME ZONE COALESCE(calendar.tz, 'UTC'))::date,
                   NULL, template.categ_id, 0, 1,
                   line.price_subtotal / COALESCE(NULLIF(o.currency_rate, 0), 1)
              FROM sale_order_line line
              JOIN sale_order o ON o.id = line.order_id
              JOIN product_product product ON product.id = line.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
              JOIN res_partner buyer ON buyer.id = o.partner_id
              JOIN keqin_customer c ON c.partner_id = buyer.commercial_partner_id
              JOIN res_company company ON company.id = c.company_id
              JOIN res_company seller ON seller.id = o.company_id
               AND seller.parent_path LIKE company.parent_path || '%%'
              LEFT JOIN resource_calendar calendar
                ON calendar.id = company.resource_calendar_id
             WHERE line.state = 'sale' AND line.display_type IS NULL
            """
        )
