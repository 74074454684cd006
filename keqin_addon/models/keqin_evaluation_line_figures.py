from odoo import models

from ..tools import evaluation
from ..tools import indicator as arithmetic


class KeqinEvaluationLine(models.Model):
    """What follows from the figures of a line: gap, change, verdict, score (R131)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a line is, what it comes to
    _inherit = "keqin.evaluation.line"

    def _figure_key(self):
        """The key of its figure among those of `keqin.indicator.engine._figures`."""
        key = ("tier", self.tier) if self.tier else self.evaluation_id._scope_key()
        return (self.indicator_id.code, *key)

    def _counts(self):
        """For the overall score: the whole once, and only what is held to something."""
        return not self.tier and (not self.indicator_id or self.target is not False)

    def _planned_target(self, candidates):
        """Hook: what the line should reach.

        :param candidates: targets of the day, see `keqin.target._candidates`
        :return: target and, for a range, its end; None where there is none
        """
        code = self.indicator_id.code
        target = candidates._applying(self.tier or None, code=code)
        if not target:
            return None, None
        value_max = target.value_max
        return target.value, None if value_max is False else value_max

    def _store_figure(self, now, before, target, target_max):
        """What follows from the figures of two periods and a target."""
        indicator = self.indicator_id
        change = arithmetic.compare(indicator.arithmetic, now, before)
        direction = indicator.direction
        verdict = arithmetic.verdict(now, target, target_max, direction)
        gap = evaluation.gap(now.value, target, target_max, direction)
        self.write(
            {
                "target": _kept(target),
                "target_max": _kept(target_max),
                "numerator": now.numerator,
                "denominator": now.denominator,
                "n": now.n,
                "actual": _kept(now.value),
                "low": _kept(now.low),
                "high": _kept(now.high),
                "gap": _kept(gap),
                "previous": _kept(before.value),
                "change": _kept(change.value),
                "change_low": _kept(change.low),
                "change_high": _kept(change.high),
                "is_change": change.is_change,
                "verdict": verdict or False,
                "score": _kept(self._score_of(now.value, target, target_max)),
            }
        )

    def _score_of(self, value, target, target_max):
        """Points of 100 for what was reached of the target; None without either."""
        if value is None or target is None:
            return None
        return evaluation.attained(
            value, target, target_max, self.indicator_id.direction
        )


def _kept(value):
    """As `OptionalFloat` wants it: nothing is False."""
    return False if value is None else value
