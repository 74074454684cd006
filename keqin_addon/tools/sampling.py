"""How many to look at, and which: samples of care files. No ``self``, no database.

The size follows the normal approximation with correction for a finite population
(Cochran 1977, 4.2): 109 of 500 files, or 65 of 120, tell an accuracy of about 90 % to
within 5 points. Which ones follows from a seed that is kept: drawn again, it is the
same sample.
"""

from collections.abc import Hashable, Iterable, Sequence
from hashlib import sha256
from math import ceil

# Two-sided 95 %
_Z = 1.959964


def size(population: int, expected: float = 90.0, margin: float = 5.0) -> int:
    """How many of ``population`` to check; all in percent.

    :param expected: about how many are right; 50 is the most cautious
    :param margin: half of the width of the interval that is good enough

    >>> size(500), size(120), size(1_000_000), size(10), size(0)
    (109, 65, 139, 10, 0)
    >>> size(500, expected=50)
    218
    """
    if population <= 0:
        return 0
    share, error = expected / 100.0, margin / 100.0
    wanted = _Z * _Z * share * (1.0 - share) / (error * error)
    return min(population, max(1, ceil(wanted / (1.0 + (wanted - 1.0) / population))))


def size_without_error(population: int, least: float = 95.0, sure: float = 95.0) -> int:
    """How many have to be right, all of them, to show that ``least`` percent are.

    Were fewer right, so many without one error would be seen in at most
    ``100 - sure`` percent of samples (hypergeometric).

    >>> size_without_error(1_000_000), size_without_error(500), size_without_error(0)
    (59, 54, 0)
    >>> size_without_error(10)  # nothing but all of ten
    10
    """
    # the fewest wrong ones that would be too many
    wrong = int(population * (100.0 - least) / 100.0 + 1e-9) + 1
    unseen, checked = 1.0, 0
    while checked < population and unseen > 1.0 - sure / 100.0:
        unseen *= (population - wrong - checked) / (population - checked)
        checked += 1
    return checked


def allocate(sizes: Sequence[int], sample: int) -> list[int]:
    """Shares of a sample in strata of the given sizes, the first one first.

    In proportion, by the largest remainder; what is rounded goes to the earlier one,
    and no stratum is left out while the sample is large enough for one of each.

    >>> allocate([20, 30, 50], 10), allocate([10, 10, 10], 4), allocate([1, 1, 98], 10)
    ([2, 3, 5], [2, 1, 1], [1, 1, 8])
    >>> allocate([3, 0, 2], 9), allocate([5, 5], 1), allocate([], 3)
    ([3, 0, 2], [1, 0], [])
    """
    total = sum(sizes)
    sample = min(sample, total)
    if not sample:
        return [0] * len(sizes)
    filled = [index for index, number in enumerate(sizes) if number]
    given = [number * sample // total for number in sizes]
    if sample >= len(filled):
        given = [
            max(part, min(1, number)) for part, number in zip(given, sizes, strict=True)
        ]
    while sum(given) != sample:
        step = 1 if sum(given) < sample else -1
        given[_next(sizes, given, sample / total, step)] += step
    return given


def _next(sizes: Sequence[int], given: Sequence[int], share: float, step: int) -> int:
    """The stratum furthest from its share of those that may change by ``step``."""
    if step > 0:
        open_ = [i for i, number in enumerate(sizes) if given[i] < number]
        return max(open_, key=lambda i: (sizes[i] * share - given[i], -i))
    return max(
        (i for i in range(len(sizes)) if given[i] > 1),
        key=lambda i: (given[i] - sizes[i] * share, i),
    )


def draw(
    strata: Iterable[tuple[Hashable, Sequence[tuple[Hashable, int]]]],
    sample: int,
    seed: str,
) -> list[int]:
    """Which ones to check, stratum by stratum; each owner in proportion.

    :param strata: in their order: name, and pairs of owner and id
    :param seed: text; the same one draws the same sample, whatever the order given
    :return: ids, those of the first stratum first

    >>> of_b = [("ann", number) for number in range(3, 9)]
    >>> files = [("A", [("ann", 1), ("ben", 2)]), ("B", of_b)]
    >>> drawn = draw(files, 4, "2026-Q2")
    >>> drawn == draw(files, 4, "2026-Q2"), len(set(drawn)), drawn[0] < 3 <= drawn[1]
    (True, 4, True)
    """
    strata = [(name, list(members)) for name, members in strata]
    numbers = allocate([len(members) for _name, members in strata], sample)
    drawn = []
    for (_name, members), number in zip(strata, numbers, strict=True):
        drawn += _draw(members, number, seed)
    return drawn


def _draw(members: Sequence[tuple[Hashable, int]], number: int, seed: str) -> list[int]:
    by_owner: dict[Hashable, list[int]] = {}
    for owner, id_ in members:
        by_owner.setdefault(owner, []).append(id_)
    # who has most files comes first, so that what is rounded is hardly felt
    groups = sorted(
        by_owner.items(), key=lambda item: (-len(item[1]), _rank(seed, item[0]))
    )
    parts = allocate([len(ids) for _owner, ids in groups], number)
    return [
        id_
        for (_owner, ids), part in zip(groups, parts, strict=True)
        for id_ in sorted(ids, key=lambda id_: _rank(seed, id_))[:part]
    ]


def _rank(seed: str, key: Hashable) -> str:
    return sha256(f"{seed}/{key}".encode()).hexdigest()


def share_out(
    owners: Sequence[Hashable], checkers: Sequence[Hashable]
) -> list[Hashable | None]:
    """Who checks what: nobody their own, everybody about as many.

    :param owners: of each file
    :return: the checker of each; None where only the owner could

    >>> share_out(["ann", "ann", "ben", "eve"], ["ann", "ben"])
    ['ben', 'ben', 'ann', 'ann']
    >>> share_out(["ann"], ["ann"]), share_out(["ann"], [])
    ([None], [None])
    """
    load = dict.fromkeys(checkers, 0)
    # files that fewest may check are given out first
    order = sorted(range(len(owners)), key=lambda i: owners[i] not in load)
    found: list[Hashable | None] = [None] * len(owners)
    for index in order:
        free = [checker for checker in load if checker != owners[index]]
        if free:
            found[index] = min(free, key=load.__getitem__)
            load[found[index]] += 1
    return found
