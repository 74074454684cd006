from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import is_html_empty

from ..tools import nps, period

EFFECTS = [
    ("better", "Better"),
    ("none", "No reliable change"),
    ("worse", "Worse"),
    ("observed", "Observed, not measured"),
]
# Without an interval that would tell it from chance: somebody has to say.
UNPROVEN = ("observed", "measured")
# What is frozen when the effect is checked, and gone when it is done anew.
_FIGURES = (
    "effect",
    "effect_metric",
    "before_from",
    "before_to",
    "after_from",
    "after_to",
    "before_people",
    "after_people",
    "before_score",
    "after_score",
    "change",
    "change_low",
    "change_high",
)


class KeqinImprovement(models.Model):
    """Did it help? What customers said before it was done, and after (R110).

    Different people answer in the two periods, so a difference is called a change only
    when chance does not explain it: its 95 % interval leaves out zero. With fewer than
    five people in either of them there is no figure, and what was observed is written
    down instead.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a measure is, how it moves, what came of it
    _inherit = "keqin.improvement"

    effect = fields.Selection(
        EFFECTS, readonly=True, copy=False, index="btree_not_null", tracking=True
    )
    effect_metric = fields.Selection(
        [("csat", "Satisfaction (CSAT)"), ("nps", "Recommendation (NPS)")],
        "Measured by",
        readonly=True,
        copy=False,
    )
    before_from = fields.Date("Before, from", readonly=True, copy=False)
    before_to = fields.Date("Before, to", readonly=True, copy=False)
    after_from = fields.Date("After, from", readonly=True, copy=False)
    after_to = fields.Date("After, to", readonly=True, copy=False)
    before_people = fields.Integer(
        "People before", readonly=True, copy=False, aggregator=None
    )
    after_people = fields.Integer(
        "People after", readonly=True, copy=False, aggregator=None
    )
    before_score = fields.Float(
        "Score before", digits=(16, 2), readonly=True, copy=False, aggregator=None
    )
    after_score = fields.Float(
        "Score after", digits=(16, 2), readonly=True, copy=False, aggregator=None
    )
    change = fields.Float(
        "Change (points)", digits=(16, 2), readonly=True, copy=False, aggregator=None
    )
    change_low = fields.Float(
        digits=(16, 2), readonly=True, copy=False, aggregator=None
    )
    change_high = fields.Float(
        digits=(16, 2), readonly=True, copy=False, aggregator=None
    )
    observation = fields.Html("What was observed", readonly=True, copy=False)
    effect_text = fields.Char("In short", compute="_compute_effect_text")

    @api.depends("effect", "before_score", "after_score", "change_low", "change_high")
    def _compute_effect_text(self):
        for improvement in self:
            improvement.effect_text = improvement._effect_in_words(
                {name: improvement[name] for name in _FIGURES}
            )

    def _effect_in_words(self, figures):
        """One sentence with both figures, their number of people and the verdict."""
        if not figures.get("effect_metric"):
            return False
        enough = figures["effect"] != "observed"
        if not enough:
            return self.env._(
                "%(before)s people before and %(after)s after: too few to compare.",
                before=figures["before_people"],
                after=figures["after_people"],
            )
        labels = dict(self._fields["effect"]._description_selection(self.env))
        return self.env._(
            "%(label)s: %(before).1f (%(before_n)s people) before, %(after).1f "
            "(%(after_n)s) after; change %(change)+.1f, between %(low)+.1f and "
            "%(high)+.1f.",
            label=labels[figures["effect"]],
            before=figures["before_score"],
            before_n=figures["before_people"],
            after=figures["after_score"],
            after_n=figures["after_people"],
            change=figures["change"],
            low=figures["change_low"],
            high=figures["change_high"],
        )

    def _effect_figures(self, metric, before, after):
        """What customers of the company said of the dimension in two periods.

        :param metric: ``csat`` or ``nps``; empty when nothing is measured
        :param before: first and last day, as ``after``
        :return: values of the frozen fields
        :raises UserError: the periods overlap or run backwards
        """
        self.ensure_one()
        if not (metric and self.dimension):
            return dict.fromkeys(_FIGURES, False) | {"effect": "observed"}
        self._check_periods(before, after)
        earlier, later = (self._score(metric, *days) for days in (before, after))
        found = nps.change(earlier, later)
        return {
            "effect": self._verdict(found),
            "effect_metric": metric,
            "before_from": before[0],
            "before_to": before[1],
            "after_from": after[0],
            "after_to": after[1],
            "before_people": earlier.people,
            "after_people": later.people,
            "before_score": earlier.value or 0.0,
            "after_score": later.value or 0.0,
            "change": found.value or 0.0,
            "change_low": found.low or 0.0,
            "change_high": found.high or 0.0,
        }

    @api.model
    def _verdict(self, change):
        if change.value is None:
            return "observed"
        if not change.is_change:
            return "none"
        return "better" if change.value > 0 else "worse"

    def _score(self, metric, start, end):
        """Of the days from ``start`` to ``end``, of the company's time zone."""
        tz = self.company_id.resource_calendar_id.tz or "UTC"
        since, until = period.utc_bounds(start, end, tz)
        said = (
            Domain("company_id", "=", self.company_id.id)
            & Domain("dimension", "=", self.dimension)
            & Domain("answered_on", ">=", since)
            & Domain("answered_on", "<", until)
        )
        return getattr(self.env["keqin.feedback"]._statistics(said), metric)

    def _why_not_compared(self, metric, after):
        """Hook: why the days ``after`` it was done are no period to compare yet."""
        return False

    def _check_periods(self, before, after):
        days = [*before, *after]
        if not all(days) or days[0] > days[1] or days[2] > days[3]:
            raise UserError(self.env._("Each period needs a first and a last day."))
        if days[1] >= days[2]:
            raise UserError(
                self.env._(
                    "The period after %s was done starts when the one before is over.",
                    self.name,
                )
            )

    def _verify(self, metric, before, after, observation):
        """Freeze what is found, computed here from what customers said.

        :raises UserError: nothing could be measured, and nothing was observed
        """
        self._check_judge()
        self._check_state("done")
        figures = self._effect_figures(metric, before, after)
        if figures["effect"] in UNPROVEN and is_html_empty(observation):
            raise UserError(
                self.env._(
                    "No figure proves that %s helped: say what was observed instead.",
                    self.name,
                )
            )
        self._step(
            "verified",
            verified_on=fields.Date.context_today(self),
            verified_by=self.env.user.id,
            observation=observation,
            **figures,
        )

    @api.model
    def _no_stamps(self):
        names = (*_FIGURES, "observation")
        return super()._no_stamps() | dict.fromkeys(names, False)
