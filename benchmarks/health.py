"""Health of all customers, against a hand-written SQL floor: proved equal, then timed.

The floor is what a good SQL engineer would write by hand: one statement that gathers,
scores, weighs and explains all customers, and updates the care files and the history of
the month where they differ. It knows the five factors only, does not resume, and says
nothing of what it did.
"""

import argparse
import os
import sys
from datetime import timedelta

import database
import measure

from odoo.tools import config

GOAL = 1.5
FACTORS = ("care", "satisfaction", "purchase", "service", "people")
FACTS = {
    "care": {
        "last_on": "last_care_on",
        "interval": "every",
        "max_gap": "max_gap",
        "planned": "planned",
        "actual": "actual",
    },
    "satisfaction": {name: name for name in ("nps", "nps_on", "csat", "csat_on")},
    "purchase": {
        "last_order_on": "last_order_on",
        "order_interval": "order_interval",
        "amount": "amount",
        "amount_before": "amount_before",
    },
    "service": {
        name: name for name in ("complaints", "serious", "overdue", "late", "broken")
    },
    "people": {name: name for name in ("contacts", "deciders", "touch_on")},
}

FILLED = "SELECT 1 FROM keqin_feedback WHERE source_key LIKE 'bench %' LIMIT 1"
# What a fifth to a half of the customers has said, brought and was promised, and whom
# we know there; a care interval for all, a rhythm for who buys often enough.
FILL = (
    """
    UPDATE keqin_customer
       SET care_interval = 30, care_max_gap = 45 + id %% 30,
           last_care_on = CASE WHEN id %% 5 > 0
                               THEN %(today)s::date - (id * 7919 %% 120)::int END,
           order_interval = CASE WHEN id %% 3 > 0 THEN 10 + id %% 60 END,
           rhythm_ratio = CASE WHEN id %% 3 > 0 THEN ROUND(id %% 400 / 100.0, 2) END,
           create_date = %(today)s::date - 200""",
    """
    INSERT INTO keqin_feedback (customer_id, company_id, source, source_key, metric,
                                dimension, score, level, answered_on, is_counted,
                                create_date, write_date)
    SELECT id, company_id, 'interview', 'bench ' || metric || id || n, metric,
           'overall', CASE metric WHEN 'nps' THEN (id + n) %% 11
                                  ELSE 1 + (id + n) %% 5 END,
           CASE metric WHEN 'csat' THEN 1 + (id + n) %% 5 END,
           %(today)s::timestamp - (id * 4729 %% 600 + 3 * n) * interval '1 day',
           TRUE, now(), now()
      FROM keqin_customer, (VALUES ('nps'), ('csat')) kind(metric),
           generate_series(1, 2) n
     WHERE id %% 2 = 0""",
    """
    INSERT INTO keqin_case (number, name, active, kind, channel, impact, severity,
                            state, customer_id, company_id, opened_on, state_since,
                            next_deadline, escalation, create_date, write_date)
    SELECT 'BENCH' || id || n, 'Case', TRUE,
           CASE WHEN id %% 4 = 0 THEN 'complaint' ELSE 'enquiry' END, 'phone', 'none',
           CASE WHEN id %% 8 = 0 THEN '3_serious' ELSE '2_normal' END,
           CASE WHEN n = 1 AND id %% 3 = 0 THEN 'working' ELSE 'closed' END,
           id, company_id, %(today)s::timestamp - n * interval '20 days',
           %(today)s::timestamp - n * interval '19 days',
           %(today)s::timestamp + (id %% 9 - 4) * interval '1 day', '0_none',
           now(), now()
      FROM keqin_customer, generate_series(1, 3) n
     WHERE id %% 2 = 0""",
    """
    INSERT INTO keqin_promise (name, customer_id, company_id, promised_by_id,
                               promised_on, department, user_id, due_on, state,
                               closed_on, counts, kept_rate, create_date, write_date)
    SELECT 'Promise', id, company_id, 2, %(today)s::date - 60, 'sales', 2,
           %(today)s::date - id %% 40 + 20,
           CASE id %% 3 WHEN 0 THEN 'open' WHEN 1 THEN 'kept' ELSE 'broken' END,
           CASE WHEN id %% 3 > 0 THEN %(today)s::date - id %% 40 END,
           id %% 3 > 0, CASE id %% 3 WHEN 1 THEN 100 ELSE 0 END, now(), now()
      FROM keqin_customer
     WHERE id %% 5 = 0""",
    """
    INSERT INTO keqin_contact (partner_id, customer_id, company_id, active,
                               decision_role, last_touch_on, create_date, write_date)
    SELECT p.id, c.id, c.company_id, TRUE,
           CASE WHEN p.id %% 3 = 0 THEN 'decider' ELSE 'user' END,
           CASE WHEN p.id %% 4 > 0
                THEN %(today)s::date - (p.id * 31 %% 250)::int END, now(), now()
      FROM keqin_customer c
      JOIN res_partner p ON p.parent_id = c.partner_id
     WHERE c.id %% 3 > 0
        ON CONFLICT DO NOTHING""",
)

GATHER = """
    SELECT c.id, c.company_id, c.tier, c.potential, c.last_care_on, c.last_order_on,
           NULLIF(c.care_interval, 0)::float8 AS every,
           NULLIF(c.care_max_gap, 0) AS max_gap,
           CASE WHEN p.id IS NOT NULL THEN c.plan_planned_count END AS planned,
           CASE WHEN p.id IS NOT NULL THEN c.plan_actual_count END AS actual,
           c.plan_attainment::float8 AS attainment,
           GREATEST(LEAST(%(as_of)s, p.date_end) - p.date_start + 1, 0)::float8
               / (p.date_end - p.date_start + 1) AS elapsed,
           %(as_of)s - c.last_care_on AS care_days,
           %(as_of)s - (c.create_date AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date
               AS open_days,
           nps, nps_on, csat, csat_on,
           %(as_of)s - nps_on AS nps_days, %(as_of)s - csat_on AS csat_days,
           c.rhythm_ratio::float8 AS ratio,
           c.order_interval::float8 AS order_interval,
           c.amount_window::float8 AS amount,
           c.amount_previous::float8 AS amount_before,
           m.customer_id IS NOT NULL OR r.customer_id IS NOT NULL AS served,
           COALESCE(complaints, 0) AS complaints, COALESCE(serious, 0) AS serious,
           COALESCE(overdue, 0) AS overdue, COALESCE(late, 0) AS late,
           COALESCE(broken, 0) AS broken, COALESCE(contacts, 0) AS contacts,
           COALESCE(deciders, 0) AS deciders, touch_on,
           %(as_of)s - touch_on AS touch_days
      FROM keqin_customer c
      LEFT JOIN keqin_plan p ON p.id = c.care_plan_id
      LEFT JOIN (
           SELECT customer_id,
                  (ARRAY_AGG(said ORDER BY at DESC, last_id DESC)
                      FILTER (WHERE metric = 'nps'))[1] AS nps,
                  (MAX(at) FILTER (WHERE metric = 'nps')
                      AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date AS nps_on,
                  (ARRAY_AGG(said ORDER BY at DESC, last_id DESC)
                      FILTER (WHERE metric = 'csat'))[1] AS csat,
                  (MAX(at) FILTER (WHERE metric = 'csat')
                      AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date AS csat_on
             FROM (SELECT customer_id, metric, MAX(answered_on) AS at,
                          MAX(id) AS last_id,
                          ROUND(AVG(CASE metric WHEN 'nps' THEN score ELSE level END)
                                ::numeric, 2)::float8 AS said
                     FROM keqin_feedback
                    WHERE is_counted AND metric IN ('nps', 'csat')
                      AND answered_on >= %(year)s AND answered_on < %(end)s
                    GROUP BY 1, 2, COALESCE(answer_key, source_key)) answer
            GROUP BY 1) o ON o.customer_id = c.id
      LEFT JOIN (
           SELECT customer_id, COUNT(*) FILTER (WHERE bad) AS complaints,
                  COUNT(*) FILTER (WHERE bad AND severity > '3') AS serious,
                  COUNT(*) FILTER (WHERE bad AND next_deadline < %(start)s) AS overdue
             FROM (SELECT *, kind = 'complaint' AND
                          state IN ('new', 'responded', 'working', 'waiting') AS bad
                     FROM keqin_case WHERE active AND opened_on < %(end)s) matter
            GROUP BY 1) m ON m.customer_id = c.id
      LEFT JOIN (
           SELECT customer_id,
                  COUNT(*) FILTER (WHERE state IN ('open', 'acknowledged')
                                     AND due_on < %(as_of)s) AS late,
                  COUNT(*) FILTER (WHERE counts AND kept_rate = 0
                                     AND closed_on > %(as_of)s - 365) AS broken
             FROM keqin_promise WHERE promised_on <= %(as_of)s
            GROUP BY 1) r ON r.customer_id = c.id
      LEFT JOIN (
           SELECT k.customer_id, COUNT(*) AS contacts, MAX(k.last_touch_on) AS touch_on,
                  COUNT(*) FILTER (WHERE k.decision_role = 'decider') AS deciders
             FROM keqin_contact k
             JOIN res_partner p ON p.id = k.partner_id
             JOIN keqin_customer c ON c.id = k.customer_id
            WHERE k.active AND p.active AND p.commercial_partner_id = c.partner_id
            GROUP BY 1) k ON k.customer_id = c.id
     WHERE c.active AND c.company_id = %(company)s
"""


def _hundredths(value):
    return f"FLOOR(100.0::float8 * ({value}) + 0.500001)"


def _mean(*parts):
    """Of what is known; NULL of nothing."""
    total = " + ".join(f"COALESCE({part}, 0)" for part in parts)
    known = f"NULLIF(num_nonnulls({', '.join(parts)}), 0)"
    return f"{_hundredths(f'({total}) / {known}')} / 100"


def _decline(value, full, none):
    return (
        f"CASE WHEN {value} <= {full} THEN 100.0::float8"
        f" WHEN {value} < {none} THEN 100.0::float8 * ({none} - {value})"
        f" / ({none} - {full}) WHEN {value} IS NOT NULL THEN 0 END"
    )


RAW = {
    "gap": _decline("since", "every", "furthest"),
    "plan": """CASE WHEN planned * elapsed >= 1
                    THEN 100.0::float8 * LEAST(attainment / elapsed, 1) END""",
    "fresh_nps": "CASE WHEN nps IS NOT NULL AND nps_days < 365 THEN 365 - nps_days END",
    "fresh_csat": """CASE WHEN csat IS NOT NULL AND csat_days < 365
                          THEN 365 - csat_days END""",
    "rhythm": _decline("ratio", 1, "%(lost)s::float8"),
    "kept": """CASE WHEN amount_before > 0 THEN 100.0::float8
                    * LEAST(GREATEST(COALESCE(amount, 0), 0) / amount_before, 1) END""",
    "known": "CASE WHEN contacts > 0 THEN (deciders > 0)::int * 100.0::float8 END",
    "enough": """CASE WHEN contacts > 0
                      THEN 100.0::float8 * LEAST(contacts / 3.0::float8, 1) END""",
    "touch": f"CASE WHEN contacts > 0 THEN {_decline('touch_days', 30, 180)} END",
}
SINCE = """
    SELECT *, CASE WHEN every IS NOT NULL THEN COALESCE(care_days,
                   CASE WHEN open_days > every THEN open_days END) END AS since,
           CASE WHEN max_gap > every THEN max_gap ELSE 2 * every END AS furthest
      FROM measure
"""
SCORES = {
    "care": _mean("gap", "plan"),
    "satisfaction": _hundredths(
        "(COALESCE(fresh_nps::float8 * 10 * nps, 0)"
        " + COALESCE(fresh_csat::float8 * 25 * (csat - 1), 0))"
        " / NULLIF(COALESCE(fresh_nps, 0) + COALESCE(fresh_csat, 0), 0)::float8"
    )
    + " / 100",
    "purchase": _mean("rhythm", "kept"),
    "service": """CASE WHEN served THEN GREATEST(100.0::float8 - 20 * complaints
                  - 20 * serious - 20 * overdue - 15 * late - 15 * broken, 0) END""",
    "people": _mean("known", "enough", "touch"),
}


def statement(weights):
    """The floor; ``weights`` as `keqin.health.factor` gives them."""
    raw = ", ".join(f"{sql} AS {name}" for name, sql in RAW.items())
    scores = ", ".join(f"{SCORES[f]} AS score_{f}" for f in FACTORS)
    known = " + ".join(f"(score_{f} IS NOT NULL)::int * weight_{f}" for f in FACTORS)
    shares = ", ".join(
        f"CASE WHEN score_{f} IS NULL OR total = 0 THEN 0 ELSE weight_{f} / total END"
        f" AS share_{f}"
        for f in FACTORS
    )
    exact = [f"COALESCE(score_{f}, 0) * share_{f}" for f in FACTORS]
    sums = ", ".join(
        f"{_hundredths(' + '.join(exact[: n + 1]))} AS sum_{f}"
        for n, f in enumerate(FACTORS)
    )
    of_class = ", ".join(f"weight_{f}" for f in FACTORS)
    intended = " + ".join(f"weight_{f}" for f in FACTORS)
    classes = ", ".join(
        f"({_text(tier)}, {_text(potential)}, {', '.join(map(str, row))})"
        for (tier, potential), row in weights.items()
    )
    names = ", ".join(["tier", "potential", *(f"weight_{f}" for f in FACTORS)])
    return f"""
        WITH measure AS ({GATHER}),
        class({names}) AS (VALUES {classes}),
        scored AS (SELECT *, {scores}
                     FROM (SELECT *, {raw} FROM ({SINCE}) s OFFSET 0) r),
        shared AS (SELECT *, {shares}
                     FROM (SELECT s.*, {of_class}, ({known})::float8 AS total,
                                  ({intended})::float8 AS intended
                             FROM scored s
                             JOIN class w ON COALESCE(w.tier, '') = COALESCE(s.tier, '')
                              AND COALESCE(w.potential, '') = COALESCE(s.potential, '')
                  ) t OFFSET 0),
        summed AS (SELECT *, {sums} FROM shared OFFSET 0),
        health AS (SELECT id, company_id, tier,
                          CASE WHEN coverage > 0 THEN score END AS score, coverage,
                          CASE WHEN 100 * coverage < %(least)s OR coverage = 0 THEN NULL
                               WHEN score > %(green)s THEN 'green'
                               WHEN score > %(yellow)s THEN 'yellow'
                               ELSE 'red' END AS band, explanation
                     FROM (SELECT id, company_id, tier,
                                  (sum_people / 100)::numeric AS score,
                                  ROUND((total / NULLIF(intended, 0))::numeric, 4)
                                      AS coverage,
                                  {_explanation()} AS explanation
                             FROM summed) e OFFSET 0),
        rewritten AS (
            UPDATE keqin_customer c
               SET health_score = h.score, health_coverage = h.coverage,
                   health_band = h.band, health_explanation = h.explanation,
                   health_change = h.score - b.score,
                   health_compared_on = CASE WHEN h.score - b.score IS NOT NULL
                                             THEN %(month)s::date - 1 END,
                   health_on = CASE
                       WHEN (c.health_score, c.health_coverage, c.health_band,
                             c.health_explanation) IS DISTINCT FROM
                            (h.score, h.coverage, h.band, h.explanation)
                       THEN %(as_of)s ELSE c.health_on END
              FROM health h
              LEFT JOIN keqin_health_snapshot b
                     ON b.customer_id = h.id AND b.month = %(before)s
             WHERE c.id = h.id AND
                   (c.health_score, c.health_coverage, c.health_band,
                    c.health_explanation, c.health_change, c.health_compared_on)
                   IS DISTINCT FROM
                   (h.score, h.coverage, h.band, h.explanation, h.score - b.score,
                    CASE WHEN h.score - b.score IS NOT NULL
                         THEN %(month)s::date - 1 END)
         RETURNING 1),
        history AS (
            INSERT INTO keqin_health_snapshot AS s
                   (customer_id, company_id, month, as_of, tier, score, coverage, band,
                    explanation, create_uid, write_uid, create_date, write_date)
            SELECT h.id, h.company_id, %(month)s, %(as_of)s, h.tier, h.score,
                   h.coverage, h.band, h.explanation, 1, 1, now(), now()
              FROM health h
              LEFT JOIN keqin_health_snapshot s
                     ON s.customer_id = h.id AND s.month = %(month)s
             WHERE s.id IS NULL OR (s.tier, s.score, s.coverage, s.band, s.explanation)
                   IS DISTINCT FROM
                   (h.tier, h.score, h.coverage, h.band, h.explanation)
                ON CONFLICT (customer_id, month) DO UPDATE
               SET as_of = EXCLUDED.as_of, tier = EXCLUDED.tier,
                   score = EXCLUDED.score, coverage = EXCLUDED.coverage,
                   band = EXCLUDED.band, explanation = EXCLUDED.explanation)
        SELECT COUNT(*) FROM rewritten
    """


def _text(value):
    return f"'{value}'" if value else "NULL"


def _explanation():
    parts, values, before = [], [], ""
    for f in FACTORS:
        facts = ",".join(f'"{name}":%%s' for name in FACTS[f])
        parts.append(
            f'{{"code":"{f}","score":%%s,"weight":%%s,"points":%%s,"facts":{{{facts}}}}}'
        )
        values += [
            f"COALESCE(score_{f}::text, 'null')",
            f"{_hundredths(f'100 * share_{f}')} / 100",
            f"(sum_{f} - {before or 0}) / 100",
        ]
        values += [
            f"COALESCE(to_json({column})::text, 'null')" for column in FACTS[f].values()
        ]
        before = f"sum_{f}"
    return f"format('{{\"parts\":[{','.join(parts)}]}}', {', '.join(values)})::jsonb"


# All that a run writes, but for its own log.
WRITTEN = {
    "care files": """
        SELECT id, health_score, health_coverage, health_band, health_explanation,
               health_change, health_compared_on, health_on
          FROM keqin_customer ORDER BY id""",
    "history": """
        SELECT customer_id, company_id, month, as_of, tier, score, coverage, band,
               explanation
          FROM keqin_health_snapshot ORDER BY customer_id, month""",
}
# What moves half of the customers, whatever their state was: some care, a new order.
MOVE = """
    UPDATE keqin_customer
       SET care_interval = care_interval + 7, amount_previous = amount_previous + 1000
     WHERE id %% 2 = 0
"""


def rows(registry, turns, say):
    """Lines of the table; ``turns`` 0 only proves that both ways are equal."""
    day = _filled(registry)
    lines = [_compare(registry, "first health", day, None, turns, say)]
    with measure.committed(registry) as env:
        by_addon(env, day)()
    for title, later, before in (
        ("half of the customers moved", 0, MOVE),
        ("nothing changed", 0, None),
        ("next day", 1, None),
        ("a month later", 31, None),
    ):
        as_of = day + timedelta(days=later)
        lines.append(_compare(registry, title, as_of, before, turns, say))
    return lines


def by_floor(env, as_of):
    parameters = _parameters(env, as_of)
    sql = statement(env["keqin.health.factor"]._weights(_company(env)))

    def run():
        # a month later no month that is over is touched: the floor writes one month
        env.cr.execute("SET LOCAL enable_nestloop = off")
        env.cr.execute(sql, parameters)
        return env.cr.fetchone()[0]

    return run


def by_addon(env, as_of):
    company = _company(env)
    return lambda: env["keqin.health.engine"]._run(company, as_of).changed_count


def _company(env):
    return database.policy(env).company_id


def _parameters(env, as_of):
    # the addon is there once Odoo has read its paths
    from odoo.addons.keqin_addon.tools import period

    company = _company(env)
    start, end = period.utc_bounds(as_of, as_of, database.policy(env).tz)
    month = as_of.replace(day=1)
    return {
        "as_of": as_of,
        "tz": database.policy(env).tz,
        "company": company.id,
        "start": start,
        "end": end,
        "year": start - timedelta(days=364),
        "month": month,
        "before": (month - timedelta(days=1)).replace(day=1),
        "lost": company.keqin_lost_factor,
        "least": company.keqin_health_coverage,
        "yellow": company.keqin_health_yellow,
        "green": company.keqin_health_green,
    }


def _filled(registry):
    with measure.committed(registry) as env:
        company = _company(env)
        today = company._keqin_today()[company]
        env.cr.execute(FILLED)
        if not env.cr.fetchall():
            for sql in FILL:
                env.cr.execute(sql, {"today": today})
    database.vacuum(registry, "ANALYZE")
    return today


def _compare(registry, title, as_of, before, turns, say):
    say(title)
    expected = _proof(registry, by_floor, as_of, before)
    found = _proof(registry, by_addon, as_of, before)
    _check(expected, found)
    counted = f"{expected[0]:,}"
    if not turns:
        return title, counted, "", "", "equal", ""
    ways = [
        lambda way=way: _timed(registry, way, as_of, before)
        for way in (by_floor, by_addon)
    ]
    base, ours = measure.in_turn(ways, turns)
    return (
        title,
        counted,
        f"{measure.medians(base).wall:.2f} s",
        f"{measure.medians(ours).wall:.2f} s",
        measure.ratio(base, ours, GOAL),
        int(measure.medians(ours).queries),
    )


def _prepared(env, way, as_of, before):
    if before:
        env.cr.execute(before, {})
    return way(env, as_of)


def _timed(registry, way, as_of, before):
    _vacuum(registry)
    with measure.undone(registry) as env:
        return measure.sample(env, _prepared(env, way, as_of, before))


def _proof(registry, way, as_of, before):
    """How many files ``way`` rewrites, and all that it has written."""
    with measure.undone(registry) as env:
        return written(env, way, as_of, before)


def written(env, way, as_of, before=None):
    """How many files ``way`` rewrites, and what is there afterwards."""
    count = _prepared(env, way, as_of, before)()
    env.flush_all()
    found = {}
    for title, query in WRITTEN.items():
        env.cr.execute(query)
        found[title] = env.cr.fetchall()
    return count, found


def _check(expected, found):
    """Both ways have to write exactly the same."""
    if expected[0] != found[0]:
        sys.exit(f"floor rewrote {expected[0]} care files, ours {found[0]}")
    for title, lines in expected[1].items():
        pairs = zip(lines, found[1][title], strict=True)
        wrong = [pair for pair in pairs if pair[0] != pair[1]]
        if wrong:
            sys.exit(
                f"{len(wrong)} of {len(lines)} {title} differ, the first one:\n"
                f"floor: {wrong[0][0]}\nours:  {wrong[0][1]}"
            )


def _vacuum(registry):
    database.vacuum(registry)
    with registry.cursor() as cr:
        cr.rollback()
        cr._cnx.autocommit = True
        cr.execute("VACUUM keqin_health_snapshot")
        cr._cnx.autocommit = False


def say(text):
    print(f"  {text}", file=sys.stderr, flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", default=os.environ.get("KQ_DATABASE"))
    parser.add_argument("--config", default=os.environ.get("KQ_CONF"))
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument(
        "--keep", action="store_true", help="keep the database and use it again"
    )
    args = parser.parse_args()
    options = ["-c", args.config] if args.config else []
    config.parse_config(["--log-level=warn", *options], setup_logging=True)
    name = f"{args.database}_bench_health"
    try:
        registry, _lines = database.opened(
            args.database, name, args.customers, 10 * args.customers, args.keep, say
        )
        with measure.committed(registry) as env:
            database.policy(env).run()
        print("| | rewritten | floor | ours | ratio | queries |")
        print("| --- | --- | --- | --- | --- | --- |")
        for row in rows(registry, args.repeat, say):
            print(f"| {' | '.join(map(str, row))} |", flush=True)
    finally:
        if not args.keep:
            database.drop(name)


if __name__ == "__main__":
    main()
