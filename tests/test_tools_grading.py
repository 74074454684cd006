"""The arithmetic of grading, against independent definitions (no database)."""

import json
import unittest
from bisect import bisect_left
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.keqin_addon.tools import grading

from . import properties  # noqa: F401
from .covers import covers

values = st.one_of(
    st.none(), st.integers(-5, 5), st.floats(-1e9, 1e9, allow_nan=False).map(float)
)
scores = st.floats(0, 100).map(lambda score: round(score, 2))
weights = st.lists(st.integers(0, 100), min_size=1, max_size=6).filter(any)


def to_decimal(number):
    return Decimal(str(number))


def sql_percent_rank(known):
    """``(RANK() - 1) / (COUNT(*) - 1)``, straight from the SQL standard."""
    ordered = sorted(known)
    return [100.0 * bisect_left(ordered, value) / (len(known) - 1) for value in known]


@st.composite
def tables(draw):
    """Weights, and score columns (factors x customers) with holes."""
    weight = draw(weights)
    rows = draw(st.integers(0, 8))
    column = st.lists(st.one_of(st.none(), scores), min_size=rows, max_size=rows)
    return [draw(column) for _weight in weight], weight


@covers("R018")
class TestPercentRank(unittest.TestCase):
    @given(st.lists(values, max_size=40))
    def test_is_the_sql_definition_among_the_known(self, column):
        ranks = grading.percent_rank(column)
        known = [value for value in column if value is not None]
        self.assertEqual([r is None for r in ranks], [v is None for v in column])
        if len(known) > 1:
            given_ranks = [rank for rank in ranks if rank is not None]
            for rank, expected in zip(
                given_ranks, sql_percent_rank(known), strict=True
            ):
                self.assertAlmostEqual(rank, expected, delta=0.005001)

    @given(st.lists(values, max_size=40))
    def test_equal_values_share_the_rank_and_more_is_never_less(self, column):
        pairs = [
            (value, rank)
            for value, rank in zip(column, grading.percent_rank(column), strict=True)
            if value is not None
        ]
        ranks = dict(pairs)
        self.assertEqual({*ranks.items()}, {*pairs}, "one rank for equal values")
        rising = [ranks[value] for value in sorted(ranks)]
        self.assertEqual(rising, sorted(rising))
        self.assertTrue(all(0 <= rank <= 100 for rank in rising))

    def test_unknown_takes_no_part(self):
        self.assertEqual(
            grading.percent_rank([5, None, 1, None, 3]), [100.0, None, 0.0, None, 50.0]
        )

    def test_a_single_known_value_has_nobody_above_it(self):
        self.assertEqual(grading.percent_rank([None, -3.0]), [None, 100.0])

    def test_when_all_are_equal_nobody_is_ahead(self):
        self.assertEqual(grading.percent_rank([7, 7, 7]), [0.0, 0.0, 0.0])

    def test_nobody(self):
        self.assertEqual(grading.percent_rank([]), [])


@covers("R018")
class TestBlend(unittest.TestCase):
    @given(tables())
    def test_points_add_up_to_the_last_digit(self, table):
        blend = grading.blend(*table)
        for points, total in zip(blend.points, blend.total, strict=True):
            self.assertEqual(
                sum(map(to_decimal, points)), to_decimal(total), (points, total)
            )

    @given(tables())
    def test_score_stays_within_0_and_100(self, table):
        for total in grading.blend(*table).total:
            self.assertTrue(0 <= total <= 100, total)

    @given(tables())
    def test_score_is_the_weighted_mean_of_what_is_known(self, table):
        columns, weight = table
        blend = grading.blend(columns, weight)
        for row, total in zip(zip(*columns, strict=True), blend.total, strict=True):
            known = [(s, w) for s, w in zip(row, weight, strict=True) if s is not None]
            mass = sum(w for _s, w in known)
            mean = sum(s * w for s, w in known) / mass if mass else 0.0
            self.assertAlmostEqual(total, mean, delta=0.0051)

    @given(tables())
    def test_points_are_close_to_score_times_weight(self, table):
        blend = grading.blend(*table)
        rows = zip(blend.scores, blend.weights, blend.points, strict=True)
        for parts in rows:
            for score, percent, points in zip(*parts, strict=True):
                self.assertAlmostEqual(
                    points, (score or 0.0) * percent / 100, delta=0.021
                )

    @given(tables())
    def test_coverage_is_the_known_part_of_the_weights(self, table):
        columns, weight = table
        blend = grading.blend(columns, weight)
        for row, cover in zip(zip(*columns, strict=True), blend.coverage, strict=True):
            known = sum(w for s, w in zip(row, weight, strict=True) if s is not None)
            self.assertTrue(0 <= cover <= 1)
            self.assertAlmostEqual(cover, known / sum(weight), delta=0.000051)

    @given(st.lists(scores, min_size=2, max_size=6), st.data())
    def test_a_missing_factor_lowers_the_coverage_and_scales_the_others(
        self, row, data
    ):
        weight = data.draw(
            st.lists(st.integers(1, 100), min_size=len(row), max_size=len(row))
        )
        gone = data.draw(st.integers(0, len(row) - 1))
        holes = [None if i == gone else score for i, score in enumerate(row)]
        with_hole = grading.blend([[score] for score in holes], weight)
        without = grading.blend(
            [[score] for i, score in enumerate(row) if i != gone],
            [w for i, w in enumerate(weight) if i != gone],
        )
        self.assertEqual(with_hole.total, without.total)
        self.assertLess(with_hole.coverage[0], 1)
        self.assertEqual(without.coverage[0], 1)
        self.assertEqual(with_hole.points[0][gone], 0)
        self.assertEqual(with_hole.weights[0][gone], 0)

    @given(tables(), st.data())
    def test_a_better_score_never_lowers_the_total(self, table, data):
        columns, weight = table
        factor = data.draw(st.integers(0, len(columns) - 1))
        better = [
            None if score is None else min(100.0, round(score + 0.5, 2))
            for score in columns[factor]
        ]
        improved = [*columns[:factor], better, *columns[factor + 1 :]]
        for total, more in zip(
            grading.blend(columns, weight).total,
            grading.blend(improved, weight).total,
            strict=True,
        ):
            self.assertLessEqual(total, more)

    def test_best_in_everything_scores_100_whatever_the_weights(self):
        for weight in ([1, 1, 1], [1, 1, 4], [1] * 6, [1] * 7, [50, 30, 20]):
            best = grading.blend([[100.0]] * len(weight), weight)
            self.assertEqual(best.total, [100.0], weight)

    def test_nothing_known_is_zero_with_no_coverage(self):
        blend = grading.blend([[None], [None]], [60, 40])
        self.assertEqual((blend.total, blend.coverage), ([0.0], [0.0]))

    def test_only_factors_without_weight_known(self):
        blend = grading.blend([[80.0], [None]], [0, 40])
        self.assertEqual((blend.total, blend.coverage), ([0.0], [0.0]))

    def test_hand_made_vector(self):
        blend = grading.blend([[80.0, 80.0], [50.0, 50.0], [10.0, None]], [50, 30, 20])
        self.assertEqual(blend.points, [(40.0, 15.0, 2.0), (50.0, 18.75, 0.0)])
        self.assertEqual(blend.total, [57.0, 68.75])
        self.assertEqual(blend.coverage, [1.0, 0.8])
        self.assertEqual(blend.weights, [(50.0, 30.0, 20.0), (62.5, 37.5, 0.0)])


@covers("R018")
class TestParts(unittest.TestCase):
    @given(tables())
    def test_is_json_that_says_what_the_blend_says(self, table):
        columns, weight = table
        blend = grading.blend(columns, weight)
        names = [f"factor{i}" for i in range(len(weight))]
        texts = grading.parts(names, columns, blend)
        for i, text in enumerate(texts):
            parts = json.loads(text)
            self.assertEqual([part["factor"] for part in parts], names)
            self.assertEqual([part["raw"] for part in parts], [c[i] for c in columns])
            self.assertEqual([part["score"] for part in parts], list(blend.scores[i]))
            points = sum(to_decimal(part["points"]) for part in parts)
            self.assertEqual(points, to_decimal(blend.total[i]))


@covers("R017", "R018", "R026")
class TestTiers(unittest.TestCase):
    graded = st.lists(
        st.tuples(st.integers(0, 12).map(float), st.integers(1, 1000).map(float)),
        min_size=1,
        max_size=30,
    )

    def assert_fair(self, customer_scores, tiers):
        """Equal scores have equal tiers and a better score no worse tier."""
        self.assertEqual(len(customer_scores), len(tiers))
        for score, tier in zip(customer_scores, tiers, strict=True):
            for other, other_tier in zip(customer_scores, tiers, strict=True):
                if score == other:
                    self.assertEqual(tier, other_tier)
                elif score > other:
                    self.assertLessEqual(tier, other_tier)

    @given(graded, st.integers(1, 100), st.integers(0, 99))
    def test_share_is_fair(self, rows, share_a, more):
        customer_scores, amounts = zip(*rows, strict=True)
        tiers = grading.tiers_by_share(
            customer_scores, amounts, share_a, min(100, share_a + more)
        )
        self.assert_fair(customer_scores, tiers)
        self.assertEqual(tiers[customer_scores.index(max(customer_scores))], "A")

    @given(graded, st.integers(1, 100), st.integers(0, 99))
    def test_quantile_is_fair(self, rows, top, more):
        customer_scores = [score for score, _amount in rows]
        tiers = grading.tiers_by_quantile(customer_scores, top, min(100 - top, more))
        self.assert_fair(customer_scores, tiers)

    @given(graded, st.integers(0, 12), st.integers(0, 12))
    def test_threshold_is_fair(self, rows, one, two):
        customer_scores = [score for score, _amount in rows]
        limits = max(one, two), min(one, two)
        tiers = [grading.level(s, *limits, grading.TIERS) for s in customer_scores]
        self.assert_fair(customer_scores, tiers)

    def test_share_by_hand(self):
        """Of 100: before each customer 0, 40, 65, 80, 92 have been gathered."""
        tiers = grading.tiers_by_share([9, 8, 7, 6, 5], [40, 25, 15, 12, 8], 70, 90)
        self.assertEqual(tiers, ["A", "A", "A", "B", "C"])

    def test_share_exactly_reached_is_no_longer_under(self):
        tiers = grading.tiers_by_share([9, 8, 7], [70, 20, 10], 70, 90)
        self.assertEqual(tiers, ["A", "B", "C"])

    def test_share_goes_by_score_not_by_amount(self):
        tiers = grading.tiers_by_share([1, 9], [95, 5], 70, 90)
        self.assertEqual(tiers, ["A", "A"])
        tiers = grading.tiers_by_share([1, 9], [5, 95], 70, 90)
        self.assertEqual(tiers, ["C", "A"])

    def test_share_keeps_equal_scores_together_across_the_limit(self):
        tiers = grading.tiers_by_share([9, 5, 5, 1], [60, 15, 15, 10], 70, 90)
        self.assertEqual(tiers, ["A", "A", "A", "C"])

    def test_share_is_of_the_order_of_the_rows_independent(self):
        tiers = grading.tiers_by_share([5, 7, 9], [10, 20, 70], 70, 90)
        self.assertEqual(tiers, ["C", "B", "A"])

    def test_quantile_by_hand(self):
        tiers = grading.tiers_by_quantile([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 20, 30)
        self.assertEqual(tiers, list("AABBBCCCCC"))

    def test_quantile_keeps_equal_scores_together_across_the_limit(self):
        self.assertEqual(
            grading.tiers_by_quantile([9, 9, 9, 5, 1], 20, 30), list("AAACC")
        )

    def test_threshold_by_hand(self):
        levels = [
            grading.level(score, 80, 50, grading.TIERS)
            for score in (100, 80, 79.99, 50, 49.99, 0)
        ]
        self.assertEqual(levels, list("AABBCC"))

    def test_nobody_to_tier(self):
        self.assertEqual(grading.tiers_by_share([], [], 70, 90), [])
        self.assertEqual(grading.tiers_by_quantile([], 20, 30), [])


@covers("R019")
class TestPotentialFactors(unittest.TestCase):
    money = st.floats(-1e9, 1e9, allow_nan=False)

    @given(money, money)
    def test_growth_is_bounded_and_symmetric(self, one, two):
        growth = grading.growth_rate(one, two)
        back = grading.growth_rate(two, one)
        if growth is None:
            self.assertTrue(one <= 0 >= two)
            self.assertIsNone(back)
        else:
            self.assertTrue(-2 <= growth <= 2)
            self.assertEqual(growth, -back)

    @given(st.integers(1, 10**6), st.integers(1, 10**6), st.integers(1, 1000))
    def test_growth_does_not_depend_on_the_currency(self, one, two, factor):
        self.assertEqual(
            grading.growth_rate(one, two),
            grading.growth_rate(one * factor, two * factor),
        )

    @given(st.integers(0, 10**6), st.integers(1, 10**6), st.integers(0, 1000))
    def test_growth_rises_with_the_amount(self, amount, previous, more):
        self.assertLessEqual(
            grading.growth_rate(amount, previous),
            grading.growth_rate(amount + more, previous),
        )

    def test_growth_by_hand(self):
        self.assertEqual(grading.growth_rate(100, 100), 0.0)
        self.assertEqual(grading.growth_rate(300, 100), 1.0)
        self.assertEqual(grading.growth_rate(100, 0), 2.0)
        self.assertEqual(grading.growth_rate(0, 100), -2.0)
        self.assertEqual(grading.growth_rate(100, -50), 2.0)

    @given(st.floats(0.01, 1e9), st.floats(0.01, 100))
    def test_wallet_left_and_ours_are_the_whole_wallet(self, amount, share):
        left = grading.wallet_left(amount, share)
        self.assertGreaterEqual(left, 0)
        self.assertAlmostEqual((amount + left) * share / 100, amount, delta=0.01)

    def test_wallet_is_unknown_without_estimate_or_purchase(self):
        self.assertIsNone(grading.wallet_left(80.0, None))
        self.assertIsNone(grading.wallet_left(80.0, 0.0))
        self.assertIsNone(grading.wallet_left(0.0, 50.0))

    def test_ordinals_rise_from_one(self):
        sizes = [
            grading.ordinal(grading.COMPANY_SIZES, s)
            for s in ("micro", "small", "medium", "large")
        ]
        self.assertEqual(sizes, [1, 2, 3, 4])
        self.assertIsNone(grading.ordinal(grading.INTENTS, None))
