"""Arithmetic of staff appraisals: parts that add up to the total that is shown."""

from typing import NamedTuple

from .evaluation import composite

# Best first; below the last bound is the last rating.
RATINGS = ("outstanding", "good", "sufficient", "insufficient")


class Total(NamedTuple):
    """``score`` in tenths of a point, None where too little is known; ``coverage`` in
    percent of the weights; ``points`` of each line, which add up to the score."""

    score: float | None
    coverage: float
    points: tuple


def rounded(parts):
    """Numbers in tenths that add up to their sum in tenths, by largest remainders.

    :param parts: numbers of at least 0

    >>> rounded([33.33, 33.33, 33.34])
    (33.3, 33.3, 33.4)
    >>> rounded([0.04, 0.04, 0.04])
    (0.1, 0.0, 0.0)
    >>> rounded([])
    ()
    """
    tenths = [10 * part for part in parts]
    whole = [int(part) for part in tenths]
    missing = round(sum(tenths)) - sum(whole)
    order = sorted(range(len(tenths)), key=lambda i: (whole[i] - tenths[i], i))
    for index in order[:missing]:
        whole[index] += 1
    return tuple(part / 10 for part in whole)


def shares(weights):
    """Weights as percent of them all: they add up to 100.0.

    >>> shares([1, 1, 1])
    (33.4, 33.3, 33.3)
    >>> shares([0, 5]), shares([0])
    ((0.0, 100.0), (0.0,))
    """
    weights = list(weights)
    whole = sum(weights)
    return rounded([100.0 * weight / whole if whole else 0.0 for weight in weights])


def total(lines):
    """Score of an appraisal, and what each line adds to it (R142).

    Lines without a score leave their weight to the others, as in evaluations: never to
    a single one, nor where less than half of the weights is known.

    :param lines: pairs of score 0 to 100, or None, and weight
    :return: `Total`

    >>> total([(66.6, 1), (50.0, 1), (None, 1)])
    Total(score=58.3, coverage=66.66666666666667, points=(33.3, 25.0, None))
    >>> total([(66.6, 1), (None, 1)]).points
    (None, None)
    """
    found = composite(lines)
    if found.score is None:
        return Total(None, found.coverage, found.parts)
    tenths = iter(rounded([part for part in found.parts if part is not None]))
    points = tuple(None if part is None else next(tenths) for part in found.parts)
    score = round(sum(part for part in points if part is not None), 1)
    return Total(score, found.coverage, points)


def rating(score, bounds):
    """The rating of a score.

    :param bounds: least scores of all ratings but the last, the best first

    >>> [rating(score, (90, 75, 60)) for score in (90.0, 89.9, 60.0, 59.9, None)]
    ['outstanding', 'good', 'sufficient', 'insufficient', None]
    """
    if score is None:
        return None
    for name, least in zip(RATINGS, bounds, strict=False):
        if score >= least:
            return name
    return RATINGS[-1]
