"""Dates that come back every year, by the sun or by the moon (R076-R079, R081).

A birthday or a festival is kept as it was said, as a `Day`, and projected to a date
of a given year on demand: stored projections go stale, what was said does not. A
projection has a date in every year, exactly one:

* a leap month's day falls in the ordinary month of that number when the year has no
  such leap month;
* a day of an ordinary month falls in the ordinary month, which comes first, and not
  a second time in the leap month after it;
* day 30 falls on day 29 of a month that has 29 days, and 29 February on the 28th;
* New Year's Eve is the day before the first of the first month, be that the 29th or
  the 30th of the twelfth; it belongs to the year it leads into;
* solar terms go by the sun, whatever the moon does.

The calendar itself is borax, which goes by the tables published for 1900 to 2100. A
day is a day in China (UTC+8) whoever asks, since that is where new moons and solar
terms are dated. What is far ahead may yet move: a new moon within minutes of midnight
cannot be dated today (28 September 2057, 4 September 2089, 7 August 2097).
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from borax.calendars.lunardate import LCalendars, LunarDate, TermUtils, TextUtils

CALENDARS = ("solar", "lunar", "solar_term", "lunar_new_year_eve")
# In the order of the year, with their names in zh_CN and zh_TW.
_TERM_NAMES = {
    "xiaohan": ("小寒", "小寒"),
    "dahan": ("大寒", "大寒"),
    "lichun": ("立春", "立春"),
    "yushui": ("雨水", "雨水"),
    "jingzhe": ("惊蛰", "驚蟄"),
    "chunfen": ("春分", "春分"),
    "qingming": ("清明", "清明"),
    "guyu": ("谷雨", "穀雨"),
    "lixia": ("立夏", "立夏"),
    "xiaoman": ("小满", "小滿"),
    "mangzhong": ("芒种", "芒種"),
    "xiazhi": ("夏至", "夏至"),
    "xiaoshu": ("小暑", "小暑"),
    "dashu": ("大暑", "大暑"),
    "liqiu": ("立秋", "立秋"),
    "chushu": ("处暑", "處暑"),
    "bailu": ("白露", "白露"),
    "qiufen": ("秋分", "秋分"),
    "hanlu": ("寒露", "寒露"),
    "shuangjiang": ("霜降", "霜降"),
    "lidong": ("立冬", "立冬"),
    "xiaoxue": ("小雪", "小雪"),
    "daxue": ("大雪", "大雪"),
    "dongzhi": ("冬至", "冬至"),
}
SOLAR_TERMS = tuple(_TERM_NAMES)
FIRST_YEAR, LAST_YEAR = 1900, 2100
# Of the days before the first lunar year nothing is known.
FIRST_DAY, LAST_DAY = date(1900, 1, 31), date(2100, 12, 31)

_LONGEST_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_LONGEST_LEAP_MONTH = {
    month: max(LCalendars.ndays(year, month, 1) for year in years)
    for month in range(1, 13)
    if (years := LCalendars.get_leap_years(month))
}
_CACHE = 1 << 16

_MONTHS_EN = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_MONTHS_ZH = (*"正二三四五六七八九十", "十一", "十二")
_LUNAR_ZH, _LEAP_ZH = ("农历", "農曆"), ("闰", "閏")


class Day(NamedTuple):
    """A date that recurs, as it was said.

    ``month`` and ``day`` count for the calendars solar and lunar, ``leap`` for lunar,
    ``term`` for solar_term; what a calendar has no use for is not looked at.
    """

    calendar: str
    month: int = 0
    day: int = 0
    leap: bool = False
    term: str = ""


class LunarDay(NamedTuple):
    """One day of the lunar calendar; ``year`` is the solar year in which its lunar
    year begins."""

    year: int
    month: int
    day: int
    leap: bool


def check(day: Day) -> None:
    """See that there can be such a day at all, in some year from 1900 to 2100.

    :raises ValueError: saying what is impossible about it

    >>> check(Day("solar", 2, 29))
    >>> check(Day("lunar", 13, 1))
    Traceback (most recent call last):
    ValueError: There is no lunar month 13: months are 1 to 12.
    >>> check(Day("lunar", 1, 15, leap=True))
    Traceback (most recent call last):
    ValueError: There is no leap month 1 between 1900 and 2100.
    """
    if day.calendar not in CALENDARS:
        raise ValueError(f"There is no calendar {day.calendar!r}: {CALENDARS}.")
    if day.leap and day.calendar != "lunar":
        raise ValueError("Only a month of the lunar calendar can be a leap month.")
    if day.calendar == "solar_term" and day.term not in SOLAR_TERMS:
        raise ValueError(f"There is no solar term {day.term!r}: {SOLAR_TERMS}.")
    if day.calendar in ("solar", "lunar"):
        _check_month_and_day(day)


def _check_month_and_day(day):
    if not 1 <= day.month <= 12:
        raise ValueError(
            f"There is no {day.calendar} month {day.month}: months are 1 to 12."
        )
    if day.leap and day.month not in _LONGEST_LEAP_MONTH:
        raise ValueError(
            f"There is no leap month {day.month} between {FIRST_YEAR} and {LAST_YEAR}."
        )
    longest = _longest(day)
    if not 1 <= day.day <= longest:
        name = f"leap month {day.month}" if day.leap else f"month {day.month}"
        raise ValueError(
            f"There is no {day.calendar} {day.month}/{day.day}: "
            f"{name} has days 1 to {longest}."
        )


def _longest(day):
    if day.leap:
        return _LONGEST_LEAP_MONTH[day.month]
    return 30 if day.calendar == "lunar" else _LONGEST_MONTH[day.month - 1]


@lru_cache(maxsize=_CACHE)
def project(day: Day, year: int) -> date:
    """The date on which ``day`` falls in ``year``, by the rules above.

    ``year`` is a year of the day's own calendar: lunar months belong to the lunar
    year that begins in that solar year, so that the twelfth month mostly falls in
    January of the next one. The eve of Spring Festival 2027 is the one of 2027.

    :raises ValueError: for an impossible day or a year outside 1900-2100

    >>> project(Day("lunar", 8, 15), 2026), project(Day("lunar", 12, 23), 2026)
    (datetime.date(2026, 9, 25), datetime.date(2027, 1, 30))
    >>> [str(project(Day("lunar", 6, 10, leap=True), y)) for y in (2025, 2026)]
    ['2025-08-03', '2026-07-23']
    >>> str(project(Day("lunar_new_year_eve"), 2027))
    '2027-02-05'
    """
    check(day)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise _out_of_range(year)
    return _PROJECTIONS[day.calendar](day, year)


def _project_solar(day, year):
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))


def _project_lunar(day, year):
    leap = day.leap and LCalendars.leap_month(year) == day.month
    last = LCalendars.ndays(year, day.month, leap)
    return LunarDate(year, day.month, min(day.day, last), leap).to_solar_date()


def _project_solar_term(day, year):
    return TermUtils.nth_term_day(year, SOLAR_TERMS.index(day.term))


def _project_lunar_new_year_eve(day, year):
    return LunarDate(year, 1, 1).to_solar_date() - timedelta(days=1)


_PROJECTIONS = {
    "solar": _project_solar,
    "lunar": _project_lunar,
    "solar_term": _project_solar_term,
    "lunar_new_year_eve": _project_lunar_new_year_eve,
}


@lru_cache(maxsize=_CACHE)
def next_occurrence(day: Day, on_or_after: date) -> tuple[date, int]:
    """First date of ``day`` from ``on_or_after``, and the year it is the one of.

    The year (see `project`) tells one occurrence from the next: one greeting per
    person, occasion and year (R076).

    :raises ValueError: for an impossible day, or when 1900-2100 holds no such date

    >>> next_occurrence(Day("lunar", 12, 23), date(2027, 1, 1))
    (datetime.date(2027, 1, 30), 2026)
    """
    for on, year in _projections(day, on_or_after, LAST_DAY):
        if on >= on_or_after:
            return on, year
    raise _out_of_range(on_or_after)


def occurrences(day: Day, start: date, end: date) -> list[tuple[date, int]]:
    """Dates of ``day`` from ``start`` to ``end``, both in, each with its year.

    :raises ValueError: for an impossible day, or a date outside 1900-2100

    >>> [str(on) for on, _year in occurrences(
    ...     Day("lunar", 8, 15), date(2026, 9, 25), date(2028, 10, 3))]
    ['2026-09-25', '2027-09-15', '2028-10-03']
    """
    dates = _projections(day, start, end)
    return [(on, year) for on, year in dates if start <= on <= end]


def _projections(day: Day, start: date, end: date) -> Iterator[tuple[date, int]]:
    """All dates of ``day`` from ``start`` to ``end`` with their year, and some before
    and after: the last lunar dates of a year are in the next solar year."""
    check(day)
    for limit in (start, end):
        if not FIRST_DAY <= limit <= LAST_DAY:
            raise _out_of_range(limit)
    first, last = max(start.year - 1, FIRST_YEAR), min(end.year, LAST_YEAR)
    return ((project(day, year), year) for year in range(first, last + 1))


@lru_cache(maxsize=_CACHE)
def to_lunar(day: date) -> LunarDay:
    """The lunar date of a day in China.

    :raises ValueError: outside the lunar years 1900-2100

    >>> to_lunar(date(2025, 8, 3))
    LunarDay(year=2025, month=6, day=10, leap=True)
    """
    if not FIRST_DAY <= day <= LunarDate.max.to_solar_date():
        raise _out_of_range(day)
    lunar = LunarDate.from_solar(day)
    return LunarDay(lunar.year, lunar.month, lunar.day, bool(lunar.leap))


def _out_of_range(what):
    return ValueError(
        f"{what} is out of range: the calendars are known for {FIRST_YEAR}-{LAST_YEAR}."
    )


def describe(day: Day, lang: str = "en_US") -> str:
    """The day in words, as one would say it.

    :param lang: language code of Odoo; English for other languages than Chinese
    :raises ValueError: for an impossible day

    >>> describe(Day("lunar", 8, 15)), describe(Day("lunar", 8, 15), "zh_CN")
    ('lunar 8/15', '农历八月十五')
    >>> describe(Day("solar", 3, 8)), describe(Day("solar", 3, 8), "zh_TW")
    ('March 8', '3月8日')
    """
    check(day)
    if lang.startswith("zh"):
        return _describe_zh(day, traditional=lang in ("zh_TW", "zh_HK"))
    if day.calendar == "solar":
        return f"{_MONTHS_EN[day.month - 1]} {day.day}"
    if day.calendar == "lunar":
        return f"lunar {'leap ' if day.leap else ''}{day.month}/{day.day}"
    if day.calendar == "solar_term":
        return day.term.capitalize()
    return "Lunar New Year's Eve"


def _describe_zh(day, traditional):
    if day.calendar == "solar":
        return f"{day.month}月{day.day}日"
    if day.calendar == "solar_term":
        return _TERM_NAMES[day.term][traditional]
    if day.calendar == "lunar_new_year_eve":
        return "除夕"
    leap = _LEAP_ZH[traditional] if day.leap else ""
    month = f"{leap}{_MONTHS_ZH[day.month - 1]}月"
    return f"{_LUNAR_ZH[traditional]}{month}{TextUtils.day_cn(day.day)}"
