"""How often one person may be asked. Pure functions, no database (R102)."""

from collections.abc import Iterable
from datetime import date

WINDOW_DAYS = 365
YEAR = "year"
RECENT = "recent"


def refusal(
    asked: Iterable[date], day: date, per_year: int, gap_days: int
) -> str | None:
    """Why a person may not be asked on ``day``; nothing where it may.

    Days to come count as well as days gone by: who will be asked next week is not asked
    today. No 365 days in a row hold more than ``per_year`` requests, ``day`` included,
    and no other request is less than ``gap_days`` away.

    :param asked: days on which the person was asked, or will be
    :param per_year: 0 for any number
    :param gap_days: 0 for no gap, as where somebody is asked again after a recovery
    :return: ``RECENT``, ``YEAR`` or ``None``

    >>> march, may = date(2026, 3, 1), date(2026, 5, 1)
    >>> refusal([march], may, per_year=2, gap_days=61)
    >>> refusal([march], may, per_year=2, gap_days=62)
    'recent'
    >>> refusal([march, may], date(2027, 2, 28), per_year=2, gap_days=60)
    'year'
    >>> refusal([march, may], date(2027, 3, 1), per_year=2, gap_days=60)
    >>> refusal([may], march, per_year=1, gap_days=0)
    'year'
    """
    days = sorted(asked)
    if any(abs((day - other).days) < gap_days for other in days):
        return RECENT
    if not per_year:
        return None
    near = sorted([*days, day])
    for first, last in zip(near, near[per_year:], strict=False):
        if first <= day <= last and (last - first).days < WINDOW_DAYS:
            return YEAR
    return None
