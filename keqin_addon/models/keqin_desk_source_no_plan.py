from odoo import api, models
from odoo.fields import Domain

from .keqin_customer import LEADS
from .keqin_plan import SALES

# A plan in one of these is on its way, and somebody's desk has it.
_UNDER_WAY = ("draft", "review", "submitted", "rejected")


class KeqinDeskSourceNoPlan(models.AbstractModel):
    """Customers in care without a valid plan, nor one on its way (R031)."""

    _name = "keqin.desk.source.no.plan"
    _description = "Desk Source: Customers without Plan"
    _inherit = "keqin.desk.source"
    _desk_kind = "plan"
    _desk_model = "keqin.customer"
    _desk_icon = "fa-map-o"
    _desk_sequence = 45
    _desk_fields = ("tier",)

    @api.model
    def _is_readable(self):
        groups = f"{SALES},{LEADS}"
        return super()._is_readable() and self.env.user.has_groups(groups)

    @api.model
    def _selects(self, scope):
        missing = (
            Domain("needs_plan", "=", True)
            & Domain("plan_ids", "not any", [("state", "in", _UNDER_WAY)])
            & self._owned(scope, "user_id")
        )
        yield self._select("no_plan", missing, customer="id")

    @api.model
    def _kind_label(self):
        return self.env._("Plans")

    @api.model
    def _reason(self, record, item):
        return self.env._("No valid care plan")

    @api.model
    def _actions(self, record, item):
        if not self.env.user.has_groups(SALES):
            return []
        return [self._main("action_keqin_plan", self.env._("Make a plan"))]
