"""Recurring solar and lunar dates, against vectors and a second library."""

import unittest
from datetime import date, timedelta
from itertools import pairwise

from borax.calendars.lunardate import LunarDate
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.keqin_addon.tools import lunar
from odoo.addons.keqin_addon.tools.lunar import Day

from . import properties  # noqa: F401
from .covers import covers

try:
    import sxtwl
except ImportError:  # no wheel for this platform
    sxtwl = None

ONE_DAY = timedelta(days=1)
YEARS = range(lunar.FIRST_YEAR, lunar.LAST_YEAR + 1)
EVE = Day("lunar_new_year_eve")
SPRING_FESTIVAL = Day("lunar", 1, 1)
DRAGON_BOAT = Day("lunar", 5, 5)
MID_AUTUMN = Day("lunar", 8, 15)
DOUBLE_NINTH = Day("lunar", 9, 9)

leap_days = [
    (month, day)
    for month, last in enumerate((29, 30, 30, 30, 30, 30, 29, 29, 29, 29), start=2)
    for day in range(1, last + 1)
]
solar = st.dates(date(2000, 1, 1), date(2000, 12, 31)).map(
    lambda on: Day("solar", on.month, on.day)
)
ordinary = st.tuples(st.integers(1, 12), st.integers(1, 30)).map(
    lambda said: Day("lunar", *said)
)
leap = st.sampled_from(leap_days).map(lambda said: Day("lunar", *said, leap=True))
terms = st.sampled_from(lunar.SOLAR_TERMS).map(
    lambda term: Day("solar_term", term=term)
)
lunar_days = st.one_of(ordinary, leap)
recurring = st.one_of(solar, ordinary, leap, terms, st.just(EVE))
years = st.sampled_from(YEARS)
dates = st.dates(lunar.FIRST_DAY, date(2099, 12, 31))


def days_between(first, last):
    return (first + n * ONE_DAY for n in range((last - first).days + 1))


def projected(day, first, last):
    return [str(lunar.project(day, year)) for year in range(first, last + 1)]


@covers("R078")
class TestFestivals(unittest.TestCase):
    """Vectors on which two other libraries agree."""

    def assert_dates(self, day, *expected):
        last = 2025 + len(expected)
        self.assertEqual(projected(day, 2026, last), list(expected))

    def test_spring_festival(self):
        self.assert_dates(
            SPRING_FESTIVAL,
            *("2026-02-17", "2027-02-06", "2028-01-26", "2029-02-13", "2030-02-03"),
        )

    def test_dragon_boat(self):
        self.assert_dates(
            DRAGON_BOAT,
            *("2026-06-19", "2027-06-09", "2028-05-28", "2029-06-16", "2030-06-05"),
        )

    def test_mid_autumn(self):
        self.assert_dates(
            MID_AUTUMN,
            *("2026-09-25", "2027-09-15", "2028-10-03", "2029-09-22", "2030-09-12"),
        )

    def test_double_ninth(self):
        self.assert_dates(
            DOUBLE_NINTH,
            *("2026-10-18", "2027-10-08", "2028-10-26", "2029-10-16", "2030-10-05"),
        )

    def test_new_years_eve_is_the_29th_or_the_30th(self):
        self.assert_dates(
            EVE, "2026-02-16", "2027-02-05", "2028-01-25", "2029-02-12", "2030-02-02"
        )
        eves = [lunar.to_lunar(lunar.project(EVE, y)) for y in range(2026, 2031)]
        self.assertEqual([eve.month for eve in eves], [12] * 5)
        self.assertEqual([eve.day for eve in eves], [29, 29, 29, 29, 30])

    def test_new_years_eve_is_of_the_year_it_leads_into(self):
        for year in YEARS:
            spring = lunar.project(SPRING_FESTIVAL, year)
            self.assertEqual(lunar.project(EVE, year) + ONE_DAY, spring)
            self.assertEqual(spring.year, year)
        self.assertEqual(
            lunar.next_occurrence(EVE, date(2026, 2, 17)), (date(2027, 2, 5), 2027)
        )

    def test_qingming_is_a_solar_term_of_the_4th_or_5th_of_april(self):
        self.assert_dates(
            Day("solar_term", term="qingming"),
            *("2026-04-05", "2027-04-05", "2028-04-04", "2029-04-04", "2030-04-05"),
        )

    def test_winter_solstice(self):
        """Of 2029 the moment is 21 December 22:14 in China."""
        self.assert_dates(
            Day("solar_term", term="dongzhi"),
            *("2026-12-22", "2027-12-22", "2028-12-21", "2029-12-21", "2030-12-22"),
        )


@covers("R076", "R078")
class TestRules(unittest.TestCase):
    def test_both_sixth_months_of_2025(self):
        sixth, again = Day("lunar", 6, 10), Day("lunar", 6, 10, leap=True)
        self.assertEqual(lunar.project(sixth, 2025), date(2025, 7, 4))
        self.assertEqual(lunar.project(again, 2025), date(2025, 8, 3))

    def test_leap_month_falls_in_the_ordinary_month_of_other_years(self):
        sixth, again = Day("lunar", 6, 10), Day("lunar", 6, 10, leap=True)
        for year in (2024, 2026, 2028, 2031, 2033):
            self.assertEqual(lunar.project(again, year), lunar.project(sixth, year))

    def test_leap_months_to_come(self):
        found = {
            year: month
            for year in range(2025, 2034)
            for month in range(2, 12)
            if lunar.project(Day("lunar", month, 1), year)
            != lunar.project(Day("lunar", month, 1, leap=True), year)
        }
        self.assertEqual(found, {2025: 6, 2028: 5, 2031: 3, 2033: 11})

    def test_ordinary_month_comes_once_and_first(self):
        found = lunar.occurrences(
            Day("lunar", 6, 10), date(2025, 1, 1), date(2025, 12, 31)
        )
        self.assertEqual(found, [(date(2025, 7, 4), 2025)])

    def test_day_30_falls_on_day_29_of_a_short_month(self):
        last = Day("lunar", 8, 30)
        lengths = {
            year: lunar.to_lunar(lunar.project(last, year)).day
            for year in range(2024, 2034)
        }
        long_years = [year for year, length in lengths.items() if length == 30]
        self.assertEqual(long_years, [2024, 2029])
        self.assertEqual(set(lengths.values()), {29, 30})
        for year in lengths:
            after = lunar.to_lunar(lunar.project(last, year) + ONE_DAY)
            self.assertEqual((after.month, after.day), (9, 1))

    def test_both_rules_at_once(self):
        """Born on leap 6/30 of 2017; the sixth month of 2027 is ordinary and short."""
        born = Day("lunar", 6, 30, leap=True)
        self.assertEqual(lunar.to_lunar(lunar.project(born, 2017)), (2017, 6, 30, True))
        on = lunar.project(born, 2027)
        self.assertEqual(lunar.to_lunar(on), (2027, 6, 29, False))
        self.assertEqual(lunar.to_lunar(on + ONE_DAY), (2027, 7, 1, False))

    def test_born_on_29_february(self):
        born = Day("solar", 2, 29)
        self.assertEqual(
            projected(born, 2026, 2028), ["2026-02-28", "2027-02-28", "2028-02-29"]
        )
        self.assertEqual(lunar.project(born, 1900), date(1900, 2, 28))
        self.assertEqual(lunar.project(born, 2000), date(2000, 2, 29))

    def test_a_solar_year_may_hold_a_lunar_date_twice_or_never(self):
        """The year of the occurrence still counts each of them once."""
        late = Day("lunar", 12, 1)
        found = lunar.occurrences(late, date(2027, 1, 1), date(2029, 12, 31))
        self.assertEqual(
            found,
            [
                (date(2027, 1, 8), 2026),
                (date(2027, 12, 28), 2027),
                (date(2029, 1, 15), 2028),
            ],
        )

    @given(recurring)
    def test_every_year_has_it_once_and_later_than_the_year_before(self, day):
        found = [lunar.project(day, year) for year in YEARS]
        for before, after in pairwise(found):
            self.assertTrue(340 <= (after - before).days < 400)

    @given(solar | terms | st.just(EVE), years)
    def test_solar_dates_are_in_the_year_asked_for(self, day, year):
        self.assertEqual(lunar.project(day, year).year, year)

    @given(lunar_days, years)
    def test_lunar_dates_are_between_two_spring_festivals(self, day, year):
        on, spring = lunar.project(day, year), lunar.project(SPRING_FESTIVAL, year)
        self.assertLessEqual(spring, on)
        if year < lunar.LAST_YEAR:
            self.assertLess(on, lunar.project(SPRING_FESTIVAL, year + 1))

    @given(lunar_days, years)
    def test_is_the_day_said_unless_a_rule_moved_it(self, day, year):
        on = lunar.project(day, year)
        found = lunar.to_lunar(on)
        self.assertEqual((found.year, found.month), (year, day.month))
        if found.leap != day.leap:
            self.assertTrue(day.leap)
            with self.assertRaises(ValueError):
                LunarDate(year, day.month, 1, 1)
        if found.day != day.day:
            self.assertEqual((day.day, found.day), (30, 29))
            if on < lunar.LAST_DAY:
                self.assertEqual(lunar.to_lunar(on + ONE_DAY).day, 1)


@covers("R076", "R078")
class TestOccurrences(unittest.TestCase):
    @given(recurring, dates)
    def test_next_is_the_first_of_all_from_that_day_on(self, day, start):
        on, year = lunar.next_occurrence(day, start)
        self.assertTrue(0 <= (on - start).days < 400)
        self.assertEqual(on, lunar.project(day, year))
        self.assertEqual(lunar.occurrences(day, start, on), [(on, year)])
        self.assertEqual(lunar.next_occurrence(day, on), (on, year))

    @given(recurring, dates)
    def test_next_after_one_is_of_the_year_after(self, day, start):
        on, year = lunar.next_occurrence(day, start)
        if year < lunar.LAST_YEAR - 1:
            following, later = lunar.next_occurrence(day, on + ONE_DAY)
            self.assertEqual(later, year + 1)
            self.assertGreater(following, on)

    @given(recurring)
    def test_all_of_two_centuries(self, day):
        found = lunar.occurrences(day, lunar.FIRST_DAY, lunar.LAST_DAY)
        expected = [(lunar.project(day, year), year) for year in YEARS]
        self.assertEqual(
            found,
            [
                (on, year)
                for on, year in expected
                if lunar.FIRST_DAY <= on <= lunar.LAST_DAY
            ],
        )

    def test_both_ends_are_in(self):
        for start, end, count in (
            (date(2026, 9, 25), date(2027, 9, 15), 2),
            (date(2026, 9, 26), date(2027, 9, 15), 1),
            (date(2026, 9, 26), date(2027, 9, 14), 0),
            (date(2026, 9, 25), date(2026, 9, 25), 1),
            (date(2026, 9, 26), date(2026, 9, 24), 0),
        ):
            self.assertEqual(len(lunar.occurrences(MID_AUTUMN, start, end)), count)

    def test_many_people_cost_one_computation_per_day_and_year(self):
        lunar.project.cache_clear()
        lunar.next_occurrence.cache_clear()
        for _person in range(50):
            lunar.next_occurrence(MID_AUTUMN, date(2026, 1, 1))
            lunar.occurrences(MID_AUTUMN, date(2026, 1, 1), date(2027, 12, 31))
        self.assertEqual(lunar.project.cache_info().misses, 3)


@covers("R078")
class TestImpossible(unittest.TestCase):
    def assert_impossible(self, day, message):
        for call in (
            lunar.check,
            lunar.describe,
            lambda day: lunar.project(day, 2026),
            lambda day: lunar.next_occurrence(day, date(2026, 1, 1)),
            lambda day: lunar.occurrences(day, date(2026, 1, 1), date(2026, 1, 1)),
        ):
            with self.assertRaises(ValueError) as caught:
                call(day)
            self.assertIn(message, str(caught.exception))

    def test_months_and_days(self):
        for day, message in (
            (Day("lunar", 13, 40), "no lunar month 13"),
            (Day("lunar", 0, 1), "no lunar month 0"),
            (Day("lunar", 8, 31), "no lunar 8/31: month 8 has days 1 to 30"),
            (Day("lunar", 8, 0), "no lunar 8/0"),
            (Day("lunar", 8, -1), "no lunar 8/-1"),
            (Day("solar", 2, 30), "no solar 2/30: month 2 has days 1 to 29"),
            (Day("solar", 4, 31), "no solar 4/31"),
            (Day("solar", 13, 1), "no solar month 13"),
            (Day("solar"), "no solar month 0"),
        ):
            self.assert_impossible(day, message)

    def test_leap_months(self):
        for day, message in (
            (Day("lunar", 1, 1, leap=True), "no leap month 1 between 1900 and 2100"),
            (Day("lunar", 12, 1, leap=True), "no leap month 12"),
            (Day("lunar", 11, 30, leap=True), "leap month 11 has days 1 to 29"),
            (Day("lunar", 13, 1, leap=True), "no lunar month 13"),
            (Day("solar", 6, 10, leap=True), "Only a month of the lunar calendar"),
            (EVE._replace(leap=True), "Only a month of the lunar calendar"),
        ):
            self.assert_impossible(day, message)

    def test_names(self):
        self.assert_impossible(Day("julian", 1, 1), "no calendar 'julian'")
        self.assert_impossible(Day(False), "no calendar False")
        self.assert_impossible(Day("solar_term", 4, 5), "no solar term ''")
        self.assert_impossible(Day("solar_term", term="easter"), "'easter'")

    @given(recurring)
    def test_what_can_be_passes(self, day):
        self.assertIsNone(lunar.check(day))

    def test_a_leap_day_is_possible_if_it_ever_was(self):
        """The leap months of the tests are those of the calendar, no less or more."""
        seen = set()
        for on in days_between(lunar.FIRST_DAY, lunar.LAST_DAY):
            found = lunar.to_lunar(on)
            if found.leap:
                seen.add((found.month, found.day))
        self.assertEqual(seen, set(leap_days))

    def test_years_and_dates_out_of_range(self):
        early, late = date(1900, 1, 30), date(2101, 1, 1)
        for call in (
            lambda: lunar.project(MID_AUTUMN, 1899),
            lambda: lunar.project(MID_AUTUMN, 2101),
            lambda: lunar.project(Day("solar", 1, 1), 2101),
            lambda: lunar.next_occurrence(MID_AUTUMN, early),
            lambda: lunar.next_occurrence(MID_AUTUMN, late),
            lambda: lunar.next_occurrence(Day("solar", 1, 1), date(2100, 1, 2)),
            lambda: lunar.occurrences(MID_AUTUMN, early, date(2026, 1, 1)),
            lambda: lunar.occurrences(MID_AUTUMN, date(2026, 1, 1), late),
            lambda: lunar.to_lunar(early),
            lambda: lunar.to_lunar(date(2101, 1, 29)),
        ):
            with self.assertRaisesRegex(ValueError, "1900-2100"):
                call()

    def test_last_days_in_range(self):
        self.assertEqual(lunar.to_lunar(date(1900, 1, 31)), (1900, 1, 1, False))
        self.assertEqual(lunar.to_lunar(date(2101, 1, 28)), (2100, 12, 29, False))
        self.assertEqual(
            lunar.next_occurrence(Day("lunar", 12, 30), date(2100, 12, 31)),
            (date(2101, 1, 28), 2100),
        )


@covers("R078")
class TestDescribe(unittest.TestCase):
    def test_in_three_languages(self):
        for day, *expected in (
            (MID_AUTUMN, "lunar 8/15", "农历八月十五", "農曆八月十五"),
            (
                Day("lunar", 6, 10, leap=True),
                *("lunar leap 6/10", "农历闰六月初十", "農曆閏六月初十"),
            ),
            (SPRING_FESTIVAL, "lunar 1/1", "农历正月初一", "農曆正月初一"),
            (Day("lunar", 12, 23), "lunar 12/23", "农历十二月廿三", "農曆十二月廿三"),
            (Day("lunar", 11, 20), "lunar 11/20", "农历十一月二十", "農曆十一月二十"),
            (Day("lunar", 10, 30), "lunar 10/30", "农历十月三十", "農曆十月三十"),
            (Day("solar", 2, 29), "February 29", "2月29日", "2月29日"),
            (Day("solar_term", term="qingming"), "Qingming", "清明", "清明"),
            (Day("solar_term", term="jingzhe"), "Jingzhe", "惊蛰", "驚蟄"),
            (EVE, "Lunar New Year's Eve", "除夕", "除夕"),
        ):
            languages = ("en_US", "zh_CN", "zh_TW")
            found = [lunar.describe(day, lang) for lang in languages]
            self.assertEqual(found, expected)

    def test_other_languages(self):
        self.assertEqual(lunar.describe(MID_AUTUMN, "zh_HK"), "農曆八月十五")
        self.assertEqual(lunar.describe(MID_AUTUMN, "fr_FR"), "lunar 8/15")

    @given(lunar_days | solar, lunar_days | solar)
    def test_no_two_days_have_the_same_name(self, one, other):
        for lang in ("en_US", "zh_CN", "zh_TW"):
            same = lunar.describe(one, lang) == lunar.describe(other, lang)
            self.assertEqual(same, one == other)


# First and last day of the months that sxtwl starts a day before borax, with the new
# moon in between, in China time by the Swiss Ephemeris. All three are within 90
# seconds of midnight; Hong Kong Observatory, which sxtwl agrees with, warns that its
# tables may be a day off there. The libraries are right twice and once.
DISPUTED_MONTHS = (
    (date(2057, 9, 28), date(2057, 10, 27)),  # 29 September 00:00:35: borax
    (date(2089, 9, 4), date(2089, 10, 3)),  # 4 September 23:59:05: sxtwl
    (date(2097, 8, 7), date(2097, 9, 5)),  # 8 August 00:01:27: borax
)
# Terms of the past within minutes of midnight. borax (and cnlunar) keep the day of
# the almanac in force, until 1928 by the local time of Beijing, 14 minutes behind
# UTC+8; sxtwl computes them anew.
DISPUTED_TERMS = {
    (1912, "xiaoxue"): ("1912-11-23", "1912-11-22"),
    (1913, "qiufen"): ("1913-09-24", "1913-09-23"),
    (1917, "daxue"): ("1917-12-07", "1917-12-08"),
    (1927, "bailu"): ("1927-09-08", "1927-09-09"),
    (1928, "xiazhi"): ("1928-06-21", "1928-06-22"),
    (1979, "dahan"): ("1979-01-21", "1979-01-20"),
}


@unittest.skipUnless(sxtwl, "sxtwl has no wheel for this platform")
@covers("R078")
class TestSecondLibrary(unittest.TestCase):
    """borax, which looks days up in tables, against sxtwl, which computes them."""

    def sxtwl_lunar(self, on):
        day = sxtwl.fromSolar(on.year, on.month, on.day)
        return (
            *(day.getLunarYear(), day.getLunarMonth(), day.getLunarDay()),
            day.isLunarLeap(),
        )

    def test_every_day_of_the_lunar_years_1900_to_2100(self):
        disputed = {
            on for first, last in DISPUTED_MONTHS for on in days_between(first, last)
        }
        last_day = LunarDate.max.to_solar_date()
        self.assertEqual(last_day, date(2101, 1, 28))
        for on in days_between(lunar.FIRST_DAY, last_day):
            behind = ONE_DAY if on in disputed else timedelta(0)
            if on in (first for first, _last in DISPUTED_MONTHS):
                self.assertEqual(lunar.to_lunar(on).day, 30)
                self.assertEqual(self.sxtwl_lunar(on)[2], 1)
            else:
                found, expected = lunar.to_lunar(on), self.sxtwl_lunar(on - behind)
                self.assertEqual(found, expected, on)

    def test_every_solar_term_of_1900_to_2100(self):
        differing = {}
        for (year, term), expected in self.sxtwl_terms().items():
            found = lunar.project(Day("solar_term", term=term), year)
            if found != expected:
                differing[year, term] = (str(found), str(expected))
        self.assertEqual(differing, DISPUTED_TERMS)

    def sxtwl_terms(self):
        """sxtwl counts terms from the winter solstice and years from spring."""
        found = {}
        for year in range(lunar.FIRST_YEAR - 1, lunar.LAST_YEAR + 1):
            for moment in sxtwl.getJieQiByYear(year):
                on = sxtwl.JD2DD(moment.jd)
                if on.Y in YEARS:
                    term = lunar.SOLAR_TERMS[moment.jqIndex - 1]
                    found[on.Y, term] = date(on.Y, on.M, on.D)
        self.assertEqual(len(found), 24 * len(YEARS))
        return found
