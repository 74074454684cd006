"""Gradings by the floor and by the addon: first proved equal, then timed."""

import sys
from collections import namedtuple
from datetime import timedelta
from unittest.mock import patch

import database
import dataset
import floor
import measure

RUN = "keqin.grading.run"
OTHER_WEIGHTS = {"weight_amount": 40.0, "weight_frequency": 40.0, "weight_size": 20.0}

Scenario = namedtuple("Scenario", "title days policy goal")
FIRST = Scenario("first grading", 0, {}, None)
FULL = Scenario("full regrade", 30, OTHER_WEIGHTS, 1.5)
NEXT_DAY = Scenario("next-day regrade", 1, {}, 1.5)
SAME = Scenario("nothing changed", 0, {}, 1.2)

# All that a grading writes, but for the run's own log.
WRITTEN = {
    "care files": """
        SELECT id, {} FROM keqin_customer ORDER BY id""".format(
        ", ".join(floor.STORED)
    ),
    "contacts": "SELECT id, keqin_tier, keqin_potential FROM res_partner ORDER BY id",
    "history": """
        SELECT customer_id, file_ref, date, tier_old, tier_new, potential_old,
               potential_new, score_old, score_new, direction
          FROM keqin_grade_change ORDER BY customer_id, id""",
}


def rows(registry, turns, say):
    """Lines of the table; ``turns`` 0 only proves that both ways are equal."""
    lines = []
    if not _is_graded(registry):
        lines.append(_compare(registry, FIRST, turns, say))
    with measure.committed(registry) as env:
        database.policy(env).run(dataset.AS_OF)
    for scenario in (FULL, NEXT_DAY, SAME):
        lines.append(_compare(registry, scenario, turns, say))
    return lines + ([_telling(registry, turns)] if turns else [])


def growth(registry):
    """Megabytes by which a full regrade raises the peak of this process."""
    with measure.undone(registry) as env:
        work, before = by_addon(env, FULL), measure.memory("VmRSS")
        work()
        return measure.memory("VmHWM") - before


def by_floor(env, scenario):
    policy, as_of = _tuned(env, scenario)
    statement, parameters = floor.statement(), floor.parameters(policy, as_of)

    def run():
        env.cr.execute(statement, parameters)
        return env.cr.fetchone()

    return run


def by_addon(env, scenario):
    """A run that tells nobody, as the floor does not; see `_telling`."""
    policy, as_of = _tuned(env, scenario)

    def run():
        with patch.object(type(env[RUN]), "_notify_managers", lambda run: None):
            return policy.run(as_of)

    return run


def _tuned(env, scenario):
    policy = database.policy(env)
    if scenario.policy:
        policy.write(scenario.policy)
        env.flush_all()
    return policy, dataset.AS_OF + timedelta(days=scenario.days)


def _is_graded(registry):
    with measure.undone(registry) as env:
        return bool(database.policy(env).last_run_id)


def written(env, work):
    """What ``work`` answers, and all that it has written."""
    answer = work()
    env.flush_all()
    found = {}
    for title, query in WRITTEN.items():
        env.cr.execute(query)
        found[title] = env.cr.fetchall()
    return answer, found


def _compare(registry, scenario, turns, say):
    say(scenario.title)
    counts, expected = _proof(registry, scenario, by_floor)
    _check(expected, _proof(registry, scenario, by_addon)[1])
    counted = "{:,} / {:,}".format(*counts)
    if not turns:
        return scenario.title, counted, "", "", "equal", ""
    ways = [
        lambda way=way: _timed(registry, scenario, way) for way in (by_floor, by_addon)
    ]
    base, ours = measure.in_turn(ways, turns)
    return (
        scenario.title,
        counted,
        f"{measure.medians(base).wall:.2f} s",
        f"{measure.medians(ours).wall:.2f} s",
        measure.ratio(base, ours, scenario.goal),
        int(measure.medians(ours).queries),
    )


def _telling(registry, turns):
    """Telling account managers what moved: by their number, not by the customers'."""
    with measure.undone(registry) as env:
        run = by_addon(env, NEXT_DAY)()
        ways = [lambda: measure.sample(env, run._notify_managers)]
        measure.in_turn(ways, 1)  # fills the caches that last
        told = measure.medians(*measure.in_turn(ways, turns))
    title = f"telling {dataset.PEOPLE} account managers"
    return title, "", "", f"{told.wall:.2f} s", "", int(told.queries)


def _timed(registry, scenario, way):
    database.vacuum(registry)
    with measure.undone(registry) as env:
        return measure.sample(env, way(env, scenario))


def _proof(registry, scenario, way):
    database.vacuum(registry)
    with measure.undone(registry) as env:
        return written(env, way(env, scenario))


def _check(expected, found):
    """Both ways have to write exactly the same."""
    for title, lines in expected.items():
        pairs = zip(lines, found[title], strict=True)
        wrong = [pair for pair in pairs if pair[0] != pair[1]]
        if wrong:
            sys.exit(
                f"{len(wrong)} of {len(lines)} {title} differ, the first one:\n"
                f"floor: {wrong[0][0]}\nours:  {wrong[0][1]}"
            )
