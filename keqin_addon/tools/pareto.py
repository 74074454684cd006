"""Pareto of causes, and shares with their interval (R092). No ``self``, no database."""

from collections.abc import Hashable, Iterable, Sequence
from math import sqrt
from typing import NamedTuple

MARK = 80.0
# Two-sided 95 %
_Z = 1.959964


class Bar(NamedTuple):
    """One cause: shares in percent; ``vital`` are the few that make up the mark."""

    key: Hashable
    count: int
    share: float | None
    cumulative: float | None
    vital: bool


def pareto(
    counts: Iterable[tuple[Hashable, int]], mark: float = MARK, last: Hashable = None
) -> list[Bar]:
    """The most frequent first, with cumulative shares; equal ones in the order given.

    What has no cause yet, the key ``last``, is not a cause: it comes last however
    frequent it is, and the shares are of what has one. The vital few are the shortest
    list of causes that reaches ``mark`` percent.

    >>> for bar in pareto([("price", 1), ("late", 6), ("defect", 3), (None, 7)]):
    ...     print(*bar)
    late 6 60.0 60.0 True
    defect 3 30.0 90.0 True
    price 1 10.0 100.0 False
    None 7 None None False
    >>> pareto([("late", 0)])
    []
    """
    counts = list(counts)
    known = sorted(
        ((key, count) for key, count in counts if count > 0 and key != last),
        key=lambda pair: -pair[1],
    )
    unknown = sum(count for key, count in counts if key == last)
    total = sum(count for _key, count in known)
    bars, done = [], 0
    for key, count in known:
        vital = 100.0 * done < mark * total
        done += count
        bars.append(Bar(key, count, 100.0 * count / total, 100.0 * done / total, vital))
    return [*bars, Bar(last, unknown, None, None, False)] if unknown else bars


def wilson(part: int, total: int, z: float = _Z) -> tuple[float, float] | None:
    """Interval of a share in percent, 95 % sure unless ``z`` says otherwise (Wilson).

    None without anything to count. Honest also for few cases, and at 0 and 100 %.

    >>> [tuple(round(end) for end in wilson(*case)) for case in ((18, 20), (90, 100))]
    [(70, 97), (83, 94)]
    >>> wilson(0, 0) is None
    True
    """
    if not total:
        return None
    share, squared = part / total, z * z / total
    middle = share + squared / 2
    half = z * sqrt(share * (1 - share) / total + squared / total / 4)
    low, high = (middle - half) / (1 + squared), (middle + half) / (1 + squared)
    return max(0.0, 100.0 * low), min(100.0, 100.0 * high)


def percent(part: float, total: float) -> float | None:
    """``part`` of ``total`` in percent; None of nothing.

    >>> percent(3, 4), percent(0, 0)
    (75.0, None)
    """
    return 100.0 * part / total if total else None


def fill(months: Sequence, counts: dict) -> list[int]:
    """The counts of ``months`` in their order, zero where nothing happened.

    >>> fill(["04", "05", "06"], {"06": 2, "04": 1})
    [1, 0, 2]
    """
    return [counts.get(month, 0) for month in months]
