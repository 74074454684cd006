"""Scores, their intervals and changes: the arithmetic alone."""

import doctest
import sys
from fractions import Fraction
from math import inf, sqrt
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from odoo.addons.keqin_addon.tools import nps as changes
from odoo.addons.keqin_addon.tools import satisfaction as tool
from odoo.addons.keqin_addon.tools.nps import change, paired, t_quantile
from odoo.addons.keqin_addon.tools.satisfaction import CSAT, NPS, Tally, score

from . import properties  # noqa: F401
from .covers import covers

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

import nps_coverage

ANSWERS = st.lists(st.integers(0, 10), min_size=1, max_size=80)
# answers of people who answered once to four times
PEOPLE = st.lists(
    st.lists(st.integers(0, 10), min_size=1, max_size=4), min_size=1, max_size=40
)


def tally(people, metric=NPS):
    """Counted from lists of answers of 0 to 10, one list a person."""
    if metric == NPS:
        added = [[(a >= 9) - (a <= 6) for a in answers] for answers in people]
    else:
        added = [[int(a >= 8) for a in answers] for answers in people]
    every = [a for answers in added for a in answers]
    return Tally(
        n=len(every),
        people=len(added),
        top=every.count(1),
        bottom=every.count(-1 if metric == NPS else 0),
        squares=sum(len(answers) ** 2 for answers in added),
        products=sum(len(answers) * sum(answers) for answers in added),
        totals=sum(sum(answers) ** 2 for answers in added),
    )


def nps(answers, asked=None):
    return score(NPS, tally([[answer] for answer in answers]), asked)


def test_doctests():
    assert doctest.testmod(tool).failed == 0
    assert doctest.testmod(changes).failed == 0


@covers("R108")
@given(ANSWERS)
def test_mean_of_the_values_is_the_score(answers):
    found = nps(answers)
    assert (found.n, found.too_few) == (len(answers), len(answers) < 5)
    if not found.too_few:
        mean = Fraction(sum(map(int, map(tool.nps_value, answers))), len(answers))
        assert abs(found.value - mean) < 1e-9


@covers("R108")
@given(PEOPLE, st.sampled_from([NPS, CSAT]), st.one_of(st.none(), st.integers(0, 99)))
def test_interval_holds_the_score_and_stays_on_the_scale(people, metric, more):
    counted = tally(people, metric)
    found = score(metric, counted, more and len(people) + more)
    assume(not found.too_few)
    lowest = -100 if metric == NPS else 0
    assert lowest <= found.low <= found.value + 1e-9
    assert found.value - 1e-9 <= found.high <= 100


@given(PEOPLE, st.sampled_from([NPS, CSAT]))
def test_answers_of_one_person_never_make_it_surer(people, metric):
    """At best as many answers as there are, at worst as many as there are people."""
    counted = tally(people, metric)
    found = score(metric, counted)
    assume(not found.too_few)
    fewest = counted.n**2 / counted.squares
    assert fewest - 1e-9 <= found.weight <= counted.n + 1e-9
    if counted.n == counted.people:
        assert found.weight == counted.n


@given(ANSWERS, st.integers(1, 50))
def test_the_more_of_them_answered_the_surer(answers, more):
    assume(len(answers) >= 5)
    alone, few, many = (
        nps(answers, asked)
        for asked in (None, len(answers) + more, len(answers) + 10 * more)
    )
    assert few.high - few.low <= many.high - many.low + 1e-9
    assert many.high - many.low <= alone.high - alone.low + 1e-9
    everybody = nps(answers, len(answers))
    assert everybody.low == everybody.value == everybody.high


@given(ANSWERS, ANSWERS)
def test_change_is_one_when_the_interval_leaves_out_zero(before, after):
    first, second = nps(before), nps(after)
    found, back = change(first, second), change(second, first)
    if first.too_few or second.too_few:
        assert found == changes.Change()
        assert not found.is_change
        return
    assert abs(found.value - (second.value - first.value)) < 1e-9
    assert found.low <= found.value + 1e-9 <= found.high + 2e-9
    assert abs(found.value + back.value) < 1e-9
    assert found.is_change == back.is_change
    errors = [
        tool.nps_error(it.top / it.n, it.bottom / it.n, it.weight)
        for it in (first, second)
    ]
    z = found.value / sqrt(sum(error**2 for error in errors))
    assert found.is_change == (abs(z) > tool.Z) or abs(abs(z) - tool.Z) < 1e-9


@given(ANSWERS)
def test_nothing_changed_is_no_change(answers):
    for metric in (NPS, CSAT):
        same = score(metric, tally([[answer] for answer in answers], metric))
        assert not change(same, same).is_change


def test_narrowed_scores_are_compared_as_samples():
    before, after = [9] * 9 + [3] * 9, [9] * 12 + [3] * 6
    loose = change(nps(before), nps(after))
    assert loose == change(nps(before, 18), nps(after, 18))
    assert not loose.is_change


@given(st.lists(st.integers(-4, 4), max_size=40))
def test_paired(differences):
    found = paired(differences)
    assert found.n == len(differences)
    assert found.better + found.worse <= found.n
    if found.n < 5:
        assert not found.is_change
        return
    assert found.low <= found.value <= found.high
    back = paired([-d for d in differences])
    assert (back.better, back.worse) == (found.worse, found.better)
    assert back.is_change == found.is_change


def test_quantiles_of_student():
    table = {4: 2.776, 5: 2.571, 7: 2.365, 12: 2.179, 30: 2.042, 120: 1.980}
    for df, value in table.items():
        assert abs(t_quantile(df) - value) < 0.0015


def test_infinitely_many_answers_leave_nothing_open():
    assert tool.interval(NPS, 0.5, 0.2, inf) == (30.0, 30.0)
    assert tool.interval(CSAT, 0.5, 0, inf) == (50.0, 50.0)


@covers("R108")
@pytest.mark.parametrize("n", [5, 10, 40])
def test_small_samples_are_covered(n):
    """The whole table is `benchmarks/nps_coverage.py`; here fewer draws, same seed."""
    mix = nps_coverage.mixes()[0]
    cover = nps_coverage.coverage
    assert cover(tool.nps_interval, mix, n, runs=4000) > 93
    assert cover(nps_coverage.plain, mix, 5, runs=4000) < 86


def test_too_little_coverage_fails_the_benchmark(monkeypatch):
    monkeypatch.setattr(tool, "nps_interval", nps_coverage.plain)
    with pytest.raises(SystemExit, match="covered"):
        nps_coverage.report(runs=500)
