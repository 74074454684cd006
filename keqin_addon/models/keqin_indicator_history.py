from odoo import api, fields, models

from ..tools.indicator import Figure, verdict
from .optional_float import OptionalFloat


class KeqinIndicator(models.Model):
    """What the indicator came to last, what it should reach, and how it went (R138).

    Of the current company, as far as the reader may see figures.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.indicator"

    last_value = OptionalFloat("Last month", compute="_compute_last", digits=(16, 2))
    last_n = fields.Integer("Facts", compute="_compute_last")
    last_month = fields.Date("Month", compute="_compute_last")
    last_verdict = fields.Selection(
        lambda self: (
            self.env["keqin.evaluation.line"]
            ._fields["verdict"]
            ._description_selection(self.env)  # in the reader's language
        ),
        "Result",
        compute="_compute_last",
    )
    target = OptionalFloat(compute="_compute_target", digits=(16, 2))
    target_max = OptionalFloat("Up to", compute="_compute_target", digits=(16, 2))
    history_ids = fields.One2many(
        "keqin.indicator.value",
        "indicator_id",
        domain=[("scope", "=", "company")],
    )

    @api.depends_context("company", "uid")
    def _compute_target(self):
        company = self.env.company
        targets = self.env["keqin.target"]._candidates(
            self.mapped("code"), company._keqin_today()[company]
        )
        for indicator in self:
            target = targets._applying(code=indicator.code)
            indicator.target = target.value if target else False
            indicator.target_max = target.value_max if target else False

    @api.depends("target", "target_max")
    @api.depends_context("company", "uid")
    def _compute_last(self):
        # sudo: which month was frozen last is no secret of the company
        company = self.env.company.sudo()
        values = self.env["keqin.indicator.value"].search_fetch(
            [
                ("indicator_id", "in", self.ids),
                ("company_id", "=", company.id),
                ("scope", "=", "company"),
                ("month", "=", company.keqin_indicator_month),
            ],
            ["indicator_id", "month", "value", "low", "high", "n"],
        )
        found = {value.indicator_id: value for value in values}
        for indicator in self:
            value = found.get(indicator, values[:0])
            indicator.last_value = value.value if value else False
            indicator.last_n = value.n
            indicator.last_month = value.month
            indicator.last_verdict = value and indicator._verdict(value)

    def _verdict(self, value):
        limits = [
            None if number is False else number
            for number in (value.value, value.low, value.high)
        ]
        targets = [
            None if number is False else number
            for number in (self.target, self.target_max)
        ]
        return verdict(Figure(*limits), *targets, self.direction)

    # actions
    def action_open_history(self):
        """How it went, month by month."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqin_addon.keqin_indicator_value_action"
        )
        context = {"search_default_company": 1, "search_default_year": 1}
        name = self.display_name if len(self) == 1 else action["name"]
        return action | {
            "name": name,
            "display_name": name,
            "view_mode": "graph,pivot,list,kanban",
            "views": [(False, view) for view in ("graph", "pivot", "list", "kanban")],
            "domain": [("indicator_id", "in", self.ids)],
            "context": context,
        }

    def action_open_facts(self):
        """The records behind the figure of the last month that is over."""
        self.ensure_one()
        company = self.env.company
        engine = self.env["keqin.indicator.engine"]
        month = engine._last_month(company._keqin_today()[company])
        return self._action_open_facts(company, month, engine._last_day(month))
