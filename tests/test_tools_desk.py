"""The arithmetic of the desk, over its whole range."""

import datetime
import unittest

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.keqin_addon.tools import desk

from . import properties  # noqa: F401

TIERS = st.sampled_from([*desk.WORTH, None])
EFFECTS = st.sampled_from(sorted(desk.EFFECTS.values()))
DAYS = st.integers(-1000, 1000)


class TestDesk(unittest.TestCase):
    @given(TIERS, st.booleans(), DAYS, EFFECTS)
    def test_factors_shown_make_the_priority_shown(self, tier, key, late, effect):
        row = desk.points(tier, key, late, effect)
        shown = [factor / 10 for factor in row]
        self.assertEqual(
            round(shown[0] * shown[1] * shown[2], 6), round(row.priority / 1000, 6)
        )

    @given(TIERS, st.booleans(), DAYS, EFFECTS)
    def test_later_is_never_less_pressing(self, tier, key, late, effect):
        now = desk.points(tier, key, late, effect).priority
        tomorrow = desk.points(tier, key, late + 1, effect).priority
        self.assertLessEqual(now, tomorrow)
        self.assertGreater(now, 0)

    @given(DAYS, EFFECTS)
    def test_better_tiers_come_first(self, late, effect):
        ranks = [desk.points(tier, False, late, effect).priority for tier in "ABC"]
        self.assertEqual(ranks, sorted(set(ranks), reverse=True))
        key = desk.points("C", True, late, effect).priority
        self.assertGreater(key, ranks[2])

    @given(DAYS, st.integers(1, 1000))
    def test_an_occasion_gone_by_presses_less_each_day(self, late, past):
        self.assertLessEqual(
            desk.urgency(late, past + 1), desk.urgency(late, past), "it fades"
        )
        self.assertLess(desk.urgency(late, past), desk.ON_THE_DAY)

    @given(DAYS, st.integers(0, 1000))
    def test_tables_for_sql_hold_every_day(self, late, past):
        """As the statement looks them up, with its bounds."""
        place = min(max(late, desk.EARLIEST), desk.LATEST) - desk.EARLIEST
        self.assertEqual(desk.urgencies()[place], desk.urgency(late))
        if past:
            place = min(past, len(desk.faded())) - 1
            self.assertEqual(desk.faded()[place], desk.urgency(late, past))

    @given(st.dates(datetime.date(1900, 1, 1), datetime.date(2200, 1, 1)), DAYS)
    def test_every_day_has_one_section(self, today, days):
        section = desk.section(today + datetime.timedelta(days=days), today)
        self.assertEqual(section == "overdue", days < 0)
        self.assertEqual(section == "today", days == 0)
        self.assertIn(section, desk.SECTIONS)

    @given(DAYS)
    def test_a_span_is_never_longer_than_the_days(self, days):
        number, unit = desk.span(days)
        least = {"day": 1, "week": 7, "month": 30}[unit]
        self.assertLessEqual(number * least, abs(days))
        self.assertEqual(desk.span(-days), desk.span(days))
