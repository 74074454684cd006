"""Calendar periods of the grading window. Pure functions, no database."""

from datetime import date, datetime, time, timedelta

import pytz
from dateutil.relativedelta import relativedelta


def window(as_of: date, months: int) -> tuple[date, date]:
    """First and last day of the ``months`` long window that ends on ``as_of``.

    Both days belong to the window (R018): it opens the day after ``as_of`` less
    the window, so twelve months are 365 days, or 366 around a 29 February.

    :raises OverflowError: when the window starts before the year 1

    >>> window(date(2011, 12, 9), 12)
    (datetime.date(2010, 12, 10), datetime.date(2011, 12, 9))
    >>> window(date(2024, 2, 29), 1)
    (datetime.date(2024, 1, 30), datetime.date(2024, 2, 29))
    """
    try:
        start = as_of - relativedelta(months=months) + timedelta(days=1)
    except ValueError as error:
        raise OverflowError(str(error)) from error
    return start, as_of


def previous_window(as_of: date, months: int) -> tuple[date, date]:
    """The window of the same length that ends the day before this one starts.

    >>> previous_window(date(2011, 12, 9), 12)
    (datetime.date(2009, 12, 10), datetime.date(2010, 12, 9))
    """
    start, _end = window(as_of, months)
    return window(start - timedelta(days=1), months)


def next_window(as_of: date, months: int) -> tuple[date, date]:
    """The window of the same length that starts the day after ``as_of``.

    :raises OverflowError: when it ends after the year 9999

    >>> next_window(date(2011, 12, 9), 12)
    (datetime.date(2011, 12, 10), datetime.date(2012, 12, 9))
    """
    try:
        return as_of + timedelta(days=1), as_of + relativedelta(months=months)
    except ValueError as error:
        raise OverflowError(str(error)) from error


def utc_bounds(start: date, end: date, tz: str) -> tuple[datetime, datetime]:
    """Half-open naive UTC interval that covers the local days ``start``..``end``.

    Orders are stored in UTC; a day is a day of the company (``tz``), so that an
    order of 1 January 00:30 in Shanghai counts for January.

    >>> utc_bounds(date(2026, 1, 1), date(2026, 1, 31), "Asia/Shanghai")
    (datetime.datetime(2025, 12, 31, 16, 0), datetime.datetime(2026, 1, 31, 16, 0))
    """
    zone = pytz.timezone(tz)

    def midnight(day):
        local = zone.localize(datetime.combine(day, time.min))
        return local.astimezone(pytz.utc).replace(tzinfo=None)

    return midnight(start), midnight(end + timedelta(days=1))
