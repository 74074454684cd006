"""Deadlines of service with 100,000 cases, 5,000 of them open.

Part of make bench; alone it runs on any database that has the addon, and leaves
nothing behind::

    python benchmarks/case_sla.py --config odoo.conf --database NAME

What ``cron_sla`` does after a calendar was changed, when most is missed at once, and
when nothing is due; a list of 80 with clocks against the same without; the replay.
"""

import argparse
import os
from datetime import timedelta

import measure
import screens

from odoo import fields
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.tools import config, split_every

GOAL = 1.3
CASES, OPEN = 100_000, 5_000
CUSTOMERS = 1_000
CASE = """
    INSERT INTO keqin_case (name, number, active, company_id, customer_id, partner_id,
                            user_id, kind, channel, impact, severity, state,
                            state_since, escalation, opened_on, first_response_on,
                            resolved_on, closed_on, counts, create_date, write_date)
    SELECT 'Case ' || n, 'B' || n, TRUE, c.company_id, c.id, c.partner_id,
           %(user)s, (ARRAY['enquiry', 'request', 'complaint', 'support'])[1 + n %% 4],
           (ARRAY['phone', 'email', 'chat'])[1 + n %% 3], 'none',
           (ARRAY['1_minor', '2_normal', '3_serious'])[1 + n %% 3],
           CASE WHEN n > %(open)s THEN 'closed' ELSE 'working' END, opened, '0_none',
           opened, opened + interval '20 minutes',
           CASE WHEN n > %(open)s THEN opened + interval '1 day' END,
           CASE WHEN n > %(open)s THEN opened + interval '9 days' END, TRUE,
           now(), now()
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
# The same work by somebody who needs no calendars, service levels, rights or marks:
# around the clock, one statement.
FLOOR = """
    UPDATE keqin_case c
       SET response_deadline = opened_on + interval '4 hours',
           response_warn_on = opened_on + interval '3 hours',
           resolution_deadline = used.start + interval '3 days'
                                 - used.hours * interval '1 hour',
           resolution_warn_on = used.start + interval '2 days'
                                - used.hours * interval '1 hour',
           alarm_at = LEAST(opened_on + interval '3 hours', used.start),
           clock_stale = FALSE
      FROM (SELECT case_id, MAX(date_from) AS start,
                   SUM(CASE WHEN date_to < now() THEN worked_hours ELSE 0 END) AS hours
              FROM keqin_case_segment
             WHERE case_id = ANY(%(ids)s) GROUP BY case_id) used
     WHERE c.id = used.case_id
"""
# What the cases looked like before anybody was told of them.
UNTOLD = """
    DELETE FROM mail_activity WHERE res_model = 'keqin.case';
    DELETE FROM mail_followers WHERE res_model = 'keqin.case';
    UPDATE keqin_case SET response_alarm = 0, resolution_alarm = 0, warned_on = NULL,
                          escalation = '0_none', alarm_at = opened_on
     WHERE id = ANY(%(ids)s)
"""
TODO = ("activity_type_id", "date_deadline", "res_model_id", "summary", "user_id")
CLOCKS = {
    *("next_deadline", "response_deadline", "resolution_deadline", "response_status"),
    *("resolution_status", "escalation", "response_met_on", "response_breached_on"),
    *("response_warn_on", "resolution_warn_on", "resolution_breached_on"),
}


def rows(registry, turns):
    """What `cron_sla` does, and the list of cases, each against its floor."""
    return list(_rows(registry, turns))


def _rows(registry, turns):
    with measure.undone(registry) as env:
        cases = _filled(env)
        cases._clock_refresh()
        yield _listing(env, 3 * turns)
        yield _replaying(env)
        yield from _recounting(env, cases, turns)
        yield _telling(env, cases)
        yield _row(env, "nothing is due", None, env["keqin.case"]._ring_clocks, turns)


def _recounting(env, cases, turns):
    """Deadlines of 500 and of all, as after a change of the calendar."""
    for due in (500, OPEN):
        ids = cases.ids[:due]

        def stale(ids=ids):
            env.cr.execute(
                "UPDATE keqin_case SET clock_stale = TRUE WHERE id = ANY(%s)", [ids]
            )

        def floor(ids=ids):
            env.cr.execute(FLOOR, {"ids": ids})

        ours = env["keqin.case"]._recount_clocks
        yield _row(env, f"{due:,} deadlines are recounted", floor, ours, turns, stale)


def _telling(env, cases):
    """Everything is missed at once: who has to know gets a to-do; the floor creates the
    same to-dos and nothing else."""
    ring = env["keqin.case"]._ring_clocks

    def untold():
        env.cr.execute(UNTOLD, {"ids": cases.ids})

    untold()
    env.invalidate_all()
    ring()
    Todo = env["mail.activity"].with_context(mail_activity_quick_update=True)
    told = Todo.search([("res_model", "=", "keqin.case")])
    values = [
        {name: todo[name] for name in ("res_id", "date_deadline", "summary")}
        | {name: todo[name].id for name in TODO if name.endswith("_id")}
        for todo in told
    ]
    title = f"{len(values):,} to-dos for what is missed"

    def floor():
        for batch in split_every(1_000, values, list):
            Todo.create(batch)

    return _row(env, title, floor, ring, 1, untold)


def _listing(env, turns):
    """A page of the list, with its clocks and without, by the same order and rows."""
    group = env.ref("keqin_addon.group_keqin_service")
    quiet = env["res.users"].with_context(no_reset_password=True, tracking_disable=True)
    user = quiet.create(
        {"name": "S", "login": "case_sla", "group_ids": [Command.link(group.id)]}
    )
    Case = env["keqin.case"].with_user(user)
    arch, infos = screens.view_of(Case.env, Case._name, "list")
    full = screens.fields_of(arch, Case._name, infos)
    full |= {name: {} for name in CLOCKS}
    bare = {name: spec for name, spec in full.items() if name not in CLOCKS}

    def page(names):
        domain = [("is_open", "=", True)]
        Case.web_search_read(domain, names, limit=80, order=arch.get("default_order"))

    ways = (lambda: page(bare)), (lambda: page(full))
    return _row(env, "list of 80, against without clocks", *ways, turns, goal=GOAL)


def _replaying(env):
    """The time machine: other levels over the cases of three months."""
    today = fields.Date.context_today(env["keqin.case"])
    replay = env["keqin.sla.replay"].create(
        {"date_from": today - timedelta(days=92), "date_to": today}
    )
    _title, *row = _row(env, "", None, replay.action_replay, 1)
    return (f"{replay.case_count:,} cases are replayed", *row)


def _row(env, title, floor, work, turns, before=None, goal=None):
    """One row; both ways start from the same rows, with nothing read yet.

    :param before: brings the rows back to where the work begins
    """

    def start(way):
        env.flush_all()
        if before:
            before()
        env.invalidate_all()
        return measure.sample(env, way)

    ways = [lambda way=way: start(way) for way in (floor, work) if way]
    if turns > 1:
        measure.in_turn(ways, 1)  # fills the caches that last
    samples = measure.in_turn(ways, turns)
    ours = measure.medians(samples[-1])
    base = _shown(measure.medians(samples[0])) if floor else ""
    ratio = measure.ratio(*samples, goal) if floor else ""
    return title, base, _shown(ours), ratio, int(ours.queries)


def _shown(sample):
    return f"{1000 * sample.wall:,.0f} ms, CPU {1000 * sample.cpu:,.0f} ms"


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
    parser.add_argument("--repeat", type=int, default=3)
    args = parser.parse_args()
    options = ["-c", args.config] if args.config else []
    config.parse_config(["--log-level=warn", *options], setup_logging=True)
    print(f"| {CASES:,} cases, {OPEN:,} open | floor | ours | ratio | queries |")
    print("| --- | --- | --- | --- | --- |")
    for row in _rows(Registry(args.database), args.repeat):
        print(f"| {' | '.join(map(str, row))} |", flush=True)


if __name__ == "__main__":
    main()
