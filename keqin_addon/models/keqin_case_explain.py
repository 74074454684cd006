from babel.dates import format_skeleton
from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import babel_locale_parse
from odoo.tools.misc import get_lang

from ..tools.sla_clock import NOTHING
from .keqin_case import OPEN

# So many days are named one by one; of more, the first and the last ones.
_DAYS = 6


class KeqinCase(models.Model):
    """Why a deadline is when it is, in sentences, in the reader's language and time."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the times of a case, and what explains them
    _inherit = "keqin.case"

    deadline_explanation = fields.Html(
        "Why then",
        compute="_compute_deadline_explanation",
        sanitize=False,
        help="How the deadlines were found: by which service level and calendar, from "
        "when, and what was not counted.",
    )
    current_hours = fields.Float(
        compute="_compute_deadline_explanation",
        help="Working hours of the time that goes on, up to now; 0 in a pause.",
    )

    @api.depends("response_deadline", "resolution_deadline", "state", "segment_ids")
    @api.depends_context("lang", "tz", "uid")
    def _compute_deadline_explanation(self):
        """Both from one reading of the calendars."""
        saved = self.filtered("id")
        (self - saved).update({"deadline_explanation": False, "current_hours": 0.0})
        # sudo: whoever reads a case may know what its deadlines rest on
        for case, clock in saved.sudo()._clocks().items():
            parts = [
                case._explain_level(clock),
                case._explain_response(clock),
                case._explain_resolution(clock),
                case._explain_pauses(clock),
                case._explain_zone(clock),
            ]
            lines = (Markup("<p>%s</p>") % part for part in parts if part)
            reading = case.with_env(self.env)
            reading.deadline_explanation = Markup("").join(lines)
            reading.current_hours = clock.current().total_seconds() / 3600

    def _explain_level(self, clock):
        policy, calendar = clock.target.policy, clock.target.office.calendar
        names = {
            "level": policy.name or self.env._("settings of the company"),
            "calendar": calendar.name or self.env._("Monday to Friday, 9-12 and 13-18"),
        }
        return self.env._("Service level: %(level)s. Calendar: %(calendar)s.", **names)

    def _explain_response(self, clock):
        dial, met = clock.response, self.response_met_on
        if not dial.deadline:
            return self.env._("First response: this calendar is never worked.")
        names = {
            "deadline": self._say(dial.deadline),
            "hours": self._say_hours(clock.target.response),
            "start": self._say(self.opened_on),
            "days": self._say_days(clock, self.opened_on, dial.deadline),
        }
        if met:
            names["met"] = self._say(met)
            return self.env._(
                "First response given %(met)s, due %(deadline)s.", **names
            )
        if self.state not in OPEN:
            return self.env._("First response was due %(deadline)s.", **names)
        return self.env._(
            "First response by %(deadline)s: %(hours)s of working time from %(start)s "
            "(%(days)s).",
            **names,
        )

    def _explain_resolution(self, clock):
        deadline, is_open = clock.resolution.deadline, self.state in OPEN
        if self.resolved_on and not is_open:
            return self._explain_resolved(clock)
        if self.kind == "complex_request" and is_open:
            return self._explain_agreed(clock)
        if self.state == "waiting" and not deadline:
            target, used = clock.target.resolution, clock.consumed()
            return self.env._(
                "Resolution: the clock stands still while we wait for the customer; "
                "%(left)s of %(target)s are left.",
                left=self._say_hours(max(target - used, NOTHING)),
                target=self._say_hours(target),
            )
        return deadline and self._explain_running(clock)

    def _explain_resolved(self, clock):
        deadline = clock.resolution.deadline
        names = {
            "resolved": self._say(self.resolved_on),
            "used": self._say_hours(clock.consumed()),
            "deadline": deadline and self._say(deadline),
        }
        if not deadline:
            return self.env._(
                "Resolved %(resolved)s, after %(used)s of working time.", **names
            )
        return self.env._(
            "Resolved %(resolved)s, after %(used)s of working time; due %(deadline)s.",
            **names,
        )

    def _explain_running(self, clock):
        deadline, target = clock.resolution.deadline, clock.target.resolution
        start = clock.runs[-1].start
        before = sum(
            (run.worked for run in clock.runs if run.worked is not None), NOTHING
        )
        names = {
            "deadline": self._say(deadline),
            "target": self._say_hours(target),
        }
        if not before or deadline < start:
            return self.env._(
                "Resolution by %(deadline)s: %(target)s of working time, %(used)s of "
                "them used.",
                used=self._say_hours(clock.consumed()),
                **names,
            )
        return self.env._(
            "Resolution by %(deadline)s: of %(target)s of working time, %(before)s "
            "were used before %(start)s; the other %(rest)s from there (%(days)s).",
            before=self._say_hours(before),
            rest=self._say_hours(max(target - before, NOTHING)),
            start=self._say(start),
            days=self._say_days(clock, start, deadline),
            **names,
        )

    def _explain_agreed(self, clock):
        if clock.resolution.deadline:
            return self.env._(
                "Resolution by %s, as agreed with the customer.",
                self._say(clock.resolution.deadline),
            )
        if self.agreed_on:
            return self.env._(
                "The agreed date, %s, went by while we waited for the customer. "
                "Agree on another one.",
                self._say(self.agreed_on),
            )
        return self.env._("Resolution: the date is still to be agreed.")

    def _explain_pauses(self, clock):
        pauses = [s for s in clock.segments if s.state == "waiting" and s.date_to]
        if not pauses or self.kind == "complex_request":
            return False
        spans = ", ".join(
            self.env._(
                "%(start)s to %(end)s (%(hours)s)",
                start=self._say(pause.date_from),
                end=self._say(pause.date_to),
                hours=self._say_hours(pause.worked_hours),
            )
            for pause in pauses
        )
        return self.env._("Not counted, waiting for the customer: %s.", spans)

    def _explain_zone(self, clock):
        tz = clock.target.office.calendar.tz
        if not tz or tz == (self.env.tz.zone if self.env.tz else "UTC"):
            return False
        return self.env._("Working time is that of %s; the times above are yours.", tz)

    def _say(self, moment):
        """A moment as one says it, with its weekday."""
        local = fields.Datetime.context_timestamp(self, moment)
        locale = babel_locale_parse(get_lang(self.env).code)
        day, clock = (
            format_skeleton(skeleton, local, locale=locale)
            for skeleton in ("MMMEd", "Hm")
        )
        return f"{day} {clock}"

    def _say_hours(self, amount):
        hours = amount if isinstance(amount, float) else amount.total_seconds() / 3600
        return self.env._("%s h", f"{round(hours, 2):g}")

    def _say_days(self, clock, start, end):
        locale = babel_locale_parse(get_lang(self.env).code)
        days = [
            f"{format_skeleton('MMMEd', day, locale=locale)} {self._say_hours(amount)}"
            for day, amount in clock.week.by_day(start, end)
        ]
        if len(days) > _DAYS:
            days = [*days[: _DAYS - 2], "…", days[-1]]
        return ", ".join(days)
