from odoo import fields, models

from .keqin_customer import SENSITIVE


class KeqinRisk(models.Model):
    """What usually helps is proposed by the rule; somebody makes it the strategy."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.risk"

    proposed_strategy = fields.Text(related="rule_id.strategy", groups=SENSITIVE)

    def action_use_strategy(self):
        """Answer open risks without a strategy with the one their rules propose."""
        self.check_access("write")
        for risk in self.filtered(lambda it: it.is_open and not it.strategy):
            risk.strategy = risk.proposed_strategy
        return True
