from statistics import fmean
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.nps import paired
from ..tools.satisfaction import CSAT, ENOUGH, NPS, Score, Tally, score, weighted_nps

# metric: what an answer adds to the score, in hundredths
_VALUES = {NPS: "nps_value", CSAT: "csat_value"}
# So many answers of few people are still listed.
_LISTED = 100


class Statistics(NamedTuple):
    """The scores of some opinions: both are there, perhaps of nobody (n = 0)."""

    nps: Score = Score(NPS)
    csat: Score = Score(CSAT)


class KeqinFeedback(models.Model):
    """What many opinions say together, by the access of the reader (R101, R108)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: an opinion, and what many of them say
    _inherit = "keqin.feedback"

    @api.model
    def _statistics(self, domain, by=None, asked=None):
        """NPS and CSAT of the opinions of ``domain`` that count.

        The reader's own access decides which: nothing here runs as superuser. The
        number of queries does not depend on how many opinions there are.

        :param domain: which opinions; those that do not count are left out anyway
        :param by: a field to group by, as in `_read_group`: ``"dimension"``,
            ``"wave_id"``, ``"answered_on:month"``, ``"customer_id.industry_id"``
        :param asked: number of people asked, where the opinions are answers to exactly
            that (narrows the interval, design 8); with ``by`` a dict of value to number
        :return: `Statistics` of the fields ``nps`` and ``csat``, both `Score`: ``n``,
            ``people``, ``value``, ``low``, ``high``, ``top``, ``bottom``, ``mean``.
            Below five people ``value``, ``low`` and ``high`` are None, and ``answers``
            are what they answered, worst first. With ``by`` a dict of value to
            `Statistics`; relations are records, as in `_read_group`
        :raises odoo.exceptions.AccessError: for who may read no feedback
        """
        domain = Domain(domain) & Domain("is_counted", "=", True)
        tallies = self._tallies(domain, by)
        few = {key for key, (tally, _mean) in tallies.items() if tally.people < ENOUGH}
        answers = self._answers(domain, by, few)
        found = {}
        for (group, metric), (tally, mean) in tallies.items():
            number = asked.get(group) if by and asked else asked
            found.setdefault(group, {})[metric] = score(
                metric, tally, number, mean, answers.get((group, metric), ())
            )
        groups = {group: Statistics(**scores) for group, scores in found.items()}
        return groups if by else groups.get(None, Statistics())

    @api.model
    def _tallies(self, domain, by):
        """:return: dict of (group, metric) to `Tally` and mean level, in one query"""
        tallies = {}
        for metric, value in _VALUES.items():
            for group, mean, *counts in self._tally_rows(domain, by, metric, value):
                tallies[group, metric] = Tally(*counts), mean
        return tallies

    @api.model
    def _tally_rows(self, domain, by, metric, value):
        """Per group: mean level, and the figures of `Tally`. A person is one however
        often they answered; whose person is gone counts by what was said in one go."""
        query = self._search(domain & Domain("metric", "=", metric))
        table = query.table
        sql = SQL("NULL") if by is None else self._read_group_groupby(table, by, query)
        person = SQL(
            "COALESCE(%s::text, '#' || %s, '-' || %s)",
            self._field_to_sql(table, "contact_id", query),
            self._field_to_sql(table, "answer_key", query),
            self._field_to_sql(table, "id", query),
        )
        added = SQL("%s / 100", self._field_to_sql(table, value, query))
        level = self._field_to_sql(table, "level", query)
        worst = -1 if metric == NPS else 0
        query.groupby = SQL("1, 2")
        people = query.select(
            SQL("%s AS kind", sql),
            SQL("%s AS person", person),
            SQL("COUNT(*) AS n"),
            SQL("SUM(%s) AS total", added),
            SQL("COUNT(*) FILTER (WHERE %s > 0) AS top", added),
            SQL("COUNT(*) FILTER (WHERE %s <= %s) AS bottom", added, worst),
            SQL("SUM(%s) AS levels", level),
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT kind, SUM(levels) / SUM(n), SUM(n)::int, COUNT(*),
                       SUM(top)::int, SUM(bottom)::int, SUM(n * n)::int,
                       SUM(n * total)::float, SUM(total * total)::float
                  FROM (%s) people
                 GROUP BY kind
                 ORDER BY kind
                """,
                people,
            )
        )
        if by is None or not rows:
            return rows
        groups, *figures = zip(*rows, strict=True)
        groups = self._read_group_postprocess_groupby(by, groups)
        return list(zip(groups, *figures, strict=True))

    @api.model
    def _answers(self, domain, by, few):
        """Answers of the groups in which too few people spoke, worst first.

        :return: dict of (group, metric) to the recommendations or levels
        """
        if not few:
            return {}
        answers = {}
        for metric, name in ((NPS, "score"), (CSAT, "level")):
            if all(kind != metric for _group, kind in few):
                continue
            for *group, given in self._read_group(
                domain & Domain("metric", "=", metric),
                [by] if by else [],
                [f"{name}:array_agg"],
                having=[("__count", "<=", _LISTED)],
            ):
                key = (group[0] if by else None), metric
                if key in few:
                    answers[key] = sorted(given)
        return answers

    @api.model
    def _weighted_nps(self, domain):
        """The NPS in three weights: of respondents, of customers, of revenue.

        A customer's is the mean of its people; revenue weighs it by its amount in the
        window of the grading policy. By the reader's access, in a fixed number of
        queries; amounts come out of it only as weights.

        :return: dict of ``respondent``, ``customer`` and ``revenue`` to `Score`
        :raises odoo.exceptions.AccessError: for who may read no feedback
        """
        domain = Domain(domain) & Domain("is_counted", "=", True)
        counts = self._statistics(domain).nps
        rows = self._weighted_shares(domain & Domain("metric", "=", NPS))
        [[customers, answers, *shares, paying, sold]] = rows
        return {
            "respondent": counts,
            "customer": weighted_nps(
                *shares[:2], customers, customers, counts.people, answers
            ),
            "revenue": weighted_nps(*shares[2:], paying, counts.people, sold),
        }

    @api.model
    def _weighted_shares(self, domain):
        """Customers and answers; shares of promoters and detractors by customer and by
        revenue, with the number of equal weights as sure as those; customers and
        answers with revenue."""
        self.env["keqin.customer"].flush_model(["amount_window", "company_id"])
        query = self._search(domain)
        customer = self._field_to_sql(query.table, "customer_id", query)
        value = self._field_to_sql(query.table, "nps_value", query)
        query.groupby = SQL("1")
        customers = query.select(
            SQL("%s AS id", customer),
            SQL("COUNT(*) AS n"),
            SQL("AVG((%s > 0)::int) AS top", value),
            SQL("AVG((%s < 0)::int) AS bottom", value),
        )
        return self.env.execute_query(
            SQL(
                """
                SELECT COUNT(*), COALESCE(SUM(n), 0)::int,
                       COALESCE(AVG(top), 0)::float, COALESCE(AVG(bottom), 0)::float,
                       COALESCE(SUM(w * top) / NULLIF(SUM(w), 0), 0)::float,
                       COALESCE(SUM(w * bottom) / NULLIF(SUM(w), 0), 0)::float,
                       COALESCE(SUM(w) ^ 2 / NULLIF(SUM(w * w), 0), 0)::float,
                       COUNT(*) FILTER (WHERE w > 0),
                       COALESCE(SUM(n) FILTER (WHERE w > 0), 0)::int
                  FROM (%s) said
                  JOIN keqin_customer customer ON customer.id = said.id
                  LEFT JOIN (VALUES %s) rate (company, value)
                    ON rate.company = customer.company_id
                 CROSS JOIN LATERAL (
                    SELECT GREATEST(
                        customer.amount_window * COALESCE(rate.value, 1), 0
                    )::float AS w
                 ) weight
                """,
                customers,
                self._currency_rates(),
            )
        )

    @api.model
    def _currency_rates(self):
        """Pairs of company and what its currency is worth in ours, as SQL."""
        company, today = self.env.company, fields.Date.context_today(self)
        return SQL(", ").join(
            SQL(
                "(%s, %s)",
                other.id,
                other.currency_id._convert(
                    1.0, company.currency_id, company, today, round=False
                ),
            )
            for other in self.env.companies
        )

    @api.model
    def _paired_change(self, before, after, metric=CSAT):
        """How the same people changed: `tools.nps.Paired`, levels or recommendations.

        Who answered several times in one of the two counts with their mean. By the
        reader's access, in two queries.

        :param before: domain of the earlier opinions, as ``after`` of the later ones
        """
        name = "level" if metric == CSAT else "score"
        known = (
            Domain("is_counted", "=", True)
            & Domain("metric", "=", metric)
            & Domain("contact_id", "!=", False)
        )
        earlier, later = (
            dict(
                self._read_group(
                    Domain(domain) & known, ["contact_id"], [f"{name}:array_agg"]
                )
            )
            for domain in (before, after)
        )
        return paired(
            fmean(later[person]) - fmean(earlier[person])
            for person in later
            if person in earlier
        )
