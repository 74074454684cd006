from odoo import api, models
from odoo.fields import Domain

from ..tools import desk


class KeqinDeskSourceOccasion(models.AbstractModel):
    """Festivals, birthdays and anniversaries that call for a greeting (R078-R081)."""

    _name = "keqin.desk.source.occasion"
    _description = "Desk Source: Occasions"
    _inherit = "keqin.desk.source.care"
    _desk_kind = "occasion"
    _desk_icon = "fa-gift"
    _desk_sequence = 20
    _desk_fields = (
        "name",
        "type_id",
        "contact_id",
        "user_id",
        "reason",
        "occasion_id",
        "occasion_on",
    )

    @api.model
    def _kind_label(self):
        return self.env._("Occasions")

    @api.model
    def _effect_label(self, code):
        return self.env._("An occasion does not come back")

    @api.model
    def _selects(self, scope):
        domain = self._planned(scope, desk.OCCASION_HORIZON)
        yield self._select(
            "occasion",
            domain & Domain("occasion_id", "!=", False),
            due="date_planned",
            past="occasion_on",
        )

    @api.model
    def _reason(self, record, item):
        # sudo: who greets for a colleague may not open the customer's own dates, but
        # is told what the greeting is for
        occasion = record.occasion_id.sudo().name
        if not record.occasion_on:
            return f"{occasion} {self._when(item['late'])}"
        days = (record.occasion_on - self._today()).days
        values = {"occasion": occasion, "span": self._span(days)}
        if not days:
            return self.env._("%s is today", occasion)
        if days < 0:
            return self.env._("%(occasion)s was %(span)s ago", **values)
        return self.env._("%(occasion)s in %(span)s", **values)

    @api.model
    def _details(self, record, item):
        todo = f"{record.type_id.name} {self._when(item['late'])}"
        return [record.contact_id.name, todo, record.reason]
