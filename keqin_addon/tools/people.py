"""Whom of a customer we speak with: how warm a contact is. No database."""

from datetime import date

# Days since the last two-way contact.
WARM_DAYS = 90
COOL_DAYS = 365
# Somebody we speak with, more often or less.
SPOKEN = ("warm", "cool")
# How much each counts where cards are put in order.
INFLUENCE = {"high": 3, "medium": 2, "low": 1}


def warmth(last: date | None, today: date) -> str:
    """How warm the contact is: ``warm``, ``cool``, ``cold`` or ``never``.

    >>> day = date(2026, 6, 30)
    >>> warmth(date(2026, 4, 1), day), warmth(date(2026, 3, 31), day)
    ('warm', 'cool')
    >>> warmth(date(2025, 6, 30), day), warmth(date(2025, 6, 29), day)
    ('cool', 'cold')
    >>> warmth(None, day)
    'never'
    """
    if not last:
        return "never"
    days = (today - last).days
    if days <= WARM_DAYS:
        return "warm"
    return "cool" if days <= COOL_DAYS else "cold"
