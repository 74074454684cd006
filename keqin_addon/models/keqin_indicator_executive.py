from odoo import api, models
from odoo.tools import SQL

from .keqin_people_engine import TWO_WAY


class KeqinIndicatorEngine(models.AbstractModel):
    """With how many key customers each executive speaks in person (K31, R194)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.indicator.engine"

    @api.model
    def _models(self):
        return super()._models() | {"K31": "res.users"}

    @api.model
    def _facts_k31(self, company, span):
        """Every executive, with the number of key customers spoken to; whoever else
        looks after the customer has no part in it."""
        return SQL(
            """
            WITH key AS (SELECT c.id FROM (%(customers)s) c
                          WHERE c.care_level = 'key')
            SELECT executive.id, NULL::int AS customer_id, executive.id AS user_id,
                   COUNT(DISTINCT met.customer_id) AS num, 1 AS den,
                   0 AS num0, 0 AS den0
              FROM UNNEST(%(executives)s::int[]) executive (id)
              LEFT JOIN (
                   SELECT who.user_id, a.customer_id
                     FROM keqin_activity a
                     JOIN key ON key.id = a.customer_id
                     JOIN (%(present)s) who ON who.activity_id = a.id
                    WHERE a.reached = 'reached' AND a.channel = ANY(%(channels)s)
                      AND %(done)s
                   ) met ON met.user_id = executive.id
             WHERE EXISTS (SELECT FROM key)
             GROUP BY executive.id
            """,
            customers=self._customers_sql(company, ("prospect", "lost")),
            executives=self._executive_ids(company),
            present=self._executives_sql(company),
            channels=list(TWO_WAY),
            done=self._done_in_sql(company, span),
        )

    @api.model
    def _executive_ids(self, company):
        return [user.id for user in company._keqin_sponsor_counts()]

    @api.model
    def _executives_sql(self, company):
        """Pairs of activity and executive: who did it and who took part, but for those
        who stayed away by its list of attendees."""
        return SQL(
            """
            SELECT who.activity_id, who.user_id
              FROM (SELECT activity_id, user_id FROM keqin_activity_executive_rel
                     UNION
                    SELECT id, user_id FROM keqin_activity
                     WHERE company_id = %s AND user_id = ANY(%s::int[])) who
              JOIN res_users executive ON executive.id = who.user_id
             WHERE NOT EXISTS (
                   SELECT FROM keqin_activity_attendee missed
                    WHERE missed.activity_id = who.activity_id
                      AND missed.partner_id = executive.partner_id
                      AND missed.attended IS NOT TRUE
                      AND missed.activity_id IN (
                          SELECT came.activity_id FROM keqin_activity_attendee came
                           WHERE came.attended)
                   )
            """,
            company.id,
            self._executive_ids(company),
        )
