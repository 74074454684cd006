from datetime import date
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

from ..tools import period, rhythm
from .keqin_grading_source import no_nested_loops


class Purchases(NamedTuple):
    """What a customer bought and when, and where it stands; None where not known."""

    id: int
    lifecycle: str
    tier: str | None
    user_id: int | None
    lost_on: date | None
    lost_by: str | None
    lost_denied_on: date | None
    # the last order days, the latest first, and the years (0 the last) with orders
    days: list | None
    years: list | None
    amount_recent: float | None
    amount_past: float | None
    orders_recent: int | None
    orders_past: int | None
    # of the last window and of the one before
    margin: float | None
    margin_before: float | None
    amount_before: float | None
    agreement_end: date | None

    @property
    def last_on(self):
        return self.days[0] if self.days else None


class KeqinRhythmSource(models.AbstractModel):
    """Gathers the purchases of all customers in one query, day by day.

    What counts as a purchase, and the zone in which a day is a day, is said by the
    grading policy: the rhythm is that of the same documents as the grade.
    """

    _name = "keqin.rhythm.source"
    _description = "Rhythm Source"

    @api.model
    def _purchases(self, policy, company, as_of):
        """Purchases of every active care file of ``company`` (and of its branches).

        :param policy: the `keqin.grading.policy` whose documents count
        :param date as_of: last day that is looked at
        :return: list of `Purchases`, ordered by id
        """
        self.env.flush_all()
        query = SQL(
            """
            WITH day AS (%(days)s), sale AS (%(sales)s), agreement AS (%(agreements)s)
            SELECT c.id, c.lifecycle, c.tier, p.user_id, c.lost_on, c.lost_by,
                   c.lost_denied_on, s.days, s.years,
                   s.amount_recent::float8, s.amount_past::float8,
                   s.orders_recent::int, s.orders_past::int,
                   s.margin::float8, s.margin_before::float8,
                   s.amount_before::float8, a.date_end
              FROM keqin_customer c
              JOIN res_partner p ON p.id = c.partner_id
              LEFT JOIN sale s ON s.partner_id = c.partner_id
              LEFT JOIN agreement a ON a.customer_id = c.id
             WHERE c.active AND c.company_id = %(company)s
             ORDER BY c.id
            """,
            days=self._days_sql(policy, company, as_of),
            sales=self._sales_sql(policy, as_of),
            agreements=self._agreements_sql(as_of),
            company=company.id,
        )
        with no_nested_loops(self.env.cr):
            return list(map(Purchases._make, self.env.execute_query(query)))

    def _days_sql(self, policy, company, as_of):
        """Net amount and margin by commercial partner and day of the company."""
        Source = self.env["keqin.grading.source"]
        documents = {"order": Source._orders_sql, "invoice": Source._invoices_sql}
        _start, end = period.utc_bounds(as_of, as_of, policy.tz)
        return SQL(
            """
            SELECT p.commercial_partner_id AS partner_id,
                   (at AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date AS day,
                   SUM(amount) AS amount, SUM(margin) AS margin
              FROM (%(documents)s OFFSET 0) document
              JOIN res_partner p ON p.id = document.partner_id
             WHERE at < %(end)s
             GROUP BY 1, 2
            """,
            tz=policy.tz,
            documents=documents[policy.source](company, policy.tz),
            end=end,
        )

    def _sales_sql(self, policy, as_of):
        start, _end = period.window(as_of, policy.window_months)
        before, _end = period.previous_window(as_of, policy.window_months)
        ago = SQL("(%s - day)", as_of)
        recent = SQL("%s < %s", ago, rhythm.HALF_YEAR)
        past = SQL(
            "%s BETWEEN %s AND %s",
            ago,
            rhythm.YEAR,
            rhythm.YEAR + rhythm.HALF_YEAR - 1,
        )
        earlier = SQL("day >= %s AND day < %s", before, start)
        return SQL(
            """
            SELECT partner_id,
                   (ARRAY_AGG(day ORDER BY day DESC) FILTER (WHERE amount > 0))
                       [1:%(number)s] AS days,
                   ARRAY_AGG(DISTINCT %(ago)s / 365) FILTER (WHERE amount > 0)
                       AS years,
                   SUM(amount) FILTER (WHERE %(recent)s) AS amount_recent,
                   SUM(amount) FILTER (WHERE %(past)s) AS amount_past,
                   COUNT(*) FILTER (WHERE amount > 0 AND %(recent)s) AS orders_recent,
                   COUNT(*) FILTER (WHERE amount > 0 AND %(past)s) AS orders_past,
                   SUM(margin) FILTER (WHERE day >= %(start)s) AS margin,
                   SUM(margin) FILTER (WHERE %(earlier)s) AS margin_before,
                   SUM(amount) FILTER (WHERE %(earlier)s) AS amount_before
              FROM day
             GROUP BY partner_id
            """,
            number=rhythm.LAST_INTERVALS + 1,
            ago=ago,
            recent=recent,
            past=past,
            start=start,
            earlier=earlier,
        )

    def _agreements_sql(self, as_of):
        """Last day of the last agreement, of customers without any that goes on."""
        return SQL(
            """
            SELECT customer_id, MAX(date_end) AS date_end
              FROM keqin_agreement
             WHERE active AND state <> 'draft'
             GROUP BY customer_id
            HAVING MAX(date_end) < %s
            """,
            as_of,
        )
