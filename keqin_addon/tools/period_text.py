"""Months and quarters in words, in the order a language puts them. No database."""

from datetime import date

from babel.dates import format_skeleton


def period_text(day: date, skeleton: str, lang: str) -> str:
    """The month, quarter or year of ``day`` as ``lang`` writes it.

    A fixed pattern puts the year last, where Chinese puts it first.

    :param skeleton: ``yMMMM``, ``yMMM``, ``yQQQ`` or ``y``, see Unicode's CLDR

    >>> august = date(2026, 8, 1)
    >>> period_text(august, "yMMMM", "en_US"), period_text(august, "yQQQ", "en_US")
    ('August 2026', 'Q3 2026')
    >>> period_text(august, "yMMMM", "zh_CN")
    '2026年8月'
    """
    return format_skeleton(skeleton, day, locale=lang.split("@")[0])
