"""When something was said of which only the day is known."""

from datetime import datetime, time

import pytz


def noon(day, zone):
    """The middle of a day: the same day wherever the reader is, or nearly.

    :param day: a date
    :param zone: name of the time zone of who was there; UTC if there is none
    :return: naive UTC datetime, as Odoo stores it

    >>> from datetime import date
    >>> noon(date(2026, 9, 10), "Asia/Shanghai")
    datetime.datetime(2026, 9, 10, 4, 0)
    >>> noon(date(2026, 7, 1), "Europe/Berlin"), noon(date(2026, 7, 1), False)
    (datetime.datetime(2026, 7, 1, 10, 0), datetime.datetime(2026, 7, 1, 12, 0))
    """
    local = pytz.timezone(zone or "UTC").localize(datetime.combine(day, time(12)))
    return local.astimezone(pytz.utc).replace(tzinfo=None)
