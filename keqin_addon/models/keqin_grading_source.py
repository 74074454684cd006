from contextlib import contextmanager

from odoo import api, models
from odoo.tools import SQL

from ..tools import period
from ..tools.grading import Measure


@contextmanager
def no_nested_loops(cr):
    """Join many rows with many rows at once, whatever the statistics say.

    Without statistics yet, as after a first import, PostgreSQL takes a table for empty,
    and would go through all sales, or all care files, anew for each customer.
    """
    cr.execute("SET LOCAL enable_nestloop = off")
    yield
    cr.execute("SET LOCAL enable_nestloop = DEFAULT")


class KeqinGradingSource(models.AbstractModel):
    """Gathers the measures of all customers in one query.

    Sales count for the whole family of the commercial partner: its contacts,
    addresses and archived ones. Amounts are rounded per document in the currency of
    the company, so that totals agree to the cent with the documents behind them.
    Each part of the query is a method of its own for extensions to change.
    """

    _name = "keqin.grading.source"
    _description = "Grading Source"

    @api.model
    def _measures(self, company, rule, tz, as_of):
        """Measures of every active care file of ``company`` (and of its branches).

        :param rule: a `keqin.grading.rule` record
        :param str tz: time zone in which a day is a day
        :param date as_of: last day of the window
        :return: list of `Measure`, ordered by id
        """
        self.env.flush_all()
        query = SQL(
            """
            WITH sale AS (%(sales)s), pipeline AS (%(pipeline)s),
                 plan AS (%(plans)s)
            SELECT c.id, COALESCE(s.amount, 0)::float8, COALESCE(s.orders, 0)::int,
                   s.margin::float8, COALESCE(s.previous, 0)::float8,
                   COALESCE(s.total, 0)::float8, s.first_on, s.last_on,
                   COALESCE(l.amount, 0)::float8, COALESCE(i.amount, 0)::float8,
                   NULLIF(c.wallet_share, 0)::float8,
                   c.company_size, c.cooperation_intent
              FROM keqin_customer c
              LEFT JOIN sale s ON s.partner_id = c.partner_id
              LEFT JOIN pipeline l ON l.partner_id = c.partner_id
              LEFT JOIN plan i ON i.customer_id = c.id
             WHERE c.active AND c.company_id = %(company)s
             ORDER BY c.id
            """,
            sales=self._sales_sql(company, rule, tz, as_of),
            pipeline=self._pipeline_sql(company),
            plans=self._plans_sql(rule, as_of),
            company=company.id,
        )
        with no_nested_loops(self.env.cr):
            return list(map(Measure._make, self.env.execute_query(query)))

    def _sales_sql(self, company, rule, tz, as_of):
        """Sums per commercial partner over the two windows and the whole history.

        ``OFFSET 0`` keeps PostgreSQL from computing the amount of a document anew for
        each of the sums that it goes into.
        """
        start, end = period.utc_bounds(*period.window(as_of, rule.window_months), tz)
        before, _end = period.utc_bounds(
            *period.previous_window(as_of, rule.window_months), tz
        )
        documents = {"order": self._orders_sql, "invoice": self._invoices_sql}
        return SQL(
            """
            SELECT p.commercial_partner_id AS partner_id,
                   SUM(amount) FILTER (WHERE at >= %(start)s) AS amount,
                   COUNT(*) FILTER (WHERE at >= %(start)s AND amount > 0) AS orders,
                   SUM(margin) FILTER (WHERE at >= %(start)s) AS margin,
                   SUM(amount) FILTER (WHERE at >= %(before)s AND at < %(start)s)
                       AS previous,
                   SUM(amount) AS total,
                   (MIN(at) FILTER (WHERE amount > 0)
                       AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date AS first_on,
                   (MAX(at) FILTER (WHERE amount > 0)
                       AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date AS last_on
              FROM (%(documents)s OFFSET 0) document
              JOIN res_partner p ON p.id = document.partner_id
             WHERE at < %(end)s
             GROUP BY p.commercial_partner_id
            """,
            documents=documents[rule.source](company, tz),
            start=start,
            before=before,
            end=end,
            tz=tz,
        )

    def _orders_sql(self, company, tz):
        """Confirmed orders; the margin is unknown where no cost was recorded."""
        decimals = company.currency_id.decimal_places
        return SQL(
            """
            SELECT o.partner_id, o.date_order AS at,
                   ROUND(o.amount_untaxed / r.rate, %(decimals)s) AS amount,
                   CASE WHEN o.margin <> o.amount_untaxed
                        THEN ROUND(o.margin / r.rate, %(decimals)s) END AS margin
              FROM sale_order o
             CROSS JOIN LATERAL
                   (SELECT COALESCE(NULLIF(o.currency_rate, 0), 1) AS rate) r
             WHERE o.state = 'sale' AND o.company_id IN %(companies)s
            """,
            decimals=decimals,
            companies=self._company_ids(company),
        )

    def _invoices_sql(self, company, tz):
        """Posted invoices less credit notes; Odoo keeps no margin on them."""
        return SQL(
            """
            SELECT partner_id,
                   (invoice_date::timestamp AT TIME ZONE %(tz)s) AT TIME ZONE 'UTC'
                       AS at,
                   amount_untaxed_signed AS amount, NULL::numeric AS margin
              FROM account_move
             WHERE state = 'posted' AND move_type IN ('out_invoice', 'out_refund')
               AND company_id IN %(companies)s
            """,
            tz=tz,
            companies=self._company_ids(company),
        )

    def _pipeline_sql(self, company):
        """Prorated revenue of open opportunities per commercial partner."""
        return SQL(
            """
            SELECT p.commercial_partner_id AS partner_id,
                   SUM(l.prorated_revenue) AS amount
              FROM crm_lead l
              JOIN res_partner p ON p.id = l.partner_id
             WHERE l.active AND l.type = 'opportunity' AND l.won_status = 'pending'
               AND (l.company_id IN %(companies)s OR l.company_id IS NULL)
             GROUP BY p.commercial_partner_id
            """,
            companies=self._company_ids(company),
        )

    def _plans_sql(self, rule, as_of):
        """Open purchase plans of the window that follows, per care file."""
        start, end = period.next_window(as_of, rule.window_months)
        return SQL(
            """
            SELECT customer_id, SUM(expected_amount) AS amount
              FROM keqin_purchase_intent
             WHERE state = 'planned' AND expected_on BETWEEN %(start)s AND %(end)s
             GROUP BY customer_id
            """,
            start=start,
            end=end,
        )

    def _company_ids(self, company):
        return tuple(
            self.env["res.company"].sudo().search([("id", "child_of", company.id)]).ids
        )
