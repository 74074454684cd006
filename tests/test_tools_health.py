"""The arithmetic of health, against independent definitions (no database)."""

import json
import unittest
from fractions import Fraction

from hypothesis import assume, example, given
from hypothesis import strategies as st

from odoo.addons.keqin_addon.tools import health, health_change

from . import properties  # noqa: F401
from .covers import covers

scores = st.integers(0, 10_000).map(lambda n: n / 100)
days = st.one_of(st.none(), st.integers(-3, 800))
positive = st.one_of(st.none(), st.floats(0.5, 400).map(lambda x: round(x, 1)))
counts = st.integers(0, 4)
money = st.one_of(st.none(), st.integers(-500, 5000).map(float))
share = st.floats(0, 1).map(lambda x: round(x, 4))
weights = st.lists(st.integers(0, 50), min_size=5, max_size=5).filter(any).map(tuple)


@st.composite
def measures(draw):
    nps = draw(st.one_of(st.none(), st.integers(0, 10).map(float)))
    csat = draw(st.one_of(st.none(), st.floats(1, 5).map(lambda x: round(x, 2))))
    planned = draw(st.one_of(st.none(), st.integers(0, 40)))
    none = dict.fromkeys(health.Measure._fields)
    return health.Measure(
        **none
        | {
            "id": draw(st.integers(1, 99)),
            "interval": draw(positive),
            "max_gap": draw(st.one_of(st.none(), st.integers(1, 400))),
            "planned": planned,
            "actual": planned,
            "nps": nps,
            "nps_on": nps and "2026-01-01",
            "csat": csat,
            "csat_on": csat and "2026-01-01",
            "order_interval": draw(positive),
            "amount": draw(money),
            "amount_before": draw(money),
            **{name: draw(counts) for name in health.FACTS["service"]},
            "contacts": draw(counts),
            "deciders": draw(st.integers(0, 1)),
            "care_days": draw(days),
            "open_days": draw(days),
            "attainment": draw(share),
            "elapsed": draw(share),
            "nps_days": None if nps is None else draw(st.integers(0, 400)),
            "csat_days": None if csat is None else draw(st.integers(0, 400)),
            "ratio": draw(st.one_of(st.none(), st.floats(0, 9))),
            "served": draw(st.booleans()),
            "touch_days": draw(days),
        }
    )


def assess(measure, intended):
    [found] = health.assess([measure], {(None, None): intended}, health.Limits())
    return found, json.loads(found.explanation)["parts"]


def hundredths(number):
    return round(100 * number)


def part(code, score, weight, points):
    return {"code": code, "score": score, "weight": weight, "points": points}


@st.composite
def explanations(draw, intended=None, missing=()):
    """The parts of a health as they are stored, with holes: where, or anywhere."""
    score = scores if intended else st.one_of(st.none(), scores)
    known = draw(st.lists(score, min_size=5, max_size=5))
    known = [None if n in missing else it for n, it in enumerate(known)]
    intended = intended or draw(weights)
    assume(any(w for w, s in zip(intended, known, strict=True) if s is not None))
    blended = health.blend([[score] for score in known], intended)
    columns = (blended.scores[0], blended.weights[0], blended.points[0])
    return [part(*it) for it in zip(health.FACTORS, *columns, strict=True)]


@covers("R214")
class TestHealth(unittest.TestCase):
    @given(measures(), weights)
    def test_points_add_up_to_the_score_exactly(self, measure, intended):
        found, parts = assess(measure, intended)
        self.assertEqual([it["code"] for it in parts], list(health.FACTORS))
        total = sum(hundredths(it["points"]) for it in parts)
        self.assertEqual(total, hundredths(found.score or 0.0))
        self.assertTrue(0 <= total <= 10_000)
        for it in parts:
            self.assertEqual(set(it["facts"]), set(health.FACTS[it["code"]]))

    @given(measures(), weights)
    def test_score_is_the_weighted_mean_of_what_is_known(self, measure, intended):
        found, parts = assess(measure, intended)
        known = [
            (Fraction(weight), Fraction(str(it["score"])))
            for weight, it in zip(intended, parts, strict=True)
            if it["score"] is not None
        ]
        weight = sum(w for w, _score in known)
        self.assertEqual(found.score is None, not weight)
        self.assertAlmostEqual(found.coverage, weight / sum(intended), delta=6e-5)
        if weight:
            exact = sum(w * score for w, score in known) / weight
            self.assertAlmostEqual(found.score, float(exact), delta=0.00501)

    @given(scores, weights, st.lists(st.booleans(), min_size=5, max_size=5))
    def test_what_is_missing_lowers_the_coverage_and_not_the_score(
        self, score, intended, known
    ):
        columns = [[score if there else None] for there in known]
        blended = health.blend(columns, intended)
        heard = sum(w for w, there in zip(intended, known, strict=True) if there)
        self.assertEqual(blended.coverage[0], round(heard / sum(intended), 4))
        if heard:
            self.assertEqual(blended.total[0], score)

    def test_colour_needs_half_of_the_weights(self):
        bounds = health.Limits()
        self.assertEqual(health.band(80.0, 0.5, bounds), "green")
        self.assertIsNone(health.band(80.0, 0.4999, bounds))
        self.assertEqual(health.band(10.0, 1.0, bounds), "red")

    @given(scores)
    @example(50.0)
    @example(50.01)
    @example(70.0)
    def test_bands_are_half_open(self, score):
        bounds = health.Limits(yellow=50, green=70)
        expected = "red" if score <= 50 else "yellow" if score <= 70 else "green"
        self.assertEqual(health.band(score, 1.0, bounds), expected)

    def test_each_class_has_its_own_weights(self):
        none = dict.fromkeys(health.Measure._fields)
        zero = dict.fromkeys(health.FACTS["service"], 0) | {"deciders": 0}
        kind = none | zero | {"nps": 10.0, "nps_days": 1, "contacts": 1}
        both = [
            health.Measure(**kind | {"id": 1, "tier": "A"}),
            health.Measure(**kind | {"id": 2, "tier": "B"}),
        ]
        by_class = {("A", None): (0, 1, 0, 0, 3), ("B", None): (0, 3, 0, 0, 1)}
        found = {
            it.id: it.score for it in health.assess(both, by_class, health.Limits())
        }
        # 100 for the opinion and 16.67 for a single person who does not decide
        self.assertEqual(found, {1: 37.5, 2: 79.17})


@covers("R214")
class TestFactors(unittest.TestCase):
    @given(st.floats(0, 500), st.floats(0, 500), st.floats(0, 500), st.floats(0, 500))
    def test_decline_falls_and_never_jumps(self, one, other, full, none):
        less, more = sorted((one, other))
        first, second = (health.decline(x, full, none) for x in (less, more))
        self.assertGreaterEqual(first, second)
        self.assertTrue(0 <= second <= first <= 100)

    def test_care_is_measured_against_interval_and_maximum_gap(self):
        found = [health.care(d, 300, 30, 90, None, None, None) for d in (30, 60, 90)]
        self.assertEqual(found, [100.0, 50.0, 0.0])
        # without a maximum gap, or with one that is shorter, twice the interval
        for gap in (None, 20):
            self.assertEqual(health.care(45, 300, 30, gap, None, None, None), 50.0)
        self.assertIsNone(health.care(45, 300, None, 90, None, None, None))

    def test_who_never_had_care_counts_from_the_opening_of_the_file(self):
        self.assertIsNone(health.care(None, 30, 30, 60, None, None, None))
        self.assertEqual(health.care(None, 45, 30, 60, None, None, None), 50.0)

    def test_a_plan_counts_once_something_of_it_is_due(self):
        self.assertIsNone(health.care(None, 1, None, None, 0.0, 0.05, 12))
        self.assertEqual(health.care(None, 1, None, None, 0.0, 0.1, 12), 0.0)
        self.assertEqual(health.care(None, 1, None, None, 0.8, 0.5, 12), 100.0)

    def test_fresh_opinions_weigh_more_and_old_ones_say_nothing(self):
        self.assertEqual(health.satisfaction(10, 364, 1, 0), 0.27)
        self.assertIsNone(health.satisfaction(10, 365, None, None))

    def test_purchases_against_the_own_past(self):
        found = [health.purchase(r, 3.0, None, None) for r in (1.0, 2.0, 3.0)]
        self.assertEqual(found, [100.0, 50.0, 0.0])
        found = [health.purchase(None, 3.0, amount, 100) for amount in (150, 40, -10)]
        self.assertEqual(found, [100.0, 40.0, 0.0])
        self.assertIsNone(health.purchase(None, 3.0, 100, 0))

    def test_silence_is_neither_satisfaction_nor_trouble(self):
        self.assertIsNone(health.service(False, 0, 0, 0, 0, 0))
        self.assertEqual(health.service(True, 0, 0, 0, 0, 0), 100.0)
        self.assertEqual(health.service(True, 9, 9, 9, 9, 9), 0.0)

    def test_key_persons(self):
        self.assertIsNone(health.people(0, 0, 5))
        self.assertEqual(health.people(3, 1, 180), 66.67)
        self.assertEqual(health.people(3, 1, None), 100.0)


@covers("R214")
class TestChanges(unittest.TestCase):
    @given(explanations(), explanations())
    def test_deltas_and_rest_add_up_to_the_change_exactly(self, before, after):
        found = health_change.changes(before, after)
        total = [sum(hundredths(it["points"]) for it in x) for x in (before, after)]
        self.assertEqual(hundredths(found.total), total[1] - total[0])
        deltas = sum(hundredths(delta) for delta in found.parts.values())
        self.assertEqual(deltas + hundredths(found.rest), hundredths(found.total))

    @given(st.data(), weights, st.sets(st.integers(0, 4), max_size=3))
    def test_with_the_same_weights_nothing_is_left(self, data, intended, missing):
        day = explanations(intended, missing)
        before, after = data.draw(day), data.draw(day)
        self.assertEqual(health_change.changes(before, after).rest, 0.0)

    @given(explanations(), explanations())
    def test_a_factor_brings_what_its_own_score_did(self, before, after):
        moved = health_change.changes(before, after).parts
        for old, new in zip(before, after, strict=True):
            delta = moved[old["code"]]
            if old["score"] is None or new["score"] is None:
                self.assertEqual(delta, 0.0, "known on one day only is coverage")
                continue
            exact = (
                (old["weight"] + new["weight"]) / 200 * (new["score"] - old["score"])
            )
            self.assertAlmostEqual(delta, exact, delta=0.0201)

    @given(explanations())
    def test_nothing_changed(self, parts):
        found = health_change.changes(parts, parts)
        self.assertEqual(
            (found.total, found.rest, {*found.parts.values()}), (0, 0, {0})
        )


@covers("R214")
class TestWayUp(unittest.TestCase):
    efforts = dict.fromkeys(health.FACTORS, 1.0)

    @given(explanations(), st.sampled_from((50.0, 70.0, 90.0)))
    def test_the_way_leads_to_green_and_no_further(self, parts, green):
        steps = health_change.way_up(parts, self.efforts, green)
        score = sum(hundredths(it["points"]) for it in parts) / 100
        self.assertEqual(not steps, score > green)
        if not steps:
            return
        raised = {step.code: step.target for step in steps}
        exact = sum(
            Fraction(str(it["weight"]))
            * Fraction(str(raised.get(it["code"], it["score"] or 0)))
            / 100
            for it in parts
        )
        self.assertGreater(exact, Fraction(str(green)))
        self.assertLess(exact, green + 0.05 + 0.01 * max(it["weight"] for it in parts))

    def test_what_brings_most_for_its_effort_comes_first(self):
        parts = [
            part("care", 60.0, 50.0, 30.0),
            part("people", 20.0, 30.0, 6.0),
            part("service", None, 0.0, 0.0),
            part("purchase", 50.0, 20.0, 10.0),
        ]
        efforts = {"care": 1, "people": 4, "purchase": 0.25, "service": 0.1}
        steps = health_change.way_up(parts, efforts, 70)
        self.assertEqual([step.code for step in steps], ["purchase", "care"])
        self.assertEqual(steps[0].gain, 10.0)
        self.assertEqual(steps[1].target, 88.04)

    def test_nothing_to_do_when_green_or_unknown(self):
        self.assertEqual(
            health_change.way_up([part("care", 70.01, 100.0, 70.01)], self.efforts, 70),
            [],
        )
        self.assertEqual(
            health_change.way_up([part("care", None, 0.0, 0.0)], self.efforts, 70), []
        )
