from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools import indicator as arithmetic
from ..tools.indicator import Figure

# unit of the indicator: how many decimals tell figures apart
_DECIMALS = {"level": 2, "hours": 2, "days": 2, "number": 2}


class KeqinImprovement(models.Model):
    """The indicator it was to move: before it was done, and after (R158).

    Computed by the engine for two periods that do not overlap, and frozen when the
    effect is checked. What stands as of a day cannot be computed for the past: there,
    the frozen months count. Means and sums have no interval: whether they moved by
    chance is left open, and a lead says what was observed.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what came of it by what customers say, and by an indicator
    _inherit = "keqin.improvement"

    indicator_id = fields.Many2one(
        "keqin.indicator",
        "Indicator to move",
        index="btree_not_null",
        ondelete="restrict",
        domain=[("is_sensitive", "=", False)],
        groups="keqin_addon.group_keqin_staff",
        help="Compared before and after, to see whether it helped.",
    )
    effect = fields.Selection(
        selection_add=[("measured", "Measured, chance not ruled out"), ("observed",)]
    )
    effect_metric = fields.Selection(selection_add=[("indicator", "Indicator")])

    @api.constrains("indicator_id")
    def _check_indicator(self):
        """Figures of profit are not for all who read what is improved."""
        for improvement in self:
            if improvement.indicator_id.is_sensitive:
                raise ValidationError(
                    self.env._(
                        "%(indicator)s shows profit or budget, and %(measure)s is read "
                        "by others. Choose another indicator.",
                        indicator=improvement.indicator_id.display_name,
                        measure=improvement.name,
                    )
                )

    def _effect_figures(self, metric, before, after):
        """With the metric ``indicator``: what it came to in two periods.

        :raises UserError: the periods overlap, or are shorter than the indicator's own
        """
        # sudo: which indicator it is follows from the measure
        indicator = self.sudo().indicator_id
        if metric != "indicator":
            return super()._effect_figures(metric, before, after)
        if not indicator:
            return super()._effect_figures(False, before, after)
        self._check_periods(before, after)
        if reason := self._why_not_compared(metric, after):
            raise UserError(reason)
        earlier = self._indicator_figure(*before)
        later = self._indicator_figure(*after)
        found = arithmetic.compare(indicator.arithmetic, later, earlier)
        return {
            "effect": self._indicator_verdict(later, found),
            "effect_metric": metric,
            "before_from": before[0],
            "before_to": before[1],
            "after_from": after[0],
            "after_to": after[1],
            "before_people": earlier.n,
            "after_people": later.n,
            "before_score": earlier.value or 0.0,
            "after_score": later.value or 0.0,
            "change": found.value or 0.0,
            "change_low": found.low or 0.0,
            "change_high": found.high or 0.0,
        }

    def _indicator_figure(self, start, end):
        """Of the company, for the days from ``start`` to ``end``."""
        # sudo: the figure is frozen by a lead; the engine reads all that it counts
        indicator = self.sudo().indicator_id
        company = self.company_id
        if indicator.period == "date" and end < fields.Date.context_today(self):
            return self._frozen_figure(indicator, company, end)
        engine = self.env["keqin.indicator.engine"].sudo()
        figures = engine._figures(company, indicator, start, end)
        return figures[indicator.code, "company", None]

    @api.model
    def _frozen_figure(self, indicator, company, day):
        """What the last month that was over by the day came to."""
        # sudo: as the figure that the engine computes
        value = (
            self.env["keqin.indicator.value"]
            .sudo()
            .search(
                [
                    ("indicator_id", "=", indicator.id),
                    ("company_id", "=", company.id),
                    ("scope", "=", "company"),
                    ("date_end", "<=", day),
                ],
                order="month desc",
                limit=1,
            )
        )
        if not value or value.value is False:
            return Figure()
        limits = (
            None if limit is False else limit for limit in (value.low, value.high)
        )
        parts = value.numerator, value.denominator, value.n
        return Figure(value.value, *limits, *parts)

    def _indicator_verdict(self, later, found):
        # sudo: how the indicator is counted is read by all staff
        indicator = self.sudo().indicator_id
        if found.value is None:
            return "observed"
        has_limits = found.low is not None
        if not has_limits or indicator.direction == "range":
            return "measured"
        if not found.is_change:
            return "none"
        good = (found.value > 0) == (indicator.direction == "up")
        return "better" if good else "worse"

    def _why_not_compared(self, metric, after):
        """A year's figure of the first weeks would be that of the time before.

        :return: text; False when the periods can be compared
        """
        # sudo: which indicator it is follows from the measure
        indicator = self.sudo().indicator_id
        if metric != "indicator" or not indicator or indicator.period == "date":
            return super()._why_not_compared(metric, after)
        first, last = arithmetic.widened(*after, indicator.period)
        if first >= after[0]:
            return super()._why_not_compared(metric, after)
        return self.env._(
            "%(indicator)s is measured over %(days)s days: the period after "
            "%(measure)s was done has to be as long. Check the effect then, or say "
            "what was observed.",
            indicator=indicator.display_name,
            days=(last - first).days + 1,
            measure=self.name,
        )

    def _effect_in_words(self, figures):
        if figures.get("effect_metric") != "indicator":
            return super()._effect_in_words(figures)
        if figures["effect"] == "observed":
            return self.env._(
                "There is no figure for one of the periods: nothing to compare."
            )
        # sudo: which indicator it was follows from the measure
        digits = _DECIMALS.get(self.sudo().indicator_id.unit, 1)
        labels = dict(self._fields["effect"]._description_selection(self.env))
        parts = {
            "label": labels[figures["effect"]],
            "before": f"{figures['before_score']:.{digits}f}",
            "before_n": figures["before_people"],
            "after": f"{figures['after_score']:.{digits}f}",
            "after_n": figures["after_people"],
            "change": f"{figures['change']:+.{digits}f}",
        }
        if figures["effect"] == "measured":
            return self.env._(
                "%(label)s: %(before)s (%(before_n)s records) before, %(after)s "
                "(%(after_n)s) after; change %(change)s.",
                **parts,
            )
        return self.env._(
            "%(label)s: %(before)s (%(before_n)s records) before, %(after)s "
            "(%(after_n)s) after; change %(change)s, between %(low)s and %(high)s.",
            low=f"{figures['change_low']:+.{digits}f}",
            high=f"{figures['change_high']:+.{digits}f}",
            **parts,
        )
