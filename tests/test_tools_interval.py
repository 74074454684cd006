"""Intervals of a period: properties that hold for whatever is asked."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.keqin_addon.tools.interval import intervals

DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))


@given(DAYS, st.integers(0, 1500), st.integers(1, 12))
def test_intervals_follow_each_other_up_to_the_end(start, days, months):
    end = start + timedelta(days=days)
    found = intervals(start, end, months)
    assert found[-1][1] == end
    assert found[0][0] >= start
    for first, last in found:
        assert first <= last
    for (_first, last), (following, _last) in pairwise(found):
        assert following == last + timedelta(days=1)
        assert following.day == 1


@given(DAYS, st.integers(1, 12), st.integers(1, 12))
def test_whole_months_make_whole_intervals(day, months, number):
    """So many intervals of whole months are as many, and none is left over."""
    start = day.replace(day=1)
    index = start.year * 12 + start.month - 1 + months * number
    end = date(index // 12, index % 12 + 1, 1) - timedelta(days=1)
    found = intervals(start, end, months)
    assert len(found) == number
    assert found[0][0] == start
