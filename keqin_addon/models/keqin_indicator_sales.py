from odoo import api, models
from odoo.tools import SQL

_SALES = {
    "K06": "keqin.agreement",
    "K09": "keqin.customer",
    "K10": "keqin.customer",
    "K11": "keqin.customer",
    "K12": "keqin.customer",
    "K33": "keqin.customer",
    "K43": "keqin.sales.target",
}


class KeqinIndicatorEngine(models.AbstractModel):
    """Who renews, refers, and buys more; new customers and sales targets (K06, K09 to
    K12, K33, K43)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.indicator.engine"

    @api.model
    def _models(self):
        return super()._models() | _SALES

    @api.model
    def _facts_k06(self, company, span):
        """Renewal: agreements whose end is over, or that were ended early, in the
        period. One that was renewed ahead of time is due on its end all the same."""
        return SQL(
            """
            SELECT a.id, a.customer_id, a.user_id, (a.state = 'renewed')::int AS num,
                   1 AS den, 0 AS num0, 0 AS den0
              FROM keqin_agreement a
              JOIN (%(customers)s) c ON c.id = a.customer_id
             WHERE a.active AND a.state <> 'draft'
               AND CASE WHEN a.state = 'ended' THEN COALESCE(a.ended_on, a.date_end)
                        WHEN a.date_end < %(today)s THEN a.date_end
                    END BETWEEN %(start)s AND %(end)s
            """,
            customers=self._customers_sql(company),
            today=company._keqin_today()[company],
            start=span.start,
            end=span.end,
        )

    @api.model
    def _facts_k09(self, company, span):
        """Upsell: who bought in both periods, now for more or in more categories."""
        return SQL(
            """
            SELECT bought.id, bought.id AS customer_id, NULL::int AS user_id,
                   (amount_now > amount_before
                    OR COALESCE(category.now, 0) > COALESCE(category.before, 0))::int
                       AS num,
                   1 AS den, 0 AS num0, 0 AS den0
              FROM (%(bought)s) bought
              LEFT JOIN (%(categories)s) category
                     ON category.partner_id = bought.partner_id
             WHERE orders_now > 0 AND orders_before > 0
            """,
            bought=self._purchases_sql(company, span, since=span.before_start),
            categories=self._categories_sql(company, span),
        )

    @api.model
    def _facts_k10(self, company, span):
        """Referral: customers who sent somebody, or whose referral was won."""
        counted = {
            "any": SQL("r.date BETWEEN %s AND %s", span.start, span.end),
            "won": SQL(
                "r.state = 'won' AND r.closed_on BETWEEN %s AND %s",
                span.start,
                span.end,
            ),
        }
        return SQL(
            """
            SELECT c.id, c.id AS customer_id, NULL::int AS user_id,
                   (referrer.customer_id IS NOT NULL)::int AS num, 1 AS den,
                   0 AS num0, 0 AS den0
              FROM (%s) c
              LEFT JOIN (SELECT DISTINCT r.customer_id FROM keqin_referral r
                          WHERE r.active AND %s) referrer ON referrer.customer_id = c.id
            """,
            self._customers_sql(company, ("prospect", "lost")),
            counted[company.keqin_referral_counts],
        )

    @api.model
    def _facts_k11(self, company, span):
        """New customers, by their first order; for who obtained the referral, too."""
        return SQL(
            """
            SELECT bought.id, bought.id AS customer_id, referral.user_id,
                   1 AS num, 0 AS den, 0 AS num0, 0 AS den0
              FROM (%s) bought
              LEFT JOIN (SELECT DISTINCT ON (buyer.commercial_partner_id)
                                buyer.commercial_partner_id AS partner_id, r.user_id
                           FROM keqin_referral r
                           JOIN res_partner buyer ON buyer.id = r.referred_id
                          WHERE r.active AND r.state = 'won' AND r.company_id = %s
                          ORDER BY buyer.commercial_partner_id, r.date, r.id) referral
                     ON referral.partner_id = bought.partner_id
             WHERE first_at >= %s AND first_at < %s
            """,
            self._purchases_sql(company, span),
            company.id,
            *span.bounds,
        )

    @api.model
    def _facts_k12(self, company, span):
        """Growth of key customers: a row for each, so that each one's is seen."""
        return SQL(
            """
            SELECT c.id, c.id AS customer_id, NULL::int AS user_id,
                   bought.amount_now AS num, 0 AS den, bought.amount_before AS num0,
                   0 AS den0
              FROM (%s) c
              JOIN (%s) bought ON bought.id = c.id
             WHERE c.care_level = 'key'
               AND (bought.amount_now <> 0 OR bought.amount_before <> 0)
            """,
            self._customers_sql(company),
            self._purchases_sql(company, span, since=span.before_start),
        )

    @api.model
    def _facts_k33(self, company, span):
        """Depth: product categories of each customer who bought."""
        return SQL(
            """
            SELECT bought.id, bought.id AS customer_id, NULL::int AS user_id,
                   COALESCE(category.now, 0) AS num, 1 AS den, 0 AS num0, 0 AS den0
              FROM (%s) bought
              LEFT JOIN (%s) category ON category.partner_id = bought.partner_id
             WHERE orders_now > 0
            """,
            self._purchases_sql(company, span, since=span.start),
            self._categories_sql(company, span),
        )

    @api.model
    def _facts_k43(self, company, span):
        """Sales targets: what falls in the period, and what was sold in those days to
        the customers that the employee looks after."""
        return SQL(
            """
            SELECT target.id, NULL::int AS customer_id, target.user_id,
                   COALESCE(SUM(sale.amount), 0) AS num,
                   target.amount * (target.last - target.first + 1)
                       / (target.date_end - target.date_start + 1) AS den,
                   0 AS num0, 0 AS den0
              FROM (SELECT *, GREATEST(date_start, %(start)s) AS first,
                           LEAST(date_end, %(end)s) AS last
                      FROM keqin_sales_target
                     WHERE company_id = %(company)s AND date_start <= %(end)s
                       AND date_end >= %(start)s) target
              LEFT JOIN (SELECT c.user_id, document.amount,
                                (document.at AT TIME ZONE 'UTC'
                                    AT TIME ZONE %(tz)s)::date AS day
                           FROM (%(sales)s) document
                           JOIN (%(customers)s) c
                             ON c.partner_id = document.partner_id) sale
                     ON sale.user_id = target.user_id
                    AND sale.day BETWEEN target.first AND target.last
             GROUP BY target.id, target.user_id, target.amount, target.date_start,
                      target.date_end, target.first, target.last
            """,
            company=company.id,
            start=span.start,
            end=span.end,
            tz=span.tz,
            sales=self._sales_sql(company, span, since=span.start),
            customers=self._customers_sql(company),
        )

    # what was bought
    @api.model
    def _categories_sql(self, company, span):
        """Of each commercial partner: in how many product categories it bought ``now``
        and ``before``. What was all returned was not bought."""
        policy = self._policy(company)
        lines = {"order": self._order_lines_sql, "invoice": self._invoice_lines_sql}
        start, end = span.bounds
        before_start, before_end = span.before_bounds
        return SQL(
            """
            SELECT partner_id, COUNT(*) FILTER (WHERE now > 0) AS now,
                   COUNT(*) FILTER (WHERE before > 0) AS before
              FROM (SELECT buyer.commercial_partner_id AS partner_id,
                           template.categ_id,
                           SUM(line.amount) FILTER (
                               WHERE at >= %(start)s AND at < %(end)s) AS now,
                           SUM(line.amount) FILTER (
                               WHERE at >= %(before_start)s AND at < %(before_end)s)
                               AS before
                      FROM (%(lines)s) line
                      JOIN res_partner buyer ON buyer.id = line.partner_id
                      JOIN product_product product ON product.id = line.product_id
                      JOIN product_template template
                        ON template.id = product.product_tmpl_id
                     WHERE at >= %(before_start)s AND at < %(end)s
                     GROUP BY 1, 2) category
             GROUP BY partner_id
            """,
            lines=lines[policy.source or "order"](company, span.tz),
            start=start,
            end=end,
            before_start=before_start,
            before_end=before_end,
        )

    @api.model
    def _order_lines_sql(self, company, tz):
        """Lines of the documents of `keqin.grading.source._orders_sql`."""
        return SQL(
            """
            SELECT o.partner_id, o.date_order AS at, l.product_id,
                   l.price_subtotal / COALESCE(NULLIF(o.currency_rate, 0), 1) AS amount
              FROM sale_order_line l
              JOIN sale_order o ON o.id = l.order_id
             WHERE o.state = 'sale' AND l.display_type IS NULL AND o.company_id IN %s
            """,
            self._company_ids(company),
        )

    @api.model
    def _invoice_lines_sql(self, company, tz):
        """Lines of the documents of `keqin.grading.source._invoices_sql`."""
        return SQL(
            """
            SELECT m.partner_id, l.product_id, -l.balance AS amount,
                   (m.invoice_date::timestamp AT TIME ZONE %s) AT TIME ZONE 'UTC'
                       AS at
              FROM account_move_line l
              JOIN account_move m ON m.id = l.move_id
             WHERE m.state = 'posted' AND m.move_type IN ('out_invoice', 'out_refund')
               AND l.display_type = 'product' AND m.company_id IN %s
            """,
            tz,
            self._company_ids(company),
        )
