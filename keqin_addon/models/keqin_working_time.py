from collections import Counter
from typing import Any, NamedTuple

import pytz

from odoo import api, models

from ..tools.sla_clock import WorkingTime

# Without working hours of the company: the week that most people have.
_ORDINARY = ((9.0, 12.0), (13.0, 18.0))


class Office(NamedTuple):
    """Whose working time a clock counts in.

    :ivar calendar: record of `resource.calendar`, empty for for an ordinary week
    :ivar company: record of `res.company`, whose exceptions count
    :ivar on_holidays: whether the calendar alone decides, as at a hotline that is there
        every day
    """

    calendar: Any
    company: Any
    on_holidays: bool = False

    @property
    def hours_per_day(self):
        """What a target in working days is worth."""
        hours = self.calendar.hours_per_day
        return hours or sum(end - start for start, end in _ORDINARY)


class KeqinWorkingDay(models.Model):
    """The working time of companies: calendars, leaves and dated exceptions in one.

    A holiday takes a day's hours away. A make-up workday gets those of an ordinary
    day, where the calendar has none of its own for it.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the exceptions, and the working time they are part of
    _inherit = "keqin.working.day"

    @api.model
    def _working_times(self, offices):
        """The `WorkingTime` of each office, with as many queries for many as for one.

        :param offices: iterable of `Office`
        :return: dict of office to `WorkingTime`
        """
        offices = set(offices)
        companies = self.env["res.company"].union(
            *(office.company for office in offices)
        )
        calendars = self.env["resource.calendar"].union(*(d.calendar for d in offices))
        # sudo: the clock counts by the calendars, whoever makes it count
        weeks = self.sudo()._weeks_of(calendars)
        exceptions = self.sudo()._exceptions_of(companies)
        leaves = self.sudo()._leaves_of(calendars, companies)
        return {
            office: WorkingTime(
                _hours_of(
                    weeks.get(office.calendar),
                    {} if office.on_holidays else exceptions[office.company],
                ),
                pytz.timezone(
                    office.calendar.tz or office.company.partner_id.tz or "UTC"
                ),
                leaves(office),
            )
            for office in offices
        }

    @api.model
    def _weeks_of(self, calendars):
        """Hours of each weekday in an odd and in an even week, by calendar."""
        lines = self.env["resource.calendar.attendance"].search_fetch(
            [
                ("calendar_id", "in", calendars.ids),
                ("day_period", "!=", "lunch"),
                ("display_type", "=", False),
            ],
            ["calendar_id", "dayofweek", "hour_from", "hour_to", "week_type"],
        )
        weeks = {}
        for line in lines:
            both = weeks.setdefault(line.calendar_id, ({}, {}))
            alternates = line.calendar_id.two_weeks_calendar and line.week_type
            for week in [both[int(line.week_type)]] if alternates else both:
                hours = (line.hour_from, line.hour_to)
                week[int(line.dayofweek)] = (*week.get(int(line.dayofweek), ()), hours)
        return weeks

    @api.model
    def _exceptions_of(self, companies):
        """Kind of exception by date, of each company; its own beat the shared ones."""
        days = self.search_fetch(
            [("company_id", "in", [False, *companies.ids])],
            ["date", "kind", "company_id"],
        )
        kinds = days.grouped("company_id")

        def by_date(company):
            return {day.date: day.kind for day in kinds.get(company, self.browse())}

        shared = by_date(companies.browse())
        return {company: shared | by_date(company) for company in companies}

    @api.model
    def _leaves_of(self, calendars, companies):
        """Spans of closing that Odoo's own calendars know, for everybody.

        :return: function of a office to its spans
        """
        spans = self.env["resource.calendar.leaves"].search_fetch(
            [
                ("resource_id", "=", False),
                ("time_type", "=", "leave"),
                "|",
                ("calendar_id", "in", calendars.ids),
                "&",
                ("calendar_id", "=", False),
                ("company_id", "in", [False, *companies.ids]),
            ],
            ["calendar_id", "company_id", "date_from", "date_to"],
        )
        return lambda office: [
            (span.date_from, span.date_to)
            for span in spans
            if (
                span.calendar_id == office.calendar
                if span.calendar_id
                else span.company_id in (office.company, companies.browse())
            )
        ]


def _hours_of(weeks, exceptions):
    """Function of a date to its hours.

    :param weeks: hours by weekday in an odd and in an even week, ordinary if missing
    :param exceptions: kind by date
    """
    weeks = weeks or (dict.fromkeys(range(5), _ORDINARY),) * 2
    ordinary = [_ordinary(week) for week in weeks]

    def hours_of(day):
        number = (day.toordinal() - 1) // 7 % 2
        kind = exceptions.get(day)
        if kind == "holiday":
            return ()
        hours = weeks[number].get(day.weekday(), ())
        return hours or (ordinary[number] if kind == "workday" else ())

    return hours_of


def _ordinary(week):
    """The hours that most weekdays have, of the first such one."""
    [(hours, _count)] = Counter(week[day] for day in sorted(week)).most_common(1) or [
        (_ORDINARY, 0)
    ]
    return hours
