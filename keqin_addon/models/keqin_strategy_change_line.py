from odoo import fields, models
from odoo.exceptions import UserError

from .optional_float import OptionalFloat


class KeqinStrategyChangeLine(models.Model):
    """One indicator of the customers meant, before and after the change (R139)."""

    _name = "keqin.strategy.change.line"
    _description = "Comparison of a Strategy Change"
    _order = "change_id, code"
    _rec_name = "indicator_id"

    change_id = fields.Many2one(
        "keqin.strategy.change", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="change_id.company_id", store=True, precompute=True, index=True
    )
    indicator_id = fields.Many2one(
        "keqin.indicator", required=True, index=True, ondelete="restrict"
    )
    code = fields.Char(related="indicator_id.code", store=True, precompute=True)
    unit = fields.Selection(related="indicator_id.unit")
    before = OptionalFloat(digits=(16, 1), aggregator=None)
    before_n = fields.Integer("Records before", aggregator=None)
    after = OptionalFloat(digits=(16, 1), aggregator=None)
    after_n = fields.Integer("Records after", aggregator=None)
    difference = OptionalFloat(digits=(16, 1), aggregator=None)
    low = OptionalFloat("Lower bound", digits=(16, 1), aggregator=None)
    high = OptionalFloat("Upper bound", digits=(16, 1), aggregator=None)
    verdict = fields.Selection(
        [
            ("better", "Better"),
            ("worse", "Worse"),
            ("none", "No reliable change"),
            ("few", "Too few data"),
            ("plain", "Without interval"),
        ],
        "Effect",
        help="Better or worse only where the 95 % interval of the difference leaves "
        "out zero.",
    )

    def action_open_before(self):
        """The records behind the figure before."""
        self.ensure_one()
        change = self.change_id
        return self._open(change.before_from, change.before_to)

    def action_open_after(self):
        """The records behind the figure after."""
        self.ensure_one()
        change = self.change_id
        last = change.compared_on or fields.Date.context_today(self)
        return self._open(change.after_from, min(change.after_to, last))

    def _open(self, start, end):
        # sudo: which records; the list obeys the rules of the reader
        customers = self.change_id.sudo().customer_ids
        engine = self.env["keqin.indicator.engine"].sudo()
        found = engine._records_of(customers, self.indicator_id, start, end)
        if not found:
            raise UserError(
                self.env._("%s has no records to show.", self.indicator_id.display_name)
            )
        model, domain = found
        return {
            "type": "ir.actions.act_window",
            "name": self.indicator_id.display_name,
            "res_model": model,
            "view_mode": "list,form",
            "domain": list(domain),
            "context": {"create": False},
        }
