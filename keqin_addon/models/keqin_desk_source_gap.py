from odoo import api, models
from odoo.fields import Domain

from .keqin_customer_care import STAFF


class KeqinDeskSourceGap(models.AbstractModel):
    """Customers left alone for longer than their standard allows (R043-R053)."""

    _name = "keqin.desk.source.gap"
    _description = "Desk Source: Neglected Customers"
    _inherit = "keqin.desk.source"
    _desk_kind = "care"
    _desk_model = "keqin.customer"
    _desk_icon = "fa-hourglass-end"
    _desk_sequence = 15
    _desk_fields = ("tier", "last_care_on", "next_care_on")

    @api.model
    def _is_readable(self):
        return super()._is_readable() and self.env.user.has_group(STAFF)

    @api.model
    def _effect_label(self, code):
        if code == "never":
            return self.env._("A first contact")
        return self.env._("Care, before the customer feels left alone")

    @api.model
    def _selects(self, scope):
        cared = self.env[self._desk_model]._in_care() & self._owned(scope, "user_id")
        over = cared & Domain("care_gap_state", "=", "over")
        # what is planned comes to the desk by itself
        idle = Domain("next_care_on", "=", False)
        never = cared & idle & Domain("care_gap_state", "=", "never")
        yield self._select("gap", over, due="care_due_on", customer="id")
        yield self._select("never", never, customer="id")

    @api.model
    def _reason(self, record, item):
        if item["code"] == "never":
            return self.env._("No care so far")
        values = {"span": self._span(item["late"]), "tier": record.tier}
        if record.tier:
            return self.env._("%(span)s over the %(tier)s standard", **values)
        return self.env._("%(span)s over the standard", **values)

    @api.model
    def _details(self, record, item):
        last, next_ = record.last_care_on, record.next_care_on
        return [
            last and self.env._("Last care on %s", self._date(last)),
            next_ and self.env._("Next on %s", self._date(next_)),
        ]

    @api.model
    def _actions(self, record, item):
        context = {"default_customer_id": record.id}
        log, plan = self.env._("Log a contact"), self.env._("Plan a contact")
        return [
            self._opening(log, "keqin.activity.log", context),
            self._opening(plan, "keqin.activity", context),
        ]
