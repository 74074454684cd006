from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ..tools import period
from ..tools.health import OPINION_DAYS, Measure
from .keqin_case import OPEN as OPEN_CASES
from .keqin_case import SERIOUS
from .keqin_grading_source import no_nested_loops
from .keqin_promise import OPEN as OPEN_PROMISES


class KeqinHealthSource(models.AbstractModel):
    """Gathers what is known of all customers' health in one query (R214).

    What grading, care and rhythm have stored on the care file is taken from there;
    opinions, complaints, promises and key persons are summed up per customer. Each
    part of the query is a method of its own for extensions to change.
    """

    _name = "keqin.health.source"
    _description = "Health Source"

    @api.model
    def _measures(self, company, tz, as_of):
        """Measures of every active care file of ``company``.

        :param str tz: time zone in which a day is a day
        :param date as_of: the day; what a care file stores is as of today whatever
            it says
        :return: list of `tools.health.Measure`, ordered by id
        """
        self.env.flush_all()
        query = self._customers_sql(company, tz, as_of)
        with no_nested_loops(self.env.cr):
            return list(map(Measure._make, self.env.execute_query(query)))

    def _customers_sql(self, company, tz, as_of):
        """One row per care file, in the order of `tools.health.Measure`."""
        return SQL(
            """
            WITH opinion AS (%(opinions)s), matter AS (%(cases)s),
                 promise AS (%(promises)s), person AS (%(people)s)
            SELECT %(columns)s
              FROM keqin_customer c
              LEFT JOIN (%(plans)s) plan ON plan.id = c.care_plan_id
              LEFT JOIN opinion o ON o.customer_id = c.id
              LEFT JOIN matter m ON m.customer_id = c.id
              LEFT JOIN promise r ON r.customer_id = c.id
              LEFT JOIN person k ON k.customer_id = c.id
             WHERE c.active AND c.company_id = %(company)s
             ORDER BY c.id
            """,
            columns=self._columns_sql(tz, as_of),
            opinions=self._opinions_sql(company, tz, as_of),
            cases=self._cases_sql(company, tz, as_of),
            promises=self._promises_sql(company, as_of),
            people=self._people_sql(company),
            plans=self._plans_sql(company, as_of),
            company=company.id,
        )

    def _columns_sql(self, tz, as_of):
        """What `tools.health.Measure` is made of, in its order."""
        return SQL(
            """
            c.id, c.tier, c.potential,
            c.last_care_on::text, NULLIF(c.care_interval, 0)::float8,
            NULLIF(c.care_max_gap, 0), plan.planned, plan.actual,
            o.nps, o.nps_on::text, o.csat, o.csat_on::text,
            c.last_order_on::text, c.order_interval::float8,
            c.amount_window::float8, c.amount_previous::float8,
            COALESCE(m.complaints, 0)::int, COALESCE(m.serious, 0)::int,
            COALESCE(m.overdue, 0)::int, COALESCE(r.late, 0)::int,
            COALESCE(r.broken, 0)::int,
            COALESCE(k.contacts, 0)::int, COALESCE(k.deciders, 0)::int,
            k.touch_on::text,
            %(as_of)s - c.last_care_on,
            %(as_of)s - (c.create_date AT TIME ZONE 'UTC'
                         AT TIME ZONE %(tz)s)::date,
            plan.attainment, plan.elapsed,
            %(as_of)s - o.nps_on, %(as_of)s - o.csat_on,
            c.rhythm_ratio::float8,
            m.customer_id IS NOT NULL OR r.customer_id IS NOT NULL,
            %(as_of)s - k.touch_on
            """,
            as_of=as_of,
            tz=tz,
        )

    def _plans_sql(self, company, as_of):
        """How much of the valid plan is done, and how much of its time is over."""
        return SQL(
            """
            SELECT p.id, c.plan_planned_count AS planned,
                   c.plan_actual_count AS actual,
                   c.plan_attainment::float8 AS attainment,
                   GREATEST(LEAST(%(as_of)s, p.date_end) - p.date_start + 1, 0)::float8
                       / (p.date_end - p.date_start + 1) AS elapsed
              FROM keqin_plan p
              JOIN keqin_customer c ON c.care_plan_id = p.id
             WHERE p.company_id = %(company)s
            """,
            as_of=as_of,
            company=company.id,
        )

    def _opinions_sql(self, company, tz, as_of):
        """The last recommendation and satisfaction of the customer's own, of a year;
        an answer to several questions is one opinion, their mean."""
        start, end = period.utc_bounds(
            as_of - timedelta(days=OPINION_DAYS - 1), as_of, tz
        )
        return SQL(
            """
            SELECT customer_id,
                   (ARRAY_AGG(said ORDER BY at DESC, last_id DESC)
                       FILTER (WHERE metric = 'nps'))[1] AS nps,
                   (MAX(at) FILTER (WHERE metric = 'nps')
                       AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date AS nps_on,
                   (ARRAY_AGG(said ORDER BY at DESC, last_id DESC)
                       FILTER (WHERE metric = 'csat'))[1] AS csat,
                   (MAX(at) FILTER (WHERE metric = 'csat')
                       AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date AS csat_on
              FROM (SELECT customer_id, metric, MAX(answered_on) AS at,
                           MAX(id) AS last_id,
                           ROUND(AVG(CASE metric WHEN 'nps' THEN score ELSE level END)
                                 ::numeric, 2)::float8 AS said
                      FROM keqin_feedback
                     WHERE company_id = %(company)s AND is_counted
                       AND metric IN ('nps', 'csat')
                       AND answered_on >= %(start)s AND answered_on < %(end)s
                     GROUP BY customer_id, metric,
                              COALESCE(answer_key, source_key)) answer
             GROUP BY customer_id
            """,
            company=company.id,
            tz=tz,
            start=start,
            end=end,
        )

    def _cases_sql(self, company, tz, as_of):
        """Open complaints; that there was a case at all says that we were asked."""
        start, end = period.utc_bounds(as_of, as_of, tz)
        return SQL(
            """
            SELECT customer_id,
                   COUNT(*) FILTER (WHERE still_open) AS complaints,
                   COUNT(*) FILTER (WHERE still_open AND severity IN %(serious)s)
                       AS serious,
                   COUNT(*) FILTER (WHERE still_open AND next_deadline < %(start)s)
                       AS overdue
              FROM (SELECT *, kind = 'complaint' AND state IN %(open)s AS still_open
                      FROM keqin_case
                     WHERE active AND company_id = %(company)s
                       AND opened_on < %(end)s) matter
             WHERE customer_id IS NOT NULL
             GROUP BY customer_id
            """,
            company=company.id,
            open=OPEN_CASES,
            serious=SERIOUS,
            start=start,
            end=end,
        )

    def _promises_sql(self, company, as_of):
        """Promises open beyond their day, and those broken or late within a year."""
        return SQL(
            """
            SELECT customer_id,
                   COUNT(*) FILTER (WHERE state IN %(open)s AND due_on < %(as_of)s)
                       AS late,
                   COUNT(*) FILTER (WHERE counts AND kept_rate = 0
                                      AND closed_on > %(since)s) AS broken
              FROM keqin_promise
             WHERE company_id = %(company)s AND promised_on <= %(as_of)s
             GROUP BY customer_id
            """,
            company=company.id,
            open=OPEN_PROMISES,
            as_of=as_of,
            since=as_of - timedelta(days=365),
        )

    def _people_sql(self, company):
        """Key persons who are still there; how many of them decide, when last spoken
        to."""
        return SQL(
            """
            SELECT k.customer_id, COUNT(*) AS contacts,
                   COUNT(*) FILTER (WHERE k.decision_role = 'decider') AS deciders,
                   MAX(k.last_touch_on) AS touch_on
              FROM keqin_contact k
              JOIN res_partner p ON p.id = k.partner_id
              JOIN keqin_customer c ON c.id = k.customer_id
             WHERE k.active AND p.active AND p.commercial_partner_id = c.partner_id
               AND c.company_id = %s
             GROUP BY k.customer_id
            """,
            company.id,
        )
