"""What a customer is worth over its life (R220): margin x r / (1 + i - r).

``margin`` is that of a year, ``r`` the part of customers that are still there a year
later, ``i`` the yearly discount rate. It is the sum of margin x (r / (1 + i))^n over
all years n from the next one on. Pure functions, no database.
"""

from collections.abc import Iterable

# A customer's own years count against so many of its tier: with few of its own, it is
# taken for one of its tier; with many, for itself.
PRIOR_YEARS = 5
# A tier's customers count against so many of the whole company.
PRIOR_CUSTOMERS = 10


def lifetime_value(
    margin: float | None, retention: float, discount: float
) -> float | None:
    """Present value of the margins of the years to come.

    :param margin: of a year, in company currency; None where it is not known
    :param retention: below 1
    :param discount: 0.1 for ten percent a year

    >>> lifetime_value(1000, 0.8, 0.1), lifetime_value(1000, 0.0, 0.1)
    (2666.67, 0.0)
    >>> lifetime_value(None, 0.8, 0.1) is None
    True
    """
    if margin is None:
        return None
    return round(margin * retention / (1 + discount - retention), 2)


def overall_retention(kept: int, total: int) -> float:
    """Part of all customers that stayed, never quite all nor none (Jeffreys).

    >>> overall_retention(0, 0), overall_retention(7, 9)
    (0.5, 0.75)
    """
    return (kept + 0.5) / (total + 1)


def blend(kept: float, total: float, prior: float, strength: float) -> float:
    """``kept`` among ``total``, drawn to ``prior`` while ``total`` is small.

    :param strength: the size at which own experience and the prior weigh the same

    >>> blend(0, 0, 0.8, 5), blend(5, 5, 0.8, 5), blend(0, 5, 0.8, 5)
    (0.8, 0.9, 0.4)
    """
    return (kept + strength * prior) / (total + strength)


def own_years(years_ago: Iterable[int]) -> tuple[int, int]:
    """In how many of its years a customer stayed, and how many there were.

    :param years_ago: the years with an order, 0 for the one that ends now

    >>> own_years([0, 1, 3])
    (1, 2)
    >>> own_years([2]), own_years([0]), own_years([])
    ((0, 1), (0, 0), (0, 0))
    """
    bought = {*years_ago}
    starts = [year for year in bought if year > 0]
    return sum(year - 1 in bought for year in starts), len(starts)


def tier_retention(
    buyers: Iterable[tuple[float, bool]], share_a: float, share_b: float
) -> dict[str | None, float]:
    """Part of each tier that bought again in the year after.

    The tier is that of the year *before*, by share of amount: by today's tier, of which
    nobody is without purchases, all would have stayed.

    :param buyers: amount of the year before, and whether anything was bought after it
    :param share_a: A while the cumulated amount is below this percentage
    :param share_b: B while it is below this one
    :return: by tier, and for None that of all together

    >>> rates = tier_retention([(70, True), (20, True), (10, False)], 70, 90)
    >>> [round(rates[tier], 3) for tier in ("A", "B", "C", None)]
    [0.659, 0.659, 0.568, 0.625]
    """
    ordered = sorted((buyer for buyer in buyers if buyer[0] > 0), reverse=True)
    total = sum(amount for amount, _stayed in ordered)
    counts = {"A": [0, 0], "B": [0, 0], "C": [0, 0]}
    gathered = 0.0
    for amount, stayed in ordered:
        percent = 100 * gathered / total
        tier = "A" if percent < share_a else "B" if percent < share_b else "C"
        counts[tier][0] += stayed
        counts[tier][1] += 1
        gathered += amount
    kept = sum(kept for kept, _number in counts.values())
    overall = overall_retention(kept, len(ordered))
    return {None: overall} | {
        tier: blend(*count, overall, PRIOR_CUSTOMERS) for tier, count in counts.items()
    }
