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
                   (file.three_clears = 3)::int AS num,
                   1 AS den, 0 AS num0, 0 AS den0
              FROM (%s) c
              JOIN keqin_customer file ON file.id = c.id
            """,
            self._customers_sql(company, ("prospect", "lost")),
        )
