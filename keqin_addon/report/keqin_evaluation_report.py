from collections import Counter
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import formatLang, get_lang, is_html_empty

from ..models.keqin_evaluation import EVALUATION_LEADS
from ..models.keqin_evaluation_figures import HEADLINES
from ..tools import chart
from ..tools.period_text import period_text

_MONTHS = 12
_BAR = 150.0
_TREND = (128.0, 34.0)
# Percent is written next to each figure; these stand next to the name.
_NAMED_UNITS = ("days", "hours", "level")


class Bullet(NamedTuple):
    """An actual between nothing and its target, in points of the drawing."""

    zero: float
    actual: float
    low: float | None
    high: float | None
    target: float | None
    previous: float | None


class KeqinEvaluationReport(models.AbstractModel):
    """Care effect evaluation report, in the order of the standard (R132, R136).

    With the access and in the language of the reader: a department that reads its own
    section gets a report of that.
    """

    _name = "report.keqin_addon.keqin_evaluation_report"
    _description = "Care Effect Evaluation Report (PDF)"

    @api.model
    def _get_report_values(self, docids, data=None):
        evaluations = self.env["keqin.evaluation"].browse(docids)
        evaluations.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": evaluations._name,
            "docs": evaluations,
            "contents": {one.id: self._content(one) for one in evaluations},
            "value": self._value,
            "named_units": _NAMED_UNITS,
            "bar_width": _BAR,
            "trend_size": _TREND,
        }

    @api.model
    def _content(self, evaluation):
        lines = self._lines(evaluation).filtered(lambda line: not line.tier)
        judged = lines.filtered(lambda line: not line.indicator_id)
        measured = lines - judged
        known = measured.filtered(lambda line: line.actual is not False)
        return {
            "groups": self._by_department(known),
            "judged": judged.filtered(lambda line: line.score is not False),
            "unknown": self._names(measured - known),
            "headlines": self._headlines(evaluation, measured),
            "summary": self._summary(measured),
            "inputs": self._inputs(evaluation),
            "bullets": {line.id: self._bullet(line) for line in known},
            "indicators": known.indicator_id.sorted("code"),
            "labels": self._labels(evaluation),
            "written": lambda text: not is_html_empty(text),
        } | self._words(evaluation)

    @api.model
    def _inputs(self, evaluation):
        """What care took by tier; for those only who read all departments."""
        may = self.env.user.has_groups(EVALUATION_LEADS)
        return evaluation._inputs_by_tier() if may else []

    @api.model
    def _words(self, evaluation):
        """What people wrote and agreed on, as far as the reader may see it."""

        def own(model, evaluations=evaluation):
            return self.env[model].search([("evaluation_id", "in", evaluations.ids)])

        return {
            "sections": own("keqin.evaluation.section"),
            "measures": own("keqin.improvement"),
            "earlier": own("keqin.improvement", evaluation.previous_id),
            "decisions": own("keqin.decision"),
            "parts": evaluation.part_ids,
        }

    @api.model
    def _labels(self, evaluation):
        section = evaluation.section_ids
        return {
            name: section._fields[name]._description_string(self.env)
            for name in ("results", "shortcomings", "proposals")
        }

    @api.model
    def _lines(self, evaluation):
        """As far as the reader may see: by search, so that rules decide."""
        line = self.env["keqin.evaluation.line"]
        return line.search([("evaluation_id", "=", evaluation.id)])

    @api.model
    def _by_department(self, lines):
        """:return: pairs of label and lines, in the order of departments"""
        labels = lines._fields["department"]._description_selection(self.env)
        groups = [
            (label, lines.filtered(lambda line, code=code: line.department == code))
            for code, label in labels
        ]
        others = lines.filtered(lambda line: not line.department)
        groups.append((self.env._("Further criteria"), others))
        return [(label, found) for label, found in groups if found]

    @api.model
    def _headlines(self, evaluation, lines):
        """The five indicators that the standard names, with a year of history."""
        history = self._history(evaluation)
        found = []
        for code in HEADLINES:
            line = lines.filtered(
                lambda line, code=code: line.indicator_id.code == code and not line.tier
            )[:1]
            if line:
                found.append((line, self._trend(line, history.get(code, {}))))
        return found

    @api.model
    def _history(self, evaluation):
        """:return: dict of code to dict of month to value, of the company or team"""
        last = evaluation.date_end.replace(day=1)
        scope = "team" if evaluation.scope == "team" else "company"
        domain = (
            Domain("company_id", "=", evaluation.company_id.id)
            & Domain("scope", "=", scope)
            & Domain("indicator_id.code", "in", HEADLINES)
            & Domain("month", "<=", last)
            & Domain("month", ">", last - relativedelta(months=_MONTHS))
        )
        if scope == "team":
            domain &= Domain("team_id", "=", evaluation.team_id.id)
        values = self.env["keqin.indicator.value"].search(domain)
        history = {}
        for one in values:
            if one.value is not False:
                months = history.setdefault(one.indicator_id.code, {})
                months[one.month] = one.value
        return history

    @api.model
    def _trend(self, line, history):
        last = line.evaluation_id.date_end.replace(day=1)
        months = [last - relativedelta(months=back) for back in range(_MONTHS)][::-1]
        values = [history.get(month) for month in months]
        target = self._known(line.target)
        axis = chart.bounds(line.unit, [*values, target])
        height = _TREND[1]
        return {
            "lines": chart.polylines(values, axis, *_TREND),
            "target": None
            if target is None
            else round(height - chart.position(target, axis, height), 1),
            "from": self._month(months[0]),
            "until": self._month(last),
            "known": sum(value is not None for value in values),
        }

    @api.model
    def _month(self, day):
        return period_text(day, "yMMM", get_lang(self.env).code)

    @api.model
    def _bullet(self, line):
        """Where the marks of a line are drawn; None without an actual."""
        actual = self._known(line.actual)
        if actual is None:
            return None
        marks = [
            self._known(line[name]) for name in ("low", "high", "target", "previous")
        ]
        axis = chart.bounds(line.unit, [actual, *marks])

        def place(value):
            return None if value is None else chart.position(value, axis, _BAR)

        return Bullet(place(0.0), place(actual), *map(place, marks))

    @api.model
    def _summary(self, lines):
        """The result in a few sentences: always the same words for the same figures."""
        moved = lines.filtered("is_change")
        gained = moved.filtered(self._good)
        below = lines.filtered(lambda line: line.verdict == "below")
        found = [
            self._verdicts(lines),
            below and self.env._("Below target: %s.", self._names(below)),
            gained
            and self.env._("Reliably better than before: %s.", self._names(gained)),
            moved - gained
            and self.env._(
                "Reliably worse than before: %s.", self._names(moved - gained)
            ),
        ]
        return [sentence for sentence in found if sentence]

    @api.model
    def _verdicts(self, lines):
        counts = Counter(line.verdict for line in lines)
        if not counts["met"] + counts["below"] + counts["unsure"]:
            return self.env._("No target could be judged in this period.")
        return self.env._(
            "Targets reached: %(met)s, missed: %(below)s, left open by the figures: "
            "%(unsure)s, without data: %(few)s.",
            met=counts["met"],
            below=counts["below"],
            unsure=counts["unsure"],
            few=counts["few"],
        )

    @api.model
    def _names(self, lines):
        return ", ".join(line.name or line.indicator_id.name for line in lines)

    @api.model
    def _good(self, line):
        """Whether a change went the way it should."""
        downwards = line.indicator_id.direction == "down"
        return (line.change or 0.0) < 0 if downwards else (line.change or 0.0) > 0

    @api.model
    def _value(self, value, unit, signed=False):
        """A figure with its unit, in the reader's notation; a dash without data."""
        if value is None or value is False:
            return "–"
        value = round(value, 1)
        whole = unit == "number" and value == int(value)
        text = formatLang(self.env, value or 0.0, digits=0 if whole else 1)
        if signed and value > 0:
            text = f"+{text}"
        return f"{text} %" if unit == "percent" and not signed else text

    @api.model
    def _known(self, value):
        return None if value is False else value
