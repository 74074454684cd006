"""Care: making the next activity of every plan, against creating the same rows.

The floor is what Odoo can do at best without SQL by hand: one ``create`` for each
thousand rows whose values are known already, without tracking. We find out what is
due, lock it, decide it, say why, and create it.
"""

from datetime import timedelta

import database
import measure

from odoo.tools import split_every

GOAL = 2
BATCH = 1_000
# No log, no followers, and neither checklists nor to-dos, which the engine leaves to
# whoever opens the activity.
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_activity_automation_skip": True,
    "keqin_bulk": True,
}

# Half of them for three weeks, the others for longer than a call may wait.
PLANS = """
    INSERT INTO keqin_plan (name, customer_id, company_id, date_start, date_end, state,
                            create_uid, write_uid, create_date, write_date)
    SELECT 'Plan ' || id, id, company_id, %(today)s::date - 20 - id %% 2 * 30,
           %(today)s::date + 300, 'running', 1, 1, now(), now()
      FROM keqin_customer
"""

# A call that is due, a visit that will be, and a card that nobody waits for yet.
LINES = """
    INSERT INTO keqin_plan_line (plan_id, customer_id, type_id, sequence, schedule,
                                 number, unit, max_gap, role, hours, create_uid,
                                 write_uid, create_date, write_date)
    SELECT plan.id, plan.customer_id, type.id, 10, schedule, number, unit, 0,
           'manager', 1, 1, 1, now(), now()
      FROM keqin_plan plan,
           (VALUES ('phone', 'rolling', 1, 'month'), ('visit', 'anchored', 1, 'year'),
                   ('email', 'rolling', 6, 'month'))
                line(kind, schedule, number, unit)
      JOIN ir_model_data d ON d.module = 'keqin_addon'
                          AND d.name = 'keqin_activity_type_' || kind
      JOIN keqin_activity_type type ON type.id = d.res_id
"""


def rows(registry, turns, say):
    """Lines of the table."""
    lines = [_planned(registry, say)]
    say("making what is due")
    ways = [lambda way=way: _timed(registry, way) for way in (by_create, by_engine)]
    base, ours = measure.in_turn(ways, turns)
    made = _due_count(registry)
    lines.append(
        (
            "next activities, against create",
            f"{made:,}",
            f"{measure.medians(base).wall:.2f} s",
            f"{measure.medians(ours).wall:.2f} s",
            measure.ratio(base, ours, GOAL),
            int(measure.medians(ours).queries),
        )
    )
    with measure.committed(registry) as env:
        _run(env)()
    database.vacuum(registry, "ANALYZE")
    lines.append(_alone(registry, "nothing due", _run, turns))
    lines.append(_alone(registry, "who waits for care, first time", _judge, turns))
    with measure.committed(registry) as env:
        _judge(env)()
    lines.append(_alone(registry, "who waits for care, next night", _judge, turns))
    return lines


def by_create(env):
    """A function that creates what the engine would, and all that it needs for it."""
    lines = env["keqin.plan.line"].browse(_due_ids(env))
    batches = [
        [line._prepare_item() for line in lines.browse(ids)]
        for ids in split_every(BATCH, lines.ids, list)
    ]
    env.invalidate_all()
    Activity = env["keqin.activity"].with_context(**QUIET)

    def run():
        for batch in batches:
            Activity.create(batch)
            env.invalidate_all()

    return run


def by_engine(env):
    return _run(env)


def _run(env):
    company = database.policy(env).company_id
    today = company._keqin_today()[company]
    return lambda: env["keqin.plan.line"]._run_company(company, today)


def _judge(env):
    company = database.policy(env).company_id
    today = company._keqin_today()[company]

    def run():
        env["keqin.customer"]._apply_standards(company, today)
        env["keqin.customer"]._age(company, today)

    return run


def _planned(registry, say):
    """Give every customer a plan by SQL, and count what was done: the first time."""
    say("planning care")
    with measure.committed(registry) as env:
        company = database.policy(env).company_id
        today = company._keqin_today()[company]
        for statement in (PLANS, LINES):
            env.cr.execute(statement, {"today": today})
    database.vacuum(registry, "ANALYZE")
    with measure.committed(registry) as env:
        sample = measure.sample(env, lambda: _count(env))
        plans = env["keqin.plan"].search_count([])
    database.vacuum(registry, "ANALYZE")
    speed = f"{3 * plans / sample.wall:,.0f} lines/s"
    return "progress of plans", "", "", f"{sample.wall:.1f} s", speed, sample.queries


def _count(env):
    for ids in split_every(BATCH, env["keqin.plan.line"].search([]).ids, list):
        lines = env["keqin.plan.line"].browse(ids)
        env.add_to_compute(lines._fields["next_due_on"], lines)
        env.flush_all()
        env.invalidate_all()


def _due_ids(env):
    company = database.policy(env).company_id
    limit = company._keqin_today()[company] + timedelta(company.keqin_care_horizon)
    lines = env["keqin.plan.line"].search([("next_due_on", "<=", limit)], order="id")
    return lines.ids


def _due_count(registry):
    with measure.undone(registry) as env:
        return len(_due_ids(env))


def _alone(registry, title, way, turns):
    [samples] = measure.in_turn([lambda: _timed(registry, way)], turns)
    alone = measure.medians(samples)
    return title, "", "", f"{alone.wall:.2f} s", "", int(alone.queries)


def _timed(registry, way):
    """One sample, rolled back, on tables without what the last one left behind."""
    database.vacuum(registry)
    with measure.undone(registry) as env:
        return measure.sample(env, way(env))
