"""My Desk with 10,000 open items for one account manager, against raw SQL.

Part of make bench; alone it runs on any database that has the addon, and leaves
nothing behind::

    python benchmarks/desk.py --config odoo.conf --database NAME
"""

import argparse
import os

import measure

from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.tools import config

GOAL = 0.2
CUSTOMERS = 2_000
# So many of the 10,000, and as many again for another account manager.
CARE, PROMISES = 8_000, 2_000

PARTNERS = """
    INSERT INTO res_partner (name, complete_name, commercial_partner_id, is_company,
                             active, type, partner_share, color, autopost_bills,
                             user_id, create_date, write_date)
    SELECT name, name, NULL, TRUE, TRUE, 'contact', TRUE, 0, 'ask',
           CASE WHEN n <= %(customers)s THEN %(me)s ELSE %(other)s END, now(), now()
      FROM (SELECT n, 'Desk ' || md5(n::text) AS name
              FROM generate_series(1, 2 * %(customers)s) n) company
    RETURNING id
"""
CARE_ITEMS = """
    INSERT INTO keqin_activity (name, customer_id, company_id, type_id, user_id,
                                department, date_planned, state, proactive, is_care,
                                confidential, create_date, write_date)
    SELECT 'Contact ' || n, c.id, c.company_id, types[1 + n %% cardinality(types)],
           p.user_id, 'sales', %(today)s::date - (n %% 40) + 7, 'planned', TRUE, TRUE,
           FALSE, now(), now()
      FROM (SELECT *, row_number() OVER (PARTITION BY 1 ORDER BY id) AS place
              FROM keqin_customer WHERE id = ANY(%(files)s)) c
      JOIN res_partner p ON p.id = c.partner_id,
           (SELECT array_agg(id ORDER BY id) AS types FROM keqin_activity_type) t,
           generate_series(1, %(care)s / %(customers)s) n
"""
PROMISE_ITEMS = """
    INSERT INTO keqin_promise (name, customer_id, company_id, user_id, promised_by_id,
                               promised_on, due_on, department, state, create_date,
                               write_date)
    SELECT 'Promise ' || c.id, c.id, c.company_id, p.user_id, p.user_id,
           %(today)s::date - 60, %(today)s::date - (c.id %% 40)::int + 7, 'sales',
           CASE c.id %% 2 WHEN 0 THEN 'open' ELSE 'acknowledged' END, now(), now()
      FROM keqin_customer c JOIN res_partner p ON p.id = c.partner_id
     WHERE c.id = ANY(%(files)s)
"""
TIERS = """
    UPDATE keqin_customer SET tier = (ARRAY['A', 'B', 'C'])[1 + id %% 3],
           care_gap_state = 'ok', key_customer = id %% 50 = 0
     WHERE id = ANY(%(files)s)
"""
# One person's items, ranked and folded, by somebody who knows his own tables and
# needs no rights, companies, time zones, counts or sentences.
FLOOR = """
    WITH item AS (
        SELECT 'care' AS kind, 'keqin.activity' AS model, a.id, customer_id,
               date_planned AS due, 10 AS effect, p.user_id
          FROM keqin_activity a
          JOIN keqin_customer c ON c.id = a.customer_id
          JOIN res_partner p ON p.id = c.partner_id
         WHERE a.state = 'planned' AND date_planned <= %(today)s::date + 7
           AND (a.user_id = %(me)s OR p.user_id = %(me)s)
         UNION ALL
        SELECT 'promise', 'keqin.promise', o.id, customer_id, due_on, 15, p.user_id
          FROM keqin_promise o
          JOIN keqin_customer c ON c.id = o.customer_id
          JOIN res_partner p ON p.id = c.partner_id
         WHERE o.state IN ('open', 'acknowledged') AND due_on <= %(today)s::date + 7
           AND (o.user_id = %(me)s OR p.user_id = %(me)s)
    ), ranked AS (
        SELECT item.*, c.tier, p.complete_name,
               CASE c.tier WHEN 'A' THEN 30 WHEN 'B' THEN 20 ELSE 10 END
               * LEAST(30, GREATEST(3, 10 + (%(today)s::date - due))) * effect AS points
          FROM item
          JOIN keqin_customer c ON c.id = item.customer_id AND c.active
          JOIN res_partner p ON p.id = c.partner_id
    ), head AS (
        SELECT *, row_number() OVER (PARTITION BY customer_id, kind
                                     ORDER BY points DESC, due, id) AS nth
          FROM ranked
    )
    SELECT * FROM head WHERE nth = 1 ORDER BY points DESC, due, customer_id LIMIT 80
"""


def rows(registry, turns):
    """One page of the desk, and one with a filter, against the floor."""
    with measure.undone(registry) as env:
        env, values = _filled(env)
        desk = env["keqin.desk"]

        def floor():
            env.cr.execute(FLOOR, values)
            return env.cr.fetchall()

        def page(**filters):
            env.invalidate_all()
            return desk.get_rows(**filters)

        assert len(floor()) == len(page()["rows"]) == 80
        ways = {
            "one page of 80": page,
            "one list by priority": lambda: page(by_day=False),
            "page 20": lambda: page(offset=19 * 80),
            "one customer": lambda: page(search="Desk c4ca"),
        }
        return [_row(env, title, floor, way, turns) for title, way in ways.items()]


def _row(env, title, floor, way, turns):
    ways = [lambda: measure.sample(env, floor), lambda: measure.sample(env, way)]
    measure.in_turn(ways, 2)  # fills the caches that last
    samples = measure.in_turn(ways, turns)
    base, ours = map(measure.medians, samples)
    times = (
        f"{1000 * sample.wall:.0f} ms, CPU {1000 * sample.cpu:.0f} ms"
        for sample in (base, ours)
    )
    return (title, *times, measure.ratio(*samples), int(ours.queries))


def _filled(env):
    """An environment of an account manager with 10,000 open items."""
    me, other = _people(env)
    today = env["keqin.desk"].with_user(me)._today()
    values = {"me": me.id, "other": other.id, "today": today, "care": CARE}
    values["customers"] = CUSTOMERS
    env.cr.execute(PARTNERS, values)
    partners = [id_ for [id_] in env.cr.fetchall()]
    env.cr.execute(
        "UPDATE res_partner SET commercial_partner_id = id WHERE id = ANY(%s)",
        [partners],
    )
    files = (
        env["keqin.customer"]
        .with_context(tracking_disable=True, keqin_enroll=True)
        .create([{"partner_id": partner} for partner in partners])
    )
    values["files"] = files.ids
    env.flush_all()
    for statement in (TIERS, CARE_ITEMS, PROMISE_ITEMS):
        env.cr.execute(statement, values)
    for table in ("res_partner", "keqin_customer", "keqin_activity", "keqin_promise"):
        env.cr.execute(f"ANALYZE {table}")
    env.invalidate_all()
    return env(user=me), values


def _people(env):
    users = env["res.users"].with_context(no_reset_password=True, tracking_disable=True)
    group = env.ref("keqin_addon.group_keqin_sales")
    return users.create(
        [
            {
                "name": name,
                "login": f"desk_{name}",
                "group_ids": [Command.link(group.id)],
            }
            for name in ("me", "other")
        ]
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", default=os.environ.get("KQ_DATABASE"))
    parser.add_argument("--config", default=os.environ.get("KQ_CONF"))
    parser.add_argument("--repeat", type=int, default=9)
    args = parser.parse_args()
    options = ["-c", args.config] if args.config else []
    config.parse_config(["--log-level=warn", *options], setup_logging=True)
    print(f"| goal {1000 * GOAL:.0f} ms | floor | ours | ratio | queries |")
    print("| --- | --- | --- | --- | --- |")
    for row in rows(Registry(args.database), args.repeat):
        print(f"| {' | '.join(map(str, row))} |")


if __name__ == "__main__":
    main()
