from odoo import api, models
from odoo.tools import SQL

from .keqin_people_engine import TWO_WAY

_CARE = {
    "K23": "keqin.customer",
    "K24": "keqin.activity",
    "K32": "keqin.activity",
    "K45": "keqin.activity",
}


class KeqinIndicatorEngine(models.AbstractModel):
    """How often customers are spoken to, how well, and as planned (K23, K24, K32, K45).

    A contact is an activity that is done and reached the customer.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.indicator.engine"

    @api.model
    def _models(self):
        return super()._models() | _CARE

    @api.model
    def _facts_k23(self, company, span):
        """Talks in the period of each customer we serve."""
        return SQL(
            """
            SELECT c.id, c.id AS customer_id, NULL::int AS user_id,
                   COUNT(talk.id) AS num, 1 AS den, 0 AS num0, 0 AS den0
              FROM (%s) c
              LEFT JOIN (%s) talk ON talk.customer_id = c.id
             WHERE c.since <= %s
             GROUP BY c.id
            """,
            self._served_sql(company, span),
            self._talks_sql(company, span),
            span.end,
        )

    @api.model
    def _facts_k24(self, company, span):
        """The record of each talk: complete four fifths, in time one fifth; where a
        lead rated the talk from 1 to 5, that is half of it."""
        return SQL(
            """
            SELECT talk.id, talk.customer_id, talk.user_id,
                   CASE WHEN talk.quality > 0
                        THEN (record.points + 25 * (talk.quality - 1)) / 2
                        ELSE record.points END AS num,
                   1 AS den, 0 AS num0, 0 AS den0
              FROM (%s) talk
              JOIN (%s) c ON c.id = talk.customer_id
             CROSS JOIN LATERAL (
                   SELECT 0.8 * COALESCE(talk.completeness, 0)
                          + CASE WHEN talk.logged_late THEN 0 ELSE 20 END AS points
                   ) record
            """,
            self._talks_sql(company, span),
            self._customers_sql(company),
        )

    @api.model
    def _facts_k32(self, company, span):
        """Planned care whose last day is in the period, done by then or not.

        What was taken off the plan by hand was not done; what the plan itself no longer
        asks for is left out.
        """
        return SQL(
            """
            SELECT a.id, a.customer_id, a.user_id,
                   (a.qualifies AND a.date_done <= due.day)::int AS num, 1 AS den,
                   0 AS num0, 0 AS den0
              FROM keqin_activity a
              JOIN (%(customers)s) c ON c.id = a.customer_id
             CROSS JOIN LATERAL (
                   SELECT COALESCE(a.latest_on, a.due_on, a.date_planned) AS day
                   ) due
             WHERE a.company_id = %(company)s AND a.plan_line_id IS NOT NULL
               AND due.day BETWEEN %(start)s AND %(end)s
               AND (a.state IN ('done', 'missed')
                    OR a.state = 'planned' AND due.day < %(today)s
                    OR a.state = 'cancelled' AND a.automatic
                       AND a.due_on IS NOT NULL AND a.closed_because IS NULL)
            """,
            customers=self._customers_sql(company),
            company=company.id,
            start=span.start,
            end=span.end,
            today=company._keqin_today()[company],
        )

    @api.model
    def _facts_k45(self, company, span):
        """Care on our initiative, made for the person or not."""
        return SQL(
            """
            SELECT a.id, a.customer_id, a.user_id,
                   (a.personalised IS TRUE)::int AS num, 1 AS den, 0 AS num0, 0 AS den0
              FROM keqin_activity a
              JOIN (%s) c ON c.id = a.customer_id
             WHERE a.qualifies AND %s
            """,
            self._customers_sql(company),
            self._done_in_sql(company, span),
        )

    # what contacts and customers are
    @api.model
    def _done_in_sql(self, company, span):
        """Condition on the activity ``a``: of the company, done in the period."""
        return SQL(
            "a.company_id = %s AND a.state = 'done' AND a.date_done BETWEEN %s AND %s",
            company.id,
            span.start,
            span.end,
        )

    @api.model
    def _talks_sql(self, company, span):
        """Contacts of the period in which both sides spoke; whether it was our
        initiative, and for care or not."""
        return SQL(
            """
            SELECT a.id, a.customer_id, a.user_id, a.completeness, a.quality,
                   a.logged_late
              FROM keqin_activity a
             WHERE a.reached = 'reached' AND a.channel = ANY(%s) AND %s
            """,
            list(TWO_WAY),
            self._done_in_sql(company, span),
        )

    @api.model
    def _served_sql(self, company, span):
        """Customers we serve, with the day ``since`` which we know of them: of their
        care file, contract, first order or first contact, whichever is earliest.

        Contacts are gone through for those only who came after the period began.
        """
        made = SQL(
            """
            LEAST(file.signed_on, file.first_order_on,
                  (file.create_date AT TIME ZONE 'UTC' AT TIME ZONE %s)::date)
            """,
            span.tz,
        )
        return SQL(
            """
            SELECT c.*, LEAST(%(made)s, met.first_on) AS since
              FROM (%(customers)s) c
              JOIN keqin_customer file ON file.id = c.id
              LEFT JOIN (SELECT a.customer_id, MIN(a.date_done) AS first_on
                           FROM keqin_activity a
                           JOIN keqin_customer file ON file.id = a.customer_id
                          WHERE a.state = 'done' AND a.company_id = %(company)s
                            AND %(made)s > %(start)s
                          GROUP BY 1) met ON met.customer_id = c.id
            """,
            made=made,
            customers=self._customers_sql(company, ("prospect", "lost")),
            company=company.id,
            start=span.start,
        )
