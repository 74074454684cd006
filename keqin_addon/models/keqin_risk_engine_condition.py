from odoo import api, models
from odoo.tools import SQL

from ..tools import period
from .keqin_case import OPEN as OPEN_CASES
from .keqin_promise import OPEN as OPEN_PROMISES


class KeqinRiskEngine(models.AbstractModel):
    """What each kind of rule looks for, in one query over all customers (R116).

    A query tells of each customer that it is true of: its id, the rule that applies,
    the day of what was seen last, and the figures of the reason. Dates instead of
    numbers of days, so that a reason stays the same from one night to the next.
    A kind of one's own is a method ``_<kind>_sql`` here, and ``_reason_<kind>``.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: how it works, what it looks for, what it says
    _inherit = "keqin.risk.engine"

    @api.model
    def _condition_sql(self, company, watch, day):
        """
        :param day: date in the company's zone
        :return: query of rows (customer id, rule id, since, facts)
        """
        self.env.flush_all()
        condition = getattr(self, f"_{watch.kind}_sql")(company, watch, day)
        return SQL(
            "WITH c AS (%s) %s", self._customers_sql(company, watch.rules), condition
        )

    @api.model
    def _customers_sql(self, company, rules):
        """Customers in care, each with the rule that applies to it."""
        return SQL(
            """
            SELECT c.*, rule.rule_id, rule.threshold, rule.days
              FROM keqin_customer c
              JOIN unnest(%(tiers)s::varchar[], %(rules)s::int[], %(limits)s::float8[],
                          %(days)s::int[]) AS rule (for_tier, rule_id, threshold, days)
                ON rule.for_tier = COALESCE(c.tier, '')
             WHERE c.active AND c.company_id = %(company)s AND c.lifecycle != 'lost'
            """,
            tiers=list(rules),
            rules=[rule.id for rule in rules.values()],
            limits=[rule.threshold for rule in rules.values()],
            days=[rule.days for rule in rules.values()],
            company=company.id,
        )

    @api.model
    def _gap_sql(self, company, watch, day):
        """Customers that were never cared for count from the day they came in."""
        return SQL(
            """
            SELECT id, rule_id, last + gap + 1,
                   jsonb_build_object('last', last_care_on, 'gap', gap,
                                      'over', last + gap)
              FROM (SELECT c.*, COALESCE(last_care_on, create_date::date) AS last,
                           CEIL(care_max_gap * COALESCE(NULLIF(threshold, 0), 1))::int
                           AS gap
                      FROM c WHERE care_max_gap > 0) c
             WHERE last + gap < %s
            """,
            day,
        )

    @api.model
    def _purchase_sql(self, company, watch, day):
        """Against the customer's own rhythm and past, never against others'."""
        return SQL(
            """
            SELECT id, rule_id, CASE WHEN slow THEN next_order_on END,
                   jsonb_build_object(
                       'slow', slow, 'last', last_order_on, 'next', next_order_on,
                       'interval', ROUND(order_interval::numeric, 1))
              FROM (SELECT c.*, rhythm_state IN ('declining', 'silent')
                                AND COALESCE(rhythm_ratio, 0) >= threshold AS slow
                      FROM c) c
             WHERE slow
                OR amount_trend_state = 'down' AND frequency_trend_state = 'down'
            """
        )

    @api.model
    def _detractor_sql(self, company, watch, day):
        return SQL(
            """
            SELECT id, rule_id, feedback_last_on::date,
                   jsonb_build_object(
                       'nps', CASE WHEN nps_class = 'detractor' THEN nps_last END,
                       'csat', csat_last, 'change', csat_change,
                       'on', feedback_last_on::date)
              FROM c
             WHERE feedback_last_on::date >= %s::date - days
               AND (nps_class = 'detractor' OR csat_last <= threshold
                    OR csat_change <= -1)
            """,
            day,
        )

    @api.model
    def _complaint_sql(self, company, watch, day):
        """Beyond a deadline now, or at the end of a day that is over."""
        zone = self._zone(company)
        end = period.utc_bounds(day, day, zone)[1]
        return SQL(
            """
            SELECT c.id, rule_id, late.last,
                   jsonb_build_object('count', late.count, 'first', late.first,
                                      'numbers', late.numbers)
              FROM c
              JOIN (SELECT customer_id, COUNT(*),
                           MIN((next_deadline AT TIME ZONE 'UTC'
                                AT TIME ZONE %(zone)s)::date) AS first,
                           MAX((next_deadline AT TIME ZONE 'UTC'
                                AT TIME ZONE %(zone)s)::date) AS last,
                           STRING_AGG(number, ', ' ORDER BY next_deadline, id)
                           AS numbers
                      FROM keqin_case
                     WHERE active AND kind = 'complaint' AND state = ANY(%(open)s)
                       AND next_deadline < LEAST(%(end)s, %(now)s)
                     GROUP BY customer_id) late ON late.customer_id = c.id
             WHERE late.count >= GREATEST(threshold, 1)
            """,
            zone=zone,
            open=list(OPEN_CASES),
            end=end,
            now=self.env.cr.now(),
        )

    @api.model
    def _promise_sql(self, company, watch, day):
        return SQL(
            """
            SELECT id, rule_id, last,
                   jsonb_build_object('count', count, 'open', open, 'last', last)
              FROM (SELECT c.id, rule_id, threshold, COUNT(*),
                           COUNT(*) FILTER (WHERE p.state = ANY(%(open)s)) AS open,
                           MAX(CASE WHEN p.state = ANY(%(open)s) THEN p.due_on + 1
                                    ELSE p.closed_on END) AS last
                      FROM c
                      JOIN keqin_promise p ON p.customer_id = c.id
                     WHERE p.state = ANY(%(open)s) AND p.due_on < %(day)s
                        OR p.counts AND p.kept_rate = 0
                           AND p.closed_on > %(day)s::date - days
                     GROUP BY c.id, rule_id, threshold) broken
             WHERE count >= GREATEST(threshold, 1)
            """,
            open=list(OPEN_PROMISES),
            day=day,
        )

    @api.model
    def _renewal_sql(self, company, watch, day):
        """Of several agreements, the one that ends first."""
        return SQL(
            """
            SELECT DISTINCT ON (c.id) c.id, rule_id, talk.since,
                   jsonb_build_object('name', a.name, 'end', a.date_end,
                                      'since', talk.since)
              FROM c
              JOIN keqin_agreement a ON a.customer_id = c.id
              JOIN LATERAL (SELECT COALESCE(a.renewal_on, a.date_end - COALESCE(
                                            NULLIF(days, 0), %(days)s)) AS since) talk
                ON TRUE
             WHERE a.active AND a.state = 'active' AND a.renewal_started_on IS NULL
               AND talk.since <= %(day)s
               AND NOT EXISTS (SELECT FROM keqin_agreement after
                                WHERE after.previous_id = a.id AND after.active)
             ORDER BY c.id, a.date_end, a.id
            """,
            days=company.keqin_renewal_days,
            day=day,
        )

    @api.model
    def _left_sql(self, company, watch, day):
        """Those who decide, or have much influence, and work elsewhere by now.

        It is over when the card is archived: somebody has seen to who comes after.
        """
        return SQL(
            """
            SELECT c.id, rule_id, NULL::date,
                   jsonb_build_object('names', STRING_AGG(p.name, ', ' ORDER BY p.name))
              FROM c
              JOIN keqin_contact card ON card.customer_id = c.id AND card.active
              JOIN res_partner p ON p.id = card.partner_id
             WHERE (card.decision_role IN ('decider', 'approver')
                    OR card.influence = 'high')
               AND (NOT p.active OR p.commercial_partner_id != c.partner_id
                    OR p.keqin_invalid_reason IS NOT NULL)
             GROUP BY c.id, rule_id
            """
        )

    @api.model
    def _single_sql(self, company, watch, day):
        return SQL(
            """
            SELECT id, rule_id, NULL::date,
                   jsonb_build_object('single', is_single_thread,
                                      'no_decider', has_no_decider)
              FROM c WHERE is_single_thread OR has_no_decider
            """
        )

    @api.model
    def _health_sql(self, company, watch, day):
        return SQL(
            """
            SELECT id, rule_id, NULL::date, jsonb_build_object('score', health_score)
              FROM c WHERE health_band = 'red'
            """
        )

    @api.model
    def _other_sql(self, company, watch, day):
        rule = next(iter(watch.rules.values()))
        matching = self.env["keqin.customer"]._search(rule._filter())
        return SQL(
            "SELECT id, rule_id, NULL::date, '{}'::jsonb FROM c WHERE id IN (%s)",
            matching.select(),
        )

    @api.model
    def _zone(self, company):
        """Time zone in which a day is a day."""
        policy = self.env["keqin.grading.policy"].search(
            [("company_id", "=", company.root_id.id)], limit=1
        )
        return policy.tz or "UTC"
