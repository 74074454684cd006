from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import indicator as arithmetic
from ..tools.indicator import Facts, figure


class KeqinIndicatorEngine(models.AbstractModel):
    """Indicators of some customers, whoever looks after them (R139)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the engine, the facts of each area
    _inherit = "keqin.indicator.engine"

    @api.model
    def _figures_of(self, customers, indicators, start, end):
        """What the indicators come to for ``customers`` from ``start`` to ``end``.

        One query for each indicator. Unlike those of the company, the period is taken
        as it is, so that two of them never overlap.

        :param customers: care files of one company
        :return: dict of `keqin.indicator` to `tools.indicator.Figure`
        """
        company = customers.company_id
        span = self._span(company, start, end)
        self.env.flush_all()
        return {
            indicator: self._figure_of(customers, indicator, company, span)
            for indicator in indicators
        }

    @api.model
    def _figure_of(self, customers, indicator, company, span):
        if indicator.arithmetic == arithmetic.SCORE:
            metric, domain = self._score_domains()[indicator.code]
            domain &= self._score_period(company, span)
            domain &= Domain("customer_id", "in", customers.ids)
            # sudo: figures only; who reads them is decided there
            scores = self.env["keqin.feedback"].sudo()._statistics(domain)
            return arithmetic.of_score(getattr(scores, metric))
        facts = self._facts_of(customers, indicator.code, company, span)
        if facts is None:
            return arithmetic.Figure()
        [row] = self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(SUM(num), 0)::float8, COALESCE(SUM(den), 0)::float8,
                       COUNT(*)::int, COALESCE(SUM(num0), 0)::float8,
                       COALESCE(SUM(den0), 0)::float8
                  FROM (%s) fact
                """,
                facts,
            )
        )
        return figure(indicator.arithmetic, Facts(*row))

    @api.model
    def _facts_of(self, customers, code, company, span):
        facts = self._facts(code, company, span)
        return facts and SQL(
            "SELECT * FROM (%s) every WHERE customer_id = ANY(%s)",
            facts,
            list(customers.ids),
        )

    @api.model
    def _records_of(self, customers, indicator, start, end):
        """The records behind such a figure.

        :return: model and domain, or None where nothing computes it
        """
        company = customers.company_id
        span = self._span(company, start, end)
        if indicator.arithmetic == arithmetic.SCORE:
            metric, domain = self._score_domains()[indicator.code]
            domain &= self._score_period(company, span)
            domain &= Domain("is_counted", "=", True) & Domain("metric", "=", metric)
            return "keqin.feedback", domain & Domain("customer_id", "in", customers.ids)
        facts = self._facts_of(customers, indicator.code, company, span)
        model = self._models().get(indicator.code)
        if facts is None or not model:
            return None
        self.env.flush_all()
        rows = self.env.execute_query(SQL("SELECT DISTINCT id FROM (%s) f", facts))
        return model, Domain("id", "in", [id_ for (id_,) in rows])
