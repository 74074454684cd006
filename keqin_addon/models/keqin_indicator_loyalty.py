from odoo import api, models
from odoo.tools import SQL

_LOYALTY = dict.fromkeys(("K05", "K07", "K08", "K13"), "keqin.customer")


class KeqinIndicatorEngine(models.AbstractModel):
    """Who buys again, who stays, and whether they buy more (K05, K07, K08, K13)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.indicator.engine"

    @api.model
    def _models(self):
        return super()._models() | _LOYALTY

    @api.model
    def _facts_k05(self, company, span):
        """Repurchase: who ordered in the period, having ordered before that order."""
        return SQL(
            """
            SELECT id, id AS customer_id, NULL::int AS user_id,
                   (orders_now > 0 AND orders > 1)::int AS num, 1 AS den,
                   0 AS num0, 0 AS den0
              FROM (%s) bought
             WHERE orders > 0
            """,
            self._purchases_sql(company, span),
        )

    @api.model
    def _facts_k07(self, company, span):
        """Retention: customers at the start of the period who are still at its end."""
        return self._stayed_sql(company, span, SQL("stayed::int"))

    @api.model
    def _facts_k08(self, company, span):
        """Churn: customers at the start of the period who are none at its end."""
        return self._stayed_sql(company, span, SQL("1 - stayed::int"))

    @api.model
    def _facts_k13(self, company, span):
        """Growth: net amounts of the period and of the one before."""
        return SQL(
            """
            SELECT id, id AS customer_id, NULL::int AS user_id,
                   amount_now AS num, 0 AS den, amount_before AS num0, 0 AS den0
              FROM (%s) bought
             WHERE amount_now <> 0 OR amount_before <> 0
            """,
            self._purchases_sql(company, span, since=span.before_start),
        )

    # who is a customer
    @api.model
    def _stayed_sql(self, company, span, num):
        by = {"lost": self._not_lost_sql, "order": self._bought_again_sql}
        return SQL(
            """
            SELECT id, id AS customer_id, NULL::int AS user_id,
                   %s AS num, 1 AS den, 0 AS num0, 0 AS den0
              FROM (%s) customer
            """,
            num,
            by[company.keqin_retention](company, span),
        )

    @api.model
    def _bought_again_sql(self, company, span):
        """Customers are who bought in the period before; they stayed if they bought."""
        return SQL(
            "SELECT id, orders_now > 0 AS stayed FROM (%s) bought "
            "WHERE orders_before > 0",
            self._purchases_sql(company, span, since=span.before_start),
        )

    @api.model
    def _not_lost_sql(self, company, span):
        """Customers are who had a contract or an order before the period and was not
        lost when it began; they stayed unless lost when it ended.

        Where they stood is told by the history: who was lost and came back later was
        lost then nevertheless.
        """
        return SQL(
            """
            SELECT c.id, COALESCE(change.at_end, c.lifecycle) <> 'lost' AS stayed
              FROM (%(customers)s) c
              JOIN keqin_customer file ON file.id = c.id
              LEFT JOIN (SELECT partner_id, MIN(at) AS first_at FROM (%(sales)s) sale
                          WHERE amount > 0 GROUP BY 1) bought
                     ON bought.partner_id = c.partner_id
              LEFT JOIN (%(changes)s) change ON change.customer_id = c.id
             WHERE (bought.first_at < %(from)s OR file.signed_on < %(start)s)
               AND COALESCE(change.at_start, c.lifecycle) NOT IN ('lost', 'prospect')
            """,
            customers=self._customers_sql(company),
            sales=self._sales_sql(company, span),
            changes=self._stages_sql(span),
            start=span.start,
            **{"from": span.bounds[0]},
        )

    @api.model
    def _stages_sql(self, span):
        """Where customers stood at the start of the period, and at its end: what the
        last change before came to, or the first one after came from."""

        def stage(until):
            return SQL(
                """
                COALESCE(
                    (ARRAY_AGG(stage_new ORDER BY date DESC, id DESC)
                        FILTER (WHERE %(before)s))[1],
                    (ARRAY_AGG(stage_old ORDER BY date, id)
                        FILTER (WHERE NOT %(before)s))[1])
                """,
                before=until,
            )

        return SQL(
            """
            SELECT customer_id, %s AS at_start, %s AS at_end
              FROM keqin_customer_change
             WHERE kind = 'lifecycle'
             GROUP BY customer_id
            """,
            stage(SQL("date < %s", span.start)),
            stage(SQL("date <= %s", span.end)),
        )
