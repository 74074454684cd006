from odoo import api, models
from odoo.fields import Domain


class KeqinDeskSourceHandover(models.AbstractModel):
    """Handovers that wait for my confirmation (R199)."""

    _name = "keqin.desk.source.handover"
    _description = "Desk Source: Handovers"
    _inherit = "keqin.desk.source"
    _desk_kind = "handover"
    _desk_model = "keqin.handover"
    _desk_icon = "fa-exchange"
    _desk_sequence = 60
    _desk_fields = ("from_user_id", "to_user_id", "reason", "state")

    @api.model
    def _kind_label(self):
        return self.env._("Handovers")

    @api.model
    def _selects(self, scope):
        give = Domain("state", "=", "draft") & self._owned(scope, "from_user_id")
        take = Domain("state", "=", "given") & self._owned(scope, "to_user_id")
        yield self._select("handover", give, due="create_date")
        yield self._select("handover", take, due="given_on")

    @api.model
    def _reason(self, record, item):
        values = {"old": record.from_user_id.name, "new": record.to_user_id.name}
        if record.state == "draft":
            return self.env._("Hand over to %(new)s", **values)
        return self.env._("Take over from %(old)s", **values)

    @api.model
    def _details(self, record, item):
        return [record.reason]

    @api.model
    def _actions(self, record, item):
        me = self.env.user
        if record.state == "draft" and record.from_user_id == me:
            return [self._main("action_give", self.env._("Hand over"))]
        if record.state == "given" and record.to_user_id == me:
            return [self._main("action_take", self.env._("Take over"))]
        return []
