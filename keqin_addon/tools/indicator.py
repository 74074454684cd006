"""Arithmetic of indicators: what was counted, what it comes to, whether it is enough.

An indicator is a sum over facts: parts ``num`` of a whole ``den``, and for changes the
same of the period before. Shares carry the interval of Wilson (1927), differences of
shares that of Newcombe (1998), method 10; nothing to count is no figure, never zero.
"""

from typing import NamedTuple

from .pareto import percent, wilson

SHARE, MEAN, SUM, CHANGE, SCORE = "share", "mean", "sum", "change", "score"
MET, BELOW, UNSURE, FEW = "met", "below", "unsure", "few"


class Facts(NamedTuple):
    """What was summed up: ``n`` facts, and the same of the period before."""

    num: float = 0.0
    den: float = 0.0
    n: int = 0
    num0: float = 0.0
    den0: float = 0.0


class Figure(NamedTuple):
    """What an indicator comes to. ``value`` is None without data; ``low`` and ``high``
    are the limits of its 95 % interval, for shares and scores only."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    numerator: float = 0.0
    denominator: float = 0.0
    n: int = 0


def figure(arithmetic, facts):
    """The value of summed facts.

    :param arithmetic: ``share`` in percent with its interval, ``mean`` per ``den``,
        ``sum``, or ``change`` in percent since the period before
    :param facts: `Facts`
    :return: `Figure`; its value is None where there is nothing to divide by

    >>> [round(x) for x in figure(SHARE, Facts(18, 20, 20))[:3]]
    [90, 70, 97]
    >>> figure(MEAN, Facts(30, 12, 12)).value, figure(SUM, Facts(4, 0, 4)).value
    (2.5, 4)
    >>> figure(CHANGE, Facts(120, 0, 9, num0=100)).value
    20.0
    >>> figure(CHANGE, Facts(5, 100, 100, num0=10, den0=100)).value
    -50.0
    >>> figure(SHARE, Facts()).value, figure(SUM, Facts()).value
    (None, None)
    """
    parts = {"numerator": facts.num, "denominator": facts.den, "n": facts.n}
    if arithmetic == SHARE and facts.den:
        low, high = wilson(facts.num, facts.den)
        return Figure(percent(facts.num, facts.den), low, high, **parts)
    if arithmetic == MEAN and facts.den:
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
    return 100.0 * (now - before) / before if before else None
