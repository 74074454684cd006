"""Arithmetic of indicators: figures, comparisons, verdicts and periods alone."""

import doctest
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.keqin_addon.tools import indicator as tool
from odoo.addons.keqin_addon.tools.indicator import (
    BELOW,
    CHANGE,
    DOWN,
    FEW,
    MEAN,
    MET,
    MONTHS,
    RANGE,
    RATIO,
    SCORE,
    SHARE,
    SUM,
    UNSURE,
    UP,
    Change,
    Facts,
    Figure,
    before,
    compare,
    figure,
    of_score,
    verdict,
    widened,
)
from odoo.addons.keqin_addon.tools.satisfaction import CSAT, NPS, Tally, score

from . import properties  # noqa: F401

ALL = (SHARE, RATIO, MEAN, SUM, CHANGE)
COUNTS = st.integers(1, 400).flatmap(
    lambda n: st.builds(lambda part: Facts(part, n, n), st.integers(0, n))
)
AMOUNTS = st.floats(-1e6, 1e6, allow_nan=False)
DAYS = st.dates(date(1999, 1, 1), date(2060, 12, 31))


def test_doctests():
    assert doctest.testmod(tool).failed == 0


def test_nothing_is_no_figure():
    for arithmetic in ALL:
        assert figure(arithmetic, Facts()) == Figure()
    # of nothing before there is no growth; none of some is a share of zero
    assert figure(CHANGE, Facts(5, 0, 3)).value is None
    assert figure(CHANGE, Facts(5, 10, 10, num0=1)).value is None
    assert figure(SHARE, Facts(0, 10, 10)).value == 0.0
    assert figure(SUM, Facts(0, 0, 3)).value == 0


@given(COUNTS)
def test_a_share_lies_in_its_interval(facts):
    found = figure(SHARE, facts)
    assert 0 <= found.low <= found.value + 1e-9
    assert found.value - 1e-9 <= found.high <= 100
    assert (found.numerator, found.denominator) == facts[:2]
    # a ratio of the same parts is the same, without an interval
    assert figure(RATIO, facts)[:3] == (found.value, None, None)


@given(st.lists(COUNTS, min_size=1, max_size=6))
def test_the_whole_is_between_its_parts(parts):
    total = Facts()
    for facts in parts:
        total = total.add(facts)
    shares = [figure(SHARE, facts).value for facts in parts]
    whole = figure(SHARE, total).value
    assert min(shares) - 1e-9 <= whole <= max(shares) + 1e-9
    assert total.n == sum(facts.n for facts in parts)


@given(AMOUNTS, AMOUNTS)
def test_growth_has_the_sign_of_what_was_added(now, earlier):
    found = figure(CHANGE, Facts(now, 0, 1, num0=earlier)).value
    if not earlier:
        assert found is None
    else:
        assert (found > 0) == (now > earlier)


@given(COUNTS, COUNTS)
def test_comparing_is_fair(now, earlier):
    one, other = figure(SHARE, now), figure(SHARE, earlier)
    there, back = compare(SHARE, one, other), compare(SHARE, other, one)
    assert abs(there.value + back.value) < 1e-9
    assert abs(there.low + back.high) < 1e-9
    assert there.is_change == back.is_change
    assert there.low - 1e-9 <= there.value <= there.high + 1e-9
    assert not compare(SHARE, one, one).is_change


def test_without_limits_nothing_is_called_a_change():
    bounded, bare = Figure(90.0, 80.0, 95.0), Figure(10.0)
    for arithmetic in (SHARE, SCORE):
        for now, earlier in ((bounded, bare), (bare, bounded), (bare, bare)):
            value = now.value - earlier.value
            assert compare(arithmetic, now, earlier) == Change(value)
    # limits of what is no share mean nothing
    for arithmetic in (RATIO, MEAN, SUM, CHANGE):
        assert compare(arithmetic, bounded, Figure(10.0, 5.0, 20.0)) == Change(80.0)


def test_a_limit_that_touches_the_target_does_not_miss_it():
    found = Figure(90.0, 70.0, 95.0)
    assert verdict(found, 95.0) == verdict(found, 70.0, direction=DOWN) == UNSURE
    # a whole of less than one, of hours or amounts, is a whole
    for arithmetic, value in ((RATIO, 50.0), (MEAN, 0.5)):
        assert figure(arithmetic, Facts(0.25, 0.5, 1)).value == value


def test_each_period_is_as_long_as_its_name_says():
    end = date(2026, 12, 31)
    starts = {"month": 12, "quarter": 10, "half": 7, "year": 1}
    for own, month in starts.items():
        assert widened(end, end, own) == (date(2026, month, 1), end)


def test_scores_are_compared_as_the_voice_does():
    many, few = Tally(100, 100, 60, 20, 100, 40, 80), Tally(90, 90, 20, 60, 90, -40, 80)
    good, bad = of_score(score(NPS, many)), of_score(score(NPS, few))
    found = compare(SCORE, good, bad)
    assert found.is_change
    assert found.value == good.value - bad.value
    # of a frozen one only the limits are left: nearly the same interval
    kept = compare(SCORE, good._replace(score=None), bad._replace(score=None))
    assert abs(kept.low - found.low) < 3
    assert abs(kept.high - found.high) < 3
    assert kept.is_change
    nobody = of_score(score(CSAT, Tally(2, 2, 1, 1, 2, 1, 1)))
    assert nobody.value is None
    assert compare(SCORE, good, nobody) == Change()


@given(COUNTS, st.floats(0, 100))
def test_verdict_says_below_only_when_sure(facts, target):
    found = figure(SHARE, facts)
    said = verdict(found, target)
    if found.value >= target:
        assert said == MET
    else:
        assert said == (BELOW if found.high < target else UNSURE)
    falls = verdict(found, target, direction=DOWN)
    assert (falls == MET) == (found.value <= target)
    assert verdict(found, target, 100.0, RANGE) == said
    assert verdict(found, None, None, UP) is None
    assert verdict(Figure(), target) == FEW
    assert verdict(Figure(), None) == FEW


@given(DAYS, DAYS)
def test_the_period_before_ends_the_day_before(one, other):
    start, end = min(one, other), max(one, other)
    first, last = before(start, end)
    assert last == start - timedelta(days=1)
    assert first <= last
    assert abs((last - first) - (end - start)) <= timedelta(days=3)


@given(st.integers(2000, 2050), st.integers(1, 12), st.sampled_from((1, 3, 6, 12)))
def test_whole_months_are_compared_with_whole_months(year, month, length):
    start = date(year, month, 1)
    end = _add_months(start, length) - timedelta(days=1)
    assert before(start, end)[0] == _add_months(start, -length)
    for own, months in MONTHS.items():
        first, last = widened(start, end, own)
        assert last == end
        if own == "date":
            assert first == end
        else:
            assert first == _add_months(start, min(0, length - months))


def _add_months(day, months):
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)
