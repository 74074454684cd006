from odoo import api, models
from odoo.tools import SQL

from .keqin_plan import AGREED

_WORTH = {
    "K34": "keqin.customer",
    "K42": "keqin.risk",
    "K46": "keqin.plan",
}


class KeqinIndicatorEngine(models.AbstractModel):
    """What customers are worth, who was won back, what care costs (K34, K42, K46)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.indicator.engine"

    @api.model
    def _models(self):
        return super()._models() | _WORTH

    @api.model
    def _facts_k34(self, company, span):
        """Lifetime value now and by the window before, where both are known."""
        return SQL(
            """
            SELECT c.id, c.id AS customer_id, NULL::int AS user_id,
                   file.clv AS num, 1 AS den, file.clv_previous AS num0, 1 AS den0
              FROM (%s) c
              JOIN keqin_customer file ON file.id = c.id
             WHERE file.clv IS NOT NULL AND file.clv_previous IS NOT NULL
            """,
            self._customers_sql(company, ("prospect",)),
        )

    @api.model
    def _facts_k42(self, company, span):
        """Risks with a plan that ended in the period: recovered or lost."""
        return SQL(
            """
            SELECT r.id, r.customer_id, r.user_id, (r.state = 'recovered')::int AS num,
                   1 AS den, 0 AS num0, 0 AS den0
              FROM keqin_risk r
              JOIN (%s) c ON c.id = r.customer_id
             WHERE r.state IN ('recovered', 'lost') AND r.closed_on BETWEEN %s AND %s
               AND r.id IN (SELECT risk_id FROM keqin_risk_stage
                             WHERE state IN ('planned', 'saving'))
            """,
            self._customers_sql(company),
            span.start,
            span.end,
        )

    @api.model
    def _facts_k46(self, company, span):
        """Cost of each agreed plan in the period, and the part of its budget that falls
        in it."""
        return SQL(
            """
            SELECT p.id, p.customer_id, NULL::int AS user_id,
                   COALESCE(care.cost, 0) + COALESCE(gift.cost, 0) AS num,
                   (COALESCE(p.budget_planned, 0) + COALESCE(p.granted_amount, 0))
                       * (LEAST(p.date_end, %(end)s)
                          - GREATEST(p.date_start, %(start)s) + 1)
                       / (p.date_end - p.date_start + 1) AS den,
                   0 AS num0, 0 AS den0
              FROM keqin_plan p
              JOIN (%(customers)s) c ON c.id = p.customer_id
              LEFT JOIN (SELECT plan_id, SUM(cost) AS cost FROM keqin_activity
                          WHERE state = 'done'
                            AND date_done BETWEEN %(start)s AND %(end)s
                          GROUP BY plan_id) care ON care.plan_id = p.id
              LEFT JOIN (SELECT plan_id, SUM(value) AS cost FROM keqin_gift
                          WHERE state = 'given' AND date BETWEEN %(start)s AND %(end)s
                          GROUP BY plan_id) gift ON gift.plan_id = p.id
             WHERE p.state = ANY(%(agreed)s) AND p.date_start <= %(end)s
               AND p.date_end >= %(start)s
            """,
            customers=self._customers_sql(company),
            agreed=list(AGREED),
            start=span.start,
            end=span.end,
        )
