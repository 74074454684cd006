from odoo import api, fields, models
from odoo.tools import SQL

_CASES = {
    "K14": "keqin.customer",
    "K15": "keqin.case",
    "K16": "keqin.customer",
    "K17": "keqin.case",
    "K18": "keqin.case",
    "K19": "keqin.case",
    "K20": "keqin.case",
    "K21": "keqin.case",
}
# It is answered for, until it is opened again.
_DONE = SQL("k.state IN ('resolved', 'confirmed', 'closed')")
_SOLVED = SQL(
    "(%s AND k.result IN ('solved', 'answered', 'workaround')"
    " AND k.resolution_breached_on IS NULL)",
    _DONE,
)


class KeqinIndicatorEngine(models.AbstractModel):
    """Complaints, and how quickly and well cases are answered (K14 to K21).

    Withdrawn cases, duplicates and spam count in nothing. What was missed says the
    clock of the case, as on its screen; a case that is still in time is undecided, and
    left out.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.indicator.engine"

    @api.model
    def _models(self):
        return super()._models() | _CASES

    @api.model
    def _facts_k14(self, company, span):
        """Complaints of each customer, negative so that a fall counts as positive."""
        return SQL(
            """
            SELECT c.id, c.id AS customer_id, NULL::int AS user_id,
                   -COALESCE(complaint.now, 0) AS num, 1 AS den,
                   -COALESCE(complaint.before, 0) AS num0, 1 AS den0
              FROM (%s) c
              LEFT JOIN (%s) complaint ON complaint.customer_id = c.id
            """,
            self._customers_sql(company, ("prospect", "lost")),
            self._complaints_sql(company, span),
        )

    @api.model
    def _facts_k15(self, company, span):
        """Complaints received that were answered or closed."""
        return self._case_facts_sql(
            company,
            SQL("(%s OR k.first_response_on IS NOT NULL)::int", _DONE),
            SQL("k.kind = 'complaint' AND %s", self._moment_sql("opened_on", span)),
        )

    @api.model
    def _facts_k16(self, company, span):
        """Customers without a complaint."""
        return SQL(
            """
            SELECT c.id, c.id AS customer_id, NULL::int AS user_id,
                   (COALESCE(complaint.now, 0) = 0)::int AS num, 1 AS den,
                   0 AS num0, 0 AS den0
              FROM (%s) c
              LEFT JOIN (%s) complaint ON complaint.customer_id = c.id
            """,
            self._customers_sql(company, ("prospect", "lost")),
            self._complaints_sql(company, span),
        )

    @api.model
    def _facts_k17(self, company, span):
        """Problems raised that were solved, or clearly answered, in time."""
        return self._case_facts_sql(
            company,
            SQL("%s::int", _SOLVED),
            SQL(
                "k.kind IN ('complaint', 'support') AND %s AND %s",
                self._moment_sql("opened_on", span),
                self._decided_sql(),
            ),
        )

    @api.model
    def _facts_k18(self, company, span):
        """Working days that the clock ran, of the cases resolved in the period."""
        # sudo: how long a working day is, is no secret of the calendar
        hours = company.sudo().resource_calendar_id.hours_per_day or 8.0
        return self._case_facts_sql(
            company,
            SQL("COALESCE(spent.hours, 0) / %s", hours),
            SQL("%s AND %s", _DONE, self._moment_sql("resolved_on", span)),
            join=SQL(
                """
                LEFT JOIN (SELECT case_id, SUM(worked_hours) AS hours
                             FROM keqin_case_segment
                            WHERE running
                            GROUP BY case_id) spent ON spent.case_id = k.id
                """
            ),
        )

    @api.model
    def _facts_k19(self, company, span):
        """Cases whose first answer was due in the period."""
        met = SQL("k.response_met_on IS NOT NULL")
        return self._case_facts_sql(
            company,
            SQL("(%s AND k.response_breached_on IS NULL)::int", met),
            SQL(
                "%s AND (%s OR k.response_breached_on IS NOT NULL"
                " OR k.response_deadline < %s)",
                self._moment_sql("response_deadline", span),
                met,
                fields.Datetime.now(),
            ),
        )

    @api.model
    def _facts_k20(self, company, span):
        """General needs due in the period."""
        return self._due_cases_sql(company, span, "request")

    @api.model
    def _facts_k21(self, company, span):
        """Complex needs whose agreed day is in the period."""
        return self._due_cases_sql(company, span, "complex_request")

    # which cases
    @api.model
    def _complaints_sql(self, company, span):
        """Complaints received of each customer, ``now`` and ``before``."""
        start, end = span.bounds
        before_start, before_end = span.before_bounds
        return SQL(
            """
            SELECT customer_id,
                   COUNT(*) FILTER (WHERE opened_on >= %(start)s
                                      AND opened_on < %(end)s) AS now,
                   COUNT(*) FILTER (WHERE opened_on >= %(before_start)s
                                      AND opened_on < %(before_end)s) AS before
              FROM keqin_case
             WHERE active AND counts AND kind = 'complaint' AND company_id = %(company)s
               AND opened_on >= %(before_start)s AND opened_on < %(end)s
             GROUP BY customer_id
            """,
            company=company.id,
            start=start,
            end=end,
            before_start=before_start,
            before_end=before_end,
        )

    @api.model
    def _due_cases_sql(self, company, span, kind):
        due = SQL("COALESCE(k.resolution_breached_on, k.resolution_deadline)")
        return self._case_facts_sql(
            company,
            SQL("%s::int", _SOLVED),
            SQL(
                "k.kind = %s AND %s >= %s AND %s < %s AND %s",
                kind,
                due,
                span.bounds[0],
                due,
                span.bounds[1],
                self._decided_sql(),
            ),
        )

    @api.model
    def _decided_sql(self):
        """Condition: it is done, or its deadline is missed."""
        return SQL(
            "(%s OR k.resolution_breached_on IS NOT NULL"
            " OR k.resolution_deadline < %s)",
            _DONE,
            fields.Datetime.now(),
        )

    @api.model
    def _moment_sql(self, name, span):
        """Condition: the moment ``name`` of the case lies in the period."""
        start, end = span.bounds
        field = SQL.identifier("k", name)
        return SQL("%s >= %s AND %s < %s", field, start, field, end)

    @api.model
    def _case_facts_sql(self, company, num, condition, join=None):
        """Cases ``k`` of the company, whoever wrote them; none of archived files.

        :param num: SQL of the part; the whole is 1
        """
        return SQL(
            """
            SELECT k.id, k.customer_id, k.user_id, %(num)s AS num, 1 AS den,
                   0 AS num0, 0 AS den0
              FROM keqin_case k
              LEFT JOIN keqin_customer c ON c.id = k.customer_id
              %(join)s
             WHERE k.active AND k.counts AND k.company_id = %(company)s
               AND c.active IS NOT FALSE AND %(condition)s
            """,
            num=num,
            join=join or SQL(""),
            company=company.id,
            condition=condition,
        )
