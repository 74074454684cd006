from odoo import api, models
from odoo.tools import SQL

from .keqin_case import OPEN as OPEN_CASES
from .keqin_risk import OPEN as OPEN_RISKS

# An order is prepared so many days before it is expected.
_AHEAD = 7
# Renewals are suggested so many days before a talk has to be.
_EARLY = 30
# A recommendation is fresh for half a year; who is lost is left alone for a month.
_FRESH = 180
_REST, _FORGOTTEN = 30, 365


class KeqinSuggestionEngine(models.AbstractModel):
    """What each kind of suggestion looks for, in one query over all customers (R215).

    Rows of customer id, key, best day, and the figures of the reason. Nothing that
    the desk shows as due anyway, and nothing that a risk is open for already.
    A kind of one's own is a method ``_<kind>_sql`` here, and ``_words_<kind>``.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: how it works, what it looks for, what it says
    _inherit = "keqin.suggestion.engine"

    @api.model
    def _condition_sql(self, company, kind, day):
        """
        :param day: date in the company's zone
        :return: query of rows (customer id, key, due, facts)
        """
        return SQL(
            """
            WITH c AS (SELECT * FROM keqin_customer
                        WHERE active AND company_id = %s AND (lifecycle = 'lost') = %s),
                 risk AS (SELECT customer_id, kind, level, detected_on FROM keqin_risk
                           WHERE company_id = %s AND state = ANY(%s))
            %s
            """,
            company.id,
            kind == "win_back",
            company.id,
            list(OPEN_RISKS),
            getattr(self, f"_{kind}_sql")(company, day),
        )

    @api.model
    def _calm_sql(self):
        """Nobody asks a customer in trouble for more."""
        return SQL(
            """
            c.health_band IS DISTINCT FROM 'red'
            AND COALESCE(c.risk_level, 'low') = 'low'
            AND NOT EXISTS (SELECT FROM keqin_case complaint
                             WHERE complaint.customer_id = c.id AND complaint.active
                               AND complaint.kind = 'complaint'
                               AND complaint.state = ANY(%s))
            """,
            list(OPEN_CASES),
        )

    @api.model
    def _order_sql(self, company, day):
        """Those that order as usual: who does not is at risk, and that is another talk.
        Who has an offer of ours is on it."""
        return SQL(
            """
            SELECT c.id, c.last_order_on::text, c.next_order_on,
                   jsonb_build_object('last', c.last_order_on, 'next', c.next_order_on,
                                      'interval', ROUND(c.order_interval::numeric, 1))
              FROM c
             WHERE c.next_order_on <= %s::date + %s
               AND c.rhythm_state IN ('regular', 'late')
               AND NOT EXISTS (SELECT FROM sale_order o
                                 JOIN res_partner p ON p.id = o.partner_id
                                WHERE p.commercial_partner_id = c.partner_id
                                  AND o.state IN ('draft', 'sent')
                                  AND o.date_order >= c.last_order_on)
            """,
            day,
            _AHEAD,
        )

    @api.model
    def _care_sql(self, company, day):
        """Due, and not overdue yet, with nothing planned: the rest is on the desk."""
        return SQL(
            """
            SELECT id, last_care_on::text, care_due_on,
                   jsonb_build_object('last', last_care_on, 'due', care_due_on,
                                      'interval', ROUND(care_interval::numeric))
              FROM c WHERE care_gap_state = 'due' AND next_care_on IS NULL
            """
        )

    @api.model
    def _talk_sql(self, company, day):
        return SQL(
            """
            SELECT c.id, a.id::text, talk.since,
                   jsonb_build_object('name', a.name, 'end', a.date_end,
                                      'contact_id', a.contact_id,
                                      'value', a.id::text)
              FROM c
              JOIN keqin_agreement a ON a.customer_id = c.id
              JOIN LATERAL (SELECT COALESCE(a.renewal_on, a.date_end - %(days)s)
                                   AS since) talk ON TRUE
             WHERE a.active AND a.state = 'active' AND a.renewal_started_on IS NULL
               AND talk.since <= %(day)s::date + %(early)s
               AND NOT EXISTS (SELECT FROM keqin_agreement after
                                WHERE after.previous_id = a.id AND after.active)
               AND NOT EXISTS (SELECT FROM keqin_activity t
                                WHERE t.agreement_id = a.id AND t.state = 'planned')
               AND NOT EXISTS (SELECT FROM risk
                                WHERE risk.customer_id = c.id AND risk.kind = 'renewal')
            """,
            days=company.keqin_renewal_days,
            day=day,
            early=_EARLY,
        )

    @api.model
    def _person_sql(self, company, day):
        """Of important customers."""
        return SQL(
            """
            SELECT id, CASE WHEN has_no_decider THEN 'decider' ELSE 'second' END,
                   NULL::date,
                   jsonb_build_object('tier', tier, 'no_decider', has_no_decider)
              FROM c
             WHERE tier IN ('A', 'B') AND (has_no_decider OR is_single_thread)
               AND NOT EXISTS (SELECT FROM risk
                                WHERE risk.customer_id = c.id AND risk.kind = 'single')
            """
        )

    @api.model
    def _cross_sell_sql(self, company, day):
        """The family from which most is to be expected, and nobody has offered it."""
        return SQL(
            """
            SELECT DISTINCT ON (c.id) c.id, x.family_id::text, NULL::date,
                   jsonb_build_object('family_id', x.family_id, 'basis', x.basis,
                                      'buyers', x.buyers, 'peers', x.peers,
                                      'value', x.family_id::text)
              FROM c
              JOIN (%s) x ON x.customer_id = c.id
             WHERE x.lead_id IS NULL AND %s
             ORDER BY c.id, x.expected DESC NULLS LAST, x.family_id
            """,
            self.env["keqin.cross.sell"]._query_as_of(day),
            self._calm_sql(),
        )

    @api.model
    def _referral_sql(self, company, day):
        """The person that recommended us last, unless somebody was sent since then."""
        return SQL(
            """
            SELECT c.id, said.on_day::text, said.on_day + 30,
                   jsonb_build_object('on', said.on_day, 'score', said.score,
                                      'contact_id', said.contact_id)
              FROM c
              JOIN (SELECT DISTINCT ON (customer_id) customer_id, contact_id, score,
                           answered_on::date AS on_day
                      FROM keqin_feedback
                     WHERE metric = 'nps' AND is_counted AND company_id = %s
                     ORDER BY customer_id, answered_on DESC, id DESC
                   ) said ON said.customer_id = c.id
             WHERE said.score >= 9 AND said.on_day > %s::date - %s
               AND NOT EXISTS (SELECT FROM keqin_referral r
                                WHERE r.customer_id = c.id AND r.date >= said.on_day)
               AND %s
            """,
            company.id,
            day,
            _FRESH,
            self._calm_sql(),
        )

    @api.model
    def _strategy_sql(self, company, day):
        """Health or risk has changed since the running plan was made (R049)."""
        return SQL(
            """
            SELECT c.id, MAX(risk.detected_on)::text, MAX(risk.detected_on) + 7,
                   jsonb_build_object(
                       'since', MAX(risk.detected_on), 'count', COUNT(*),
                       'score', MIN(c.health_score),
                       'red', BOOL_OR(c.health_band = 'red'),
                       'interval', ROUND(MIN(c.care_interval)::numeric))
              FROM c
              JOIN risk ON risk.customer_id = c.id
               AND (risk.level = 'high' OR risk.kind = 'health')
              JOIN keqin_plan plan ON plan.id = c.care_plan_id
             WHERE plan.create_date::date <= risk.detected_on
             GROUP BY c.id
            """
        )

    @api.model
    def _lifecycle_sql(self, company, day):
        """What purchases propose; where they propose nothing, what risks do."""
        return SQL(
            """
            SELECT id, lifecycle || '>' || stage, NULL::date,
                   jsonb_build_object(
                       'old', lifecycle, 'value', stage, 'rhythm', rhythm_state,
                       'trend', amount_trend_state, 'last', last_order_on,
                       'interval', ROUND(order_interval::numeric, 1),
                       'by_risk', lifecycle_proposed IS NULL)
              FROM (SELECT c.*, COALESCE(lifecycle_proposed, CASE
                               WHEN lifecycle IN ('onboarding', 'active', 'growing')
                                    AND risk_level = 'high' THEN 'at_risk'
                               WHEN lifecycle = 'at_risk' AND risk_level IS NULL
                                    AND health_band = 'green' THEN 'active'
                               END) AS stage FROM c) c
             WHERE stage IS NOT NULL AND stage != lifecycle
            """
        )

    @api.model
    def _win_back_sql(self, company, day):
        return SQL(
            """
            SELECT id, lost_on::text, lost_on + %(rest)s + 30,
                   jsonb_build_object('on', lost_on, 'why', lost_reason,
                                      'first', first_order_on, 'last', last_order_on)
              FROM c
             WHERE lost_on BETWEEN %(day)s::date - %(forgotten)s
                               AND %(day)s::date - %(rest)s
               AND amount_total > 0
            """,
            day=day,
            rest=_REST,
            forgotten=_FORGOTTEN,
        )
