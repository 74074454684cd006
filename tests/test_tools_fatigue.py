"""How often a person is asked, over many histories."""

import doctest
import unittest
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.keqin_addon.tools import fatigue

from . import properties  # noqa: F401

START = date(2026, 1, 1)
OFFSETS = st.lists(st.integers(0, 1500), max_size=30)
LIMITS = st.tuples(st.integers(0, 4), st.integers(0, 200))


def days(offsets):
    return [START + timedelta(days=offset) for offset in offsets]


class TestFatigue(unittest.TestCase):
    def accepted(self, offsets, per_year, gap):
        asked = []
        for day in days(offsets):
            if not fatigue.refusal(asked, day, per_year, gap):
                asked.append(day)
        return sorted(asked)

    @given(OFFSETS, LIMITS)
    def test_in_whatever_order_no_year_holds_too_many_and_no_gap_is_too_short(
        self, offsets, limits
    ):
        per_year, gap = limits
        asked = self.accepted(offsets, per_year, gap)
        for first, second in pairwise(asked):
            self.assertGreaterEqual((second - first).days, gap)
        for first in asked if per_year else ():
            last = first + timedelta(days=fatigue.WINDOW_DAYS)
            self.assertLessEqual(sum(first <= day < last for day in asked), per_year)

    @given(OFFSETS, st.integers(0, 1500), LIMITS)
    def test_refused_only_where_a_limit_would_be_broken(self, offsets, offset, limits):
        per_year, gap = limits
        asked = self.accepted(offsets, per_year, gap)
        day = START + timedelta(days=offset)
        reason = fatigue.refusal(asked, day, per_year, gap)
        if reason == fatigue.RECENT:
            self.assertTrue(any(abs((day - d).days) < gap for d in asked))
        elif reason == fatigue.YEAR:
            near = sorted([*asked, day])
            spans = zip(near, near[per_year:], strict=False)
            self.assertTrue(any((b - a).days < 365 for a, b in spans))


def test_doctests():
    assert doctest.testmod(fatigue).failed == 0
