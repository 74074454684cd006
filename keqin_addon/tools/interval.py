"""Intervals in which something has to happen once. Pure functions, no database."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta


def intervals(start: date, end: date, months: int) -> list[tuple[date, date]]:
    """Intervals of so many calendar months within a period, counted back from its end.

    The last one may be running still. Months at the beginning that make no whole
    interval are left out, unless there is no other one.

    :return: first and last day of each, the earliest first

    >>> [day.isoformat() for pair in intervals(date(2026, 4, 1), date(2026, 6, 30), 1)
    ...  for day in pair][:4]
    ['2026-04-01', '2026-04-30', '2026-05-01', '2026-05-31']
    >>> intervals(date(2026, 3, 1), date(2026, 6, 30), 3)
    [(datetime.date(2026, 4, 1), datetime.date(2026, 6, 30))]
    >>> intervals(date(2026, 5, 10), date(2026, 6, 8), 3)
    [(datetime.date(2026, 5, 10), datetime.date(2026, 6, 8))]
    >>> intervals(date(2026, 5, 10), date(2026, 6, 8), 1)
    [(datetime.date(2026, 6, 1), datetime.date(2026, 6, 8))]
    """
    found, last = [], end
    while last >= start:
        first = last.replace(day=1) - relativedelta(months=months - 1)
        if first < start:
            return found or [(start, last)]
        found.insert(0, (first, last))
        last = first - timedelta(days=1)
    return found
