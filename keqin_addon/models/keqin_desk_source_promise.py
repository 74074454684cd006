from odoo import api, models
from odoo.fields import Domain

from ..tools import desk


class KeqinDeskSourcePromise(models.AbstractModel):
    """Promises to acknowledge or to keep: my own, or made to my customers (R156)."""

    _name = "keqin.desk.source.promise"
    _description = "Desk Source: Promises"
    _inherit = "keqin.desk.source"
    _desk_kind = "promise"
    _desk_model = "keqin.promise"
    _desk_icon = "fa-thumbs-up"
    _desk_sequence = 30
    _desk_fields = (
        "name",
        "state",
        "user_id",
        "promised_by_id",
        "promised_on",
        "contact_id",
        "due_on",
    )
    _desk_user_field = "user_id"

    @api.model
    def _kind_label(self):
        return self.env._("Promises")

    @api.model
    def _effect_label(self, code):
        if code == "acknowledge":
            return self.env._("A promise nobody has taken on")
        return self.env._("A promise keeps trust")

    @api.model
    def _selects(self, scope):
        owned = self._owned(scope, "user_id", "customer_id.user_id")
        near = Domain("due_on", "<=", desk.horizon(scope.today))
        # unacknowledged ones are for their owner, however far their day is
        new = Domain("state", "=", "open") & self._owned(scope, "user_id")
        due = Domain("state", "in", ("open", "acknowledged")) & owned & near
        yield self._select("acknowledge", new, due="due_on")
        yield self._select("promise", due & ~new, due="due_on")

    @api.model
    def _reason(self, record, item):
        values = {"promise": record.name, "when": self._when(item["late"])}
        if item["code"] == "acknowledge":
            return self.env._("Acknowledge: %(promise)s, %(when)s", **values)
        return self.env._("Promise: %(promise)s, %(when)s", **values)

    @api.model
    def _details(self, record, item):
        if record.promised_by_id == self.env.user:
            return [record.contact_id.name]
        by = record.promised_by_id.name
        return [record.contact_id.name, self.env._("Promised by %s", by)]

    @api.model
    def _actions(self, record, item):
        if record.user_id != self.env.user:
            return []
        keep = self._action(
            "action_keep",
            self.env._("Kept"),
            primary=item["code"] != "acknowledge",
            undo="action_reopen",
            done=self.env._("Promise kept"),
        )
        broken = self._action("action_break", self.env._("Broken"))
        acknowledge = self._main(
            "action_acknowledge",
            self.env._("Acknowledge"),
            done=self.env._("Promise acknowledged"),
        )
        if item["code"] == "acknowledge":
            return [acknowledge, keep, broken]
        return [keep, broken]
