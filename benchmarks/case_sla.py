"""Deadlines of service with 100,000 cases, 5,000 of them open.

Runs on any database that has the addon, and leaves nothing behind::

    python benchmarks/case_sla.py --config odoo.conf --database NAME

What ``cron_sla`` does when most of them are missed at once, when nothing is due, and
after a calendar was changed; and a list of 80 with clocks against the same without.
"""

import argparse
import os

import measure

from odoo.modules.registry import Registry
from odoo.tools import config

CASES, OPEN = 100_000, 5_000
CUSTOMERS = 1_000
CASE = """
    INSERT INTO keqin_case (name, number, active, company_id, customer_id, partner_id,
                            user_id, kind, channel, impact, severity, state,
                            state_since, escalation, opened_on, first_response_on,
                            resolved_on, closed_on, create_date, write_date)
    SELECT 'Case ' || n, 'B' || n, TRUE, c.company_id, c.id, c.partner_id,
           %(user)s, (ARRAY['enquiry', 'request', 'complaint', 'support'])[1 + n %% 4],
           (ARRAY['phone', 'email', 'chat'])[1 + n %% 3], 'none',
           (ARRAY['1_minor', '2_normal', '3_serious'])[1 + n %% 3],
           CASE WHEN n > %(open)s THEN 'closed' ELSE 'working' END, opened, '0_none',
           opened, opened + interval '20 minutes',
           CASE WHEN n > %(open)s THEN opened + interval '1 day' END,
           CASE WHEN n > %(open)s THEN opened + interval '9 days' END, now(), now()
      FROM (SELECT n, date_trunc('second', now()::timestamp)
                      - CASE WHEN n > %(open)s THEN interval '30 days'
                                                    + n * interval '5 minutes'
                             ELSE n * interval '3 minutes' END AS opened
              FROM generate_series(1, %(cases)s) n) moment
      JOIN (SELECT id, company_id, partner_id,
                   row_number() OVER (ORDER BY id) AS place
              FROM keqin_customer WHERE id = ANY(%(files)s)) c
        ON c.place = 1 + moment.n %% %(customers)s
    RETURNING id
"""
SEGMENT = """
    INSERT INTO keqin_case_segment (case_id, state, running, date_from, date_to,
                                    worked_hours, create_date, write_date)
    SELECT id, state, state = 'working', opened_on, closed_on, 1, now(), now()
      FROM keqin_case WHERE id = ANY(%(ids)s)
"""
COLUMNS = ["number", "name", "customer_id", "kind", "severity", "user_id", "state"]
CLOCKS = [
    *("next_deadline", "response_deadline", "resolution_deadline", "response_status"),
    *("resolution_status", "escalation"),
]


def rows(registry, turns):
    with measure.undone(registry) as env:
        cases = _filled(env)
        cron = env["keqin.case"]
        found = [
            _row("open cases get their clocks", env, cases._clock_refresh),
            _row("all that is missed is told of", env, cron._ring_clocks),
            _row("nothing is due", env, cron._ring_clocks),
        ]
        for due in (500, OPEN):
            env.cr.execute(
                "UPDATE keqin_case SET clock_stale = TRUE WHERE id = ANY(%s)",
                [cases.ids[:due]],
            )
            found.append(_row(f"{due:,} are recounted", env, cron._recount_clocks))
        ways = [
            lambda names=names: measure.sample(env, lambda: _page(env, names))
            for names in (COLUMNS, COLUMNS + CLOCKS)
        ]
        # there and back, so that neither always comes first
        turn = [*ways, *reversed(ways)]
        measure.in_turn(turn, 2)
        first, second, third, fourth = measure.in_turn(turn, turns)
        samples = first + fourth, second + third
        bare, full = map(measure.medians, samples)
        for title, sample in (("80 without clocks", bare), ("80 with clocks", full)):
            found.append((title, *_shown(sample)))
        found.append(("ratio of the lists", measure.ratio(*samples), "", ""))
        return found


def _page(env, names):
    env.invalidate_all()
    Case = env["keqin.case"]
    specification = {name: {} for name in names}
    order = "next_deadline, id" if "next_deadline" in names else "opened_on, id"
    Case.web_search_read([("is_open", "=", True)], specification, limit=80, order=order)


def _row(title, env, work):
    env.flush_all()
    env.invalidate_all()
    return (title, *_shown(measure.sample(env, work)))


def _shown(sample):
    times = f"{1000 * sample.wall:,.0f} ms", f"CPU {1000 * sample.cpu:,.0f} ms"
    return (*times, int(sample.queries))


def _filled(env):
    """100,000 cases; the open ones are returned."""
    user = env.ref("base.user_admin")
    partners = env["res.partner"].create(
        [{"name": f"Case {n}", "is_company": True} for n in range(CUSTOMERS)]
    )
    files = (
        env["keqin.customer"]
        .with_context(tracking_disable=True, keqin_enroll=True)
        .create([{"partner_id": partner.id} for partner in partners])
    )
    env.flush_all()
    values = {"user": user.id, "files": files.ids, "open": OPEN, "cases": CASES}
    env.cr.execute(CASE, values | {"customers": CUSTOMERS})
    ids = [id_ for [id_] in env.cr.fetchall()]
    env.cr.execute(SEGMENT, {"ids": ids})
    for table in ("keqin_case", "keqin_case_segment"):
        env.cr.execute(f"ANALYZE {table}")
    env.invalidate_all()
    return env["keqin.case"].search([("id", "in", ids), ("is_open", "=", True)])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", default=os.environ.get("KQ_DATABASE"))
    parser.add_argument("--config", default=os.environ.get("KQ_CONF"))
    parser.add_argument("--repeat", type=int, default=9)
    args = parser.parse_args()
    options = ["-c", args.config] if args.config else []
    config.parse_config(["--log-level=warn", *options], setup_logging=True)
    print(f"| {CASES:,} cases, {OPEN:,} open | time | CPU | queries |")
    print("| --- | --- | --- | --- |")
    for row in rows(Registry(args.database), args.repeat):
        print(f"| {' | '.join(map(str, row))} |")


if __name__ == "__main__":
    main()
