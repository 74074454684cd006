from odoo import api, models
from odoo.fields import Domain

from .keqin_recovery import OPEN, RECOVERY_LEADS, SEES_ALL


class KeqinDeskSourceRecovery(models.AbstractModel):
    """Dissatisfied customers whom somebody has to speak to (R112)."""

    _name = "keqin.desk.source.recovery"
    _description = "Desk Source: Recoveries"
    _inherit = "keqin.desk.source"
    _desk_kind = "recovery"
    _desk_model = "keqin.recovery"
    _desk_icon = "fa-frown-o"
    _desk_sequence = 27
    _desk_fields = ("name", "state", "user_id", "contact_id", "date_due")
    _desk_user_field = "user_id"

    @api.model
    def _kind_label(self):
        return self.env._("Dissatisfied customers")

    @api.model
    def _effect_label(self, code):
        if code == "missed":
            return self.env._("A word to the customer, while others act")
        return self.env._("Won back in time, they stay longer than others")

    @api.model
    def _selects(self, scope):
        """Each once: whose turn it is, or who sees to it that somebody acts."""
        mine = self._owned(scope, "user_id")
        is_open = Domain("state", "in", OPEN)
        unowned = Domain("is_unowned", "=", True)
        if self.env.user.has_groups(RECOVERY_LEADS):
            yield self._select("unowned", unowned & ~mine, due="date_due")
        yield self._select("recover", is_open & mine, due="date_due")
        managed = self._owned(scope, "customer_id.user_id") & ~mine & ~unowned
        late = Domain("is_late", "=", True)
        yield self._select("missed", managed & late, due="date_due")

    @api.model
    def _reason(self, record, item):
        if item["code"] == "unowned":
            return self.env._("Nobody owns it: %s", record.name)
        return self.env._(
            "%(recovery)s, %(when)s",
            recovery=record.name,
            when=self._when(item["late"]),
        )

    @api.model
    def _details(self, record, item):
        owner = item["code"] == "missed" and self.env._(
            "Owner: %s", record.user_id.name
        )
        words = (record.comment or "").strip()
        quoted = f"“{words[:120]}…”" if len(words) > 120 else words and f"“{words}”"
        return [record.contact_id.name, record.summary, quoted, owner]

    @api.model
    def _actions(self, record, item):
        if item["code"] == "unowned":
            return [
                self._main(
                    "action_take",
                    self.env._("Take"),
                    done=self.env._("It is yours now"),
                )
            ]
        if item["code"] == "missed" or not record.may_step:
            return []
        step = self._main("action_plan_step", self.env._("Plan Step"))
        if record.is_corrected:
            done = self.env._("Closed: the customer has corrected the answer")
            closed = self._main(
                "action_corrected", self.env._("Answer Corrected"), done=done
            )
            return [closed, step | {"primary": False}]
        if record.state == "new":
            start = self._action(
                "action_start", self.env._("Start"), done=self.env._("You are on it")
            )
            return [step, start]
        recovered = self._action("action_recovered", self.env._("Recovered…"))
        lost = self._action("action_not_recovered", self.env._("Not Recovered…"))
        return [step, recovered, lost]

    @api.model
    def _may_reassign(self, record):
        return self.env.user.has_groups(SEES_ALL)
