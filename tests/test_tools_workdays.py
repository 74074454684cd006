"""Working days, against plain counting (no database)."""

import unittest
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.keqin_addon.tools import workdays

from . import properties  # noqa: F401
from .covers import covers

ONE_DAY = timedelta(days=1)
# China in the autumn of 2026: Mid-Autumn off, a Sunday before it worked instead
MID_AUTUMN = frozenset({date(2026, 9, 25)})
MAKEUP = frozenset({date(2026, 9, 20)})
CHINA = {"weekdays": workdays.WEEKDAYS, "holidays": MID_AUTUMN, "makeup": MAKEUP}

days = st.dates(date(2026, 1, 1), date(2026, 3, 31))
some_days = st.frozensets(days, max_size=15)
weeks = st.frozensets(st.integers(0, 6), min_size=1)
calendars = st.fixed_dictionaries(
    {"weekdays": weeks, "holidays": some_days, "makeup": some_days}
)


@covers("R076")
class TestWorkingDay(unittest.TestCase):
    def test_week_with_a_makeup_sunday(self):
        worked = [
            day
            for day in range(14, 28)
            if workdays.is_working_day(date(2026, 9, day), **CHINA)
        ]
        self.assertEqual(worked, [14, 15, 16, 17, 18, 20, 21, 22, 23, 24])

    def test_makeup_beats_holiday_beats_weekday(self):
        monday = date(2026, 9, 21)
        every, nothing = frozenset(range(7)), frozenset()
        for weekdays, holidays, makeup, expected in (
            (every, (), (), True),
            (nothing, (), (), False),
            (every, {monday}, (), False),
            (every, {monday}, {monday}, True),
            (nothing, (), {monday}, True),
        ):
            found = workdays.is_working_day(monday, weekdays, holidays, makeup)
            self.assertEqual(found, expected)


@covers("R076")
class TestEarlier(unittest.TestCase):
    def test_day_to_act_in_china(self):
        for day, expected in (
            (25, 24),  # Mid-Autumn
            (27, 24),  # the Sunday after
            (20, 20),  # Sunday, worked
            (19, 18),  # Saturday
            (21, 21),
        ):
            found = workdays.earlier_working_day(date(2026, 9, day), **CHINA)
            self.assertEqual(found, date(2026, 9, expected))

    def test_without_any_working_day(self):
        day = date(2026, 9, 25)
        with self.assertRaisesRegex(ValueError, "60 days of 2026-09-25"):
            workdays.earlier_working_day(day, frozenset())

    def test_sixty_days_back_and_no_more(self):
        day = date(2026, 9, 25)
        reached, missed = {day - 60 * ONE_DAY}, {day - 61 * ONE_DAY}
        found = workdays.earlier_working_day(day, frozenset(), makeup=reached)
        self.assertEqual({found}, reached)
        with self.assertRaises(ValueError):
            workdays.earlier_working_day(day, frozenset(), makeup=missed)

    @given(days, calendars)
    def test_is_worked_and_nothing_between_is(self, day, calendar):
        found = workdays.earlier_working_day(day, **calendar)
        self.assertLessEqual(found, day)
        self.assertTrue(workdays.is_working_day(found, **calendar))
        self.assertEqual(workdays.count_working_days(found, day, **calendar), 1)


@covers("R076")
class TestAddAndCount(unittest.TestCase):
    def test_add_in_china(self):
        friday = date(2026, 9, 18)
        for count, expected in ((0, 18), (1, 20), (2, 21), (5, 24), (6, 28), (-1, 17)):
            found = workdays.add_working_days(friday, count, **CHINA)
            self.assertEqual(found, date(2026, 9, expected))

    def test_add_nothing_to_a_day_off(self):
        saturday = date(2026, 9, 19)
        self.assertEqual(workdays.add_working_days(saturday, 0, **CHINA), saturday)

    def test_add_without_any_working_day(self):
        for count in (1, -1):
            with self.assertRaises(ValueError):
                workdays.add_working_days(date(2026, 9, 18), count, frozenset())

    def test_count_in_china(self):
        count = workdays.count_working_days
        self.assertEqual(count(date(2026, 9, 14), date(2026, 9, 27), **CHINA), 10)
        self.assertEqual(count(date(2026, 9, 20), date(2026, 9, 20), **CHINA), 1)
        self.assertEqual(count(date(2026, 9, 25), date(2026, 9, 27), **CHINA), 0)
        self.assertEqual(count(date(2026, 9, 21), date(2026, 9, 20), **CHINA), 0)

    @given(days, st.integers(1, 30), calendars)
    def test_adding_passes_as_many_as_it_says(self, day, number, calendar):
        after = workdays.add_working_days(day, number, **calendar)
        before = workdays.add_working_days(day, -number, **calendar)
        count = workdays.count_working_days
        self.assertTrue(workdays.is_working_day(after, **calendar))
        self.assertEqual(count(day + ONE_DAY, after, **calendar), number)
        self.assertTrue(workdays.is_working_day(before, **calendar))
        self.assertEqual(count(before, day - ONE_DAY, **calendar), number)

    @given(days, st.integers(0, 60), st.integers(0, 60), calendars)
    def test_counts_add_up(self, start, length, more, calendar):
        middle = start + length * ONE_DAY
        end = middle + (more + 1) * ONE_DAY
        count = workdays.count_working_days
        self.assertEqual(
            count(start, middle, **calendar) + count(middle + ONE_DAY, end, **calendar),
            count(start, end, **calendar),
        )
