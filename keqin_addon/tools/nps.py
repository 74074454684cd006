"""Changes of scores: one is called a change only when chance does not explain it.

Known by their standard error or interval; no ``self``, no database.
"""

from math import sqrt
from statistics import NormalDist, mean, stdev
from typing import NamedTuple

from .pareto import wilson
from .satisfaction import ENOUGH, NPS, Z, nps_error


class Change(NamedTuple):
    """A later score less an earlier one, in points, with its 95 % interval.

    ``is_change`` only when the interval leaves out zero; nothing is known where either
    of them has no score.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def is_change(self):
        return self.value is not None and not self.low <= 0.0 <= self.high


class Paired(NamedTuple):
    """What the same people said earlier and later: mean difference with its 95 %
    interval, how many went up and down. No interval below five people."""

    n: int
    better: int
    worse: int
    value: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def is_change(self):
        return self.low is not None and not self.low <= 0.0 <= self.high


def change(before, after):
    """Between two scores of different people, or of waves taken as such.

    The interval is that of two samples of what customers think, also where a score was
    narrowed because most of those asked did answer: another month they might have said
    otherwise.

    :param before: `satisfaction.Score`, as ``after``
    :return: `Change`, empty when either has too few answers
    """
    if before.too_few or after.too_few:
        return Change()
    between = nps_change if after.metric == NPS else csat_change
    found = between(_shares(before), _shares(after))
    return found._replace(value=after.value - before.value)


def _shares(score):
    return score.top / score.n, score.bottom / score.n, score.weight


def nps_change(before, after):
    """z-test of two recommendation scores.

    :param before: shares of promoters and detractors, 0 to 1, and number of answers

    >>> nps_change((0.5, 0.2, 100), (0.5, 0.2, 100))[0]
    0.0
    >>> nps_change((0.3, 0.4, 100), (0.6, 0.2, 100)).is_change
    True
    >>> nps_change((0.3, 0.4, 10), (0.6, 0.2, 10)).is_change
    False
    """
    value = 100.0 * (after[0] - after[1] - before[0] + before[1])
    half = Z * sqrt(nps_error(*before) ** 2 + nps_error(*after) ** 2)
    return Change(value, max(-200.0, value - half), min(200.0, value + half))


def csat_change(before, after):
    """Difference of two shares with Newcombe's interval (1998, method 10).

    The known answer is Newcombe's: 56/70 against 48/80 is 20 points, 5.2 to 33.4.

    >>> [round(x, 1) for x in csat_change((48 / 80, 0, 80), (56 / 70, 0, 70))]
    [20.0, 5.2, 33.4]
    """
    (first, low, high), (second, below, above) = _wilson(before), _wilson(after)
    value = second - first
    return Change(
        value,
        value - sqrt((second - below) ** 2 + (high - first) ** 2),
        value + sqrt((above - second) ** 2 + (first - low) ** 2),
    )


def _wilson(shares):
    part, _rest, n = shares
    return 100.0 * part, *wilson(part * n, n)


def paired(differences):
    """What changed for the same people: later less earlier, one number a person.

    >>> paired([1, 1, 0, -1])
    Paired(n=4, better=2, worse=1, value=0.25, low=None, high=None)
    >>> [round(x, 2) for x in paired([1, 2, 0, 1, 1, 3])[3:]]
    [1.33, 0.25, 2.42]
    >>> paired([])
    Paired(n=0, better=0, worse=0, value=None, low=None, high=None)
    """
    differences = list(differences)
    n = len(differences)
    better = sum(d > 0 for d in differences)
    worse = sum(d < 0 for d in differences)
    if not n:
        return Paired(0, 0, 0)
    value = mean(differences)
    if n < ENOUGH:
        return Paired(n, better, worse, value)
    half = t_quantile(n - 1) * stdev(differences) / sqrt(n)
    return Paired(n, better, worse, value, value - half, value + half)


def t_quantile(df):
    """97.5 % quantile of Student's t for four degrees of freedom and more.

    Expansion of Abramowitz and Stegun, 26.7.5: right to three places from there on.

    >>> [round(t_quantile(df), 2) for df in (4, 9, 29, 1000)]
    [2.78, 2.26, 2.05, 1.96]
    """
    x = NormalDist().inv_cdf(0.975)
    terms = (
        (x**3 + x) / 4,
        (5 * x**5 + 16 * x**3 + 3 * x) / 96,
        (3 * x**7 + 19 * x**5 + 17 * x**3 - 15 * x) / 384,
        (79 * x**9 + 776 * x**7 + 1482 * x**5 - 1920 * x**3 - 945 * x) / 92160,
    )
    return x + sum(term / df ** (power + 1) for power, term in enumerate(terms))
