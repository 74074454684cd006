"""The service clock: arithmetic on working time (R087, R088). No database.

A clock is a list of runs. What it has *consumed* is the working time of its runs, and
its deadline is where the rest of the target leads from the start of the current run::

    deadline = plan(start of the current run, target - consumed)

So time that is waited for counts only as far as it was working time: to wait from
Friday evening to Monday morning gives nobody an extra hour.

Moments are naive and in UTC, as in the database; what is worked follows the clock on
the wall of the calendar's time zone. Amounts are `timedelta`.

>>> from pytz import utc
>>> office = {day: [(9, 12), (13, 18)] for day in range(5)}
>>> week = WorkingTime(lambda day: office.get(day.weekday(), ()), utc)
>>> friday, monday = datetime(2026, 9, 18, 17), datetime(2026, 9, 21)
>>> def at(hour, minute=0):
...     return monday.replace(hour=hour, minute=minute)
>>> def due(hours, *runs, week=week):
...     return f"{deadline(week, timedelta(hours=hours), runs):%a %H:%M}"

Opened on Friday at 17:00, four hours:

>>> due(4, Run(friday))
'Mon 12:00'

The customer is waited for on Monday from 10 to 11, then from Friday 18:00 to Monday
9:00:

>>> due(4, Run(friday, at(10)), Run(at(11)))
'Mon 14:00'
>>> due(4, Run(friday, friday.replace(hour=18)), Run(at(9)))
'Mon 12:00'

Sunday the 20th is worked to make up for a holiday:

>>> sunday = date(2026, 9, 20)
>>> makeup = WorkingTime(
...     lambda day: office.get(0 if day == sunday else day.weekday(), ()), utc
... )
>>> due(4, Run(friday), week=makeup)
'Sun 12:00'

Opened on Saturday at 20:00, and on Monday during lunch:

>>> due(1, Run(datetime(2026, 9, 19, 20))), due(1, Run(at(12, 30)))
('Mon 10:00', 'Mon 14:00')

After a pause from 10 to 11 the target becomes eight hours instead of four:

>>> due(8, Run(friday, at(10)), Run(at(11)))
'Mon 18:00'
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import accumulate
from typing import NamedTuple

from pytz import utc as _UTC

NOTHING = timedelta()
# Nobody closes for so long, and no target is so far away: what is beyond was filled in
# wrongly.
SEARCH_DAYS = 400
HORIZON_DAYS = 36_500
_CHUNK = 64
_ONE_DAY = timedelta(days=1)

Block = tuple[datetime, datetime]
Hours = Sequence[tuple[float, float]]


class WorkingTime:
    """When is worked: blocks of each day, less ``leaves``.

    What was asked for once is kept, and neither counting nor planning goes through
    the days again.

    :param hours_of: hours of a day from and to, as ``[(9, 12), (13, 18)]``
    :param tz: pytz time zone those hours are meant in
    :param leaves: naive UTC spans that are not worked, whatever the day says
    """

    def __init__(
        self,
        hours_of: Callable[[date], Hours],
        tz: tzinfo,
        leaves: Iterable[Block] = (),
    ):
        self._hours_of = hours_of
        self._tz = tz
        self._leaves = sorted(leaves)
        # days from ``first`` up to, not including, ``last`` are laid out
        self._first = self._last = None
        self._blocks: list[Block] = []
        self._index([])

    def blocks(self, day: date) -> list[Block]:
        """When is worked on a day of the time zone, in order and apart.

        >>> from pytz import timezone
        >>> night = WorkingTime(lambda day: [(1, 4)], timezone("Europe/Paris"))
        >>> [sum((b - a for a, b in night.blocks(date(2026, 3, n))), NOTHING)
        ...  for n in (28, 29)] == [timedelta(hours=3), timedelta(hours=2)]
        True
        """
        found = []
        for hours in self._hours_of(day):
            start, end = (self._moment(day, hour) for hour in hours)
            if start < end:
                found.append((start, end))
        return _without(_merged(found), self._leaves)

    def worked(self, start: datetime, end: datetime) -> timedelta:
        """Working time between two moments, nothing if they are not in this order."""
        if end <= start:
            return NOTHING
        self._reach(start)
        self._reach(end)
        return self._until(end) - self._until(start)

    def plan(self, start: datetime, amount: timedelta) -> datetime:
        """The first moment by which so much has been worked since ``start``.

        It is inside a block or at its end; ``start`` itself for no amount.

        :raises ValueError: when nothing is worked for more than a year, or the moment
            is more than a century away
        """
        if amount <= NOTHING:
            return start
        self._reach(start)
        wanted = self._until(start) + amount
        worked_last = start.date()
        while self._totals[-1] < wanted:
            before = self._totals[-1]
            self._extend()
            if self._totals[-1] > before:
                worked_last = self._last
            if (self._last - worked_last).days > SEARCH_DAYS:
                raise ValueError(f"Nothing is worked within {SEARCH_DAYS} days.")
            if (self._last - start.date()).days > HORIZON_DAYS:
                raise ValueError(f"{amount} take more than {HORIZON_DAYS} days.")
        position = bisect_left(self._totals, wanted) - 1
        return self._starts[position] + wanted - self._totals[position]

    def by_day(
        self, start: datetime, end: datetime
    ) -> Iterator[tuple[date, timedelta]]:
        """Working time of each worked day between two moments."""
        day = self._day(start)
        while day <= self._day(end):
            pieces = (
                min(stop, end) - max(begin, start)
                for begin, stop in self.blocks(day)
                if begin < end and stop > start
            )
            amount = sum(pieces, NOTHING)
            if amount:
                yield day, amount
            day += _ONE_DAY

    def _day(self, moment):
        return moment.replace(tzinfo=_UTC).astimezone(self._tz).date()

    def _moment(self, day, hour):
        """An hour of the wall clock as naive UTC; 24 is the next midnight."""
        wall = datetime.combine(day, time()) + timedelta(seconds=round(hour * 3600))
        local = self._tz.localize(wall)
        return (local - local.utcoffset()).replace(tzinfo=None)

    def _until(self, moment):
        """Working time since the beginning of what is laid out."""
        position = bisect_right(self._starts, moment) - 1
        if position < 0:
            return NOTHING
        start, end = self._blocks[position]
        return self._totals[position] + min(moment, end) - start

    def _reach(self, moment):
        """Lay out the days around a moment."""
        day = moment.date()
        if self._first is None:
            self._first = self._last = day - _ONE_DAY
        if self._first >= day:
            first = day - _CHUNK * _ONE_DAY
            self._index(self._laid_out(first, self._first) + self._blocks)
            self._first = first
        while self._last <= day + _ONE_DAY:
            self._extend()

    def _extend(self):
        """Lay out more days: as many again, so that the way to a far day is short."""
        last = self._last + max(_CHUNK, (self._last - self._first).days) * _ONE_DAY
        self._index(self._blocks + self._laid_out(self._last, last))
        self._last = last

    def _laid_out(self, first, last):
        days = (first + n * _ONE_DAY for n in range((last - first).days))
        return [block for day in days for block in self.blocks(day)]

    def _index(self, blocks):
        self._blocks = blocks
        self._starts = [start for start, _end in blocks]
        lengths = (end - start for start, end in blocks)
        self._totals = list(accumulate(lengths, initial=NOTHING))


class Run(NamedTuple):
    """A span in which a clock runs, up to now and on without an ``end``.

    :param worked: what it has consumed where that is known already, as when it was
        counted by another calendar
    """

    start: datetime
    end: datetime | None = None
    worked: timedelta | None = None


def consumed(week: WorkingTime, runs: Iterable[Run], now: datetime) -> timedelta:
    """Working time of all runs; of one without an end until ``now``."""
    return sum((_amount(week, run, now) for run in runs), NOTHING)


def deadline(
    week: WorkingTime, target: timedelta, runs: Iterable[Run]
) -> datetime | None:
    """When the target is used up; a moment of the past if an earlier run did that.

    :return: None while no run is going on and something is left
    :raises ValueError: when nothing is worked for more than a year

    >>> from pytz import utc
    >>> week = WorkingTime(lambda day: [(9, 17)], utc)
    >>> paused = Run(datetime(2026, 9, 21, 9), datetime(2026, 9, 21, 12))
    >>> print(deadline(week, timedelta(hours=4), [paused]))
    None
    >>> print(deadline(week, timedelta(hours=2), [paused]))
    2026-09-21 11:00:00
    """
    left = target
    for run in runs:
        if run.end is None:
            return week.plan(run.start, left)
        amount = _amount(week, run, run.end)
        if amount >= left:
            return min(week.plan(run.start, left), run.end)
        left -= amount
    return None


def _amount(week, run, now):
    if run.worked is not None:
        return run.worked
    return week.worked(run.start, run.end or now)


def _merged(blocks):
    """Blocks in order, those that touch or overlap made one."""
    merged: list[Block] = []
    for start, end in sorted(blocks):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _without(blocks, leaves):
    """What the leaves leave of the blocks."""
    for away, back in leaves:
        blocks = [
            piece
            for start, end in blocks
            for piece in ((start, min(end, away)), (max(start, back), end))
            if piece[0] < piece[1]
        ]
    return blocks
