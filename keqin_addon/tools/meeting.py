"""When meetings take place. Pure functions, no database."""

from datetime import date, timedelta

from . import workdays

_LAST_WEEK = 7


def last_week(day):
    """The last seven days of the month of ``day``: its first and its last (R153).

    >>> [str(day) for day in last_week(date(2026, 2, 10))]
    ['2026-02-22', '2026-02-28']
    """
    first_of_next = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    last = first_of_next - timedelta(days=1)
    return last - timedelta(days=_LAST_WEEK - 1), last


def joint_day(day, week):
    """Day of the joint meeting in the month of ``day``: amid the last week (R153).

    The middle one of its working days, make-up days among them, so that nobody meets
    on the day on which the month is closed; the last working day before that week
    where all of it is holidays.

    :param week: weekdays, holidays and make-up days, as for `workdays`

    >>> str(joint_day(date(2026, 9, 1), (workdays.WEEKDAYS, set(), set())))
    '2026-09-28'
    >>> golden_week = {date(2026, 9, 28), date(2026, 9, 29), date(2026, 9, 30)}
    >>> str(joint_day(date(2026, 9, 1), (workdays.WEEKDAYS, golden_week, set())))
    '2026-09-25'
    >>> off = {date(2026, 9, day) for day in (24, 25, 28, 29, 30)}
    >>> str(joint_day(date(2026, 9, 1), (workdays.WEEKDAYS, off, set())))
    '2026-09-23'
    >>> sunday = {date(2026, 9, 27)}
    >>> str(joint_day(date(2026, 9, 1), (workdays.WEEKDAYS, off, sunday)))
    '2026-09-27'
    """
    first, last = last_week(day)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    worked = [one for one in days if workdays.is_working_day(one, *week)]
    return worked[len(worked) // 2] if worked else _before(first, week)


def special_day(day, week):
    """Day of the special meeting in the quarter of ``day`` (R152).

    Amid its last month, so that there is time to act before the quarter is over.

    >>> str(special_day(date(2026, 7, 1), (workdays.WEEKDAYS, set(), set())))
    '2026-09-15'
    >>> str(special_day(date(2026, 11, 1), (workdays.WEEKDAYS, set(), set())))
    '2026-12-15'
    """
    last_month = (day.month - 1) // 3 * 3 + 3
    return _before(date(day.year, last_month, 15), week)


def closure_rate(done, decided):
    """How much of what was decided is done, in percent; None where nothing was.

    >>> closure_rate(3, 4), closure_rate(0, 0)
    (75.0, None)
    """
    return 100.0 * done / decided if decided else None


def _before(day, week):
    try:
        return workdays.earlier_working_day(day, *week)
    except ValueError:  # a company that never works, by its calendar
        return day
