"""All indicators of a company, for all scopes, frozen for a month.

The floor is one hand-written statement that reads every sale once and counts the
repurchase rate by company, tier, team and account manager: what no way of computing any
of the indicators of sales can do without. It is proved to say the same as the addon.
The month of all indicators is measured in floors, and has to take less than a minute.

Part of make bench; alone it runs on any database that has the addon, and leaves
nothing behind::

    python benchmarks/indicator.py --config odoo.conf --database NAME
"""

import argparse
import os
import sys
import time
from datetime import date

import database
import measure

from odoo.modules.registry import Registry
from odoo.tools import config

# of one indicator against the floor; of the month, in seconds
GOAL, SECONDS = 1.5, 60
MONTH, FIRST, LAST = date(2026, 6, 1), date(2026, 4, 1), date(2026, 6, 30)

# Three contacts of all kinds of the last months with every customer, two of them done
# and most of these reached; every fourth customer has a plan that asked for them. Half
# of the customers have said something, had a case and an agreement, some a need, some
# were at risk or referred somebody; an order line of some category for every order.
FILL = (
    """
    UPDATE keqin_customer
       SET lifecycle = CASE WHEN id %% 10 > 0 THEN 'active' ELSE 'prospect' END,
           tier = (ARRAY['A', 'B', 'C'])[1 + id %% 3],
           care_level = CASE WHEN id %% 3 = 0 THEN 'key' ELSE 'ordinary' END,
           clv = 100 + id %% 900, clv_previous = 100 + id %% 800,
           create_date = %(last)s::timestamp - interval '1 year'""",
    """
    INSERT INTO keqin_plan (name, customer_id, company_id, state, date_start, date_end,
                            budget_planned, create_date, write_date)
    SELECT 'Plan', id, company_id, 'running', %(last)s::date - 180,
           %(last)s::date + 180, 100, now(), now()
      FROM keqin_customer WHERE id %% 4 = 0""",
    """
    INSERT INTO keqin_plan_line (plan_id, type_id, number, schedule, unit, role,
                                 create_date, write_date)
    SELECT p.id, types.id, 1, 'interval', 'month', 'owner', now(), now()
      FROM keqin_plan p, (SELECT MIN(id) AS id FROM keqin_activity_type) types""",
    """
    INSERT INTO keqin_activity (name, customer_id, company_id, type_id, user_id,
                                channel, department, date_planned, date_done, state,
                                reached, qualifies, proactive, is_care, personalised,
                                completeness, logged_late, quality, cost, plan_id,
                                plan_line_id, confidential, create_date, write_date)
    SELECT 'Contact ' || n, c.id, c.company_id, kind.id, p.user_id, kind.channel,
           'sales', day, CASE WHEN n < 3 THEN day END,
           CASE WHEN n < 3 THEN 'done' ELSE 'planned' END, reached,
           COALESCE(kind.is_care AND reached = 'reached', FALSE), TRUE,
           COALESCE(kind.is_care, FALSE), c.id %% 3 = 0, c.id %% 100, c.id %% 7 = 0,
           c.id %% 6, c.id %% 50, plan.id, line.id, FALSE, now(), now()
      FROM keqin_customer c
      JOIN res_partner p ON p.id = c.partner_id
      JOIN res_users u ON u.id = p.user_id
      LEFT JOIN keqin_plan plan ON plan.customer_id = c.id
      LEFT JOIN keqin_plan_line line ON line.plan_id = plan.id
     CROSS JOIN (SELECT array_agg(id ORDER BY id) AS ids FROM keqin_activity_type) types
     CROSS JOIN generate_series(1, 3) n
      JOIN keqin_activity_type kind
        ON kind.id = types.ids[1 + (c.id + n) %% cardinality(types.ids)]
     CROSS JOIN LATERAL (
           SELECT %(last)s::date - ((c.id * 37 + n * 29) %% 90)::int AS day,
                  CASE WHEN n = 3 THEN NULL WHEN (c.id + n) %% 5 > 0 THEN 'reached'
                       ELSE 'no_answer' END AS reached) d""",
    """
    INSERT INTO keqin_agreement (name, customer_id, company_id, kind, state, user_id,
                                 date_start, date_end, active, create_date, write_date)
    SELECT 'Agreement', c.id, c.company_id, 'framework',
           (ARRAY['renewed', 'expired'])[1 + c.id %% 2], p.user_id, day - 365, day,
           TRUE, now(), now()
      FROM keqin_customer c
      JOIN res_partner p ON p.id = c.partner_id
     CROSS JOIN LATERAL (SELECT %(last)s::date - (c.id %% 365)::int AS day) d
     WHERE c.id %% 4 < 2""",
    """
    INSERT INTO keqin_need (name, customer_id, company_id, user_id, kind, state,
                            captured_on, create_date, write_date)
    SELECT 'Need', c.id, c.company_id, p.user_id, 'product', 'captured',
           %(last)s::date - (c.id %% 90)::int, now(), now()
      FROM keqin_customer c
      JOIN res_partner p ON p.id = c.partner_id
     WHERE c.id %% 5 = 0 AND p.user_id IS NOT NULL""",
    """
    INSERT INTO keqin_referral (name, customer_id, company_id, user_id, state, date,
                                create_date, write_date)
    SELECT 'Referral', c.id, c.company_id, p.user_id, 'open',
           %(last)s::date - (c.id %% 170)::int, now(), now()
      FROM keqin_customer c
      JOIN res_partner p ON p.id = c.partner_id
     WHERE c.id %% 10 = 1""",
    """
    INSERT INTO keqin_risk (name, customer_id, company_id, user_id, kind, source, level,
                            state, detected_on, closed_on, result, active, create_date,
                            write_date)
    SELECT 'Risk', c.id, c.company_id, p.user_id, 'other', 'rule', 'high',
           (ARRAY['recovered', 'lost'])[1 + c.id %% 2], day - 30, day, 'Ended', TRUE,
           now(), now()
      FROM keqin_customer c
      JOIN res_partner p ON p.id = c.partner_id
     CROSS JOIN LATERAL (SELECT %(last)s::date - (c.id %% 170)::int AS day) d
     WHERE c.id %% 20 < 2""",
    """
    INSERT INTO keqin_risk_stage (risk_id, state, started_on, ended_on, create_date,
                                  write_date)
    SELECT id, 'saving', detected_on, closed_on, now(), now() FROM keqin_risk
     WHERE name = 'Risk'""",
    """
    INSERT INTO keqin_feedback (customer_id, company_id, source, source_key, metric,
                                dimension, score, level, csat_value, nps_value,
                                answered_on, is_counted, tier, user_id, create_date,
                                write_date)
    SELECT c.id, c.company_id, 'interview', 'bench ' || metric || c.id, metric,
           'overall', CASE metric WHEN 'nps' THEN c.id %% 11 ELSE 1 + c.id %% 5 END,
           CASE metric WHEN 'csat' THEN 1 + c.id %% 5 END,
           CASE metric WHEN 'csat' THEN (c.id %% 5 > 2)::int * 100 END,
           CASE metric WHEN 'nps' THEN SIGN(c.id %% 11 - 7) * 100 END,
           %(last)s::timestamp - c.id %% 170 * interval '1 day', TRUE, c.tier,
           p.user_id, now(), now()
      FROM keqin_customer c
      JOIN res_partner p ON p.id = c.partner_id
      JOIN res_users u ON u.id = p.user_id, (VALUES ('nps'), ('csat')) kind(metric)
     WHERE c.id %% 2 = 0""",
    """
    INSERT INTO keqin_case (number, name, active, counts, kind, channel, impact,
                            severity, state, customer_id, company_id, opened_on,
                            state_since, resolved_on, escalation, create_date,
                            write_date)
    SELECT 'BENCH' || id, 'Case', TRUE, TRUE,
           CASE WHEN id %% 4 = 0 THEN 'complaint' ELSE 'support' END, 'phone', 'none',
           '2_normal', 'closed', id, company_id, at, at, at + interval '2 days',
           '0_none', now(), now()
      FROM keqin_customer
     CROSS JOIN LATERAL (
           SELECT %(last)s::timestamp - id %% 170 * interval '1 day' AS at) moment
     WHERE id %% 2 = 0""",
    """
    INSERT INTO sale_order_line (order_id, company_id, currency_id, product_id, name,
                                 product_uom_id, product_uom_qty, price_unit,
                                 price_subtotal, customer_lead, state, create_date,
                                 write_date)
    SELECT o.id, o.company_id, o.currency_id, ids[1 + o.id %% cardinality(ids)],
           'Line', u.id, 1, o.amount_untaxed, o.amount_untaxed, 0, o.state, now(), now()
      FROM sale_order o,
           (SELECT array_agg(id ORDER BY id) AS ids FROM product_product) p,
           (SELECT MIN(id) AS id FROM uom_uom) u
     WHERE o.date_order >= %(last)s::timestamp - interval '2 years'""",
)

FILLED = ("keqin_customer", "keqin_activity", "keqin_feedback", "keqin_case")
FILLED += ("keqin_plan", "keqin_plan_line", "keqin_agreement", "keqin_need")
FILLED += ("keqin_referral", "keqin_risk", "keqin_risk_stage", "sale_order_line")

FLOOR = """
    SELECT CASE WHEN GROUPING(tier) = 0 THEN 'tier'
                WHEN GROUPING(user_id) = 0 THEN 'employee' ELSE 'company' END,
           COALESCE(tier::text, user_id::text), SUM(again), SUM(ever)
      FROM (SELECT c.tier, p.user_id, (s.orders > 1 AND s.within > 0)::int AS again,
                   1 AS ever
              FROM keqin_customer c
              JOIN res_partner p ON p.id = c.partner_id
              JOIN (SELECT buyer.commercial_partner_id AS id, COUNT(*) AS orders,
                           COUNT(*) FILTER (WHERE o.date_order >= %(start)s) AS within
                      FROM sale_order o
                      JOIN res_partner buyer ON buyer.id = o.partner_id
                     WHERE o.state = 'sale' AND o.company_id = %(company)s
                       AND o.amount_untaxed > 0 AND o.date_order < %(end)s
                     GROUP BY 1) s ON s.id = c.partner_id
             WHERE c.active AND c.company_id = %(company)s) bought
     GROUP BY GROUPING SETS ((), (tier), (user_id))
"""


def rows(registry, turns):
    """Lines of the table: title, floor, ours, ratio, queries; ``turns`` 0 proves."""
    with measure.undone(registry) as env:
        fill(env)
        prove(env)
        if not turns:
            return [("repurchase, all scopes", "", "", "equal", "")]
        ways = [
            lambda work=work: measure.sample(env, work)
            for work in (lambda: by_floor(env), lambda: by_addon(env))
        ]
        base, ours = measure.in_turn(ways, turns)
        floor = measure.medians(base).wall
        month, slowest = _month(env)
        return [
            (
                "repurchase, all scopes",
                f"{floor:.2f} s",
                f"{measure.medians(ours).wall:.2f} s",
                measure.ratio(base, ours, GOAL),
                int(measure.medians(ours).queries),
            ),
            (
                f"all indicators, all scopes, frozen; slowest {slowest}",
                f"{floor:.2f} s",
                f"{month.wall:.2f} s (goal {SECONDS} s)",
                f"{month.wall / floor:.1f}",
                month.queries,
            ),
        ]


def fill(env):
    for statement in FILL:
        env.cr.execute(statement, {"last": LAST})
    for table in FILLED:
        env.cr.execute(f"ANALYZE {table}")
    env.invalidate_all()


def prove(env):
    """Both ways have to say the same."""
    expected, found = by_floor(env), by_addon(env)
    if expected != found:
        different = sorted(map(str, set(expected.items()) ^ set(found.items())))
        sys.exit(f"{len(different)} figures differ, the first one: {different[0]}")


def by_floor(env):
    engine, company = env["keqin.indicator.engine"], _company(env)
    start, end = engine._span(company, FIRST, LAST).bounds
    env.cr.execute("SET LOCAL enable_nestloop = off")
    env.cr.execute(FLOOR, {"company": company.id, "start": start, "end": end})
    found = {
        (scope, key): (part, whole)
        for scope, key, part, whole in env.cr.fetchall()
        if key or scope == "company"
    }
    env.cr.execute("SET LOCAL enable_nestloop = DEFAULT")
    return found


def by_addon(env):
    indicator = env.ref("keqin_addon.keqin_indicator_k05")
    found = env["keqin.indicator.engine"]._figures(
        _company(env), indicator, FIRST, LAST, ("company", "tier", "employee")
    )
    return {
        (scope, key and str(key)): (figure.numerator, figure.denominator)
        for (_code, scope, key), figure in found.items()
    }


def _month(env):
    """The sample of a whole month, and what took longest of it."""
    engine, company = env["keqin.indicator.engine"], _company(env)
    indicators = env["keqin.indicator"].search([("active", "=", True)])
    times = {}

    def freeze():
        for indicator in indicators:
            start = time.perf_counter()
            engine._freeze(company, indicator, MONTH)
            times[indicator.code] = time.perf_counter() - start

    sample = measure.sample(env, freeze)
    slowest = sorted(times, key=times.get, reverse=True)[:3]
    return sample, ", ".join(f"{code} {times[code]:.1f} s" for code in slowest)


def _company(env):
    return database.policy(env).company_id


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--config", default=os.environ.get("KQ_CONF"))
    parser.add_argument("--database", required=True)
    parser.add_argument("--repeat", type=int, default=3)
    args = parser.parse_args()
    options = ["-c", args.config] if args.config else []
    config.parse_config(["--log-level=warn", *options], setup_logging=True)
    print("| | floor | ours | ratio | queries |")
    print("| --- | --- | --- | --- | --- |")
    for row in rows(Registry(args.database), args.repeat):
        print(f"| {' | '.join(map(str, row))} |", flush=True)


if __name__ == "__main__":
    main()
