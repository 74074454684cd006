from odoo import Command, fields, models
from odoo.exceptions import UserError

from ..tools import indicator as arithmetic


class KeqinStrategyChange(models.Model):
    """Draft, in effect, compared; in order (R139)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a change is, how it moves and is compared
    _inherit = "keqin.strategy.change"

    def action_start(self):
        """It takes effect: whom it is for is fixed from now on.

        :raises UserError: it is for nobody
        """
        self._check_step("draft")
        for change in self:
            customers = self.env["keqin.customer"].search(change._domain_customers())
            if not customers:
                raise UserError(
                    self.env._("%s is for nobody. Choose others.", change.name)
                )
            # sudo: whom it is for is fixed here alone, and by who may see them
            change.sudo().customer_ids = [Command.set(customers.ids)]
        self._step("running")
        self._compare()
        return True

    def action_compare(self):
        """Compare what there is so far."""
        self._check_step("running")
        self._compare()
        return True

    def action_close(self):
        """The time to compare is over: the figures stand.

        :raises UserError: it is not over yet
        """
        self._check_step("running")
        today = fields.Date.context_today(self)
        early = self.filtered(lambda change: change.after_to >= today)
        if early:
            raise UserError(
                self.env._(
                    "%(change)s is compared until %(day)s. Close it after that.",
                    change=early[0].name,
                    day=fields.Date.to_string(early[0].after_to),
                )
            )
        self._compare()
        self._step("closed")
        return True

    def action_open_customers(self):
        """The customers it is for, as far as the reader may see them."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Customers"),
            "res_model": "keqin.customer",
            "view_mode": "list,form",
            # sudo: their numbers only; the list obeys the rules
            "domain": [("id", "in", self.sudo().customer_ids.ids)],
            "context": {"create": False},
        }

    def _compare(self):
        """Figures of exactly those customers, before and after."""
        today = fields.Date.context_today(self)
        for change in self:
            # sudo: figures that follow from rules and nobody may edit
            change.sudo().write(
                {
                    "compared_on": today,
                    "line_ids": [Command.clear()]
                    + [Command.create(vals) for vals in change._lines(today)],
                }
            )

    def _lines(self, today):
        self.ensure_one()
        change = self.sudo()  # sudo: figures of all its customers, and nothing else
        indicators, customers = change.indicator_ids, change.customer_ids
        engine = self.env["keqin.indicator.engine"].sudo()
        before = engine._figures_of(
            customers, indicators, self.before_from, self.before_to
        )
        last = min(self.after_to, today)
        after = {}
        if last >= self.after_from:
            after = engine._figures_of(customers, indicators, self.after_from, last)
        nothing = arithmetic.Figure()
        return [
            self._line(indicator, before[indicator], after.get(indicator, nothing))
            for indicator in indicators
        ]

    def _line(self, indicator, before, after):
        difference = arithmetic.compare(indicator.arithmetic, after, before)
        return {
            "indicator_id": indicator.id,
            "before": before.value,
            "before_n": before.n,
            "after": after.value,
            "after_n": after.n,
            "difference": difference.value,
            "low": difference.low,
            "high": difference.high,
            "verdict": self._judge(indicator, difference),
        }

    def _judge(self, indicator, difference):
        if difference.value is None:
            return "few"
        if difference.low is None:
            return "plain"
        if not difference.is_change or indicator.direction == "range":
            return "none"
        up = difference.value > 0
        return "better" if up == (indicator.direction == "up") else "worse"
