from datetime import date
from operator import ge, gt, le, lt

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from ..tools import lunar

_FIRST_BIRTH_YEAR = 1900
_BIRTHDAY = ("birth_calendar", "birth_month", "birth_day", "birth_leap")
_COMPARE = {"<": lt, "<=": le, ">": gt, ">=": ge}


class KeqinContact(models.Model):
    """Birthdays of key persons, by the sun or by the moon (R081)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the card, its birthday, whether to greet
    _inherit = "keqin.contact"

    next_birthday = fields.Date(
        compute="_compute_next_birthday", search="_search_next_birthday"
    )
    birthday_text = fields.Char("Birthday", compute="_compute_next_birthday")
    age = fields.Integer(
        compute="_compute_next_birthday", aggregator=None, help="0 when not known."
    )

    @api.depends(*_BIRTHDAY, "birth_year")
    @api.depends_context("lang", "tz")
    def _compute_next_birthday(self):
        today = fields.Date.context_today(self)
        for card in self:
            day = card._birthday()
            on, year = lunar.next_occurrence(day, today) if day else (False, today.year)
            card.next_birthday = on
            card.birthday_text = day and card._birthday_in_words(day, on)
            # on the day itself the new age is reached
            reached = year - (bool(day) and on > today)
            card.age = max(reached - card.birth_year, 0) if card.birth_year else 0

    def _search_next_birthday(self, operator, value):
        if operator not in ("in", *_COMPARE):
            return NotImplemented
        today = fields.Date.context_today(self)
        if operator == "in":
            return self._domain_next_birthday(lambda on: on in value, today) | (
                Domain("birth_day", "=", 0) if False in value else Domain.FALSE
            )
        limit, compare = fields.Date.to_date(value), _COMPARE[operator]
        if operator == ">=" and limit <= today:
            return Domain("birth_day", ">", 0)
        return self._domain_next_birthday(lambda on: compare(on, limit), today)

    @api.model
    def _domain_next_birthday(self, fits, today):
        """Cards whose next birthday fits, by the few hundred days there can be."""
        fitting = {}
        for calendar, month, day, leap in self._birthdays_known():
            birthday = lunar.Day(calendar, month, day, leap)
            if fits(lunar.next_occurrence(birthday, today)[0]):
                fitting.setdefault((calendar, month, leap), []).append(day)
        return Domain.OR(
            Domain("birth_calendar", "=", calendar)
            & Domain("birth_month", "=", month)
            & Domain("birth_leap", "=", leap)
            & Domain("birth_day", "in", days)
            for (calendar, month, leap), days in fitting.items()
        )

    @api.model
    def _birthdays_known(self):
        # sudo: which days there are tells nothing of whose they are
        cards = self.sudo().with_context(active_test=False)
        return cards._read_group(
            [("birth_calendar", "!=", False), ("birth_day", ">", 0)], _BIRTHDAY
        )

    @api.model
    def _birthdays_between(self, start: date, end: date, domain=Domain.TRUE):
        """Birthdays from ``start`` to ``end``, both in, of the cards in ``domain``.

        Few queries, however many the cards.

        :return: list of card, date and the year it is the birthday of, by date
        """
        fitting = {}
        for known in self._birthdays_known():
            dates = lunar.occurrences(lunar.Day(*known), start, end)
            if dates:
                fitting[lunar.Day(*known)] = dates
        days = Domain.OR(
            Domain([(name, "=", day[at]) for at, name in enumerate(_BIRTHDAY)])
            for day in fitting
        )
        cards = self.search_fetch(days & Domain(domain), _BIRTHDAY)
        found = (
            (card, on, year) for card in cards for on, year in fitting[card._birthday()]
        )
        return sorted(found, key=lambda birthday: (birthday[1], birthday[0].id))

    @api.constrains(*_BIRTHDAY, "birth_year")
    def _check_birthday(self):
        for card in self:
            problem = card._birthday_problem()
            if problem:
                raise ValidationError(
                    self.env._(
                        "The birthday of %(person)s cannot be: %(problem)s Correct it, "
                        "or clear what is not known.",
                        person=card.partner_id.name,
                        problem=problem,
                    )
                )

    def _birthday(self):
        """The birthday as it was said, or None when no day is known."""
        self.ensure_one()
        if not (self.birth_calendar and self.birth_month and self.birth_day):
            return None
        day = lunar.Day(*(self[name] for name in _BIRTHDAY))
        # while the form is filled in, it may say anything
        return None if self._impossible(day) else day

    def _birthday_in_words(self, day, on):
        said = lunar.describe(day, self.env.lang or "en_US")
        on = format_date(self.env, on)
        return self.env._("%(birthday)s, next %(date)s", birthday=said, date=on)

    def _birthday_problem(self):
        """Why there can be no such birthday, in words, or nothing."""
        self.ensure_one()
        given = [bool(self[name]) for name in _BIRTHDAY[1:]]
        this_year = fields.Date.context_today(self).year
        if self.birth_year and not _FIRST_BIRTH_YEAR <= self.birth_year <= this_year:
            return self.env._(
                "the year is between %(first)s and %(last)s, or 0 when not known.",
                first=_FIRST_BIRTH_YEAR,
                last=this_year,
            )
        if not any(given):
            return None
        if not (self.birth_calendar and all(given[:2])):
            return self.env._("calendar, month and day are needed together.")
        day = lunar.Day(*(self[name] for name in _BIRTHDAY))
        if self._impossible(day):
            return self._say_impossible(day)
        if self.birth_year and not self._was_in_year(day, self.birth_year):
            said = lunar.describe(day, self.env.lang or "en_US")
            return self.env._(
                "%(year)s had no %(day)s.", year=self.birth_year, day=said
            )
        return None

    @api.model
    def _impossible(self, day):
        try:
            lunar.check(day)
        except ValueError:
            return True
        return False

    @api.model
    def _was_in_year(self, day, year):
        """Whether the year had that day: 29 February, leap month, day 30.

        The last lunar months are in the next solar year, and people name either.
        """
        if day.calendar == "solar":
            return lunar.project(day, year).day == day.day
        dates = {
            lunar.project(day, year),
            lunar.project(day, max(year - 1, lunar.FIRST_YEAR)),
        }
        return any(
            lunar.to_lunar(on)[1:] == (day.month, day.day, day.leap)
            and year in (on.year, lunar.to_lunar(on).year)
            for on in dates
        )

    @api.model
    def _say_impossible(self, day):
        if day.calendar == "solar" and day.leap:
            return self.env._("only a month of the lunar calendar can be a leap month.")
        if day.calendar == "solar":
            return self.env._(
                "there is no day %(day)s in month %(month)s.",
                day=day.day,
                month=day.month,
            )
        if day.leap:
            return self.env._(
                "there is no lunar leap month %(month)s with a day %(day)s.",
                month=day.month,
                day=day.day,
            )
        return self.env._(
            "there is no lunar %(month)s/%(day)s: a lunar year has 12 months of at "
            "most 30 days.",
            month=day.month,
            day=day.day,
        )
