from odoo import api, models
from odoo.tools import SQL

from ..tools.interval import intervals

_COMPLIANCE = dict.fromkeys(("K27", "K28", "K29", "K30"), "keqin.customer")


class KeqinIndicatorEngine(models.AbstractModel):
    """Whether each customer was cared for in each interval (K27 to K30, R043-R045).

    Over several intervals each one counts, from the one in which we first knew of the
    customer: three months of a customer who came in the second one are two of two.
    Those that have not begun yet are not due.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.indicator.engine"

    @api.model
    def _models(self):
        return super()._models() | _COMPLIANCE

    @api.model
    def _facts_k27(self, company, span):
        """Care by the account manager each month, or by the one before the handover."""
        contacts = SQL(
            """
            SELECT a.customer_id, a.date_done AS day
              FROM keqin_activity a
              JOIN (%s) c ON c.id = a.customer_id
             WHERE a.qualifies AND %s
               AND (a.user_id = c.user_id
                    OR EXISTS (SELECT FROM keqin_handover h
                                WHERE h.customer_id = c.id AND h.state = 'done'
                                  AND h.from_user_id = a.user_id
                                  AND h.taken_on >= a.date_done))
            """,
            self._customers_sql(company),
            self._done_in_sql(company, span),
        )
        return self._kept_sql(
            company, span, {None: 1}, contacts, SQL("c.user_id IS NOT NULL")
        )

    @api.model
    def _facts_k28(self, company, span):
        """Follow-up: key customers once a month, ordinary ones once a quarter."""
        return self._kept_sql(
            company,
            span,
            {"key": 1, "ordinary": 3},
            self._care_sql(company, span, SQL("TRUE")),
        )

    @api.model
    def _facts_k29(self, company, span):
        """A visit with an executive each month; counts for the sponsor, too."""
        visit = SQL(
            """
            a.channel IN ('visit', 'video')
            AND (a.id IN (SELECT activity_id FROM (%s) present)
                 OR kind.is_executive
                    AND a.id NOT IN (SELECT activity_id
                                       FROM keqin_activity_executive_rel))
            """,
            self._executives_sql(company),
        )
        return self._kept_sql(
            company,
            span,
            {None: 1},
            self._care_sql(company, span, visit),
            SQL("c.tier = 'A'"),
            counts_for=SQL("c.sponsor_id"),
        )

    @api.model
    def _facts_k30(self, company, span):
        """An exclusive activity each quarter."""
        return self._kept_sql(
            company,
            span,
            {None: 3},
            self._care_sql(company, span, SQL("kind.is_exclusive")),
            SQL("c.tier = 'A'"),
        )

    @api.model
    def _care_sql(self, company, span, condition):
        """Customer and day of the care that qualifies.

        :param condition: on the activity ``a`` and its type ``kind``
        """
        return SQL(
            """
            SELECT a.customer_id, a.date_done AS day
              FROM keqin_activity a
              JOIN keqin_activity_type kind ON kind.id = a.type_id
             WHERE a.qualifies AND %s AND %s
            """,
            self._done_in_sql(company, span),
            condition,
        )

    @api.model
    def _kept_sql(self, company, span, months, contacts, who=None, counts_for=None):
        """Of each customer: in how many intervals there was a contact, of how many.

        :param months: how long an interval is, by level of care; None for all levels
        :param contacts: query of ``customer_id`` and ``day``
        :param who: condition on the customers ``c``
        :param counts_for: whom it counts for besides the account manager
        :return: the query, or None where no interval has begun yet
        """
        due = self._due_sql(company, span, months)
        return due and SQL(
            """
            WITH due (care_level, first_day, last_day) AS (VALUES %(due)s)
            SELECT c.id, c.id AS customer_id, %(counts_for)s AS user_id,
                   COUNT(met.customer_id) AS num, COUNT(*) AS den,
                   0 AS num0, 0 AS den0
              FROM (%(customers)s) c
              JOIN due ON due.last_day >= c.since
               AND COALESCE(due.care_level, c.care_level) = c.care_level
              LEFT JOIN (
                   SELECT DISTINCT contact.customer_id, due.first_day, due.last_day
                     FROM (%(contacts)s) contact
                     JOIN due ON contact.day BETWEEN due.first_day AND due.last_day
                   ) met ON met.customer_id = c.id AND met.first_day = due.first_day
               AND met.last_day = due.last_day
             WHERE %(who)s
             GROUP BY c.id, %(counts_for)s
            """,
            due=due,
            counts_for=counts_for or SQL("NULL::int"),
            customers=self._served_sql(company, span),
            contacts=contacts,
            who=who or SQL("TRUE"),
        )

    @api.model
    def _due_sql(self, company, span, months):
        """Rows of level of care, first and last day of each interval that has begun."""
        today = company._keqin_today()[company]
        rows = [
            SQL("(%s::varchar, %s::date, %s::date)", level, first, last)
            for level, length in months.items()
            for first, last in intervals(span.start, span.end, length)
            if first <= today
        ]
        return SQL(", ").join(rows) if rows else None
