from odoo import api, models
from odoo.tools import SQL


class KeqinIndicatorEngine(models.AbstractModel):
    """Whether the meetings are held that were to be held (K40)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the engine, the facts of each area
    _inherit = "keqin.indicator.engine"

    @api.model
    def _models(self):
        return super()._models() | {"K40": "keqin.meeting"}

    @api.model
    def _facts_k40(self, company, span):
        """Months and quarters that ended in the period, from that of the first meeting
        of the kind on. Held in time are joint meetings of the last seven days of their
        month, and special ones of their quarter. Each is shown by its meeting."""
        return SQL(
            """
            SELECT COALESCE(MIN(m.id), -ROW_NUMBER() OVER (ORDER BY p.kind, p.start))
                       ::int AS id,
                   NULL::int AS customer_id, NULL::int AS user_id,
                   COALESCE(BOOL_OR(m.state IN ('open', 'closed')
                                    AND m.held_on BETWEEN p.opens AND p.ends),
                            FALSE)::int AS num,
                   1 AS den, 0 AS num0, 0 AS den0
              FROM (
                   SELECT 'joint' AS kind, s::date AS start,
                          (s + INTERVAL '1 month' - INTERVAL '7 days')::date AS opens,
                          (s + INTERVAL '1 month' - INTERVAL '1 day')::date AS ends
                     FROM GENERATE_SERIES(
                          DATE_TRUNC('month', %(start)s::timestamp),
                          %(end)s::timestamp, INTERVAL '1 month') s
                   UNION ALL
                   SELECT 'special', s::date, s::date,
                          (s + INTERVAL '3 months' - INTERVAL '1 day')::date
                     FROM GENERATE_SERIES(
                          DATE_TRUNC('quarter', %(start)s::timestamp),
                          %(end)s::timestamp, INTERVAL '3 months') s) p
              LEFT JOIN keqin_meeting m
                     ON m.company_id = %(company)s AND m.kind = p.kind
                    AND m.period_start = p.start AND m.state != 'cancelled'
             WHERE p.ends BETWEEN %(start)s AND %(end)s
               AND p.start >= (SELECT MIN(f.period_start) FROM keqin_meeting f
                                WHERE f.company_id = %(company)s AND f.kind = p.kind)
             GROUP BY p.kind, p.start
            """,
            company=company.id,
            start=span.start,
            end=span.end,
        )
