"""Occasions: greeting every customer at a festival, against creating the same rows.

The floor is what Odoo can do at best without SQL by hand: one ``create`` for each
thousand rows whose values are known already, without tracking. We find out who is not
greeted yet, whom to greet there and how, move the day to a working day, say why, create
it, and lock what tells another server.
"""

from datetime import timedelta

import database
import measure

from odoo.tools import split_every

GOAL = 2
BATCH = 1_000
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "keqin_bulk": True,
}

# Every second customer has its days, each a decision maker with a birthday.
DAYS = """
    UPDATE keqin_customer
       SET signed_on = '2015-01-01'::date + (id % 3000)::int,
           founded_on = '1990-01-01'::date + (id % 9000)::int
     WHERE id % 2 = 0
"""
CARDS = """
    INSERT INTO keqin_contact (partner_id, customer_id, company_id, active,
                               decision_role, birth_calendar, birth_month, birth_day,
                               create_uid, write_uid, create_date, write_date)
    SELECT DISTINCT ON (c.id) p.id, c.id, c.company_id, TRUE, 'decider',
           CASE c.id % 2 WHEN 0 THEN 'lunar' ELSE 'solar' END,
           1 + c.id % 12, 1 + c.id % 28, 1, 1, now(), now()
      FROM keqin_customer c JOIN res_partner p ON p.parent_id = c.partner_id
     ORDER BY c.id, p.id
"""


def rows(registry, turns, say):
    """Lines of the table."""
    say("noting days and cards")
    with measure.committed(registry) as env:
        env["keqin.occasion"].search([]).active = False
        env["keqin.occasion"].with_context(active_test=False).search(
            [("kind", "in", ("birthday", "signing", "founding"))]
        ).active = True
        env.flush_all()
        env.cr.execute(DAYS)
        env.cr.execute(CARDS)
    database.vacuum(registry, "ANALYZE")
    lines = [_alone(registry, "dates of the year, first time", _renew, turns)]
    with measure.committed(registry) as env:
        _renew(env)()
        occasion_id = _festival(env).id
        env["keqin.occasion"].search([("id", "!=", occasion_id)]).active = False
    database.vacuum(registry, "ANALYZE")
    lines.append(_alone(registry, "dates of the year, next night", _renew, turns))
    say("greeting everybody")
    ways = [
        lambda way=way: _timed(registry, lambda env: way(env, occasion_id))
        for way in (by_create, by_engine)
    ]
    base, ours = measure.in_turn(ways, turns)
    with measure.undone(registry) as env:
        count = len(env["keqin.occasion"].browse(occasion_id)._targets())
    lines.append(
        (
            "greetings at a festival, against create",
            f"{count:,}",
            f"{measure.medians(base).wall:.2f} s",
            f"{measure.medians(ours).wall:.2f} s",
            measure.ratio(base, ours, GOAL),
            int(measure.medians(ours).queries),
        )
    )
    with measure.committed(registry) as env:
        by_engine(env, occasion_id)()
    database.vacuum(registry, "ANALYZE")
    lines.append(
        _alone(
            registry, "everybody is greeted", lambda e: by_engine(e, occasion_id), turns
        )
    )
    return lines


def by_create(env, occasion_id):
    """A function that creates what the engine would, and all that it needs for it."""
    from odoo.addons.keqin_addon.models.keqin_occasion_greeting import GreetingPlanner

    occasion = env["keqin.occasion"].browse(occasion_id)
    batches = []
    for targets in split_every(BATCH, occasion._targets(), list):
        ids = [target.customer_id for target in targets]
        customers = env["keqin.customer"].browse(ids)
        planner = GreetingPlanner(occasion, customers, targets)
        batches.append([vals for vals in map(planner.vals, targets) if vals])
        env.invalidate_all()
    Activity = env["keqin.activity"].with_context(**QUIET)

    def run():
        for batch in batches:
            Activity.create(batch)
            env.flush_all()
            env.invalidate_all()

    return run


def by_engine(env, occasion_id):
    return env["keqin.occasion"].browse(occasion_id)._greet


def _festival(env):
    on = env["keqin.occasion"]._today() + timedelta(days=5)
    return env["keqin.occasion"].create(
        {
            "name": "Festival",
            "calendar": "solar",
            "month": on.month,
            "day": on.day,
            "lead_days": 30,
            "type_id": env.ref("keqin_addon.keqin_activity_type_phone").id,
            "decider_type_id": env.ref("keqin_addon.keqin_activity_type_card").id,
        }
    )


def _renew(env):
    return env["keqin.occasion.date"]._renew


def _alone(registry, title, way, turns):
    [samples] = measure.in_turn([lambda: _timed(registry, way)], turns)
    alone = measure.medians(samples)
    return title, "", "", f"{alone.wall:.2f} s", "", int(alone.queries)


def _timed(registry, way):
    """One sample, rolled back, on tables without what the last one left behind."""
    database.vacuum(registry)
    with measure.undone(registry) as env:
        return measure.sample(env, way(env))
