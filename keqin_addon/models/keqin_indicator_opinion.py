from odoo import models
from odoo.fields import Domain

from .keqin_indicator_engine import DIMENSION, EMPLOYEE, TEAM, TIER

# as the figures are grouped: what the customer was when it was said
_SCOPE_FIELDS = {
    TIER: "tier",
    TEAM: "user_id.sale_team_id",
    EMPLOYEE: "user_id",
    DIMENSION: "dimension",
}


class KeqinIndicator(models.Model):
    """Behind a score are the opinions themselves, read as all opinions are (R101)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.indicator"

    def _action_open_facts(self, company, start, end, scope="company", key=None):
        self.ensure_one()
        engine = self.env["keqin.indicator.engine"]
        scored = engine._score_domains().get(self.code)
        if not scored or not self.env["keqin.feedback"].has_access("read"):
            return super()._action_open_facts(company, start, end, scope, key)
        _metric, domain = scored
        span = engine._span(company, *self._days(start, end))
        domain &= engine._score_period(company, span) & Domain("is_counted", "=", True)
        if scope in _SCOPE_FIELDS:
            domain &= Domain(_SCOPE_FIELDS[scope], "=", key)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqin_addon.keqin_feedback_action"
        )
        action.pop("path", None)
        return action | {
            "name": self.display_name,
            "domain": list(domain),
            "context": {},
        }
