"""Lifetime value, against the sum of the years that it stands for (no database)."""

import doctest
import unittest

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.keqin_addon.tools import clv

from . import properties  # noqa: F401
from .covers import covers

margins = st.floats(-1e6, 1e6, allow_nan=False)
rates = st.floats(0, 0.99)
discounts = st.floats(0.01, 0.5)


@covers("R220")
class TestLifetimeValue(unittest.TestCase):
    def test_doctests(self):
        self.assertEqual(doctest.testmod(clv).failed, 0)

    def test_known_answers(self):
        for margin, r, i, value in (
            (1000, 0.8, 0.1, 2666.67),
            (1000, 0.6, 0.12, 1153.85),
            (1000, 0.9, 0.1, 4500.0),
            (0, 0.9, 0.1, 0.0),
            (-100, 0.5, 0.0, -100.0),
        ):
            with self.subTest(margin=margin, r=r, i=i):
                self.assertEqual(clv.lifetime_value(margin, r, i), value)

    @given(margins, st.floats(0, 0.9), discounts)
    def test_is_the_sum_of_the_years_to_come(self, margin, r, i):
        years = sum(margin * (r / (1 + i)) ** n for n in range(1, 400))
        self.assertAlmostEqual(
            clv.lifetime_value(margin, r, i), years, delta=0.01 + abs(years) * 1e-9
        )

    @given(st.floats(1, 1e6), rates, rates, discounts)
    def test_who_stays_longer_is_worth_more(self, margin, one, other, i):
        less, more = sorted((one, other))
        self.assertLessEqual(
            clv.lifetime_value(margin, less, i), clv.lifetime_value(margin, more, i)
        )


@covers("R220")
class TestRetention(unittest.TestCase):
    @given(st.integers(0, 50), st.integers(0, 50), rates, st.floats(0.1, 20))
    def test_blend_lies_between_own_and_prior(self, kept, left, prior, strength):
        total = kept + left
        blended = clv.blend(kept, total, prior, strength)
        own = kept / total if total else prior
        self.assertLessEqual(min(own, prior) - 1e-9, blended)
        self.assertLessEqual(blended, max(own, prior) + 1e-9)

    def test_few_are_taken_for_their_tier_many_for_themselves(self):
        self.assertEqual(clv.blend(0, 0, 0.8, clv.PRIOR_YEARS), 0.8)
        self.assertGreater(clv.blend(0, 1, 0.8, clv.PRIOR_YEARS), 0.6)
        self.assertLess(clv.blend(0, 50, 0.8, clv.PRIOR_YEARS), 0.1)

    @given(st.lists(st.tuples(st.floats(-10, 1e6), st.booleans()), max_size=40))
    def test_rates_are_between_0_and_1(self, buyers):
        found = clv.tier_retention(buyers, 70, 90)
        self.assertEqual(set(found), {"A", "B", "C", None})
        self.assertTrue(all(0 < rate < 1 for rate in found.values()), found)

    def test_tiers_are_those_of_the_year_before(self):
        buyers = [(700.0, True)] + [(20.0, False)] * 15
        found = clv.tier_retention(buyers, 70, 90)
        overall = 1.5 / 17
        self.assertAlmostEqual(found[None], overall)
        self.assertAlmostEqual(found["A"], (1 + 10 * overall) / 11)
        self.assertAlmostEqual(found["B"], 10 * overall / 20)
        self.assertAlmostEqual(found["C"], 10 * overall / 15)

    def test_own_years(self):
        for years, expected in (
            ([0, 1, 2], (2, 2)),
            ([1], (0, 1)),
            ([0], (0, 0)),
            ([0, 3], (0, 1)),
            ([3, 2, 0], (1, 2)),
        ):
            with self.subTest(years=years):
                self.assertEqual(clv.own_years(years), expected)
