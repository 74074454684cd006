"""Grading arithmetic (R017-R028): scores, points, tiers. No ``self``, no database.

A *factor* is one measured quantity of a customer (purchase amount, number of
orders...). Its *score* is the customer's percent rank in it, 0 to 100. The score
of a class is the mean of the scores weighted by the policy; each factor's part of
it is its *points*. What is rounded is the sum after each factor, and its points are
what it adds to that: so they add up to the score to the last digit, and the best in
everything scores 100 whatever the weights.

Unknown is ``None`` and never zero: a factor that is not known for a customer takes
no part, the other weights are scaled up, and ``coverage`` tells how much of the
intended weight was known.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import accumulate, chain, pairwise
from operator import mul
from typing import NamedTuple

TIERS = ("A", "B", "C")
POTENTIALS = ("high", "medium", "low")
METHODS = ("share", "quantile", "threshold")
COMPANY_SIZES = ("micro", "small", "medium", "large")
INTENTS = ("low", "medium", "high")
# Half a hundredth up; the millionth outweighs the binary noise of a product.
_HALF_UP = 0.500001


class Measure(NamedTuple):
    """What is known of one customer before grading; money in company currency.

    ``amount``, ``orders`` and ``margin`` are of the window, ``previous`` is the
    amount of the window before; ``total``, ``first_on`` and ``last_on`` are of the
    whole history up to the day of the grading; ``planned`` is what the customer means
    to buy in the window that follows. ``wallet_share`` is in percent.
    """

    id: int
    amount: float
    orders: int
    margin: float | None
    previous: float
    total: float
    first_on: date | None
    last_on: date | None
    pipeline: float
    planned: float
    wallet_share: float | None
    size: str | None
    intent: str | None


class Grade(NamedTuple):
    """What a grading stores of one customer, by field name of the care file."""

    id: int
    amount_window: float
    orders_window: int
    margin_window: float | None
    amount_previous: float
    amount_total: float
    first_order_on: date | None
    last_order_on: date | None
    pipeline_amount: float
    planned_amount: float
    value_score: float
    coverage: float
    tier_proposed: str | None
    potential_score: float
    potential_coverage: float
    potential_proposed: str | None
    grade_explanation: str


class Blend(NamedTuple):
    """Scores of many customers in several factors, blended by weight.

    ``weights`` are the percentages that counted for each customer and ``points``
    what each factor brought, both shaped customers x factors; ``coverage`` is the
    known share of the intended weight, 0 to 1.
    """

    scores: list[tuple[float | None, ...]]
    weights: list[tuple[float, ...]]
    points: list[tuple[float, ...]]
    total: list[float]
    coverage: list[float]


def hundredths(value: float) -> int:
    """A number that is not negative in hundredths, rounded half up.

    As by hand and in SQL: ``round`` goes by the binary neighbour of a number and
    makes 0.14 of 0.145.

    >>> hundredths(0.145), hundredths(33.35 * 0.3), round(0.145, 2)
    (15, 1001, 0.14)
    """
    return int(100.0 * value + _HALF_UP)


def percent_rank(values: Sequence[float | None]) -> list[float | None]:
    """Percent rank 0-100 of each known value among the known ones.

    ``(rank - 1) / (n - 1)`` as in SQL's ``PERCENT_RANK``: equal values share the
    lowest rank. A value without any other to compare with has nobody above it: 100.

    >>> percent_rank([10, 30, 20, None, 20])
    [0.0, 100.0, 33.33, None, 33.33]
    >>> percent_rank([7])
    [100.0]
    """
    counts = Counter(value for value in values if value is not None)
    ordered = sorted(counts)
    last = sum(counts.values()) - 1
    if last == 0:
        return [None if value is None else 100.0 for value in values]
    below = accumulate((counts[value] for value in ordered), initial=0)
    rank = {
        value: hundredths(100.0 * n / last) / 100
        for value, n in zip(ordered, below, strict=False)
    }
    rank[None] = None
    return [rank[value] for value in values]


def growth_rate(current: float, previous: float) -> float | None:
    """Growth between two periods, -2 (lost) to 2 (new), ``None`` without purchases.

    The difference over the mean of both periods (Davis, Haltiwanger & Schuh, *Job
    Creation and Destruction*, 1996). Unlike a percentage it is defined for new and
    for lost customers and does not explode on a small start. Net returns count as
    no purchases.

    >>> growth_rate(150.0, 50.0), growth_rate(80.0, 0.0), growth_rate(-5.0, 80.0)
    (1.0, 2.0, -2.0)
    >>> growth_rate(0.0, 0.0) is None
    True
    """
    current, previous = max(current, 0.0), max(previous, 0.0)
    if not current + previous:
        return None
    return round(2.0 * (current - previous) / (current + previous), 6)


def growth_percent(rate: float) -> float | None:
    """A `growth_rate` as change in percent of the previous period, ``None`` if new.

    >>> growth_percent(growth_rate(150.0, 50.0)), growth_percent(2.0)
    (200.0, None)
    """
    if rate >= 2:
        return None
    return round(100.0 * ((2 + rate) / (2 - rate) - 1), 1)


def wallet_left(amount: float, share: float | None) -> float | None:
    """Yearly purchases that the customer still makes elsewhere, in currency.

    ``share`` is our part of the customer's purchases in percent (R015).

    >>> wallet_left(80.0, 80.0), wallet_left(80.0, None)
    (20.0, None)
    """
    if not share or amount <= 0:
        return None
    return hundredths(amount * (100.0 - share) / share) / 100


def blend(columns: Sequence[Sequence[float | None]], weights: Sequence[float]) -> Blend:
    """Weighted mean of score ``columns`` (factors x customers), row by row.

    >>> b = blend([[100.0, 50.0], [40.0, None]], [60, 40])
    >>> b.total, b.coverage, b.points
    ([76.0, 50.0], [1.0, 0.6], [(60.0, 16.0), (50.0, 0.0)])
    """
    intended = sum(weights)
    patterns = {}

    def pattern(known):
        usable = [w if k else 0.0 for w, k in zip(weights, known, strict=True)]
        weight = sum(usable)
        shares = tuple(w / weight if weight else 0.0 for w in usable)
        percents = tuple(hundredths(100.0 * share) / 100 for share in shares)
        return shares, percents, round(weight / intended, 4) if intended else 0.0

    result = Blend(list(zip(*columns, strict=True)), [], [], [], [])
    holes = ([score is not None for score in column] for column in columns)
    filled = ([score or 0.0 for score in column] for column in columns)
    for known, scores in zip(zip(*holes), zip(*filled)):  # noqa: B905
        if known not in patterns:
            patterns[known] = pattern(known)
        shares, percents, coverage = patterns[known]
        exact = accumulate(map(mul, scores, shares))
        sums = [0, *[int(100.0 * value + _HALF_UP) for value in exact]]
        result.weights.append(percents)
        result.points.append(tuple([(b - a) / 100 for a, b in pairwise(sums)]))
        result.total.append(sums[-1] / 100)
        result.coverage.append(coverage)
    return result


def ordinal(names: Sequence[str], name: str | None) -> int | None:
    """Place of ``name`` in an ordered list, from 1.

    >>> ordinal(COMPANY_SIZES, "small"), ordinal(COMPANY_SIZES, None)
    (2, None)
    """
    return names.index(name) + 1 if name else None


def parts(
    factors: Sequence[str], raws: Sequence[Sequence[float | None]], blended: Blend
) -> Iterator[str]:
    """The parts of each customer's score as JSON text: an array with a raw value,
    score, weight in percent and points for each factor.

    Text, because it goes straight into a ``jsonb`` column, 100,000 times; and made
    while it is stored, because all of it at once would be most of the memory.

    >>> next(parts(["amount"], [[7.5]], blend([[100.0]], [50])))
    '[{"factor":"amount","raw":7.5,"score":100.0,"weight":100.0,"points":100.0}]'
    """
    part = '{"factor":"%s","raw":%%s,"score":%%s,"weight":%%s,"points":%%s}'
    text = "[" + ",".join(part % factor for factor in factors) + "]"
    rows = zip(*raws, strict=True)
    columns = (blended.scores, blended.weights, blended.points)
    for row in zip(rows, *columns, strict=True):
        values = tuple(chain.from_iterable(zip(*row)))  # noqa: B905
        yield (text % values).replace("None", "null")


def grades(measures, value, tiers, potential, potentials, explanations):
    """Put measures, blends and levels together, one `Grade` per customer."""
    explanation = '{{"value":{},"potential":{}}}'.format
    return (
        Grade(*m[:10], score, cover, tier, other, other_cover, level_, explanation(*p))
        for m, score, cover, tier, other, other_cover, level_, p in zip(
            measures,
            value.total,
            value.coverage,
            tiers,
            potential.total,
            potential.coverage,
            potentials,
            explanations,
            strict=True,
        )
    )


def tiers_by_share(
    scores: Sequence[float], amounts: Sequence[float], share_a: float, share_b: float
) -> list[str]:
    """ABC analysis: by falling score, A while the amount gathered so far is under
    ``share_a`` percent of all, B under ``share_b``. Equal scores, equal tier.

    >>> tiers_by_share([90, 80, 10, 10], [75, 20, 3, 2], 70, 90)
    ['A', 'B', 'C', 'C']
    """
    total = sum(amounts)
    by_score = Counter()
    for score, amount in zip(scores, amounts, strict=True):
        by_score[score] += amount
    ordered = sorted(by_score, reverse=True)
    gathered = accumulate((by_score[score] for score in ordered), initial=0)
    tier = {
        score: _first_under(100.0 * before, (share_a * total, share_b * total))
        for score, before in zip(ordered, gathered, strict=False)
    }
    return [tier[score] for score in scores]


def tiers_by_quantile(
    scores: Sequence[float], top_a: float, next_b: float
) -> list[str]:
    """The best ``top_a`` percent of customers are A, the ``next_b`` percent B.

    >>> tiers_by_quantile([5, 4, 3, 2, 1], 20, 30)
    ['A', 'B', 'B', 'C', 'C']
    """
    counts = Counter(scores)
    ordered = sorted(counts, reverse=True)
    above = accumulate((counts[score] for score in ordered), initial=0)
    limits = (top_a * len(scores), (top_a + next_b) * len(scores))
    tier = {
        score: _first_under(100.0 * n, limits)
        for score, n in zip(ordered, above, strict=False)
    }
    return [tier[score] for score in scores]


def level(score: float, high: float, medium: float, names: Sequence[str]) -> str:
    """Name of the band of ``score``: at least ``high``, at least ``medium``, below.

    >>> level(80, 80, 50, TIERS), level(49.9, 80, 50, TIERS)
    ('A', 'C')
    """
    return names[0] if score >= high else names[1] if score >= medium else names[2]


def _first_under(value, limits):
    return TIERS[sum(value >= limit for limit in limits)]
