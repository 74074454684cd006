from odoo import fields, models
from odoo.tools import SQL

from .keqin_case import CHANNELS, KINDS, TOPICS
from .keqin_grade_change import TIER_SELECTION


class KeqinCaseStatistic(models.Model):
    """How many cases, and about what: counts for those who see no case (R113).

    There is no customer, person, product or text in it, so that nothing has to be
    suppressed: where a class has but one customer, its count is that customer's, and
    that is all it says. A month is one of the company's time zone.
    """

    _name = "keqin.case.statistic"
    _description = "Case Statistics"
    _auto = False
    _order = "month desc, id"
    _rec_name = "month"
    _depends = {
        "keqin.case": [
            *("active", "cause_id", "channel", "company_id", "counts", "customer_id"),
            *(
                "kind",
                "opened_on",
                "product_id",
                "reopen_count",
                "resolution_breached_on",
            ),
            *("resolved_on", "response_breached_on", "topic"),
        ],
        "keqin.customer": ["partner_id", "tier"],
        "product.product": ["product_tmpl_id"],
        "product.template": ["categ_id"],
        "res.company": ["resource_calendar_id"],
        "res.partner": ["industry_id"],
        "resource.calendar": ["tz"],
    }

    company_id = fields.Many2one("res.company", "Caring company", readonly=True)
    month = fields.Date(readonly=True)
    kind = fields.Selection(KINDS, readonly=True)
    topic = fields.Selection(TOPICS, "About", readonly=True)
    cause_id = fields.Many2one("keqin.case.cause", readonly=True)
    category_id = fields.Many2one("product.category", "Product category", readonly=True)
    industry_id = fields.Many2one("res.partner.industry", readonly=True)
    tier = fields.Selection(TIER_SELECTION, readonly=True)
    channel = fields.Selection(CHANNELS, readonly=True)
    case_count = fields.Integer("Cases", readonly=True)
    resolved_count = fields.Integer("Resolved", readonly=True)
    late_count = fields.Integer(
        "Late", readonly=True, help="Answered or resolved after the service level."
    )
    reopened_count = fields.Integer("Reopened", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT MIN(c.id) AS id, c.company_id, c.kind, c.topic, c.cause_id,
                   template.categ_id AS category_id, partner.industry_id, customer.tier,
                   c.channel, month.month,
                   COUNT(*) AS case_count,
                   COUNT(c.resolved_on) AS resolved_count,
                   COUNT(*) FILTER (
                       WHERE COALESCE(c.response_breached_on, c.resolution_breached_on)
                           IS NOT NULL
                   ) AS late_count,
                   COUNT(*) FILTER (WHERE c.reopen_count > 0) AS reopened_count
              FROM keqin_case c
              JOIN res_company company ON company.id = c.company_id
              LEFT JOIN resource_calendar calendar
                ON calendar.id = company.resource_calendar_id
              LEFT JOIN keqin_customer customer ON customer.id = c.customer_id
              LEFT JOIN res_partner partner ON partner.id = customer.partner_id
              LEFT JOIN product_product product ON product.id = c.product_id
              LEFT JOIN product_template template
                ON template.id = product.product_tmpl_id
             CROSS JOIN LATERAL (
                 SELECT DATE_TRUNC(
                     'month',
                     c.opened_on AT TIME ZONE 'UTC'
                         AT TIME ZONE COALESCE(calendar.tz, 'UTC')
                 )::date AS month
             ) month
             WHERE c.active AND c.counts
             GROUP BY c.company_id, c.kind, c.topic, c.cause_id, template.categ_id,
                      partner.industry_id, customer.tier, c.channel, month.month
            """,
        )
