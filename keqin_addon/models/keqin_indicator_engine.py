from datetime import date
from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import indicator as arithmetic
from ..tools import period
from ..tools.indicator import Facts, Figure, figure
from .keqin_grading_source import no_nested_loops

COMPANY, TIER, TEAM, EMPLOYEE, DIMENSION = (
    "company",
    "tier",
    "team",
    "employee",
    "dimension",
)
ALL_SCOPES = (COMPANY, TIER, TEAM, EMPLOYEE, DIMENSION)
# by which field of an opinion the scores of a scope are grouped
_SCORED_BY = {
    COMPANY: None,
    TIER: "tier",
    TEAM: "user_id.sale_team_id",
    EMPLOYEE: "user_id",
    DIMENSION: "dimension",
}


class Span(NamedTuple):
    """The days of a period, those of the one before it, and whose days they are."""

    start: date
    end: date
    before_start: date
    before_end: date
    tz: str

    @property
    def bounds(self):
        """Half-open UTC interval of the period."""
        return period.utc_bounds(self.start, self.end, self.tz)

    @property
    def before_bounds(self):
        """Half-open UTC interval of the period before."""
        return period.utc_bounds(self.before_start, self.before_end, self.tz)


class KeqinIndicatorEngine(models.AbstractModel):
    """Computes K01 to K46, each by one query for all scopes at once (R122).

    An indicator is a method ``_facts_k05(company, span)``: a query of one row for each
    fact, with the columns

    - ``id``: the record the fact is about, of the model in ``_models``
    - ``customer_id``: its care file, or NULL
    - ``user_id``: whom it counts for besides the customer's account manager, or NULL
    - ``num``, ``den``: its part and its whole; for sums ``den`` is 0
    - ``num0``, ``den0``: the same of the period before, 0 where nothing is compared

    Everything else follows from that: sums by company, tier, team and employee, the
    records behind a figure, and its history. Scores of opinions (K01 to K04) are those
    of the screens of the customers' voice; their facts are only for the records behind.
    """

    _name = "keqin.indicator.engine"
    _description = "Indicator Engine"

    # hooks
    @api.model
    def _models(self):
        """Which model the facts of an indicator are records of.

        :return: dict of code to model name
        """
        return {}

    @api.model
    def _score_domains(self):
        """Of the scores: which opinions.

        :return: dict of code to metric and further domain on `keqin.feedback`
        """
        overall = Domain("metric", "=", "csat")
        return {
            "K01": ("csat", overall),
            "K02": ("csat", overall & Domain("dimension", "=", "approval")),
            "K03": ("csat", overall),
            "K04": ("nps", Domain("metric", "=", "nps")),
        }

    # figures
    @api.model
    def _span(self, company, start, end):
        """The days ``start`` to ``end`` of ``company``, and the period before.

        :return: `Span`
        """
        # sudo: the zone in which a day is a day is no secret of the policy
        policy = self.env["keqin.health.engine"].sudo()._policy(company)
        zone = policy.tz or company.sudo().resource_calendar_id.tz or "UTC"
        return Span(start, end, *arithmetic.before(start, end), zone)

    @api.model
    def _figures(self, company, indicators, start, end, scopes=(COMPANY,)):
        """What the indicators come to, each over its own period up to ``end``.

        In one query for each indicator, however many customers, employees and scopes.

        :param indicators: `keqin.indicator` records
        :param scopes: of ``company``, ``tier``, ``team``, ``employee``, ``dimension``
        :return: dict of (code, scope, key) to `tools.indicator.Figure`. The key is
            None, the letter of the tier, the id of the team or user, or the dimension.
            The company has one for every indicator, without value where there is no
            data; other scopes where there are facts.
        """
        found = {}
        self.env.flush_all()
        for indicator in indicators:
            span = self._span(company, *indicator._days(start, end))
            found[indicator.code, COMPANY, None] = Figure()
            compute = self._counted
            if indicator.arithmetic == arithmetic.SCORE:
                compute = self._scored
            wanted = indicator._measured_for(scopes)
            for key, value in compute(indicator, company, span, wanted).items():
                found[(indicator.code, *key)] = value
        return found

    @api.model
    def _counted(self, indicator, company, span, scopes):
        """:return: dict of (scope, key) to `Figure`"""
        sums = {}
        for facts, keys in self._sums(indicator.code, company, span):
            for key in keys:
                if key[0] in scopes:
                    sums[key] = sums[key].add(facts) if key in sums else facts
        return {key: figure(indicator.arithmetic, sums[key]) for key in sums}

    @api.model
    def _sums(self, code, company, span):
        """Sums of facts by tier, account manager and employee, with all they count for.

        :return: pairs of `Facts` and a set of (scope, key)
        """
        facts = self._facts(code, company, span)
        if facts is None:
            return
        with no_nested_loops(self.env.cr):
            rows = self.env.execute_query(self._sums_sql(facts))
        for tier, manager, other, team, other_team, *sums in rows:
            keys = {(COMPANY, None), (TIER, tier), (EMPLOYEE, manager)}
            keys |= {(EMPLOYEE, other), (TEAM, team), (TEAM, other_team)}
            yield (
                Facts(*sums),
                {key for key in keys if key[1] or key[0] == COMPANY},
            )

    @api.model
    def _facts(self, code, company, span):
        """Query of the facts of an indicator; None where nothing computes it."""
        facts = getattr(self, f"_facts_{code.lower()}", None)
        return facts and facts(company, span)

    @api.model
    def _sums_sql(self, facts):
        return SQL(
            """
            SELECT f.tier, f.manager_id, f.user_id, manager.sale_team_id,
                   other.sale_team_id, f.num, f.den, f.n, f.num0, f.den0
              FROM (SELECT c.tier, p.user_id AS manager_id, fact.user_id,
                           COALESCE(SUM(fact.num), 0)::float8 AS num,
                           COALESCE(SUM(fact.den), 0)::float8 AS den,
                           COUNT(*)::int AS n,
                           COALESCE(SUM(fact.num0), 0)::float8 AS num0,
                           COALESCE(SUM(fact.den0), 0)::float8 AS den0
                      FROM (%s) fact
                      LEFT JOIN keqin_customer c ON c.id = fact.customer_id
                      LEFT JOIN res_partner p ON p.id = c.partner_id
                     GROUP BY 1, 2, 3) f
              LEFT JOIN res_users manager ON manager.id = f.manager_id
              LEFT JOIN res_users other ON other.id = f.user_id
            """,
            facts,
        )

    @api.model
    def _scored(self, indicator, company, span, scopes):
        """Scores as the screens of the customers' voice count them.

        :return: dict of (scope, key) to `Figure`
        """
        metric, domain = self._score_domains()[indicator.code]
        # sudo: figures of all opinions of the company; who reads them is decided there
        feedback = self.env["keqin.feedback"].sudo()
        domain &= self._score_period(company, span)
        found = {}
        for scope in scopes:
            by = _SCORED_BY[scope]
            groups = feedback._statistics(domain, by=by)
            for group, scores in (groups if by else {None: groups}).items():
                key = group.id if isinstance(group, models.BaseModel) else group
                score = getattr(scores, metric)
                if scope == COMPANY or (key and score.n):
                    found[scope, key or None] = arithmetic.of_score(score)
        return found

    @api.model
    def _score_period(self, company, span):
        start, end = span.bounds
        return (
            Domain("company_id", "=", company.id)
            & Domain("answered_on", ">=", start)
            & Domain("answered_on", "<", end)
        )

    # what facts are made of
    @api.model
    def _policy(self, company):
        # sudo: which documents count is no secret of the policy
        return self.env["keqin.health.engine"].sudo()._policy(company)

    @api.model
    def _customers_sql(self, company, left_out=()):
        """Care files in use: ``id``, ``partner_id``, ``user_id`` (account manager),
        ``tier``, ``care_level``, ``lifecycle``, ``sponsor_id``, ``key_customer``.

        :param left_out: stages of the lifecycle that do not count
        """
        return SQL(
            """
            SELECT c.id, c.partner_id, p.user_id, c.tier, c.care_level, c.lifecycle,
                   c.sponsor_id, c.key_customer
              FROM keqin_customer c
              JOIN res_partner p ON p.id = c.partner_id
             WHERE c.active AND c.company_id = %s
               AND c.lifecycle <> ALL(%s)
            """,
            company.id,
            list(left_out),
        )

    @api.model
    def _sales_sql(self, company, span, since=None):
        """Sales up to the end of the period, as grading counts them: ``partner_id``
        (commercial partner), ``at`` (UTC), ``amount``, ``margin``.

        :param since: first day that is looked at, all of them by default
        """
        policy = self._policy(company)
        source = self.env["keqin.grading.source"]
        documents = {"order": source._orders_sql, "invoice": source._invoices_sql}
        fence = "OFFSET 0"
        start, end = span.bounds
        if since:
            # few enough of them that what comes before need not be looked at
            fence, (start, _end) = "", period.utc_bounds(since, since, span.tz)
        return SQL(
            """
            SELECT buyer.commercial_partner_id AS partner_id, document.at,
                   document.amount, document.margin
              FROM (%s %s) document
              JOIN res_partner buyer ON buyer.id = document.partner_id
             WHERE document.at < %s AND %s
            """,
            documents[policy.source or "order"](company, span.tz),
            SQL(fence),
            end,
            SQL("document.at >= %s", start) if since else SQL("TRUE"),
        )

    @api.model
    def _purchases_sql(self, company, span, since=None):
        """Of each care file in use that bought: ``id``, ``orders`` (up to the end),
        ``orders_now``, ``orders_before``, ``amount_now``, ``amount_before`` and
        ``first_at``. Orders are documents of a positive amount.

        :param since: as of `_sales_sql`: ever, unless the past does not matter
        """
        start, end = span.bounds
        before_start, before_end = span.before_bounds
        return SQL(
            """
            SELECT c.id, sale.*
              FROM (%(customers)s) c
              JOIN (SELECT partner_id,
                           COUNT(*) FILTER (WHERE amount > 0) AS orders,
                           COUNT(*) FILTER (WHERE amount > 0 AND %(now)s) AS orders_now,
                           COUNT(*) FILTER (WHERE amount > 0 AND %(before)s)
                               AS orders_before,
                           COALESCE(SUM(amount) FILTER (WHERE %(now)s), 0)
                               AS amount_now,
                           COALESCE(SUM(amount) FILTER (WHERE %(before)s), 0)
                               AS amount_before,
                           MIN(at) FILTER (WHERE amount > 0) AS first_at
                      FROM (%(sales)s) document
                     GROUP BY 1) sale ON sale.partner_id = c.partner_id
            """,
            customers=self._customers_sql(company),
            sales=self._sales_sql(company, span, since),
            now=SQL("at >= %s AND at < %s", start, end),
            before=SQL("at >= %s AND at < %s", before_start, before_end),
        )

    @api.model
    def _company_ids(self, company):
        return self.env["keqin.grading.source"]._company_ids(company)
