"""Arithmetic of evaluations: periods, attainment, the overall score."""

import doctest
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.keqin_addon.tools import evaluation

from .covers import covers

PERIODS = st.sampled_from(sorted(evaluation.MONTHS))
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
SCORES = st.none() | st.floats(0, 100)
LINES = st.lists(st.tuples(SCORES, st.integers(0, 9)), max_size=12)


def test_doctests():
    assert doctest.testmod(evaluation).failed == 0


@given(PERIODS, DAYS)
def test_a_day_lies_in_its_period_and_after_the_last_one(period, day):
    first, last = evaluation.bounds(period, day)
    assert first <= day <= last
    start, end = evaluation.last_over(period, day)
    assert end < day and (first - end).days == 1
    assert evaluation.bounds(period, start) == (start, end)


@covers("R129")
@given(LINES)
def test_parts_add_up_to_the_score_which_lies_between_the_lines(lines):
    found = evaluation.composite(lines)
    if found.score is None:
        return
    known = [score for score, weight in lines if score is not None and weight]
    assert len(known) > 1
    parts = sum(part for part in found.parts if part is not None)
    assert abs(parts - found.score) < 1e-9
    assert min(known) - 1e-9 <= found.score <= max(known) + 1e-9
    assert 50 <= found.coverage <= 100


@given(
    st.floats(-100, 1000),
    st.floats(0, 100),
    st.floats(0, 100),
    st.sampled_from(["up", "down", "range"]),
)
def test_what_reaches_its_target_has_all_points_and_nothing_else(
    value, target, more, direction
):
    limit = target + more
    points = evaluation.attained(value, target, limit, direction)
    reached = evaluation.gap(value, target, limit, direction) >= 0
    assert 0 <= points <= 100
    assert reached <= (points == 100)
