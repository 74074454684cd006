"""When care falls due and how much of a plan was met (no database)."""

import unittest
from datetime import date, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from odoo.addons.keqin_addon.tools import cadence
from odoo.addons.keqin_addon.tools.cadence import Cadence

from . import properties  # noqa: F401
from .covers import covers

YEAR = (date(2026, 1, 1), date(2026, 12, 31))
TODAY = date(2026, 5, 20)

days = st.dates(date(1990, 1, 1), date(2060, 12, 31))
units = st.sampled_from(cadence.UNITS)
calendar_units = st.sampled_from(cadence.UNITS[1:])
rolling = st.builds(Cadence, st.integers(1, 40), units, st.just(False), st.just(0))
anchored = st.builds(
    Cadence, st.integers(1, 7), calendar_units, st.just(True), st.just(0)
)
counts = st.integers(0, 60)
lines = st.lists(st.tuples(counts, counts, st.integers(0, 9)), max_size=8)
day = timedelta(days=1)


@covers("R044", "R045")
class TestRolling(unittest.TestCase):
    def test_an_ordinary_customer_once_a_quarter_a_key_one_once_a_month(self):
        last, start = date(2026, 3, 31), YEAR[0]
        quarterly = cadence.next_due(Cadence(1, "quarter"), last, start, TODAY)
        monthly = cadence.next_due(Cadence(1, "month"), last, start, TODAY)
        self.assertEqual(quarterly, date(2026, 6, 30))
        self.assertEqual(monthly, date(2026, 4, 30))

    def test_care_of_long_ago_is_due_when_the_plan_starts(self):
        due = cadence.next_due(Cadence(1, "month"), date(2020, 1, 1), *YEAR)
        self.assertEqual(due, YEAR[0])

    def test_an_interval_that_leaves_the_calendar(self):
        due = cadence.next_due(Cadence(9999, "year"), TODAY, YEAR[0], TODAY)
        self.assertEqual(due, date.max)

    @given(rolling, days, days, days, days)
    def test_a_later_contact_never_brings_the_date_forward(
        self, line, one, other, start, today
    ):
        one, other = sorted([one, other])
        earlier = cadence.next_due(line, one, start, today)
        self.assertLessEqual(earlier, cadence.next_due(line, other, start, today))
        self.assertGreaterEqual(earlier, start)

    @given(rolling, days, days)
    def test_a_contact_moves_the_date_past_itself(self, line, today, start):
        due = cadence.next_due(line, today, start, today)
        self.assertGreater(due, min(today, due - day))
        if start <= today:
            self.assertGreater(due, today)

    @given(rolling, days, days, days)
    def test_the_day_one_looks_does_not_matter(self, line, last, start, today):
        self.assertEqual(
            cadence.next_due(line, last, start, today),
            cadence.next_due(line, last, start, last),
        )

    @given(rolling, days, st.integers(0, 1500))
    def test_a_plan_asks_for_the_intervals_that_fit(self, line, start, length):
        end = start + timedelta(days=length)
        planned = cadence.planned_count(line, start, end)
        # by walking it, each step from the start so that the 31st stays the 31st
        fitting = 0
        while cadence.shift(start, (fitting + 1) * line.number, line.unit) <= end + day:
            fitting += 1
        self.assertEqual(planned, fitting)

    @given(rolling, days, st.integers(0, 1500), st.one_of(st.none(), days))
    def test_followed_to_the_day_it_meets_the_plan(self, line, start, length, last):
        """With or without care before the plan."""
        assume(last is None or last < start)
        end = start + timedelta(days=length)
        done, today = 0, start
        while True:
            today = cadence.next_due(line, last, start, today)
            if today > end:
                break
            done, last = done + 1, today
        self.assertGreaterEqual(done, cadence.planned_count(line, start, end))

    def test_twelve_months_are_twelve_visits(self):
        visit = Cadence(1, "month")
        first = cadence.next_due(visit, None, YEAR[0], YEAR[0])
        self.assertEqual(first, date(2026, 1, 31))
        self.assertEqual(cadence.planned_count(visit, *YEAR), 12)


@covers("R033", "R034")
class TestAnchored(unittest.TestCase):
    def test_an_executive_visit_each_month(self):
        visit = Cadence(1, "month", anchored=True)
        for done, due in ((0, date(2026, 5, 31)), (1, date(2026, 6, 30))):
            self.assertEqual(
                cadence.next_due(visit, None, YEAR[0], TODAY, done), due, done
            )
        self.assertEqual(cadence.planned_count(visit, *YEAR), 12)

    def test_a_late_item_stays_due_on_its_day(self):
        twice = Cadence(2, "month", anchored=True)
        due = cadence.next_due(twice, date(2026, 4, 2), YEAR[0], TODAY)
        self.assertEqual(due, date(2026, 5, 16))

    def test_visits_beyond_the_plan_do_not_pay_for_the_next_month(self):
        visit = Cadence(1, "month", anchored=True)
        for done in (1, 2, 9):
            due = cadence.next_due(visit, TODAY, YEAR[0], TODAY, done)
            self.assertEqual(due, date(2026, 6, 30))

    def test_a_plan_that_starts_late_does_not_owe_what_came_before(self):
        twice, start = Cadence(2, "month", anchored=True), date(2026, 5, 20)
        dues = [cadence.next_due(twice, None, start, TODAY, done) for done in (0, 1)]
        self.assertEqual(dues, [date(2026, 5, 31), date(2026, 6, 15)])
        self.assertEqual(cadence.planned_count(twice, start, date(2026, 6, 30)), 3)

    def test_a_plan_that_is_still_to_come(self):
        visit = Cadence(1, "quarter", anchored=True)
        due = cadence.next_due(visit, None, date(2027, 2, 1), TODAY)
        self.assertEqual(due, date(2027, 3, 31))

    @given(days, calendar_units, st.integers(1, 40))
    def test_the_parts_of_a_period_fill_it(self, today, unit, number):
        first, last = cadence.period(today, unit)
        self.assertTrue(first <= today <= last)
        ends = [cadence.part_end(first, last, k, number) for k in range(1, number + 1)]
        self.assertEqual(ends, sorted(ends))
        self.assertTrue(first <= ends[0] and ends[-1] == last)
        if number <= (last - first).days + 1:
            lengths = {
                (b - a).days for a, b in zip([first - day, *ends], ends, strict=False)
            }
            self.assertLessEqual(max(lengths) - min(lengths), 1)

    @given(anchored, days, st.integers(0, 400))
    def test_followed_to_the_day_it_gives_the_plan_and_n_per_period(
        self, line, start, length
    ):
        """Doing each item on the day it is due: as many as planned, no more."""
        end = start + timedelta(days=length)
        done, dues, today = {}, [], start
        while True:
            key = cadence.period(today, line.unit)
            due = cadence.next_due(line, None, start, today, done.get(key, 0))
            if due > end:
                break
            self.assertGreaterEqual(due, start)
            key = cadence.period(due, line.unit)
            done[key] = done.get(key, 0) + 1
            dues.append(due)
            today = due
        self.assertEqual(dues, sorted(dues))
        self.assertLessEqual(max(done.values(), default=0), line.number)
        self.assertEqual(len(dues), cadence.planned_count(line, start, end))

    @given(anchored, days, days, st.integers(0, 9))
    def test_one_more_done_moves_the_date(self, line, start, today, done):
        before = cadence.next_due(line, None, start, today, done)
        after = cadence.next_due(line, None, start, today, done + 1)
        self.assertLessEqual(before, after)
        if before <= cadence.period(max(start, today), line.unit)[1]:
            self.assertLess(before, after)

    @given(anchored, days, days, days)
    def test_the_last_contact_does_not_matter(self, line, start, today, last):
        self.assertEqual(
            cadence.next_due(line, last, start, today),
            cadence.next_due(line, None, start, today),
        )


@covers("R033", "R048")
class TestLatest(unittest.TestCase):
    def test_a_month_is_over_when_it_is_over(self):
        visit = Cadence(2, "month", anchored=True)
        self.assertEqual(
            cadence.latest(visit, date(2026, 2, 14), None, YEAR[0]), date(2026, 2, 28)
        )

    def test_without_a_longest_gap_it_is_never_too_late(self):
        self.assertIsNone(cadence.latest(Cadence(1, "month"), TODAY, TODAY, YEAR[0]))

    @given(st.one_of(rolling, anchored), counts, days, days, days)
    def test_never_before_it_is_due(self, line, gap, last, start, today):
        line = line._replace(max_gap=gap)
        due = cadence.next_due(line, last, start, today)
        until = cadence.latest(line, due, last, start)
        self.assertTrue(until is None or until >= due)


@covers("R052")
class TestAttainment(unittest.TestCase):
    def test_easy_calls_never_pay_for_a_missing_visit(self):
        self.assertEqual(cadence.attainment([(4, 40, 1), (1, 0, 3)]), 4 / 7)

    @given(lines, counts)
    def test_more_of_what_is_done_adds_nothing(self, table, extra):
        padded = [
            (planned, actual + extra * (actual >= planned), weight)
            for planned, actual, weight in table
        ]
        self.assertEqual(cadence.attainment(padded), cadence.attainment(table))

    @given(lines)
    def test_is_whole_only_when_every_line_is(self, table):
        share = cadence.attainment(table)
        weighing = [(p, a) for p, a, weight in table if p * weight]
        assume(weighing)
        self.assertTrue(0 <= share <= 1)
        self.assertEqual(share == 1, all(a >= p for p, a in weighing))
        self.assertLessEqual(share, cadence.attainment_uncapped(table))

    @given(lines)
    def test_without_a_plan_there_is_nothing_to_attain(self, table):
        nothing = [(0, actual, weight) for _planned, actual, weight in table]
        self.assertIsNone(cadence.attainment(nothing))
        self.assertIsNone(cadence.attainment_uncapped(nothing))

    @given(counts, counts, counts)
    def test_what_is_left(self, planned, actual, scheduled):
        left = cadence.remaining(planned, actual)
        undated = cadence.to_schedule(planned, actual, scheduled)
        self.assertTrue(0 <= undated <= left <= planned)
        self.assertEqual(left + min(planned, actual), planned)


@covers("R044", "R045")
class TestGap(unittest.TestCase):
    def test_states(self):
        for ago, state in ((0, "ok"), (29, "ok"), (30, "due"), (45, "due")):
            last = TODAY - timedelta(days=ago)
            self.assertEqual(cadence.gap_state(last, TODAY, 30, 45), state, ago)
        last = TODAY - timedelta(days=46)
        self.assertEqual(cadence.gap_state(last, TODAY, 30, 45), "over")
        self.assertEqual(cadence.gap_state(last, TODAY, 30, 0), "due", "no limit")
        self.assertEqual(cadence.gap_state(None, TODAY, 30, 45), "never")

    @given(days, days, days, counts, counts)
    def test_a_later_contact_is_never_worse(self, one, other, today, ideal, more):
        one, other = sorted([one, other])
        states = [
            cadence.GAP_STATES.index(
                cadence.gap_state(last, today, ideal, ideal + more)
            )
            for last in (one, other)
        ]
        self.assertGreaterEqual(states[0], states[1])

    @given(st.one_of(rolling, anchored))
    def test_the_ideal_gap_is_about_the_interval(self, line):
        """Over forty years the number of items is the time over the gap."""
        start, end = date(2000, 1, 1), date(2039, 12, 31)
        expected = ((end - start).days + 1) / cadence.ideal_gap(line)
        planned = cadence.planned_count(line, start, end)
        self.assertAlmostEqual(planned, expected, delta=7)
