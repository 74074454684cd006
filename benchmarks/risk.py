"""Risks and suggestions of all customers: the first night, and the nights after it.

The floor of the first night is what Odoo can do at best without SQL by hand: one
``create`` for each thousand risks whose values are known already, without tracking. We
find out what is so, leave out what is known or decided, lock, say why and by when, and
create. The nights after have no floor: they should cost the queries that look.

Part of make bench; alone it runs on any database that has the addon, and leaves
nothing behind::

    python benchmarks/risk.py --config odoo.conf --database NAME
"""

import argparse
import os

import database
import measure

from odoo.modules.registry import Registry
from odoo.tools import config, split_every

GOAL = 2
BATCH = 1_000
QUIET = {
    "keqin_bulk": True,
    "mail_auto_subscribe_no_notify": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "tracking_disable": True,
}
# Of a tenth each: no care for too long, purchases that fall, health that is red, one
# contact only, a contact that is due, an order that is expected.
FILL = """
    UPDATE keqin_customer
       SET care_max_gap = 60, care_interval = 30,
           last_care_on = %(today)s::date - CASE id %% 10 WHEN 0 THEN 90
                                                 WHEN 4 THEN 40 ELSE 5 END,
           care_gap_state = CASE id %% 10 WHEN 0 THEN 'over' WHEN 4 THEN 'due'
                                 ELSE 'ok' END,
           care_due_on = %(today)s::date, next_care_on = NULL,
           order_interval = 30, last_order_on = %(today)s::date - 25,
           next_order_on = %(today)s::date + 5 + 30 * (id %% 10 != 5)::int,
           rhythm_ratio = 2.5,
           rhythm_state = CASE id %% 10 WHEN 1 THEN 'declining' ELSE 'regular' END,
           health_band = CASE id %% 10 WHEN 2 THEN 'red' ELSE 'green' END,
           health_score = CASE id %% 10 WHEN 2 THEN 40 ELSE 90 END,
           is_single_thread = id %% 10 = 3, has_no_decider = FALSE, lifecycle = 'active'
"""


def rows(registry, turns):
    """Lines of the table: title, floor, ours, ratio, queries."""
    with measure.undone(registry) as env:
        _fill(env)
        ways = [lambda: _first(env, _by_create), lambda: _first(env, _by_engine)]
        base, ours = measure.in_turn(ways, turns)
        lines = [
            (
                f"risks, first night: {len(_values(env)):,}",
                f"{measure.medians(base).wall:.2f} s",
                f"{measure.medians(ours).wall:.2f} s",
                measure.ratio(base, ours, GOAL),
                int(measure.medians(ours).queries),
            ),
            _alone(env, "suggestions, first night", "keqin.suggestion.engine", turns),
        ]
        for title, model in (
            ("risks", "keqin.risk.engine"),
            ("suggestions", "keqin.suggestion.engine"),
        ):
            _run(env, model)()
            env.invalidate_all()
            lines.append(_alone(env, f"{title}, the same again", model, turns))
        return lines


def _first(env, way):
    """One sample of a way, undone."""
    work = way(env)
    with env.cr.savepoint() as savepoint:
        sample = measure.sample(env, work)
        savepoint.rollback()
    env.invalidate_all()
    return sample


def _alone(env, title, model, turns):
    [samples] = measure.in_turn(
        [lambda: _first(env, lambda env: _run(env, model))], turns
    )
    ours = measure.medians(samples)
    return title, "", f"{ours.wall:.2f} s", "", int(ours.queries)


def _by_engine(env):
    return _run(env, "keqin.risk.engine")


def _by_create(env):
    batches = list(split_every(BATCH, _values(env), list))
    Risk = env["keqin.risk"].with_context(**QUIET)

    def run():
        for batch in batches:
            Risk.create(batch)
            env.flush_all()
            env.invalidate_all()

    return run


def _values(env):
    """What the engine would create: looked up beforehand, and not timed."""
    with env.cr.savepoint() as savepoint:
        _run(env, "keqin.risk.engine")()
        names = ("name", "kind", "level", "reason", "date_due", "seen_on", "source")
        links = ("customer_id", "rule_id", "user_id")
        values = env["keqin.risk"].search_read(
            [("source", "=", "rule"), ("state", "=", "at_risk")],
            [*names, *links],
            load=None,
        )
        savepoint.rollback()
    env.invalidate_all()
    for vals in values:
        del vals["id"]
    return values


def _run(env, model):
    company = database.policy(env).company_id
    return lambda: env[model]._run(company)


def _fill(env):
    today = database.policy(env).company_id._keqin_today()
    env.flush_all()
    env.cr.execute(FILL, {"today": next(iter(today.values()))})
    env.cr.execute("ANALYZE keqin_customer")
    env.invalidate_all()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", default=os.environ.get("KQ_DATABASE"))
    parser.add_argument("--config", default=os.environ.get("KQ_CONF"))
    parser.add_argument("--repeat", type=int, default=3)
    args = parser.parse_args()
    options = ["-c", args.config] if args.config else []
    config.parse_config(["--log-level=warn", *options], setup_logging=True)
    print(f"| goal {GOAL} | floor | ours | ratio | queries |")
    print("| --- | --- | --- | --- | --- |")
    for row in rows(Registry(args.database), args.repeat):
        print(f"| {' | '.join(map(str, row))} |")


if __name__ == "__main__":
    main()
