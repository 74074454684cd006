from odoo import api, models
from odoo.tools import SQL


class KeqinIndicatorEngine(models.AbstractModel):
    """What spot checks (K26) and mystery checks (K41) come to."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the engine, the facts of each area
    _inherit = "keqin.indicator.engine"

    @api.model
    def _models(self):
        return super()._models() | {
            "K26": "keqin.spot.check.line",
            "K41": "keqin.mystery.check",
        }

    @api.model
    def _facts_k26(self, company, span):
        """Fields that are right or wrong, of the checks closed in the period; they
        count for who looked after the customer when the file was drawn."""
        return SQL(
            """
            SELECT line.id, file.customer_id, line.owner_id AS user_id,
                   (line.verdict = 'right')::int AS num, 1 AS den,
                   0 AS num0, 0 AS den0
              FROM keqin_spot_check_line line
              JOIN keqin_spot_check_file file ON file.id = line.file_id
              JOIN keqin_spot_check spot ON spot.id = file.check_id
              JOIN (%(customers)s) c ON c.id = file.customer_id
             WHERE spot.company_id = %(company)s AND spot.state = 'closed'
               AND spot.closed_on BETWEEN %(start)s AND %(end)s
               AND line.verdict IN ('right', 'wrong')
            """,
            customers=self._customers_sql(company),
            company=company.id,
            start=span.start,
            end=span.end,
        )

    @api.model
    def _facts_k41(self, company, span):
        """Quarters that ended in the period, from that of the first check on; those
        with a check done count. A quarter is shown by its check."""
        return SQL(
            """
            SELECT COALESCE(done.id, planned.id, -ROW_NUMBER() OVER ())::int AS id,
                   NULL::int AS customer_id, NULL::int AS user_id,
                   (done.id IS NOT NULL)::int AS num, 1 AS den, 0 AS num0, 0 AS den0
              FROM GENERATE_SERIES(
                       DATE_TRUNC('quarter', GREATEST(
                           %(start)s::date,
                           (SELECT MIN(date_start) FROM keqin_mystery_check
                             WHERE company_id = %(company)s))::timestamp),
                       %(end)s::timestamp, INTERVAL '3 months') AS quarter
              LEFT JOIN LATERAL (
                   SELECT MIN(id) AS id FROM keqin_mystery_check
                    WHERE company_id = %(company)s AND state IN ('done', 'published')
                      AND done_on >= quarter
                      AND done_on < quarter + INTERVAL '3 months') done ON TRUE
              LEFT JOIN LATERAL (
                   SELECT MIN(id) AS id FROM keqin_mystery_check
                    WHERE company_id = %(company)s AND date_start >= quarter
                      AND date_start < quarter + INTERVAL '3 months') planned ON TRUE
             WHERE quarter + INTERVAL '3 months' - INTERVAL '1 day'
                   BETWEEN %(start)s AND %(end)s
               AND EXISTS (SELECT FROM keqin_mystery_check
                            WHERE company_id = %(company)s)
            """,
            company=company.id,
            start=span.start,
            end=span.end,
        )
