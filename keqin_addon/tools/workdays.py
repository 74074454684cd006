"""Working days with holidays and make-up days (调休). Pure functions, no database.

A company works on some ``weekdays`` (0 Monday to 6 Sunday, as `date.weekday`), not on
its ``holidays``, and on its ``makeup`` days whatever the rest says: in China, Sundays
are worked to make up for a long holiday week. ``holidays`` and ``makeup`` are dates in
anything that answers ``in``; a set answers fastest.
"""

from collections.abc import Container
from datetime import date, timedelta

WEEKDAYS = frozenset(range(5))
# The longest holiday is about ten days: more is a calendar that was filled in wrongly.
SEARCH_DAYS = 60
_ONE_DAY = timedelta(days=1)


def is_working_day(
    day: date,
    weekdays: frozenset[int] = WEEKDAYS,
    holidays: Container[date] = (),
    makeup: Container[date] = (),
) -> bool:
    """Whether ``day`` is worked: a make-up day beats a holiday beats the weekday.

    >>> sunday = date(2026, 9, 20)
    >>> is_working_day(sunday), is_working_day(sunday, makeup={sunday})
    (False, True)
    """
    return day in makeup or (day.weekday() in weekdays and day not in holidays)


def earlier_working_day(
    day: date,
    weekdays: frozenset[int] = WEEKDAYS,
    holidays: Container[date] = (),
    makeup: Container[date] = (),
) -> date:
    """The nearest working day on or before ``day``: when to act for an occasion that
    falls on a day off (R076).

    :raises ValueError: without any working day in the 60 days before

    >>> mid_autumn = date(2026, 9, 25)
    >>> str(earlier_working_day(mid_autumn, holidays={mid_autumn}))
    '2026-09-24'
    >>> str(earlier_working_day(date(2026, 9, 20), makeup={date(2026, 9, 20)}))
    '2026-09-20'
    """
    return _nearest(day, -_ONE_DAY, weekdays, holidays, makeup)


def add_working_days(
    day: date,
    count: int,
    weekdays: frozenset[int] = WEEKDAYS,
    holidays: Container[date] = (),
    makeup: Container[date] = (),
) -> date:
    """The ``count``-th working day after ``day``, before it if negative; zero is the
    day itself, worked or not.

    :raises ValueError: when 60 days in a row are not worked

    >>> friday, makeup = date(2026, 9, 18), {date(2026, 9, 20)}
    >>> [str(add_working_days(friday, n, makeup=makeup)) for n in (1, 2)]
    ['2026-09-20', '2026-09-21']
    >>> str(add_working_days(date(2026, 9, 21), -2, makeup=makeup))
    '2026-09-18'
    """
    step = _ONE_DAY if count > 0 else -_ONE_DAY
    for _each in range(abs(count)):
        day = _nearest(day + step, step, weekdays, holidays, makeup)
    return day


def count_working_days(
    start: date,
    end: date,
    weekdays: frozenset[int] = WEEKDAYS,
    holidays: Container[date] = (),
    makeup: Container[date] = (),
) -> int:
    """How many days from ``start`` to ``end``, both in, are worked.

    >>> monday, sunday = date(2026, 9, 14), date(2026, 9, 20)
    >>> count_working_days(monday, sunday)
    5
    >>> count_working_days(monday, sunday, makeup={sunday})
    6
    """
    days = (start + timedelta(days=n) for n in range((end - start).days + 1))
    return sum(is_working_day(day, weekdays, holidays, makeup) for day in days)


def _nearest(day, step, weekdays, holidays, makeup):
    for n in range(SEARCH_DAYS + 1):
        if is_working_day(day + n * step, weekdays, holidays, makeup):
            return day + n * step
    raise ValueError(f"There is no working day within {SEARCH_DAYS} days of {day}.")
