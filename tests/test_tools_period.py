"""Windows and the instants that bound them (no database)."""

import unittest
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.keqin_addon.tools import period

from . import properties  # noqa: F401
from .covers import covers

# the time zone data that Odoo reads knows summer time until 2037
days = st.dates(date(1990, 1, 1), date(2036, 12, 31))
months = st.integers(1, 120)
# with and without summer time, both hemispheres, half hours, midnight changes
zones = st.sampled_from(
    [
        "Africa/Cairo",
        "America/Havana",
        "America/Sao_Paulo",
        "America/St_Johns",
        "Asia/Beirut",
        "Asia/Kathmandu",
        "Asia/Shanghai",
        "Australia/Lord_Howe",
        "Europe/London",
        "Pacific/Apia",
        "UTC",
    ]
)


def local_day(instant, tz):
    """The day in ``tz`` of a naive UTC datetime, by another library."""
    aware = instant.replace(tzinfo=timezone.utc)
    return aware.astimezone(ZoneInfo(tz)).date()


@covers("R018")
class TestWindow(unittest.TestCase):
    def test_twelve_months_are_365_days_with_both_ends_in(self):
        start, end = period.window(date(2011, 12, 9), 12)
        self.assertEqual((start, end), (date(2010, 12, 10), date(2011, 12, 9)))
        self.assertEqual((end - start).days + 1, 365)

    def test_twelve_months_around_a_leap_day_are_366_days(self):
        start, end = period.window(date(2024, 12, 31), 12)
        self.assertEqual((end - start).days + 1, 366)
        start, end = period.window(date(2024, 2, 28), 12)
        self.assertEqual((end - start).days + 1, 365)

    def test_ends_on_a_leap_day(self):
        self.assertEqual(
            period.window(date(2024, 2, 29), 12), (date(2023, 3, 1), date(2024, 2, 29))
        )

    def test_one_month_at_the_end_of_a_longer_one(self):
        self.assertEqual(
            period.window(date(2026, 3, 31), 1), (date(2026, 3, 1), date(2026, 3, 31))
        )

    @given(days, months)
    def test_has_about_the_asked_length(self, as_of, count):
        start, end = period.window(as_of, count)
        self.assertEqual(end, as_of)
        length = (end - start).days + 1
        self.assertTrue(28 * count <= length <= 31 * count)

    @given(days, months)
    def test_previous_window_ends_where_this_one_starts(self, as_of, count):
        start, _end = period.window(as_of, count)
        before, last = period.previous_window(as_of, count)
        self.assertEqual(last, start - timedelta(days=1))
        self.assertLess(before, last)
        self.assertEqual((before, last), period.window(last, count))

    @given(days)
    def test_a_day_later_the_window_ends_a_day_later(self, as_of):
        start, _end = period.window(as_of, 12)
        next_start, next_end = period.window(as_of + timedelta(days=1), 12)
        self.assertEqual(next_end - as_of, timedelta(days=1))
        self.assertIn((next_start - start).days, (0, 1, 2))

    def test_before_the_calendar_starts(self):
        with self.assertRaises(OverflowError):
            period.window(date(1, 6, 1), 12)
        with self.assertRaises(OverflowError):
            period.previous_window(date(2, 1, 1), 12)


@covers("R018")
class TestUtcBounds(unittest.TestCase):
    def test_a_day_in_shanghai(self):
        self.assertEqual(
            period.utc_bounds(date(2026, 9, 1), date(2026, 9, 1), "Asia/Shanghai"),
            (datetime(2026, 8, 31, 16), datetime(2026, 9, 1, 16)),
        )

    def test_the_day_the_clocks_change_is_23_or_25_hours_long(self):
        for day, hours in ((date(2026, 3, 29), 23), (date(2026, 10, 25), 25)):
            start, end = period.utc_bounds(day, day, "Europe/London")
            self.assertEqual(end - start, timedelta(hours=hours))

    @given(days, zones)
    def test_days_follow_each_other_without_gap_or_overlap(self, day, tz):
        following = day + timedelta(days=1)
        _start, end = period.utc_bounds(day, day, tz)
        start, _end = period.utc_bounds(following, following, tz)
        self.assertEqual(end, start)

    @given(days, st.integers(0, 400), zones)
    def test_a_span_is_the_sum_of_its_days(self, day, length, tz):
        last = day + timedelta(days=length)
        start, end = period.utc_bounds(day, last, tz)
        self.assertEqual(start, period.utc_bounds(day, day, tz)[0])
        self.assertEqual(end, period.utc_bounds(last, last, tz)[1])

    @given(days, zones)
    def test_both_edges_belong_to_the_right_day(self, day, tz):
        """The first instant is of the day, the last is not of the next one."""
        start, end = period.utc_bounds(day, day, tz)
        second = timedelta(seconds=1)
        if start < end:  # Samoa had no 30 December 2011
            self.assertEqual(local_day(start, tz), day)
            self.assertEqual(local_day(end - second, tz), day)
        self.assertLess(local_day(start - second, tz), day)
        self.assertGreater(local_day(end, tz), day)
