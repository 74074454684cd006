"""Whether people have the time for what plans ask of them. No database.

The work of a plan is spread evenly over its days: care can be moved within a month or
two, and the average is what a person can or cannot carry. The busiest month is shown
beside it, for months with long holidays.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from .cadence import period


class Work(NamedTuple):
    """``amount`` hours, or visits, spread over ``start``..``end``, both in."""

    amount: float
    start: date
    end: date


def months(start: date, end: date) -> list[tuple[date, date]]:
    """First and last day of each calendar month of ``start``..``end``, cut to it.

    >>> [(a.day, b.day) for a, b in months(date(2026, 1, 20), date(2026, 3, 5))]
    [(20, 31), (1, 28), (1, 5)]
    """
    found, day = [], start
    while day <= end:
        last = min(period(day, "month")[1], end)
        found.append((day, last))
        day = last + timedelta(days=1)
    return found


def share(work: Work, start: date, end: date) -> float:
    """Part of the amount that falls on ``start``..``end``.

    >>> share(Work(10, date(2026, 1, 1), date(2026, 1, 10)), *[date(2026, 1, 3)] * 2)
    1.0
    """
    first, last = max(start, work.start), min(end, work.end)
    if first > last:
        return 0.0
    days = (work.end - work.start).days + 1
    return work.amount * ((last - first).days + 1) / days


def load(items: Iterable[Work], spans: list[tuple[date, date]]) -> list[float]:
    """Amount of all items in each of the spans.

    >>> year = Work(365, date(2026, 1, 1), date(2026, 12, 31))
    >>> load([year, year], months(date(2026, 1, 1), date(2026, 2, 28)))
    [62.0, 56.0]
    """
    items = list(items)
    return [sum(share(item, *span) for item in items) for span in spans]


def utilisation(needed: float, available: float) -> float | None:
    """Hours needed against hours available, in percent; ``None`` without either.

    >>> utilisation(60, 40), utilisation(0, 0), utilisation(1, 0)
    (150.0, None, inf)
    """
    if available > 0:
        return 100.0 * needed / available
    return float("inf") if needed > 0 else None


def busiest(needed: list[float], available: list[float]) -> int | None:
    """Index of the month with the highest utilisation; ``None`` without any.

    >>> busiest([10, 10, 10], [100, 50, 80])
    1
    """
    rates = [utilisation(*pair) for pair in zip(needed, available, strict=True)]
    known = [index for index, rate in enumerate(rates) if rate is not None]
    return max(known, key=lambda index: rates[index], default=None)
