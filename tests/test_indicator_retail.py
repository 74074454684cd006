"""Repurchase, retention and growth of a real company, recomputed from its file."""

import unittest
from collections import defaultdict
from datetime import date
from decimal import Decimal

from . import retail_check
from .covers import covers
from .retail_case import DATA, MISSING, RetailCase

HALVES = (
    (("2010-01-01", "2010-06-30"), ("2010-07-01", "2010-12-31")),
    (("2010-07-01", "2010-12-31"), ("2011-01-01", "2011-06-30")),
)
QUARTERS = (
    (("2010-10-01", "2010-12-31"), ("2011-01-01", "2011-03-31")),
    (("2011-04-01", "2011-06-30"), ("2011-07-01", "2011-09-30")),
)


@covers("R122", "R138")
@unittest.skipUnless(DATA, MISSING)
class TestRealIndicators(RetailCase):
    """Shares no code with the engine: days and amounts as they are in the file."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rows = retail_check.read(DATA)
        cls.indicators = cls.env["keqin.indicator"].search(
            [("code", "in", ("K05", "K07", "K08", "K13"))]
        )

    def figures(self, now):
        start, end = map(date.fromisoformat, now)
        return {
            code: figure
            for (code, _scope, _key), figure in self.env["keqin.indicator.engine"]
            ._figures(self.company, self.indicators, start, end)
            .items()
        }

    def bought(self, first, last):
        """Number of orders by customer, both days in."""
        orders = defaultdict(int)
        for customer, day, amount in self.rows:
            if first <= day <= last and amount > 0:
                orders[customer] += 1
        return orders

    def net(self, first, last):
        return sum(amount for _ref, day, amount in self.rows if first <= day <= last)

    def test_repurchase(self):
        for _before, now in (*HALVES, *QUARTERS):
            ever, within = self.bought("2009-01-01", now[1]), self.bought(*now)
            again = [customer for customer in within if ever[customer] > 1]
            found = self.figures(now)["K05"]
            self.assertEqual(
                (found.numerator, found.denominator), (len(again), len(ever)), now
            )
            self.assertGreater(len(again), 500)
            self.assertLess(len(again), len(within), "some bought for the first time")

    def test_retention_between_half_years(self):
        self.company.keqin_retention = "order"
        for before, now in (*HALVES, *QUARTERS):
            earlier, within = self.bought(*before), self.bought(*now)
            stayed = len(earlier.keys() & within.keys())
            found = self.figures(now)
            self.assertEqual(
                (found["K07"].numerator, found["K07"].denominator),
                (stayed, len(earlier)),
                now,
            )
            self.assertEqual(found["K08"].numerator, len(earlier) - stayed)
            self.assertAlmostEqual(found["K07"].value, 100 * stayed / len(earlier))

    def test_growth(self):
        for before, now in (*HALVES, *QUARTERS):
            earlier, within = self.net(*before), self.net(*now)
            found = self.figures(now)["K13"]
            self.assertEqual(Decimal(str(round(found.numerator, 2))), within, now)
            self.assertAlmostEqual(
                found.value, float(100 * (within - earlier) / earlier), 9, now
            )

    def test_facts_are_the_customers_of_the_file(self):
        before, now = HALVES[1]
        self.company.keqin_retention = "order"
        indicator = self.indicators.filtered(lambda it: it.code == "K08")
        action = indicator._action_open_facts(
            self.company, *map(date.fromisoformat, now)
        )
        facts = self.env["keqin.indicator.fact"].with_context(**action["context"])
        gone = facts.search([("num", "=", 1)]).customer_id.mapped("ref")
        earlier, within = self.bought(*before), self.bought(*now)
        self.assertEqual(set(gone), earlier.keys() - within.keys())
