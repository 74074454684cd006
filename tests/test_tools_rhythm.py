"""The arithmetic of purchase rhythm, against independent definitions (no database)."""

import doctest
import unittest
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.keqin_addon.tools import rhythm

from . import properties  # noqa: F401
from .covers import covers

START = date(2020, 1, 1)
days = st.sets(st.integers(0, 2000), max_size=30).map(
    lambda offsets: [START + timedelta(days=offset) for offset in offsets]
)
amounts = st.floats(-1e6, 1e6, allow_nan=False)


@covers("R215")
class TestRhythm(unittest.TestCase):
    def test_doctests(self):
        self.assertEqual(doctest.testmod(rhythm).failed, 0)

    @given(days)
    def test_median_of_the_last_intervals(self, ordered):
        own = rhythm.rhythm(ordered, max(ordered, default=START))
        ordered = sorted(ordered)[-13:]
        gaps = [(b - a).days for a, b in pairwise(ordered)]
        self.assertEqual(own.interval_count, len(gaps))
        self.assertEqual(own.interval, median(gaps) if len(gaps) > 1 else None)

    @given(days, st.integers(0, 400))
    def test_all_is_known_or_nothing(self, ordered, later):
        as_of = max(ordered, default=START) + timedelta(days=later)
        own = rhythm.rhythm(ordered, as_of)
        known = {own.interval is None, own.next_on is None, own.state is None}
        self.assertEqual(len(known), 1)
        if own.interval is not None:
            self.assertGreaterEqual(own.interval, 1)
            self.assertGreater(own.next_on, max(ordered))

    @given(days.filter(lambda ordered: len(ordered) > 2), st.integers(0, 400))
    def test_silence_only_gets_worse(self, ordered, later):
        order = ["regular", "late", "declining", "silent"]
        as_of = max(ordered) + timedelta(days=later)
        now = rhythm.rhythm(ordered, as_of)
        then = rhythm.rhythm(ordered, as_of + timedelta(days=1))
        self.assertLessEqual(order.index(now.state), order.index(then.state))
        self.assertEqual(now.next_on, then.next_on)

    @given(st.floats(0, 10), st.booleans())
    def test_ordering_less_often_is_never_better(self, ratio, longest):
        order = ["regular", "late", "declining", "silent"]
        with_trend = rhythm.state(ratio, longest, "down")
        self.assertGreaterEqual(
            order.index(with_trend), order.index(rhythm.state(ratio, longest))
        )

    def test_a_pause_that_there_was_before_is_no_decline(self):
        days = [START + timedelta(days=n) for n in (0, 10, 20, 45, 55)]
        for later, state in ((20, "late"), (25, "late"), (26, "declining")):
            with self.subTest(days=later):
                own = rhythm.rhythm(days, days[-1] + timedelta(days=later))
                self.assertEqual((own.interval, own.state), (10.0, state))

    def test_one_long_holiday_moves_nothing(self):
        steady = [START + timedelta(days=30 * n) for n in range(6)]
        away = [*steady, steady[-1] + timedelta(days=90)]
        for days in (steady, away):
            self.assertEqual(rhythm.rhythm(days, days[-1]).interval, 30.0)

    def test_what_was_long_ago_is_forgotten(self):
        weekly = [START + timedelta(days=7 * n) for n in range(40)]
        monthly = [weekly[-1] + timedelta(days=30 * n) for n in range(1, 14)]
        own = rhythm.rhythm(weekly + monthly, monthly[-1])
        self.assertEqual((own.interval, own.interval_count), (30.0, 12))

    @given(amounts, amounts, st.floats(0.01, 1e6), st.integers(0, 5))
    def test_more_is_never_a_lower_trend(self, one, other, past, least):
        order = ["down", "flat", "up"]
        less, more = sorted((one, other))
        self.assertLessEqual(
            order.index(rhythm.trend(less, past, least)),
            order.index(rhythm.trend(more, past, least)),
        )

    def test_bounds_of_the_trend(self):
        self.assertEqual(rhythm.trend(80, 100), "flat")
        self.assertEqual(rhythm.trend(79.99, 100), "down")
        self.assertEqual(rhythm.trend(120, 100), "flat")
        self.assertEqual(rhythm.trend(120.01, 100), "up")
        self.assertIsNone(rhythm.trend(100, 0))
        self.assertIsNone(rhythm.trend(100, -5))


@covers("R121")
class TestLost(unittest.TestCase):
    @given(st.integers(0, 2000), st.floats(1, 400), st.floats(1, 10))
    def test_by_own_interval_and_by_nothing_else(self, silence, interval, factor):
        lost = rhythm.is_lost(silence, interval, factor, 1)
        self.assertEqual(lost, silence >= factor * interval)

    def test_not_renewed(self):
        end, last = date(2026, 3, 31), date(2026, 3, 1)
        for renewed_until, ordered, interval, as_of, lost in (
            (None, last, 20.0, date(2027, 1, 1), False),
            (end, last, 20.0, date(2026, 4, 19), False),
            (end, last, 20.0, date(2026, 4, 20), True),
            (end, end, 20.0, date(2026, 4, 20), True),
            (end, date(2026, 4, 1), 20.0, date(2026, 4, 20), False),
            (end, None, None, date(2026, 4, 30), True),
            (end, None, None, date(2026, 4, 29), False),
        ):
            with self.subTest(end=renewed_until, last=ordered, as_of=as_of):
                self.assertEqual(
                    rhythm.is_not_renewed(renewed_until, ordered, interval, as_of),
                    lost,
                )


@covers("R014")
class TestProposed(unittest.TestCase):
    def test_table(self):
        for lifecycle, state, trend, proposed in (
            ("active", "silent", "up", "dormant"),
            ("growing", "declining", "up", "at_risk"),
            ("active", "late", "up", None),
            ("active", "regular", "up", "growing"),
            ("growing", "regular", "flat", None),
            ("growing", "regular", "down", None),
            ("at_risk", "regular", "flat", "active"),
            ("at_risk", "regular", "down", None),
            ("dormant", "regular", None, "active"),
            ("onboarding", "regular", None, "active"),
            ("active", "regular", "flat", None),
            ("dormant", "silent", "down", None),
            ("prospect", "silent", "down", None),
            ("lost", "regular", "up", None),
            ("active", None, "down", None),
        ):
            with self.subTest(lifecycle=lifecycle, state=state, trend=trend):
                self.assertEqual(
                    rhythm.proposed_lifecycle(lifecycle, state, trend), proposed
                )
