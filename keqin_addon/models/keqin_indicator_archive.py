from odoo import api, models
from odoo.tools import SQL


class KeqinIndicatorEngine(models.AbstractModel):
    """How well customers are known: care files and the three clears (K25, K44)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.indicator.engine"

    @api.model
    def _models(self):
        return super()._models() | dict.fromkeys(("K25", "K44"), "keqin.customer")

    @api.model
    def _facts_k25(self, company, span):
        """How complete each care file is, in percent; of prospects, too."""
        return SQL(
            """
            SELECT c.id, c.id AS customer_id, NULL::int AS user_id,
                   file.completeness AS num, 1 AS den, 0 AS num0, 0 AS den0
              FROM (%s) c
              JOIN keqin_customer file ON file.id = c.id
            """,
            self._customers_sql(company, ("lost",)),
        )

    @api.model
    def _facts_k44(self, company, span):
        """Customers we serve of whom all three are clear (R010)."""
        return SQL(
            """
            SELECT c.id, c.id AS customer_id, NULL::int AS user_id,
                   (clear.needs AND clear.people AND clear.dates)::int AS num,
                   1 AS den, 0 AS num0, 0 AS den0
              FROM (%s) c
              JOIN (%s) clear ON clear.id = c.id
            """,
            self._customers_sql(company, ("prospect", "lost")),
            self._clears_sql(company, span.end),
        )

    @api.model
    def _clears_sql(self, company, day):
        """Of each care file: ``needs``, where it hurts or what is needed; ``people``,
        who decides; ``dates``, an own date of the customer within the coming year."""
        return SQL(
            """
            SELECT file.id,
                   BTRIM(COALESCE(file.pain_points, '')) <> ''
                       OR EXISTS (SELECT FROM keqin_need need
                                   WHERE need.customer_id = file.id
                                     AND need.state <> 'closed') AS needs,
                   file.has_no_decider IS FALSE AS people,
                   EXISTS (SELECT FROM keqin_occasion_date own
                            WHERE own.customer_id = file.id AND own.contact_id IS NULL
                              AND own.date >= %(day)s
                              AND own.date < %(day)s + INTERVAL '1 year') AS dates
              FROM keqin_customer file
             WHERE file.company_id = %(company)s
            """,
            company=company.id,
            day=day,
        )
