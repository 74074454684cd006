from odoo import api, models
from odoo.fields import Domain

from ..tools import desk

# Those who do it or take part in it, and the account manager of the customer.
_OWNERS = ("user_id", "support_user_ids", "executive_ids", "customer_id.user_id")


class KeqinDeskSourceCare(models.AbstractModel):
    """Care activities that are due: planned for me, or of my customers."""

    _name = "keqin.desk.source.care"
    _description = "Desk Source: Care"
    _inherit = "keqin.desk.source"
    _desk_kind = "care"
    _desk_model = "keqin.activity"
    _desk_icon = "fa-handshake-o"
    _desk_sequence = 10
    _desk_fields = ("name", "type_id", "contact_id", "user_id", "reason")
    _desk_user_field = "user_id"

    @api.model
    def _kind_label(self):
        return self.env._("Care")

    @api.model
    def _effect_label(self, code):
        return (
            self.env._("Executive care")
            if code == "executive"
            else super()._effect_label(code)
        )

    @api.model
    def _selects(self, scope):
        domain = self._planned(scope, desk.HORIZON) & Domain("occasion_id", "=", False)
        # in one pass: the condition of who may read is the costly part
        kinds = self.env["keqin.activity.type"].with_context(active_test=False)
        executive = kinds.search([("is_executive", "=", True)]).ids
        other = ("executive", "type_id", executive)
        yield self._select("care", domain, due="date_planned", other=other)

    @api.model
    def _planned(self, scope, days):
        return (
            Domain("state", "=", "planned")
            & Domain("date_planned", "<=", desk.horizon(scope.today, days))
            & self._owned(scope, *_OWNERS)
        )

    @api.model
    def _reason(self, record, item):
        return f"{record.type_id.name} {self._when(item['late'])}"

    @api.model
    def _details(self, record, item):
        return [
            record.name if record.name != record.type_id.name else "",
            record.contact_id.name,
            record.reason,
        ]

    @api.model
    def _actions(self, record, item):
        return [self._action("action_open_briefing", self.env._("Briefing"))]

    @api.model
    def _card(self, record, item):
        card = super()._card(record, item)
        quick = record.type_id.outcome in ("none", "result")
        card["icon"] = record.type_id.icon or card["icon"]
        card["log"] = record.is_mine and ("quick" if quick else "wizard")
        return card
