"""Who comes first on My Desk, and why: the arithmetic of its ranking. No database.

**priority = worth of the customer x urgency x effect of acting.** Each of the three
factors is a whole number of tenths, so that the product of the factors shown is the
priority shown, to the last digit. Days are days of the reader's time zone.
"""

from datetime import date, timedelta
from typing import NamedTuple

# How far ahead the desk looks, in days; occasions take preparation.
HORIZON = 7
OCCASION_HORIZON = 14

WORTH = {"A": 30, "B": 20, "C": 10}
UNGRADED = 10
KEY_CUSTOMER = 10

ON_THE_DAY, PER_DAY, LEAST, MOST = 10, 1, 3, 30
# An occasion that has gone by is worth a greeting for a few days yet.
FADES_PER_DAY = 2
# From these bounds on, another day changes nothing.
EARLIEST = (LEAST - ON_THE_DAY) // PER_DAY
LATEST = (MOST - ON_THE_DAY) // PER_DAY

# What acting is expected to bring, by what the reader is asked for.
EFFECTS = {
    "promise": 15,  # a broken word costs most trust
    "reply": 15,  # the customer has spoken and hears nothing
    "respond": 15,
    "recover": 15,  # who is won back in time stays
    "acknowledge": 14,
    "resolve": 14,
    "unowned": 14,
    "occasion": 13,  # its day does not come back
    "executive": 13,
    "advise": 12,  # others wait for the reader's answer
    "answer_need": 12,
    "approve": 12,
    "handover": 12,
    "risk": 14,  # the customer may leave
    "risk_answer": 13,
    "missed": 12,  # a word to the customer, while service solves it
    "gift": 11,
    "care": 10,
    "confirm": 10,
    "gap": 10,
    "rejected": 10,
    "submit": 10,
    "need_answered": 10,
    "need_stale": 8,
    "close": 8,
    "never": 8,
    "draft": 8,
    "unanswered": 8,
    "suggest": 7,
    "no_plan": 7,
    "review": 7,
}
SECTIONS = ("overdue", "today", "week", "later")
_WEEKS_FROM, _MONTHS_FROM = 14, 63


class Points(NamedTuple):
    """The factors of a row's place, in tenths, and their product."""

    worth: int
    urgency: int
    effect: int

    @property
    def priority(self) -> int:
        """In thousandths, exact."""
        return self.worth * self.urgency * self.effect


def points(
    tier: str | None,
    key: bool,
    late: int,
    effect: int,
    past: int = 0,
) -> Points:
    """Factors of a row.

    :param late: days since it fell due; negative while it is still to come
    :param past: days since the day it is for has gone by, 0 when it has not

    >>> row = points("A", False, 12, EFFECTS["promise"])
    >>> row
    Points(worth=30, urgency=22, effect=15)
    >>> row.priority  # 3.0 x 2.2 x 1.5 = 9.9
    9900
    """
    return Points(worth(tier, key), urgency(late, past), effect)


def worth(tier: str | None, key: bool = False) -> int:
    """Tenths for the customer: its tier, and more for a key customer.

    >>> worth("A"), worth("C"), worth(None), worth("B", key=True)
    (30, 10, 10, 30)
    """
    return WORTH.get(tier, UNGRADED) + (KEY_CUSTOMER if key else 0)


def urgency(late: int, past: int = 0) -> int:
    """Tenths for the time: 1.0 on the day it is due.

    A tenth more for each day late, up to 3.0; a tenth less for each day ahead, down
    to 0.3. When the day it is for has gone by, two tenths less than 1.0 for each day.

    >>> urgency(0), urgency(12), urgency(100), urgency(-3), urgency(-30)
    (10, 22, 30, 7, 3)
    >>> urgency(4, past=0), urgency(4, past=1), urgency(9, past=30)
    (14, 8, 3)
    """
    if past > 0:
        return max(LEAST, ON_THE_DAY - FADES_PER_DAY * past)
    return min(MOST, max(LEAST, ON_THE_DAY + PER_DAY * late))


def urgencies() -> list[int]:
    """Urgency of each number of days from ``EARLIEST`` to ``LATEST``, for SQL.

    >>> urgencies() == [urgency(late) for late in range(EARLIEST, LATEST + 1)]
    True
    """
    return [urgency(late) for late in range(EARLIEST, LATEST + 1)]


def faded() -> list[int]:
    """Urgency by days past, from 1 day on; the last one holds for ever.

    >>> faded()
    [8, 6, 4, 3]
    """
    days = -(-(ON_THE_DAY - LEAST) // FADES_PER_DAY)
    return [urgency(0, past) for past in range(1, days + 1)]


def section(due: date, today: date) -> str:
    """Part of the list that a row belongs to.

    >>> today = date(2026, 9, 18)
    >>> [section(today + timedelta(days=n), today) for n in (-1, 0, 1, 7, 8)]
    ['overdue', 'today', 'week', 'week', 'later']
    """
    days = (due - today).days
    if days < 0:
        return "overdue"
    if not days:
        return "today"
    return "week" if days <= HORIZON else "later"


def span(days: int) -> tuple[int, str]:
    """A number of days as people say it: in days, in whole weeks or in whole months.

    >>> span(1), span(-13), span(14), span(23), span(63), span(400)
    ((1, 'day'), (13, 'day'), (2, 'week'), (3, 'week'), (2, 'month'), (13, 'month'))
    """
    days = abs(days)
    if days < _WEEKS_FROM:
        return days, "day"
    if days < _MONTHS_FROM:
        return days // 7, "week"
    return int(days / 30.4375), "month"


def horizon(today: date, days: int = HORIZON) -> date:
    """Last day that the desk looks ahead to.

    >>> horizon(date(2026, 9, 18))
    datetime.date(2026, 9, 25)
    """
    return today + timedelta(days=days)
