from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date, get_lang

from ..tools.period import utc_bounds
from ..tools.period_text import period_text

PERIODS = {"quarter": 3, "half_year": 6, "year": 12}


class Span(NamedTuple):
    """What is looked at: the opinions of some days, or of one wave."""

    label: str
    start: object
    end: object
    wave: object = None


class KeqinVoiceAnalysis(models.AbstractModel):
    """The days an analysis is of, and those before them."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.voice.analysis"

    @api.model
    def _spans(self, period, date_from, date_to, wave_id):
        """:return: what is looked at, and what it is compared with (perhaps None)"""
        if wave_id:
            return self._wave_spans(int(wave_id))
        today = fields.Date.context_today(self)
        start = fields.Date.to_date(date_from) or today
        if period not in PERIODS:
            end = fields.Date.to_date(date_to) or today
            start, end = min(start, end), max(start, end)
            earlier = start - relativedelta(days=1)
            days = (start, end), (earlier - (end - start), earlier)
            return [Span(self._range_label(*pair), *pair) for pair in days]
        months = PERIODS[period]
        start = start.replace(day=1, month=start.month - (start.month - 1) % months)
        return [
            Span(
                self._period_label(period, first),
                first,
                first + relativedelta(months=months, days=-1),
            )
            for first in (start, start - relativedelta(months=months))
        ]

    @api.model
    def _wave_spans(self, wave_id):
        wave = self.env["keqin.survey.wave"].browse(wave_id).exists()
        wave.check_access("read")
        before = wave._before()
        return [self._wave_span(wave), self._wave_span(before) if before else None]

    @api.model
    def _wave_span(self, wave):
        today = fields.Date.context_today(self)
        end = wave.date_end or fields.Date.to_date(wave.closed_on) or today
        return Span(wave.name, wave.date_start, max(wave.date_start, end), wave)

    @api.model
    def _period_label(self, period, start):
        lang = get_lang(self.env).code
        if period != "half_year":
            return period_text(start, "yQQQ" if period == "quarter" else "y", lang)
        if start.month == 1:
            return self.env._("First half of %s", period_text(start, "y", lang))
        return self.env._("Second half of %s", period_text(start, "y", lang))

    @api.model
    def _range_label(self, start, end):
        return f"{format_date(self.env, start)} – {format_date(self.env, end)}"

    @api.model
    def _within(self, span, name):
        """Records whose moment ``name`` lies in the days, which are the reader's."""
        tz = self.env.context.get("tz") or self.env.user.tz or "UTC"
        since, until = utc_bounds(span.start, span.end, tz)
        return Domain(name, ">=", since) & Domain(name, "<", until)
