from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

try:
    import holidays
except ImportError:
    holidays = None

# How the library names the languages whose names of days differ from the source.
_LANGUAGES = ("zh_CN", "zh_TW")
_FIRST_YEAR, _LAST_YEAR = 2000, 2099


class KeqinWorkingDayImport(models.TransientModel):
    """Takes over the public holidays and make-up workdays of a country and year.

    From the library ``holidays`` where it is installed; days that are there already
    stay as they are, so that a company's own decisions outlive an import (R088).
    """

    _name = "keqin.working.day.import"
    _description = "Import Working Days"

    country_id = fields.Many2one(
        "res.country",
        required=True,
        default=lambda self: self.env.company.country_id or self.env.ref("base.cn"),
    )
    year = fields.Integer(
        required=True, default=lambda self: fields.Date.context_today(self).year + 1
    )
    company_id = fields.Many2one(
        "res.company",
        "For company",
        help="Empty: for every company that has no exception of its own on that day.",
    )
    holiday_count = fields.Integer("Holidays", compute="_compute_counts")
    workday_count = fields.Integer("Make-up workdays", compute="_compute_counts")
    new_count = fields.Integer("New ones", compute="_compute_counts")
    problem = fields.Char(compute="_compute_counts")

    @api.depends("country_id", "year", "company_id")
    def _compute_counts(self):
        for wizard in self:
            wizard.problem = wizard._find_problem()
            days = {} if wizard.problem else wizard._read_days("en_US")
            kinds = [kind for kind, _name in days.values()]
            wizard.holiday_count = kinds.count("holiday")
            wizard.workday_count = kinds.count("workday")
            wizard.new_count = len(wizard._missing(days))

    @api.constrains("year")
    def _check_year(self):
        for wizard in self:
            if not _FIRST_YEAR <= wizard.year <= _LAST_YEAR:
                raise ValidationError(
                    self.env._(
                        "Choose a year between %(first)s and %(last)s.",
                        first=_FIRST_YEAR,
                        last=_LAST_YEAR,
                    )
                )

    def action_import(self):
        """Create the days that are missing, named in every installed language.

        :return: action that lists the days of the year
        :raises UserError: when the library is missing or does not know the country
        """
        self.ensure_one()
        if problem := self._find_problem():
            raise UserError(problem)
        days = self._read_days("en_US")
        missing = sorted(self._missing(days))
        created = self.env["keqin.working.day"].create(
            [
                {
                    "date": day,
                    "kind": days[day][0],
                    "name": days[day][1],
                    "company_id": self.company_id.id,
                }
                for day in missing
            ]
        )
        self._translate(created)
        return self._list_year()

    def _find_problem(self):
        """:return: why nothing can be imported, or False"""
        if holidays is None:
            return self.env._(
                "The Python library “holidays” is not installed on the server. Ask "
                "your administrator for it, or enter the days by hand."
            )
        if not _FIRST_YEAR <= self.year <= _LAST_YEAR:
            return self.env._("Choose another year.")
        if self.country_id.code not in holidays.list_supported_countries():
            return self.env._(
                "The days of %s are not known. Enter them by hand.",
                self.country_id.name or self.env._("this country"),
            )
        return False

    def _read_days(self, lang):
        """:return: ``{date: (kind, name)}`` of the year, names in ``lang`` if known"""
        country, year = self.country_id.code, self.year
        calendar = getattr(holidays, country)
        known = lang in getattr(calendar, "supported_languages", ())
        found = calendar(years=year, language=lang if known else None)
        makeup = self.with_context(lang=lang).env._("Make-up workday")
        days = {day: ("holiday", name) for day, name in found.items()}
        worked = getattr(found, "weekend_workdays", ())
        return days | {day: ("workday", makeup) for day in worked if day.year == year}

    def _missing(self, days):
        """:return: those of ``days`` that have no exception for the company yet"""
        present = self.env["keqin.working.day"].search_fetch(
            [("date", "in", list(days)), ("company_id", "=", self.company_id.id)],
            ["date"],
        )
        return set(days) - set(present.mapped("date"))

    def _translate(self, created):
        installed = dict(self.env["res.lang"].get_installed())
        for lang in filter(installed.__contains__, _LANGUAGES):
            names = self._read_days(lang)
            for day in created.with_context(lang=lang):
                day.name = names[day.date][1]

    def _list_year(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqin_addon.keqin_working_day_action"
        )
        ends = f"{self.year}-01-01", f"{self.year}-12-31"
        return action | {
            "domain": [("date", ">=", ends[0]), ("date", "<=", ends[1])],
            "target": "main",
        }
