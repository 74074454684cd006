"""The arithmetic of capacity: nothing gets lost when work is spread over months."""

import unittest
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.keqin_addon.tools import capacity
from odoo.addons.keqin_addon.tools.capacity import Work

from . import properties  # noqa: F401
from .covers import covers

days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
lengths = st.integers(0, 800)


@covers("R037")
class TestCapacity(unittest.TestCase):
    @given(days, lengths)
    def test_months_cover_every_day_once(self, start, length):
        end = start + timedelta(days=length)
        spans = capacity.months(start, end)
        self.assertEqual((spans[0][0], spans[-1][1]), (start, end))
        for (_first, last), (first, _last) in pairwise(spans):
            self.assertEqual(first, last + timedelta(days=1))
            self.assertEqual(first.day, 1)
        self.assertTrue(all(first <= last for first, last in spans))

    @given(st.floats(0, 1e6), days, lengths)
    def test_load_of_all_months_is_the_amount(self, amount, start, length):
        end = start + timedelta(days=length)
        spans = capacity.months(start, end)
        loads = capacity.load([Work(amount, start, end)], spans)
        self.assertAlmostEqual(sum(loads), amount, delta=1e-6 * max(amount, 1))

    @given(st.lists(st.floats(0, 1e3), min_size=1, max_size=24))
    def test_busiest_month_is_the_fullest(self, needed):
        index = capacity.busiest(needed, [10.0] * len(needed))
        self.assertEqual(needed[index], max(needed))

    def test_nobody_to_do_nothing_is_not_busy(self):
        self.assertIsNone(capacity.busiest([0.0], [0.0]))
