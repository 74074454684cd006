"""Arithmetic of opinions: what an answer says, and what many say (design, section 8).

NPS after Reichheld (2003): 9-10 promoters, 7-8 passives, 0-6 detractors. Satisfaction
(CSAT) is the share of the top two of five levels; other scales are laid over 1 to 5.

Both are sums over answers, so one arithmetic serves both: an NPS adds +1, 0 or -1 for
each answer, a CSAT 1 or 0. How sure a score is depends on how many *people* gave it,
not on how many questions they answered.
"""

from math import inf, sqrt
from typing import NamedTuple

from .pareto import percent, wilson

NPS, CSAT = "nps", "csat"
# Fewer people than this make no score: their answers are shown instead.
ENOUGH = 5
# Two-sided 95 %
Z = 1.959964
PROMOTER, PASSIVE, DETRACTOR = "promoter", "passive", "detractor"
POSITIVE, NEUTRAL, NEGATIVE = "positive", "neutral", "negative"
_NPS_VALUE = {PROMOTER: 100.0, PASSIVE: 0.0, DETRACTOR: -100.0}


def nps_class(score):
    """:return: what a recommendation of 0 to 10 makes of who gave it

    >>> [nps_class(score) for score in (0, 6, 7, 8, 9, 10)]
    ['detractor', 'detractor', 'passive', 'passive', 'promoter', 'promoter']
    >>> nps_class(11)
    Traceback (most recent call last):
    ValueError: a recommendation is a number from 0 to 10, not 11
    """
    if not 0 <= score <= 10:
        raise ValueError(f"a recommendation is a number from 0 to 10, not {score}")
    if score >= 9:
        return PROMOTER
    return PASSIVE if score >= 7 else DETRACTOR


def nps_value(score):
    """:return: +100, 0 or -100, so that any average of them is the true NPS

    >>> sum(map(nps_value, (10, 9, 8, 3))) / 4
    25.0
    """
    return _NPS_VALUE[nps_class(score)]


def level(score, low, high):
    """Lay a scale of ``low`` to ``high`` over the five levels of satisfaction.

    :return: 1.0 to 5.0
    :raises ValueError: when the score is not on the scale, or the scale is empty

    >>> level(4, 1, 5), level(10, 0, 10), level(8, 0, 10), level(1, 0, 1)
    (4.0, 5.0, 4.2, 5.0)
    >>> level(6, 1, 5)
    Traceback (most recent call last):
    ValueError: 6 is not on the scale from 1 to 5
    """
    if not low <= score <= high or low == high:
        raise ValueError(f"{score} is not on the scale from {low} to {high}")
    return round(1 + 4 * (score - low) / (high - low), 4)


def is_satisfied(satisfaction):
    """:return: whether a level of 1 to 5 is one of the top two

    >>> [is_satisfied(x) for x in (5, 4, 3.9, 1)]
    [True, True, False, False]
    """
    return satisfaction >= 4


def sentiment(*, recommendation=None, satisfaction=None):
    """What one answer says: of a recommendation 0-10 or a satisfaction level 1-5.

    >>> sentiment(recommendation=6), sentiment(satisfaction=2)
    ('negative', 'negative')
    >>> sentiment(recommendation=7), sentiment(satisfaction=3)
    ('neutral', 'neutral')
    >>> sentiment(recommendation=9), sentiment(satisfaction=4)
    ('positive', 'positive')
    """
    if recommendation is not None:
        by_class = {PROMOTER: POSITIVE, PASSIVE: NEUTRAL, DETRACTOR: NEGATIVE}
        return by_class[nps_class(recommendation)]
    if is_satisfied(satisfaction):
        return POSITIVE
    return NEUTRAL if satisfaction >= 3 else NEGATIVE


class Tally(NamedTuple):
    """What was counted. The last three are sums over people of what each of them gave:
    ``squares`` of the number of answers, ``products`` of that number and the total,
    ``totals`` of the total squared."""

    n: int
    people: int
    top: int
    bottom: int
    squares: int
    products: int
    totals: int


class Score(NamedTuple):
    """A score with what it rests on.

    ``n`` answers of ``people``; ``value`` with the limits ``low`` and ``high`` within
    which it lies with 95 % certainty: NPS -100 to 100, CSAT 0 to 100 %. All three are
    None below five people, then ``answers`` are the answers, worst first: 0 to 10, or
    levels 1 to 5. ``top`` are promoters or satisfied answers, ``bottom`` detractors or
    answers that are not satisfied; ``weight`` is the number of independent answers
    that would say as much; ``mean`` of the levels, for CSAT only.
    """

    metric: str
    n: int = 0
    people: int = 0
    top: int = 0
    bottom: int = 0
    value: float | None = None
    low: float | None = None
    high: float | None = None
    weight: float = 0.0
    mean: float | None = None
    answers: tuple = ()

    @property
    def too_few(self):
        return self.value is None


def standard_error(promoters, detractors, n, asked=None):
    """Standard error of an NPS in points, of shares 0 to 1 among ``n`` people.

    :param asked: how many there are in all, where that is known: the more of them
        answered, the less is left to chance

    >>> round(standard_error(0.5, 0.15, 18), 1)
    17.1
    >>> round(standard_error(0.5, 0.15, 18, asked=40), 1)
    12.9
    """
    spread = promoters + detractors - (promoters - detractors) ** 2
    return 100.0 * sqrt(spread / (n * finite(n, asked)))


def finite(people, asked=None):
    """How many times as much an answer says when ``people`` of ``asked`` gave one.

    The finite population correction, as a factor of the number of answers.

    >>> finite(18), round(finite(18, 40), 3), finite(40, 40), finite(1, 1)
    (1.0, 1.773, inf, inf)
    """
    if asked is None:
        return 1.0
    return (asked - 1) / (asked - people) if asked > people else inf


def nps_interval(promoters, detractors, n):
    """95 % interval of the NPS of shares 0 to 1 among ``n`` answers, in points.

    Three quarters of a promoter and of a detractor are added, and three answers in
    all: for few answers the plain interval is far too sure of itself, and for equal
    ones it has no width (`benchmarks/nps_coverage.py`).

    >>> [round(end, 1) for end in nps_interval(0.5, 0.15, 20)]
    [0.5, 60.4]
    >>> [round(end, 1) for end in nps_interval(1.0, 0.0, 5)]
    [17.5, 100.0]
    >>> nps_interval(0.5, 0.25, float("inf"))
    (25.0, 25.0)
    """
    if n == inf:
        return 100.0 * (promoters - detractors), 100.0 * (promoters - detractors)
    middle, half = _adjusted(promoters, detractors, n)
    return max(-100.0, middle - half), min(100.0, middle + half)


def _adjusted(promoters, detractors, n, z=Z):
    more = n + 3
    promoters, detractors = (
        (promoters * n + 0.75) / more,
        (detractors * n + 0.75) / more,
    )
    half = z * standard_error(promoters, detractors, more)
    return 100.0 * (promoters - detractors), half


def nps_error(promoters, detractors, n):
    """Standard error in points of the adjusted count.

    >>> round(nps_error(0.5, 0.15, 18), 1)
    16.0
    """
    return _adjusted(promoters, detractors, n, z=1.0)[1]


def design_effect(tally, value, spread):
    """How many answers one independent answer is worth, at least 1.

    Whoever answers five questions is still one person. Their answers may differ as
    those of five people do (then 1), or be always the same (then the number of answers
    a person gave, weighted): what was counted decides (Kish 1965, chapter 5).

    :param value: mean of what an answer adds, -1 to 1
    :param spread: variance of what an answer adds

    >>> design_effect(Tally(20, 20, 15, 5, 20, 15, 15), 0.75, 0.1875)
    1.0
    >>> design_effect(Tally(20, 4, 15, 5, 100, 75, 75), 0.75, 0.1875)
    5.0
    """
    most = tally.squares / tally.n
    if not spread or tally.people < 2:
        return most
    between = tally.totals - 2 * value * tally.products + value**2 * tally.squares
    found = between * tally.people / (tally.people - 1) / (tally.n * spread)
    return min(max(found, 1.0), most)


def score(metric, tally, asked=None, mean=None, answers=()):
    """The score of what was counted.

    :param asked: number of people asked, where the score is one of exactly those
    :param answers: shown instead of a score that rests on fewer than five people

    >>> [round(x) for x in score(CSAT, Tally(20, 20, 18, 2, 20, 18, 18))[5:8]]
    [90, 70, 97]
    >>> score(NPS, Tally(3, 3, 1, 1, 3, 0, 2), answers=(3, 8, 9)).answers
    (3, 8, 9)
    """
    n, people, top, bottom = tally[:4]
    if people < ENOUGH:
        return Score(metric, n, people, top, bottom, mean=mean, answers=tuple(answers))
    against = bottom if metric == NPS else 0
    value = (top - against) / n
    effect = design_effect(tally, value, (top + against) / n - value**2)
    weight = n / effect * finite(people, asked)
    points = 100.0 * (top - against) / n
    limits = (points, points)
    if weight < inf:
        limits = interval(metric, top / n, against / n, weight)
    counts = n, people, top, bottom
    return Score(metric, *counts, points, *limits, n / effect, mean)


def interval(metric, top, bottom, n):
    """95 % interval of a score of shares 0 to 1, with ``n`` independent answers."""
    if metric == NPS:
        return nps_interval(top, bottom, n)
    return (100.0 * top, 100.0 * top) if n == inf else wilson(top * n, n)


def weighted_nps(promoters, detractors, n, customers, people, answers):
    """An NPS in which not every answer weighs the same.

    :param promoters: weighted share 0 to 1, as ``detractors``
    :param n: number of equal weights that would be as sure, (sum w)^2 / sum w^2
    :param customers: how many there are; fewer than five make no score

    >>> [round(x, 1) for x in weighted_nps(0.5, 0.15, 20, 20, 31, 33)[5:8]]
    [35.0, 0.5, 60.4]
    """
    if customers < ENOUGH or not n:
        return Score(NPS, answers, people)
    low, high = nps_interval(promoters, detractors, n)
    value = 100.0 * (promoters - detractors)
    return Score(NPS, answers, people, value=value, low=low, high=high, weight=n)


def response_rate(answered, reached):
    """Distinct people who answered, of those reached, in percent; None of nobody.

    >>> response_rate(18, 40), response_rate(0, 0)
    (45.0, None)
    """
    return percent(answered, reached)


def verdict(score, target):
    """Whether a score reaches its target, and how sure that is.

    :return: ``few`` without a score; ``met``; ``below`` when the whole interval lies
        below; ``unsure`` when only the score does; None without a target

    >>> reached = Score(CSAT, 20, 20, value=90.0, low=70.0, high=97.0)
    >>> [verdict(reached, target) for target in (90, 95, 98, None)]
    ['met', 'unsure', 'below', None]
    >>> verdict(Score(CSAT, 3, 3), 90)
    'few'
    """
    if score.too_few:
        return "few"
    if target is None:
        return None
    if score.value >= target:
        return "met"
    return "below" if score.high < target else "unsure"
