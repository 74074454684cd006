from odoo import api, models
from odoo.tools import SQL


class KeqinIndicatorEngine(models.AbstractModel):
    """Whether improvements are closed in time, with their effect checked (K39)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the engine, the facts of each area
    _inherit = "keqin.indicator.engine"

    @api.model
    def _models(self):
        return super()._models() | {"K39": "keqin.improvement"}

    @api.model
    def _facts_k39(self, company, span):
        """Measures whose effect was to be checked in the period, once each.

        In time are those done by their day, and checked by that of the check. What was
        dropped, or never planned, does not count. Counts for the owner.
        """
        return SQL(
            """
            SELECT id, NULL::int AS customer_id, user_id,
                   (COALESCE(done_on <= date_due AND verified_on <= verify_by,
                             FALSE))::int AS num,
                   1 AS den, 0 AS num0, 0 AS den0
              FROM keqin_improvement
             WHERE active AND company_id = ANY(%s)
               AND state NOT IN ('proposed', 'dropped')
               AND verify_by BETWEEN %s AND %s
            """,
            list(self._company_ids(company)),
            span.start,
            span.end,
        )
