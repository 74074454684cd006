"""The service clock, against counting minutes (no database)."""

import unittest
from datetime import date, datetime, timedelta

import pytz
from hypothesis import assume, given
from hypothesis import strategies as st

from odoo.addons.keqin_addon.tools import sla_clock
from odoo.addons.keqin_addon.tools.sla_clock import NOTHING, Run, WorkingTime

from . import properties  # noqa: F401
from .covers import covers

OFFICE = ((9, 12), (13, 18))
FRIDAY = datetime(2026, 9, 18, 17)
MONDAY = datetime(2026, 9, 21)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def office(makeup=(), holidays=(), leaves=(), tz=pytz.utc, hours=OFFICE):
    def hours_of(day):
        worked = day in makeup or (day.weekday() < 5 and day not in holidays)
        return hours if worked else ()

    return WorkingTime(hours_of, tz, leaves)


def due(hours, *runs, week=None):
    found = sla_clock.deadline(week or office(), hours * HOUR, runs)
    return found and f"{found:%a %d %H:%M}"


def at(hour, minute=0, day=MONDAY):
    return day.replace(hour=hour, minute=minute)


moments = st.datetimes(datetime(2026, 9, 1), datetime(2026, 10, 10)).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)
amounts = st.integers(1, 60 * 60).map(lambda minutes: minutes * MINUTE)
some_days = st.frozensets(st.dates(date(2026, 8, 25), date(2026, 10, 20)), max_size=12)
spans = st.lists(st.tuples(moments, moments).map(sorted), max_size=3)
weeks = st.builds(
    office,
    makeup=some_days,
    holidays=some_days,
    leaves=spans,
    tz=st.sampled_from(
        [pytz.utc, pytz.timezone("Asia/Shanghai"), pytz.timezone("Europe/Paris")]
    ),
    hours=st.sampled_from([OFFICE, ((0, 24),), ((22.5, 24), (0, 6)), ((8.25, 9.5),)]),
)


@covers("R087", "R088")
class TestVectors(unittest.TestCase):
    """The cases that the design works out, on a week of 9-12 and 13-18."""

    def test_over_a_weekend(self):
        self.assertEqual(due(4, Run(FRIDAY)), "Mon 21 12:00")

    def test_a_pause_moves_the_deadline_by_the_work_in_it(self):
        self.assertEqual(due(4, Run(FRIDAY, at(10)), Run(at(11))), "Mon 21 14:00")

    def test_a_pause_outside_working_time_moves_nothing(self):
        weekend = Run(FRIDAY, FRIDAY.replace(hour=18)), Run(at(9))
        self.assertEqual(due(4, *weekend), "Mon 21 12:00")

    def test_a_sunday_worked_to_make_up(self):
        week = office(makeup={date(2026, 9, 20)})
        self.assertEqual(due(4, Run(FRIDAY), week=week), "Sun 20 12:00")

    def test_opened_on_a_day_off(self):
        self.assertEqual(due(1, Run(datetime(2026, 9, 19, 20))), "Mon 21 10:00")

    def test_opened_during_lunch(self):
        self.assertEqual(due(1, Run(at(12, 30))), "Mon 21 14:00")

    def test_another_target_keeps_what_was_consumed(self):
        self.assertEqual(due(8, Run(FRIDAY, at(10)), Run(at(11))), "Mon 21 18:00")


@covers("R087", "R088")
class TestWorkingTime(unittest.TestCase):
    def test_the_wall_clock_of_the_zone_decides(self):
        week = office(tz=pytz.timezone("Asia/Shanghai"))
        found = week.plan(datetime(2026, 9, 18, 9), 4 * HOUR)  # 17:00 in Shanghai
        self.assertEqual(found, datetime(2026, 9, 21, 4))

    def test_a_night_shift_when_clocks_change(self):
        week = office(
            tz=pytz.timezone("Europe/Paris"),
            hours=((1, 4),),
            makeup={date(2026, 3, 29), date(2026, 10, 25)},
        )
        for day, hours in ((27, 3), (29, 2)):
            night = datetime(2026, 3, day - 1, 20)
            self.assertEqual(week.worked(night, night + 12 * HOUR), hours * HOUR)
        night = datetime(2026, 10, 24, 20)
        self.assertEqual(week.worked(night, night + 12 * HOUR), 4 * HOUR)

    def test_hours_that_the_clock_leaves_out_are_nobody_s(self):
        week = office(
            tz=pytz.timezone("Europe/Paris"),
            hours=((1, 2.5), (2.5, 4)),
            makeup={date(2026, 3, 29)},
        )
        sunday = datetime(2026, 3, 29)
        self.assertEqual(week.worked(sunday, sunday + 12 * HOUR), 2 * HOUR)

    def test_leaves_are_not_worked(self):
        week = office(leaves=[(at(11), at(14))])
        self.assertEqual(due(3, Run(at(9)), week=week), "Mon 21 15:00")

    def test_a_long_holiday(self):
        week = office(holidays={date(2026, 10, day) for day in range(1, 9)})
        found = week.plan(datetime(2026, 9, 30, 17), 2 * HOUR)
        self.assertEqual(found, datetime(2026, 10, 9, 10))

    def test_what_is_never_worked_has_no_deadline(self):
        for hours in ((), ((9, 9),), ((12, 9),)):
            with self.assertRaises(ValueError):
                office(hours=hours).plan(MONDAY, HOUR)
        with self.assertRaises(ValueError):
            office().plan(MONDAY, timedelta(days=40_000))

    def test_no_amount_is_over_at_once(self):
        self.assertEqual(office().plan(at(20), NOTHING), at(20))
        self.assertEqual(office().worked(at(11), at(10)), NOTHING)

    def test_in_the_order_of_asking(self):
        week, other = office(), office()
        far, near = datetime(2030, 1, 7, 9), datetime(2020, 1, 6, 9)
        for moment in (MONDAY, far, near, MONDAY):
            self.assertEqual(week.plan(moment, 9 * HOUR).hour, 10)
        self.assertEqual(week.worked(near, far), other.worked(near, far))

    def test_to_the_last_of_the_days_laid_out(self):
        """Days are laid out by the dozen: none is left out where one lot ends."""
        for tz in (pytz.utc, pytz.timezone("Asia/Shanghai")):
            for n in range(200):
                end = at(20) + timedelta(days=n)
                week = office(tz=tz)
                days = sum(
                    (amount for _day, amount in week.by_day(MONDAY, end)), NOTHING
                )
                self.assertEqual(week.worked(MONDAY, end), days, f"{tz} {n} days")

    def test_what_another_calendar_counted_is_used_up_within_its_run(self):
        """Round the clock it took five hours, which these hours have not seen yet."""
        night = Run(FRIDAY, FRIDAY + 5 * HOUR, 5 * HOUR)
        self.assertEqual(due(4, night), "Fri 18 22:00")

    @given(weeks, moments, moments)
    def test_as_many_minutes_as_are_counted(self, week, start, end):
        assume(start <= end)
        end = min(end, start + timedelta(days=4))
        days = (start.date() + timedelta(days=n) for n in range(-1, 6))
        blocks = [block for day in days for block in week.blocks(day)]
        minutes = (start + n * MINUTE for n in range((end - start) // MINUTE))
        counted = sum(any(a <= m < b for a, b in blocks) for m in minutes)
        self.assertEqual(week.worked(start, end), counted * MINUTE)

    @given(weeks, moments, moments)
    def test_the_days_add_up(self, week, start, end):
        assume(start <= end)
        days = [amount for _day, amount in week.by_day(start, end)]
        self.assertEqual(sum(days, NOTHING), week.worked(start, end))


@covers("R087", "R088")
class TestProperties(unittest.TestCase):
    @given(weeks, moments, amounts)
    def test_planned_is_worked(self, week, start, amount):
        found = self._plan(week, start, amount)
        self.assertEqual(week.worked(start, found), amount)

    @given(weeks, moments, amounts)
    def test_never_outside_working_time(self, week, start, amount):
        found = self._plan(week, start, amount)
        days = (found.date() + timedelta(days=n) for n in (-1, 0, 1))
        self.assertTrue(
            any(a < found <= b for day in days for a, b in week.blocks(day)), found
        )

    @given(weeks, moments, amounts, amounts)
    def test_more_time_is_never_an_earlier_deadline(self, week, start, one, other):
        one, other = sorted([one, other])
        self.assertLessEqual(
            self._plan(week, start, one), self._plan(week, start, other)
        )

    @given(weeks, moments, amounts, moments)
    def test_splitting_a_run_changes_nothing(self, week, start, amount, split):
        assume(start <= split)
        whole = self._plan(week, start, amount)
        parts = [Run(start, split), Run(split)]
        self.assertEqual(sla_clock.deadline(week, amount, parts), whole)

    @given(weeks, moments, amounts, moments, amounts)
    def test_a_pause_gives_the_work_in_it_and_no_more(
        self, week, start, amount, pause, length
    ):
        whole = self._plan(week, start, amount)
        assume(start <= pause < whole)
        parts = [Run(start, pause), Run(pause + length)]
        given_back = week.worked(pause, pause + length)
        wanted = week.plan(start, amount + given_back)
        self.assertEqual(sla_clock.deadline(week, amount, parts), wanted)
        if not given_back:
            self.assertEqual(wanted, whole)

    @given(weeks, moments, amounts, amounts)
    def test_a_breach_stays_where_it_was(self, week, start, amount, later):
        whole = self._plan(week, start, amount)
        parts = [Run(start, whole + later), Run(whole + 2 * later)]
        self.assertEqual(sla_clock.deadline(week, amount, parts), whole)
        self.assertEqual(sla_clock.deadline(week, amount, parts[:1]), whole)

    @given(weeks, moments, amounts, amounts)
    def test_another_calendar_may_have_counted(self, week, start, amount, used):
        assume(used < amount)
        known = Run(start - timedelta(days=9), start, worked=used)
        self.assertEqual(
            sla_clock.deadline(week, amount, [known, Run(start)]),
            self._plan(week, start, amount - used),
        )
        total = sla_clock.consumed(week, [known, Run(start)], start + 9 * HOUR)
        self.assertEqual(total, used + week.worked(start, start + 9 * HOUR))

    def _plan(self, week, start, amount):
        try:
            return week.plan(start, amount)
        except ValueError:
            assume(False)
