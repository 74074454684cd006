"""Arithmetic of indicators: what was counted, what it comes to, whether it is enough.

An indicator is a sum over facts: parts ``num`` of a whole ``den``, and for changes the
same of the period before. Shares carry the interval of Wilson (1927), differences of
shares that of Newcombe (1998), method 10; nothing to count is no figure, never zero.
"""

from datetime import date, timedelta
from math import sqrt
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from . import nps
from .pareto import percent, wilson
from .satisfaction import Score

SHARE, RATIO, MEAN, SUM = "share", "ratio", "mean", "sum"
CHANGE, SCORE = "change", "score"
MET, BELOW, UNSURE, FEW = "met", "below", "unsure", "few"
UP, DOWN, RANGE = "up", "down", "range"
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12, "date": 0}
_DAY = timedelta(days=1)


class Facts(NamedTuple):
    """What was summed up: ``n`` facts, and the same of the period before."""

    num: float = 0.0
    den: float = 0.0
    n: int = 0
    num0: float = 0.0
    den0: float = 0.0

    def add(self, other):
        """:return: both together

        >>> Facts(1, 2, 2).add(Facts(3, 4, 4, den0=1))
        Facts(num=4, den=6, n=6, num0=0.0, den0=1.0)
        """
        return Facts(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


class Figure(NamedTuple):
    """What an indicator comes to. ``value`` is None without data; ``low`` and ``high``
    are the limits of its 95 % interval, for shares and scores only; ``score`` is what
    opinions say, for scores only."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    numerator: float = 0.0
    denominator: float = 0.0
    n: int = 0
    score: Score | None = None


def figure(arithmetic, facts):
    """The value of summed facts.

    :param arithmetic: ``share`` in percent with its interval; ``ratio`` in percent of
        amounts, which have none; ``mean`` per ``den``; ``sum``; or ``change`` in
        percent since the period before, of the size of what was before
    :param facts: `Facts`
    :return: `Figure`; its value is None where there is nothing to divide by

    >>> [round(x) for x in figure(SHARE, Facts(18, 20, 20))[:3]]
    [90, 70, 97]
    >>> figure(RATIO, Facts(600, 500, 3))[:3]
    (120.0, None, None)
    >>> figure(MEAN, Facts(30, 12, 12)).value, figure(SUM, Facts(4, 0, 4)).value
    (2.5, 4)
    >>> figure(CHANGE, Facts(120, 0, 9, num0=100)).value
    20.0
    >>> figure(CHANGE, Facts(5, 100, 100, num0=10, den0=100)).value
    -50.0
    >>> figure(CHANGE, Facts(-5, 100, 100, num0=-10, den0=100)).value  # a fall is good
    50.0
    >>> figure(SHARE, Facts()).value, figure(SUM, Facts()).value
    (None, None)
    """
    parts = {"numerator": facts.num, "denominator": facts.den, "n": facts.n}
    if arithmetic == SHARE and facts.den > 0:
        low, high = wilson(min(max(facts.num, 0), facts.den), facts.den)
        return Figure(percent(facts.num, facts.den), low, high, **parts)
    if arithmetic == RATIO and facts.den > 0:
        return Figure(percent(facts.num, facts.den), **parts)
    if arithmetic == MEAN and facts.den > 0:
        return Figure(facts.num / facts.den, **parts)
    if arithmetic == SUM and facts.n:
        return Figure(facts.num, **parts)
    if arithmetic == CHANGE:
        return Figure(_change(facts), **parts)
    return Figure(**parts)


def _change(facts):
    """Percent between two sums, or between two rates where there are wholes."""
    now, before = facts.num, facts.num0
    if facts.den or facts.den0:
        if not (facts.den and facts.den0):
            return None
        now, before = now / facts.den, before / facts.den0
    return 100.0 * (now - before) / abs(before) if before else None


def of_score(score):
    """The figure of what opinions say: of `satisfaction.Score`.

    >>> of_score(Score("nps", 10, 10, 6, 2, 40.0, -3.0, 70.0))[:6]
    (40.0, -3.0, 70.0, 4, 10, 10)
    """
    num = score.top - score.bottom if score.metric == nps.NPS else score.top
    return Figure(score.value, score.low, score.high, num, score.n, score.n, score)


class Change(NamedTuple):
    """A later figure less an earlier one, in the unit of the indicator, with the limits
    of its 95 % interval where there are any; ``is_change`` only where that leaves out
    zero."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    is_change: bool = False


def compare(arithmetic, now, before):
    """How much a figure differs from an earlier one, and whether by chance.

    Shares by Newcombe's interval; scores as the analysis of opinions compares them, or
    where only the limits of the earlier one were kept, by the two intervals (Zou and
    Donner 2008), of which Newcombe's is the case of shares.

    :param now: `Figure`, as ``before``
    :return: `Change`; other figures have no interval and are never called a change

    >>> [round(x, 1) for x in compare(SHARE, figure(SHARE, Facts(56, 70, 70)),
    ...                               figure(SHARE, Facts(48, 80, 80)))]
    [20.0, 5.2, 33.4, 1]
    >>> compare(MEAN, Figure(3.0), Figure(2.0))
    Change(value=1.0, low=None, high=None, is_change=False)
    >>> compare(SHARE, Figure(), Figure(60, 46, 73, 48, 80, 80))
    Change(value=None, low=None, high=None, is_change=False)
    """
    if now.value is None or before.value is None:
        return Change()
    value = now.value - before.value
    if arithmetic == SCORE and now.score and before.score:
        found = nps.change(before.score, now.score)
        return Change(found.value, found.low, found.high, found.is_change)
    if arithmetic not in (SHARE, SCORE) or None in (now.low, before.low):
        return Change(value)
    low = value - sqrt((now.value - now.low) ** 2 + (before.high - before.value) ** 2)
    high = value + sqrt((now.high - now.value) ** 2 + (before.value - before.low) ** 2)
    return Change(value, low, high, not low <= 0.0 <= high)


def verdict(figure, target, target_max=None, direction=UP):
    """Whether a figure reaches its target, and how sure that is.

    :param target: what it should reach; for ``range`` the least
    :param target_max: for ``range`` the most
    :param direction: ``up``, ``down`` or ``range``
    :return: ``few`` without a figure; None without a target; ``met``; ``below`` when
        the whole interval misses it; ``unsure`` when only the value does

    >>> reached = Figure(90.0, 70.0, 97.0)
    >>> [verdict(reached, target) for target in (90, 95, 98, None)]
    ['met', 'unsure', 'below', None]
    >>> [verdict(reached, target, direction=DOWN) for target in (90, 80, 60)]
    ['met', 'unsure', 'below']
    >>> [verdict(Figure(value), 3, 5, RANGE) for value in (2, 3, 5, 6, None)]
    ['below', 'met', 'met', 'below', 'few']
    """
    if figure.value is None:
        return FEW
    least = target if direction in (UP, RANGE) else None
    most = {UP: None, DOWN: target, RANGE: target_max}[direction]
    if least is None and most is None:
        return None
    value = figure.value
    low = value if figure.low is None else figure.low
    high = value if figure.high is None else figure.high
    if (least is None or value >= least) and (most is None or value <= most):
        return MET
    misses = least is not None and high < least or most is not None and low > most
    return BELOW if misses else UNSURE


def widened(start: date, end: date, own: str) -> tuple[date, date]:
    """The days that an indicator covers in a period: its own when that is longer.

    A year's indicator in a quarter covers the twelve months up to its end; what stands
    as of a day is that of the last one.

    :param own: ``month``, ``quarter``, ``half``, ``year`` or ``date``

    >>> widened(date(2026, 4, 1), date(2026, 6, 30), "year")
    (datetime.date(2025, 7, 1), datetime.date(2026, 6, 30))
    >>> widened(date(2026, 2, 1), date(2026, 2, 28), "quarter")
    (datetime.date(2025, 12, 1), datetime.date(2026, 2, 28))
    >>> widened(date(2026, 4, 1), date(2026, 6, 30), "month")
    (datetime.date(2026, 4, 1), datetime.date(2026, 6, 30))
    >>> widened(date(2026, 4, 1), date(2026, 6, 30), "date")
    (datetime.date(2026, 6, 30), datetime.date(2026, 6, 30))
    """
    if own == "date":
        return end, end
    return min(start, _back(end + _DAY, MONTHS[own])), end


def before(start: date, end: date) -> tuple[date, date]:
    """The period of the same length that ends the day before this one starts.

    Whole months are compared with as many whole months.

    >>> before(date(2026, 4, 1), date(2026, 6, 30))
    (datetime.date(2026, 1, 1), datetime.date(2026, 3, 31))
    >>> before(date(2026, 3, 2), date(2026, 3, 8))
    (datetime.date(2026, 2, 23), datetime.date(2026, 3, 1))
    """
    after = end + _DAY
    last = start - _DAY
    months = (after.year - start.year) * 12 + after.month - start.month
    if start.day == after.day and months:
        return _back(start, months), last
    return start - (after - start), last


def _back(day, months):
    return day - relativedelta(months=months)
