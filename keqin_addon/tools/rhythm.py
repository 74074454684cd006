"""A customer's own purchase rhythm: how often it orders, and when next (R121, R215).

Each customer is measured against itself. An *order day* is a day on which its
purchases, net of returns, are more than nothing: several orders of a day are one, and
what is cancelled on the same day never was. The rhythm is the median of the last
intervals between order days, so that one long holiday, or one order split in two, moves
it little; and a silence that the customer has had before is no decline. Pure functions,
no database; days are days of the company.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from statistics import median
from typing import NamedTuple

# So many intervals make the rhythm: older ones are the rhythm of other times.
LAST_INTERVALS = 12
# One interval is an accident, two are a beginning.
LEAST_INTERVALS = 2

# Since the last order, in own intervals: half an order late, one order missed, two
# orders missed. Lost comes after: there has to be time to win somebody back.
LATE = 1.5
DECLINING = 2.0
SILENT = 3.0

# Both halves of a comparison are a half-year, of the same season a year apart.
HALF_YEAR = 182
YEAR = 364  # whole weeks, so that both halves have the same weekdays
TREND_BAND = 0.2
# Among few orders, one more or less says nothing.
TREND_ORDERS = 2


class Rhythm(NamedTuple):
    """``interval`` and what follows from it, None where it is not known."""

    interval: float | None
    interval_count: int
    next_on: date | None
    ratio: float | None
    state: str | None


def last_intervals(days: Sequence[date]) -> list[int]:
    """Days between the last order days, the oldest first.

    :param days: distinct order days, in any order

    >>> last_intervals([date(2026, 1, 1), date(2026, 1, 31), date(2026, 3, 12)])
    [30, 40]
    """
    ordered = sorted(days)[-LAST_INTERVALS - 1 :]
    return [(after - before).days for before, after in pairwise(ordered)]


def next_order(last: date, interval: float) -> date:
    """The day of the expected next order; half a day counts as one.

    >>> next_order(date(2026, 6, 1), 10.5)
    datetime.date(2026, 6, 12)
    """
    return last + timedelta(days=int(interval + 0.5))


def rhythm(
    days: Sequence[date], as_of: date, orders_trend: str | None = None
) -> Rhythm:
    """The rhythm of a customer with these order days, seen on ``as_of``.

    :param days: distinct order days up to ``as_of``
    :param orders_trend: how often it orders against the year before; see `trend`

    >>> days = [date(2026, 1, 1), date(2026, 1, 31), date(2026, 3, 2)]
    >>> rhythm(days, date(2026, 4, 1)).state, rhythm(days, date(2026, 5, 1)).state
    ('regular', 'declining')
    >>> rhythm(days, date(2026, 4, 1)).next_on
    datetime.date(2026, 4, 1)
    """
    intervals = last_intervals(days)
    if len(intervals) < LEAST_INTERVALS:
        return Rhythm(None, len(intervals), None, None, None)
    interval, last = float(median(intervals)), max(days)
    silence = (as_of - last).days
    ratio = round(silence / interval, 2)
    return Rhythm(
        interval,
        len(intervals),
        next_order(last, interval),
        ratio,
        state(ratio, silence > max(intervals), orders_trend),
    )


def state(ratio: float, is_longest: bool, orders_trend: str | None = None) -> str:
    """How a silence of ``ratio`` own intervals is to be taken.

    Declining is who left out an order, and who is late and orders less often than a
    year before; but not within a silence that the customer has had before.

    :param is_longest: longer than each of the last own intervals

    >>> [state(ratio, True) for ratio in (1.49, 1.5, 2.0, 3.0)]
    ['regular', 'late', 'declining', 'silent']
    >>> state(1.5, True, "down"), state(2.0, False, "down"), state(3.0, False)
    ('declining', 'late', 'silent')
    """
    if ratio >= SILENT:
        return "silent"
    missed = ratio >= DECLINING or (ratio >= LATE and orders_trend == "down")
    if missed and is_longest:
        return "declining"
    return "late" if ratio >= LATE else "regular"


def trend(recent: float, past: float, least: float = 0) -> str | None:
    """``up``, ``flat`` or ``down`` against the customer's own past.

    :param recent: of the last half-year
    :param past: of the same half-year a year before
    :param least: differences below it are flat
    :return: None when nothing was bought then: there is nothing to compare with

    >>> trend(80, 100), trend(79, 100), trend(121, 100), trend(5, 0)
    ('flat', 'down', 'up', None)
    >>> trend(1, 2, least=2), trend(1, 3, least=2)
    ('flat', 'down')
    """
    if past <= 0:
        return None
    change = recent - past
    if abs(change) <= TREND_BAND * past or abs(change) < least:
        return "flat"
    return "up" if change > 0 else "down"


def is_lost(
    silence: int, interval: float | None, factor: float, unknown_days: int
) -> bool:
    """Whether so many days without an order mean that the customer is lost (R121).

    :param silence: days since the last order
    :param interval: the customer's own, None where it is not known
    :param factor: lost after so many own intervals
    :param unknown_days: lost after so many days without own interval; 0 for never

    >>> is_lost(90, 30.0, 3, 365), is_lost(89, 30.0, 3, 365)
    (True, False)
    >>> is_lost(365, None, 3, 365), is_lost(9999, None, 3, 0)
    (True, False)
    """
    if interval is None:
        return bool(unknown_days) and silence >= unknown_days
    return silence >= factor * interval


def is_not_renewed(
    end: date | None, last: date | None, interval: float | None, as_of: date
) -> bool:
    """Whether an agreement ran out and the customer left with it (R121).

    An order after the end says that it goes on without paper. The order that was to be
    expected next has to be missing first: nobody is lost on the day after.

    :param end: last day of the last agreement, None where one is in force or none was
    :param last: last order day
    :param interval: the customer's own; a month where it is not known

    >>> end = date(2026, 3, 31)
    >>> is_not_renewed(end, date(2026, 3, 1), 20.0, date(2026, 4, 20))
    True
    >>> is_not_renewed(end, date(2026, 4, 1), 20.0, date(2026, 4, 20))
    False
    """
    if end is None or (last is not None and last > end):
        return False
    return as_of >= next_order(end, 30.0 if interval is None else interval)


def proposed_lifecycle(
    lifecycle: str, rhythm_state: str | None, amount_trend: str | None
) -> str | None:
    """The stage that the purchases speak for, where it is another (R014).

    Lost and won back are decided by rule, prospects by their first order; in between
    somebody who knows the customer decides, and this is what is put to them.

    >>> proposed_lifecycle("active", "silent", None)
    'dormant'
    >>> proposed_lifecycle("active", "regular", "up")
    'growing'
    >>> proposed_lifecycle("dormant", "regular", "flat")
    'active'
    >>> proposed_lifecycle("growing", "regular", "flat") is None
    True
    """
    if lifecycle in ("prospect", "lost") or rhythm_state is None:
        return None
    wanted = {"silent": "dormant", "declining": "at_risk"}.get(rhythm_state)
    if rhythm_state == "regular" and amount_trend != "down":
        wanted = "growing" if amount_trend == "up" else "active"
    still_fits = lifecycle == "growing" and wanted == "active"
    return None if still_fits or wanted == lifecycle else wanted
