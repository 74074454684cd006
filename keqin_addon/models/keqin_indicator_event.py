from odoo import api, models
from odoo.tools import SQL


class KeqinIndicatorEngine(models.AbstractModel):
    """Who came to events, and what trainings brought (K37, K38)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.indicator.engine"

    @api.model
    def _models(self):
        return super()._models() | {
            "K37": "event.registration",
            "K38": "keqin.activity.attendee",
        }

    @api.model
    def _facts_k37(self, company, span):
        """Everybody registered for an event that ended in the period; who called off
        was invited, and did not come. Events of all companies count for the one that
        looks after the customer."""
        start, end = span.bounds
        return SQL(
            """
            SELECT registration.id, c.id AS customer_id, NULL::int AS user_id,
                   (registration.state = 'done')::int AS num, 1 AS den,
                   0 AS num0, 0 AS den0
              FROM event_registration registration
              JOIN event_event event ON event.id = registration.event_id
              LEFT JOIN res_partner person ON person.id = registration.partner_id
              LEFT JOIN (%(customers)s) c
                ON c.partner_id = person.commercial_partner_id
             WHERE registration.active AND event.active
               AND event.kanban_state <> 'cancel'
               AND event.date_end >= %(start)s AND event.date_end < %(end)s
               AND (event.company_id = %(company)s
                    OR event.company_id IS NULL AND c.id IS NOT NULL)
            """,
            customers=self._customers_sql(company),
            start=start,
            end=end,
            company=company.id,
        )

    @api.model
    def _facts_k38(self, company, span):
        """Everybody of the customer who was trained and whose result is known: of the
        test, or else as the trainer sees it."""
        return SQL(
            """
            SELECT person.id, a.customer_id, a.user_id, result.points AS num, 1 AS den,
                   0 AS num0, 0 AS den0
              FROM keqin_activity_attendee person
              JOIN keqin_activity a ON a.id = person.activity_id
              JOIN (%s) c ON c.id = a.customer_id
             CROSS JOIN LATERAL (
                   SELECT COALESCE(
                       NULLIF(person.score, 0),
                       CASE person.effect WHEN 'none' THEN 0 WHEN 'some' THEN 100 / 3.0
                            WHEN 'good' THEN 200 / 3.0 WHEN 'excellent' THEN 100 END
                   ) AS points) result
             WHERE person.attended AND person.is_ours IS NOT TRUE
               AND a.purpose = 'training' AND result.points IS NOT NULL AND %s
            """,
            self._customers_sql(company),
            self._done_in_sql(company, span),
        )
