"""How often, and when next: the arithmetic of care plans (R029-R053). No database.

A *rolling* cadence falls due one interval after the last care that qualifies. An
*anchored* one falls due so many times in each calendar period, whatever happened in
the period before: that is what "at least one executive visit per month" says.

What is planned and what was done are compared line by line, each capped at its plan,
so that ten easy calls never pay for one missing visit.

Days are days of the company; a week is the ISO week, from Monday.
"""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

UNITS = ("day", "week", "month", "quarter", "year")
GAP_STATES = ("ok", "due", "over", "never")
# Mean lengths in days, of the Julian year of 365.25 days.
MEAN_DAYS = {"day": 1, "week": 7, "month": 30.4375, "quarter": 91.3125, "year": 365.25}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


class Cadence(NamedTuple):
    """Rolling: once every ``number`` units. Anchored: ``number`` times per unit.

    ``number`` is at least 1. ``max_gap`` is the longest time without care that the
    standard allows, in days; 0 means that it sets no limit.
    """

    number: int
    unit: str
    anchored: bool = False
    max_gap: int = 0


def shift(day: date, number: int, unit: str) -> date:
    """``number`` units after ``day``, at the latest on the last day of the month.

    What would lie outside the calendar is its last day: one odd interval must not
    stop the plans of everybody else.

    >>> shift(date(2026, 1, 31), 1, "month"), shift(date(2026, 9, 18), 2, "week")
    (datetime.date(2026, 2, 28), datetime.date(2026, 10, 2))
    """
    try:
        if unit not in _MONTHS:
            return day + timedelta(days=number * MEAN_DAYS[unit])
        year, month = divmod(day.year * 12 + day.month - 1 + number * _MONTHS[unit], 12)
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    except (OverflowError, ValueError):
        return date.max


def period(day: date, unit: str) -> tuple[date, date]:
    """First and last day of the calendar period that ``day`` belongs to.

    >>> period(date(2026, 8, 15), "quarter")
    (datetime.date(2026, 7, 1), datetime.date(2026, 9, 30))
    >>> period(date(2026, 9, 20), "week")
    (datetime.date(2026, 9, 14), datetime.date(2026, 9, 20))
    """
    if unit in _MONTHS:
        step = _MONTHS[unit]
        first = date(day.year, (day.month - 1) // step * step + 1, 1)
        months = (day.year, first.month + step - 1)
        return first, date(*months, monthrange(*months)[1])
    first = day - timedelta(days=day.weekday() if unit == "week" else 0)
    return first, first + timedelta(days=MEAN_DAYS[unit] - 1)


def part_end(first: date, last: date, k: int, number: int) -> date:
    """Last day of the ``k``-th of ``number`` equal parts of ``first``..``last``.

    A day that is cut belongs to the earlier part. The last part ends on ``last``.

    >>> [part_end(date(2026, 1, 1), date(2026, 1, 31), k, 4).day for k in (1, 2, 3, 4)]
    [8, 16, 24, 31]
    """
    days = (last - first).days + 1
    return first + timedelta(days=-(-days * k // number) - 1)


def next_due(
    cadence: Cadence, last: date | None, start: date, today: date, done: int = 0
) -> date:
    """Day on which the next item of a plan that starts on ``start`` falls due.

    *Rolling*: one interval after ``last``, the day of the last care that qualifies.
    When there was none, the first item falls due on the last day of the plan's first
    interval. ``done`` plays no part.

    *Anchored*: the calendar period of ``today`` (of ``start`` if that is still to
    come) is divided into as many equal parts as items are due, and each item falls
    due on the last day of its part: the first one that is neither done nor ended
    before the plan started. ``done`` is the number of qualifying items in the days
    of the period that the plan covers. When all of them are done, the first of the
    next period is next, and what was done beyond them is not carried over.
    ``last`` plays no part: an item that is late stays due on its day.

    Never before ``start``.

    >>> monthly, today = Cadence(1, "month"), date(2026, 2, 10)
    >>> next_due(monthly, date(2026, 1, 31), date(2026, 1, 1), today)
    datetime.date(2026, 2, 28)
    >>> next_due(monthly, None, date(2026, 3, 1), today)
    datetime.date(2026, 3, 31)
    >>> twice = Cadence(2, "month", anchored=True)
    >>> [next_due(twice, None, date(2026, 1, 1), today, n).isoformat() for n in (0, 1)]
    ['2026-02-14', '2026-02-28']
    >>> next_due(twice, None, date(2026, 1, 1), today, done=2)
    datetime.date(2026, 3, 16)
    >>> next_due(twice, None, date(2026, 2, 20), today)
    datetime.date(2026, 2, 28)
    """
    if not cadence.anchored:
        due = shift(last or start, cadence.number, cadence.unit)
        return max(start, due if last else _eve(due))
    first, end = period(max(today, start), cadence.unit)
    place = done + 1 + _ended_before(start, first, end, cadence.number)
    if place > cadence.number:
        first, end = period(end + timedelta(days=1), cadence.unit)
        place = 1
    return part_end(first, end, place, cadence.number)


def latest(cadence: Cadence, due: date, last: date | None, start: date) -> date | None:
    """Last day on which the item that fell due on ``due`` can still be made good.

    *Anchored*: the end of the calendar period, for the next one asks for its own.
    *Rolling*: when the longest gap since the last care, or since the eve of the plan
    if that is later, is reached; ``None`` without a longest gap. Never before ``due``.

    >>> visit = Cadence(1, "month", max_gap=45)
    >>> latest(visit, date(2026, 2, 1), date(2026, 1, 1), date(2025, 1, 1))
    datetime.date(2026, 2, 15)
    >>> latest(Cadence(2, "month", True), date(2026, 2, 14), None, date(2026, 1, 1))
    datetime.date(2026, 2, 28)
    """
    if cadence.anchored:
        return period(due, cadence.unit)[1]
    if not cadence.max_gap:
        return None
    since = max(last or _eve(start), _eve(start))
    return max(due, shift(since, cadence.max_gap, "day"))


def ideal_gap(cadence: Cadence) -> float:
    """Mean number of days between two items.

    >>> ideal_gap(Cadence(2, "week")), ideal_gap(Cadence(2, "month", anchored=True))
    (14, 15.21875)
    """
    days = MEAN_DAYS[cadence.unit]
    return days / cadence.number if cadence.anchored else days * cadence.number


@lru_cache(maxsize=4096)
def planned_count(cadence: Cadence, start: date, end: date) -> int:
    """Number of items that a plan for ``start``..``end``, both in, asks for.

    *Rolling*: the whole intervals that fit. *Anchored*: the items that fall due in
    it, so that a plan that starts late in a period does not owe what came before.
    Whoever does each item on the day it is due meets the plan.

    >>> year = date(2026, 1, 1), date(2026, 12, 31)
    >>> [planned_count(Cadence(n, u), *year) for n, u in ((1, "month"), (2, "week"))]
    [12, 26]
    >>> planned_count(Cadence(1, "quarter", True), date(2026, 2, 1), date(2026, 11, 30))
    3
    """
    if end < start:
        return 0
    if not cadence.anchored:
        return _whole_intervals(cadence, start, end)
    count, day = 0, start
    while day <= end:
        first, last = period(day, cadence.unit)
        before = _ended_before(start, first, last, cadence.number)
        after = cadence.number - _ended_before(
            end + timedelta(days=1), first, last, cadence.number
        )
        count += cadence.number - before - after
        day = last + timedelta(days=1)
    return count


def remaining(planned: int, actual: int) -> int:
    """Items still to do. More than planned is not a credit.

    >>> remaining(12, 5), remaining(1, 10)
    (7, 0)
    """
    return max(planned - actual, 0)


def to_schedule(planned: int, actual: int, scheduled: int) -> int:
    """Items that are neither done nor have a date yet.

    >>> to_schedule(12, 5, 2)
    5
    """
    return max(planned - actual - scheduled, 0)


def attainment(lines: Iterable[tuple[int, int, float]]) -> float | None:
    """Share of the plan that was done, 0 to 1, each line capped at its plan.

    A line is its items planned, its items done and its weight (not negative).
    ``None`` without a plan.

    >>> ten_calls, no_visit = (1, 10, 1), (1, 0, 1)
    >>> attainment([ten_calls, no_visit]), attainment_uncapped([ten_calls, no_visit])
    (0.5, 5.0)
    >>> attainment([]) is None
    True
    """
    return attainment_uncapped(
        (planned, min(planned, actual), weight) for planned, actual, weight in lines
    )


def attainment_uncapped(lines: Iterable[tuple[int, int, float]]) -> float | None:
    """As `attainment`, without the cap: above 1 more was done than planned.

    For comparison only; the capped figure is the one that counts (R052).
    """
    goal = earned = 0
    for planned, actual, weight in lines:
        goal += planned * weight
        earned += actual * weight
    return earned / goal if goal else None


def gap_state(last: date | None, today: date, ideal: float, maximum: float) -> str:
    """How the time since the last care compares with the cadence.

    ``never``: no care yet; ``over``: the longest gap is exceeded (``maximum`` days,
    0 for none); ``due``: the ideal gap is reached; ``ok`` otherwise.

    >>> [gap_state(date(2026, 1, 1), date(2026, 1, day), 7, 14) for day in (7, 8, 16)]
    ['ok', 'due', 'over']
    """
    if last is None:
        return "never"
    gap = (today - last).days
    if maximum and gap > maximum:
        return "over"
    return "due" if gap >= ideal else "ok"


def _ended_before(start, first, last, number):
    """How many of the ``number`` parts of ``first``..``last`` end before ``start``."""
    if start <= first:
        return 0
    return sum(part_end(first, last, k, number) < start for k in range(1, number + 1))


def _whole_intervals(cadence, start, end):
    """Largest k for which the k-th interval of the plan ends in it."""
    step = cadence.number
    k = int(((end - start).days + 1) / ideal_gap(cadence)) + 1
    while _eve(shift(start, k * step, cadence.unit)) > end:
        k -= 1
    return k


def _eve(day):
    return day - timedelta(days=1)
