from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import html2plaintext, is_html_empty

from ..models.keqin_improvement_effect import EFFECTS
from ..tools import indicator as arithmetic

_BEFORE = relativedelta(months=6)


class KeqinImprovementVerify(models.TransientModel):
    """Shows what customers said before and after, for a lead to decide (R110)."""

    _name = "keqin.improvement.verify"
    _description = "Check the Effect of an Improvement"

    improvement_id = fields.Many2one(
        "keqin.improvement", required=True, ondelete="cascade"
    )
    dimension = fields.Selection(related="improvement_id.dimension")
    indicator_id = fields.Many2one(related="improvement_id.indicator_id")
    done_on = fields.Date(related="improvement_id.done_on")
    metric = fields.Selection(
        [
            ("csat", "Satisfaction (CSAT)"),
            ("nps", "Recommendation (NPS)"),
            ("indicator", "Indicator"),
        ],
        "Measured by",
        compute="_compute_metric",
        store=True,
        readonly=False,
        precompute=True,
    )
    before_from = fields.Date(
        "Before",
        compute="_compute_periods",
        store=True,
        readonly=False,
        precompute=True,
    )
    before_to = fields.Date(
        compute="_compute_periods", store=True, readonly=False, precompute=True
    )
    after_from = fields.Date(
        "After",
        compute="_compute_periods",
        store=True,
        readonly=False,
        precompute=True,
    )
    after_to = fields.Date(
        compute="_compute_periods", store=True, readonly=False, precompute=True
    )
    effect = fields.Selection(
        [*EFFECTS, ("measured", "Measured, chance not ruled out")],
        compute="_compute_effect",
    )
    effect_text = fields.Char("Found", compute="_compute_effect")
    observation = fields.Html("What was observed")

    @api.depends("improvement_id")
    def _compute_metric(self):
        for wizard in self:
            wizard.metric = "indicator" if wizard.indicator_id else "csat"

    @api.depends("improvement_id", "metric")
    def _compute_periods(self):
        today = fields.Date.context_today(self)
        for wizard in self:
            done = wizard.improvement_id.done_on or today
            own = wizard.metric == "indicator" and wizard.indicator_id.period
            wizard.before_to = done - relativedelta(days=1)
            wizard.before_from = done - _BEFORE
            if own and own != "date":
                days = wizard.before_to, wizard.before_to
                wizard.before_from = arithmetic.widened(*days, own)[0]
            wizard.after_from = done + relativedelta(days=1)
            wizard.after_to = max(today, wizard.after_from)

    @api.depends("metric", "before_from", "before_to", "after_from", "after_to")
    def _compute_effect(self):
        for wizard in self:
            improvement, periods = wizard.improvement_id, wizard._periods()
            days = [day for period in periods for day in period]
            wizard.effect = wizard.effect_text = False
            if not (improvement and all(days) and days == sorted(days)):
                continue
            reason = improvement._why_not_compared(wizard.metric, periods[1])
            if reason:
                wizard.effect, wizard.effect_text = "observed", reason
            else:
                figures = improvement._effect_figures(wizard.metric, *periods)
                wizard.effect = figures["effect"]
                wizard.effect_text = improvement._effect_in_words(figures)

    def action_verify(self):
        """Freeze the figures of these periods, found anew on the server."""
        self.ensure_one()
        self.improvement_id._verify(self.metric, *self._periods(), self.observation)
        return {"type": "ir.actions.act_window_close"}

    def action_reopen(self):
        """It did not help: the owner has another go, and reads why."""
        self.ensure_one()
        empty = is_html_empty(self.observation)
        reason = "" if empty else html2plaintext(self.observation).strip()
        found = self.effect_text or self.env._("It did not help.")
        self.improvement_id.action_reopen(reason or found)
        return {"type": "ir.actions.act_window_close"}

    def _periods(self):
        before = self.before_from, self.before_to
        return before, (self.after_from, self.after_to)
