"""Arithmetic of evaluations: their periods, the gap to a target, the overall score."""

from datetime import date, timedelta
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

# How long a period is, in months; each starts at a multiple of it in the year.
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
# Below this part of the weights an overall score would be that of a few lines.
ENOUGH = 0.5


class Composite(NamedTuple):
    """``score`` is None where too little is known; ``coverage`` in percent of the
    weights; ``parts`` add up to the score, None where a line has none."""

    score: float | None
    coverage: float
    parts: tuple


def bounds(period, day):
    """First and last day of the month, quarter, half-year or year of ``day``.

    >>> bounds("quarter", date(2026, 6, 30))
    (datetime.date(2026, 4, 1), datetime.date(2026, 6, 30))
    >>> bounds("half", date(2026, 7, 1))
    (datetime.date(2026, 7, 1), datetime.date(2026, 12, 31))
    >>> bounds("year", date(2024, 2, 29))
    (datetime.date(2024, 1, 1), datetime.date(2024, 12, 31))
    """
    months = MONTHS[period]
    start = date(day.year, (day.month - 1) // months * months + 1, 1)
    return start, start + relativedelta(months=months, days=-1)


def last_over(period, today):
    """The last period that is over on ``today``.

    >>> last_over("quarter", date(2026, 7, 1))
    (datetime.date(2026, 4, 1), datetime.date(2026, 6, 30))
    >>> last_over("quarter", date(2026, 6, 30))
    (datetime.date(2026, 1, 1), datetime.date(2026, 3, 31))
    """
    start, _end = bounds(period, today)
    return bounds(period, start - timedelta(days=1))


def gap(value, target, target_max, direction):
    """How far a value is on the good side of its target; negative: how much is missing.

    :param target_max: end of the range, for the direction ``range``
    :return: None where one of the two is not known

    >>> gap(88.0, 90.0, None, "up"), gap(6.0, 5.0, None, "down")
    (-2.0, -1.0)
    >>> [gap(value, 3.0, 5.0, "range") for value in (2.0, 4.0, 7.0)]
    [-1.0, 0.0, -2.0]
    >>> gap(None, 90.0, None, "up") is None
    True
    """
    if value is None or target is None:
        return None
    if direction == "down":
        return target - value
    if direction == "range" and target_max is not None:
        return min(value - target, target_max - value, 0.0)
    return value - target


def attained(value, target, target_max, direction):
    """Points of 100 for what was reached of a target; more than reached is 100.

    :param target_max: end of the range, for the direction ``range``

    >>> attained(45.0, 60.0, None, "up"), attained(70.0, 60.0, None, "up")
    (75.0, 100.0)
    >>> attained(8.0, 6.0, None, "down"), attained(0.0, 6.0, None, "down")
    (75.0, 100.0)
    >>> [attained(value, 3.0, 5.0, "range") for value in (1.5, 4.0, 10.0)]
    [50.0, 100.0, 50.0]
    >>> attained(-10.0, 0.0, None, "up"), attained(0.0, 0.0, None, "up")
    (0.0, 100.0)
    """
    if gap(value, target, target_max, direction) >= 0:
        return 100.0
    too_much = direction == "down" or (direction == "range" and value > target)
    limit = target_max if direction == "range" and too_much else target
    part, whole = (limit, value) if too_much else (value, limit)
    return min(max(100.0 * part / whole, 0.0), 100.0) if whole > 0 else 0.0


def composite(lines):
    """One score of many lines, never of a single one (R129).

    What has no score leaves its weight to the others, as long as half of the weights
    remain.

    :param lines: pairs of score 0 to 100, or None, and weight
    :return: `Composite`

    >>> composite([(80.0, 3), (40.0, 1), (None, 1)])
    Composite(score=70.0, coverage=80.0, parts=(60.0, 10.0, None))
    >>> composite([(80.0, 3), (None, 1)]).score is None
    True
    >>> composite([])
    Composite(score=None, coverage=0.0, parts=())
    """
    lines = list(lines)
    total = sum(weight for _score, weight in lines)
    known = [(score, weight) for score, weight in lines if score is not None and weight]
    held = sum(weight for _score, weight in known)
    coverage = 100.0 * held / total if total else 0.0
    if len(known) < 2 or held < ENOUGH * total:
        return Composite(None, coverage, tuple(None for _line in lines))
    parts = tuple(
        score * weight / held if score is not None and weight else None
        for score, weight in lines
    )
    return Composite(sum(part for part in parts if part is not None), coverage, parts)
