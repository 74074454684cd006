"""What asking again shows: the same person, the same questions, before and after.

Only pairs are compared. A recommendation of 0 to 10 and a satisfaction of 1 to 5 are
never added up as they were given; laid over the same five levels, a step up on either
is a step up.
"""

from collections.abc import Iterable
from typing import NamedTuple

from .satisfaction import level

BETTER, SAME, WORSE, MIXED = "better", "same", "worse", "mixed"


class Pair(NamedTuple):
    """One question answered twice, on its own scale."""

    before: float
    after: float
    low: float
    high: float


def levels(pairs: Iterable[Pair]) -> tuple[float, float] | None:
    """:return: mean level of 1 to 5 before and after, of the same questions; nothing
        without a pair

    >>> levels([Pair(2, 4, 1, 5), Pair(3, 8, 0, 10)])
    (2.1, 4.1)
    >>> levels([])
    """
    laid = [
        (level(p.before, p.low, p.high), level(p.after, p.low, p.high)) for p in pairs
    ]
    if not laid:
        return None
    before, after = (
        round(sum(side) / len(laid), 4) for side in zip(*laid, strict=True)
    )
    return before, after


def change(pairs: Iterable[Pair]) -> str | None:
    """What became of it: better only when nothing became worse.

    >>> change([Pair(2, 4, 1, 5), Pair(3, 3, 0, 10)])
    'better'
    >>> change([Pair(2, 4, 1, 5), Pair(3, 1, 0, 10)])
    'mixed'
    >>> change([Pair(2, 2, 1, 5)]), change([Pair(2, 1, 1, 5)]), change([])
    ('same', 'worse', None)
    """
    steps = [(p.after > p.before) - (p.after < p.before) for p in pairs]
    if not steps:
        return None
    up, down = 1 in steps, -1 in steps
    if up and down:
        return MIXED
    return BETTER if up else WORSE if down else SAME
