from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.satisfaction import ENOUGH, Tally, score
from .keqin_feedback import DIMENSIONS
from .keqin_grade_change import TIER_SELECTION

# Fewer customers than this are no crowd in which one of them is hidden.
CUSTOMERS = 3
# the fields that hold what `Tally` says, in its order
TALLIED = (
    "answer_count",
    "people_count",
    "top_count",
    "bottom_count",
    "squares",
    "products",
    "totals",
)
GROUPINGS = [
    ("total", "All"),
    ("dimension", "Dimension"),
    ("tier", "Tier"),
    ("industry", "Industry"),
]


class KeqinFeedbackStatistic(models.Model):
    """What customers say, for those who may not know who said it (R101).

    Nobody and no customer can be made out from it, nor from any two of its figures:

    - every row holds at least five people of at least three customers;
    - it is grouped one way at a time: there is no row of one tier in one industry;
    - what is too small goes to *others*, and when the others are too small themselves,
      the smallest of the rows joins them: no total less its parts leaves less than a
      row may hold;
    - only half-years that are over, which lie apart and stay as they are: of a running
      one, today's figure less yesterday's would be one answer;
    - each company by itself, weighted by respondents alone: a customer with most of
      the revenue would be the revenue-weighted score.
    """

    _name = "keqin.feedback.statistic"
    _description = "Feedback Statistics"
    _auto = False
    _order = "half_year desc, metric, grouping, is_rest, id"
    _rec_name = "half_year"
    _depends = {
        "keqin.feedback": [
            *("answer_key", "answered_on", "company_id", "contact_id", "csat_value"),
            *("customer_id", "dimension", "industry_id", "is_counted", "metric"),
            *("nps_value", "tier"),
        ],
        "res.company": ["resource_calendar_id"],
        "resource.calendar": ["tz"],
    }

    company_id = fields.Many2one("res.company", "Caring company", readonly=True)
    half_year = fields.Date("Half-year from", readonly=True)
    metric = fields.Selection(
        [("nps", "Recommendation (NPS)"), ("csat", "Satisfaction (CSAT)")],
        readonly=True,
    )
    grouping = fields.Selection(GROUPINGS, "Grouped by", readonly=True)
    dimension = fields.Selection(DIMENSIONS, readonly=True)
    tier = fields.Selection(TIER_SELECTION, "Tier Then", readonly=True)
    industry_id = fields.Many2one(
        "res.partner.industry", "Industry then", readonly=True
    )
    is_rest = fields.Boolean(
        "Others",
        readonly=True,
        help="Groups that are too small to be shown each by itself.",
    )
    # sums over several rows would count an answer more than once
    answer_count = fields.Integer("Answers", readonly=True, aggregator=None)
    people_count = fields.Integer("People", readonly=True, aggregator=None)
    top_count = fields.Integer("Promoters or satisfied", readonly=True, aggregator=None)
    bottom_count = fields.Integer(
        "Detractors or not satisfied", readonly=True, aggregator=None
    )
    squares = fields.Integer(readonly=True, aggregator=None)
    products = fields.Integer(readonly=True, aggregator=None)
    totals = fields.Integer(readonly=True, aggregator=None)
    value = fields.Float("Score", compute="_compute_score", aggregator=None)
    low = fields.Float("At least", compute="_compute_score", aggregator=None)
    high = fields.Float("At most", compute="_compute_score", aggregator=None)

    # all that is summed up: the list reads it with its rows, not once more
    @api.depends("metric", *TALLIED)
    def _compute_score(self):
        for row in self:
            found = row._score()
            row.value, row.low, row.high = found.value, found.low, found.high

    def _score(self):
        """:return: `tools.satisfaction.Score` of the row"""
        self.ensure_one()
        tally = Tally(*(self[name] for name in TALLIED))
        return score(self.metric, tally)

    @property
    def _table_query(self):
        return SQL(
            """
            WITH said AS (%(said)s),
            -- every answer once a grouping, summed up by person: far fewer rows
            cut AS (
                SELECT company_id, half_year, metric, place, grouping, key, person,
                       customer_id, MIN(id) AS id, COUNT(*) AS n, SUM(added) AS total,
                       COUNT(*) FILTER (WHERE added > 0) AS top,
                       COUNT(*) FILTER (
                           WHERE added <= CASE metric WHEN 'nps' THEN -1 ELSE 0 END
                       ) AS bottom
                  FROM said
                 CROSS JOIN LATERAL (VALUES
                       (0, 'total', ''),
                       (1, 'dimension', dimension),
                       (2, 'tier', COALESCE(tier, '')),
                       (3, 'industry', COALESCE(industry_id::text, ''))
                 ) cut (place, grouping, key)
                 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
            ),
            cell AS (
                SELECT company_id, half_year, metric, place, key,
                       COUNT(DISTINCT person) AS people,
                       %(enough)s AS shown
                  FROM cut
                 GROUP BY company_id, half_year, metric, place, key
            ),
            -- whether what is left over may be shown together
            rest AS (
                SELECT company_id, half_year, metric, place, %(enough)s AS shown
                  FROM cut JOIN cell USING (company_id, half_year, metric, place, key)
                 WHERE NOT cell.shown
                 GROUP BY company_id, half_year, metric, place
            ),
            label AS (
                SELECT cell.company_id, cell.half_year, cell.metric, cell.place,
                       cell.key, rest.shown AS rest_shown,
                       BOOL_OR(cell.shown) OVER (
                           PARTITION BY cell.company_id, cell.half_year, cell.metric,
                                        cell.place
                       ) AS any_shown,
                       NOT cell.shown OR COALESCE(NOT rest.shown, FALSE)
                           AND ROW_NUMBER() OVER (
                               PARTITION BY cell.company_id, cell.half_year,
                                            cell.metric, cell.place, cell.shown
                               ORDER BY cell.people, cell.key
                           ) = 1 AS is_rest
                  FROM cell
                  LEFT JOIN rest USING (company_id, half_year, metric, place)
            ),
            person AS (
                SELECT company_id, half_year, metric, place, grouping, is_rest,
                       CASE WHEN is_rest THEN '' ELSE key END AS key,
                       person, MIN(id) AS id, SUM(n) AS n, SUM(total) AS total,
                       SUM(top) AS top, SUM(bottom) AS bottom
                  FROM cut
                  JOIN label USING (company_id, half_year, metric, place, key)
                 WHERE NOT is_rest OR rest_shown OR any_shown
                 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
            )
            SELECT 4 * MIN(id) + place AS id, company_id, half_year, metric, grouping,
                   is_rest,
                   CASE WHEN place = 1 THEN NULLIF(key, '') END AS dimension,
                   CASE WHEN place = 2 THEN NULLIF(key, '') END AS tier,
                   CASE WHEN place = 3 THEN NULLIF(key, '')::int END AS industry_id,
                   SUM(n)::int AS answer_count, COUNT(*)::int AS people_count,
                   SUM(top)::int AS top_count, SUM(bottom)::int AS bottom_count,
                   SUM(n * n)::int AS squares, SUM(n * total)::int AS products,
                   SUM(total * total)::int AS totals
              FROM person
             GROUP BY company_id, half_year, metric, place, grouping, is_rest, key
            """,
            said=self._said(),
            enough=SQL(
                "COUNT(DISTINCT person) >= %s AND COUNT(DISTINCT customer_id) >= %s",
                ENOUGH,
                CUSTOMERS,
            ),
        )

    @api.model
    def _said(self):
        """Every answer that counts, of half-years of its company that are over."""
        return SQL(
            """
            SELECT f.id, f.company_id, f.metric, f.dimension, f.tier, f.industry_id,
                   f.customer_id, half.half_year,
                   COALESCE(f.contact_id::text, '#' || f.answer_key, '-' || f.id)
                       AS person,
                   CASE f.metric WHEN 'nps' THEN f.nps_value ELSE f.csat_value END / 100
                       AS added
              FROM keqin_feedback f
              JOIN res_company company ON company.id = f.company_id
              LEFT JOIN resource_calendar calendar
                ON calendar.id = company.resource_calendar_id
             CROSS JOIN LATERAL (%s) half
             CROSS JOIN LATERAL (%s) now
             WHERE f.is_counted AND f.metric IN ('nps', 'csat')
               AND half.half_year < now.half_year
            """,
            self._half_year(SQL("f.answered_on")),
            self._half_year(SQL("%s::timestamp", fields.Datetime.now())),
        )

    @api.model
    def _half_year(self, moment):
        """First day of the half-year a moment in UTC lies in, in the company's zone."""
        local = SQL(
            "(%s AT TIME ZONE 'UTC' AT TIME ZONE COALESCE(calendar.tz, 'UTC'))", moment
        )
        return SQL(
            """
            SELECT (DATE_TRUNC('year', %(local)s) + INTERVAL '6 months'
                    * FLOOR((EXTRACT(MONTH FROM %(local)s) - 1) / 6))::date
                   AS half_year
            """,
            local=local,
        )
