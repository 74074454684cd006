"""The published back-test is what the file says, and what the engine stores.

The figures are those of docs/health.md: whoever changes the rule publishes new ones.
"""

import sys
import unittest
from pathlib import Path

from .covers import covers
from .retail_case import DATA, MISSING, RetailCase

REPO = Path(__file__).parents[1]
sys.path.insert(0, str(REPO / "benchmarks"))

import backtest

# customers, of them nothing bought, of them fallen below half
FIGURES = {
    "Declining or silent by own rhythm": (738, 347, 383),
    "As many, longest without an order": (738, 372, 381),
    "All with a rhythm": (2450, 664, 926),
    "All customers": (4955, 2383, 2176),
}


@covers("R215", "R121")
@unittest.skipUnless(DATA, MISSING)
class TestBacktest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cases = backtest.read_cases(DATA)
        cls.groups = {group.title: group for group in backtest.compare(cls.cases)}

    def test_figures(self):
        for title, figures in FIGURES.items():
            cases = self.groups[title].cases
            gone, fell = (
                sum(getattr(c, name) for c in cases) for name in ("gone", "fell")
            )
            with self.subTest(of=title):
                self.assertEqual((len(cases), gone, fell), figures)

    def test_what_is_published(self):
        page = (REPO / "docs" / "health.md").read_text(encoding="utf-8")
        self.assertIn(backtest.table(backtest.compare(self.cases)), page)
        self.assertIn(backtest.table(backtest.lost(self.cases)), page)

    def test_more_than_chance_and_as_good_as_the_plain_rule(self):
        """Its interval is clear of the rate of all, and not of the plain rule."""
        behind, plain, known = list(self.groups.values())[:3]
        self.assertGreater(behind.share("gone")[1], known.share("gone")[2])
        self.assertGreater(behind.share("gone")[2], plain.share("gone")[0])


@covers("R215", "R121")
@unittest.skipUnless(DATA, MISSING)
class TestEngineOnRealCustomers(RetailCase):
    def test_the_engine_says_the_same_of_every_customer(self):
        """From the same orders by another way: SQL, time zones and a database."""
        self.company.write({"keqin_lost_factor": 4, "keqin_lost_days": 365})
        counts = self.env["keqin.rhythm.engine"]._run(self.company, backtest.AS_OF)
        self.env.invalidate_all()
        by_ref = {customer.ref: customer for customer in self.customers}
        cases = backtest.read_cases(DATA)
        self.assertEqual(len(cases), 4955)
        for case in cases:
            customer, own = by_ref[case.customer], case.own
            self.assertEqual(
                (
                    customer.order_interval or None,
                    customer.order_interval_count,
                    customer.next_order_on or None,
                    customer.rhythm_state or None,
                ),
                (own.interval, own.interval_count, own.next_on, own.state),
                case.customer,
            )
        groups = {group.title: len(group.cases) for group in backtest.lost(cases)}
        lost = groups["4 own intervals"] + groups["365 days, no rhythm known"]
        self.assertEqual(counts["lost"], lost)
        again = self.env["keqin.rhythm.engine"]._run(self.company, backtest.AS_OF)
        self.assertEqual((again["changed"], again["lost"]), (0, 0))
