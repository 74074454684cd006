from datetime import date
from typing import NamedTuple

from odoo import api, fields, models

from ..tools import workdays


class WorkingWeek(NamedTuple):
    """When one company works: its weekdays, and the dated exceptions to them."""

    weekdays: frozenset[int] = workdays.WEEKDAYS
    holidays: frozenset[date] = frozenset()
    makeup: frozenset[date] = frozenset()

    def earlier(self, day):
        """The nearest working day on or before ``day`` (R076).

        A company that never works, by its calendar, acts on the day itself.
        """
        try:
            return workdays.earlier_working_day(day, *self)
        except ValueError:
            return day


class KeqinWorkingDay(models.Model):
    """A dated exception to the working week: a holiday, or a make-up workday.

    What the country publishes for a year, or a company decides for itself; without
    exceptions the weekdays of the company's working hours count.
    """

    _name = "keqin.working.day"
    _description = "Working Day Exception"
    _order = "date desc, id"

    date = fields.Date(required=True, index=True)
    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        [("holiday", "Holiday"), ("workday", "Make-up workday")],
        required=True,
        default="holiday",
    )
    company_id = fields.Many2one(
        "res.company",
        index=True,
        ondelete="cascade",
        help="Empty: for every company that has no exception of its own on that day.",
    )

    _date_uniq = models.UniqueIndex(
        "(date, COALESCE(company_id, 0))", "This day already has an exception."
    )

    @api.depends("name", "date")
    def _compute_display_name(self):
        for day in self:
            day.display_name = f"{day.date} {day.name or ''}".strip()

    @api.model
    def _week_of(self, company):
        """The `WorkingWeek` of ``company``; its own exceptions beat the shared ones."""
        # sudo: whoever plans a date needs the calendar that everybody sees
        exceptions = self.sudo().search_fetch(
            [("company_id", "in", [False, company.id])], ["date", "kind", "company_id"]
        )
        kinds = {
            day.date: day.kind
            for day in exceptions.sorted(lambda day: bool(day.company_id))
        }
        attendances = company.sudo().resource_calendar_id.attendance_ids
        weekdays = {int(a.dayofweek) for a in attendances if a.day_period != "lunch"}
        return WorkingWeek(
            frozenset(weekdays) or workdays.WEEKDAYS,
            frozenset(day for day, kind in kinds.items() if kind == "holiday"),
            frozenset(day for day, kind in kinds.items() if kind == "workday"),
        )
