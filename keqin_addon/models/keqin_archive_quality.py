from odoo import fields, models
from odoo.tools import SQL

from .keqin_archive_section import SECTIONS
from .keqin_grade_change import TIER_SELECTION

# Half-life in days where the company asks nobody to verify.
_HALF_LIFE = 180


class KeqinArchiveQuality(models.Model):
    """How far the archives can be trusted, by customer, owner and tier (R185).

    A row for each care file in care that is not invalid. A section loses half of its
    freshness in the days after which archives have to be verified again, from its last
    update or the last verification; a section never touched nor verified has none.
    """

    _name = "keqin.archive.quality"
    _description = "Data Quality"
    _auto = False
    _order = "freshness, completeness, id"
    _rec_name = "customer_id"
    _depends = {
        "keqin.activity": ["customer_id", "logged_late", "state"],
        "keqin.archive.section": ["customer_id", "section", "updated_on"],
        "keqin.customer": [
            *("active", "company_id", "completeness", "invalid_reason", "lifecycle"),
            *("partner_id", "tier", "verified_on", "verify_on"),
        ],
        "keqin.spot.check": ["closed_on", "company_id", "state"],
        "keqin.spot.check.file": ["check_id", "customer_id"],
        "keqin.spot.check.line": ["file_id", "verdict"],
        "res.company": ["keqin_archive_days"],
        "res.partner": ["industry_id", "user_id"],
    }

    customer_id = fields.Many2one("keqin.customer", readonly=True)
    company_id = fields.Many2one("res.company", "Caring company", readonly=True)
    user_id = fields.Many2one("res.users", "Account manager", readonly=True)
    industry_id = fields.Many2one("res.partner.industry", readonly=True)
    tier = fields.Selection(TIER_SELECTION, readonly=True)
    completeness = fields.Float(
        "Completeness (%)", digits=(5, 1), readonly=True, aggregator="avg"
    )
    verified = fields.Float(
        "Verified (%)",
        digits=(5, 1),
        readonly=True,
        aggregator="avg",
        help="Verified, and not too long ago.",
    )
    freshness = fields.Float(
        "Freshness (%)", digits=(5, 1), readonly=True, aggregator="avg"
    )
    accuracy = fields.Float(
        "Accuracy (%)",
        digits=(5, 1),
        readonly=True,
        aggregator="avg",
        help="Share of right fields in the spot checks of the company in 12 months.",
    )
    truth = fields.Float(
        "Truth (%)",
        digits=(5, 1),
        readonly=True,
        aggregator="avg",
        help="Completeness x freshness x sampled accuracy. Without any spot check the "
        "data on file count as right.",
    )
    checked_count = fields.Integer("Fields checked", readonly=True)
    right_count = fields.Integer("Fields right", readonly=True)
    updated_on = fields.Datetime("Last updated on", readonly=True)
    age = fields.Integer(
        "Days since update",
        readonly=True,
        aggregator="avg",
        help="Or since the verification, if that was later.",
    )
    verified_on = fields.Date(readonly=True)
    activity_count = fields.Integer("Care activities", readonly=True)
    late_count = fields.Integer("Logged late", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT c.id, c.id AS customer_id, c.company_id, p.user_id, p.industry_id,
                   c.tier, c.completeness, c.verified_on, section.updated_on,
                   CASE WHEN c.verified_on IS NOT NULL
                         AND (c.verify_on IS NULL OR c.verify_on > %(today)s)
                        THEN 100 ELSE 0 END AS verified,
                   %(today)s::date - GREATEST(
                       section.updated_on::date, c.verified_on) AS age,
                   COALESCE(section.freshness, 0) AS freshness,
                   sample.accuracy,
                   c.completeness * COALESCE(section.freshness, 0)
                       * COALESCE(sample.accuracy, 100) / 10000 AS truth,
                   COALESCE(own.checked, 0) AS checked_count,
                   COALESCE(own.correct, 0) AS right_count,
                   COALESCE(log.activities, 0) AS activity_count,
                   COALESCE(log.late, 0) AS late_count
              FROM keqin_customer c
              JOIN res_partner p ON p.id = c.partner_id
              LEFT JOIN (%(sections)s) section ON section.customer_id = c.id
              LEFT JOIN (SELECT customer_id, count(*) AS activities,
                                count(*) FILTER (WHERE logged_late) AS late
                           FROM keqin_activity WHERE state = 'done'
                          GROUP BY customer_id) log ON log.customer_id = c.id
              LEFT JOIN (%(samples)s GROUP BY file.customer_id) own
                     ON own.customer_id = c.id
              LEFT JOIN (SELECT company_id,
                                100.0 * sum(correct) / sum(checked) AS accuracy
                           FROM (%(samples)s GROUP BY file.customer_id) each
                          GROUP BY company_id) sample
                     ON sample.company_id = c.company_id
             WHERE c.active AND c.invalid_reason IS NULL AND c.lifecycle != 'lost'
            """,
            today=fields.Date.context_today(self),
            sections=self._sections_sql(),
            samples=self._samples_sql(),
        )

    def _samples_sql(self):
        """Fields checked and right in spot checks of a year, to be grouped (K26)."""
        return SQL(
            """
            SELECT file.customer_id, min(spot.company_id) AS company_id,
                   count(*) AS checked,
                   count(*) FILTER (WHERE line.verdict = 'right') AS correct
              FROM keqin_spot_check_line line
              JOIN keqin_spot_check_file file ON file.id = line.file_id
              JOIN keqin_spot_check spot ON spot.id = file.check_id
             WHERE spot.state = 'closed' AND line.verdict IN ('right', 'wrong')
               AND spot.closed_on > %s
            """,
            fields.Date.subtract(fields.Date.context_today(self), years=1),
        )

    def _sections_sql(self):
        """Freshness in percent, as the mean over all sections, and last update."""
        return SQL(
            """
            SELECT file.id AS customer_id, max(s.updated_on) AS updated_on,
                   (COALESCE(sum(%(updated)s) FILTER (WHERE s.id IS NOT NULL), 0)
                    + (%(count)s - count(s.id)) * %(verified)s)
                   / %(count)s AS freshness
              FROM keqin_customer file
              JOIN res_company company ON company.id = file.company_id
              LEFT JOIN keqin_archive_section s ON s.customer_id = file.id
             GROUP BY file.id, company.keqin_archive_days
            """,
            updated=self._fresh_sql(
                SQL("GREATEST(s.updated_on::date, file.verified_on)")
            ),
            verified=self._fresh_sql(SQL("file.verified_on")),
            count=len(SECTIONS),
        )

    def _fresh_sql(self, since):
        """What is left of 100 % since that day, halved with every period."""
        return SQL(
            """CASE WHEN %(since)s IS NULL THEN 0 ELSE 100 * 0.5 ^ (
                   GREATEST(%(today)s::date - %(since)s, 0)::float8
                   / COALESCE(NULLIF(company.keqin_archive_days, 0), %(days)s)
               ) END""",
            today=fields.Date.context_today(self),
            since=since,
            days=_HALF_LIFE,
        )

    def action_open(self):
        """The care file behind a row, with the rights of who opens it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "keqin.customer",
            "res_id": self.id,
            "views": [(False, "form")],
        }
