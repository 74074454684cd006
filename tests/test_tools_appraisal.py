"""Arithmetic of appraisals: what is shown adds up, and missing data is no zero."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.keqin_addon.tools import appraisal

from .covers import covers

SCORES = st.none() | st.floats(0, 100)
LINES = st.lists(st.tuples(SCORES, st.integers(0, 50)), max_size=12)


def test_doctests():
    assert doctest.testmod(appraisal).failed == 0


@given(st.lists(st.integers(0, 7000).map(lambda part: part / 7), max_size=12))
def test_rounding_keeps_the_sum_and_moves_nothing_by_a_tenth(parts):
    shown = appraisal.rounded(parts)
    assert sum(shown) == pytest.approx(round(sum(parts), 1), abs=0.0501)
    for part, tenth in zip(parts, shown, strict=True):
        assert tenth == round(tenth, 1)
        assert abs(part - tenth) < 0.1001


@given(st.lists(st.integers(0, 100), min_size=1, max_size=12).filter(any))
def test_shares_are_a_hundred(weights):
    shares = appraisal.shares(weights)
    assert round(sum(shares), 6) == 100
    assert all(
        not share for share, weight in zip(shares, weights, strict=True) if not weight
    )


@covers("R142")
@given(LINES)
def test_points_add_up_to_the_score(lines):
    found = appraisal.total(lines)
    if found.score is None:
        assert not any(found.points)
        return
    assert round(sum(filter(None, found.points)), 1) == found.score
    assert 0 <= found.score <= 100
    for (score, weight), points in zip(lines, found.points, strict=True):
        assert (points is None) == (score is None or not weight)


@given(LINES)
def test_what_is_unknown_counts_for_nothing(lines):
    """A criterion without data neither lifts nor lowers the score of the others."""
    known = [line for line in lines if line[0] is not None]
    found, alone = appraisal.total(lines), appraisal.total(known)
    if found.score is not None:
        assert found.score == alone.score


@covers("R142")
@given(st.floats(0, 100), st.floats(0, 100))
def test_a_better_score_is_never_rated_worse(one, other):
    bounds = (90, 75, 60)
    low, high = sorted((one, other))
    order = appraisal.RATINGS.index
    assert order(appraisal.rating(high, bounds)) <= order(appraisal.rating(low, bounds))
