from odoo import api, models
from odoo.fields import Domain

from .keqin_recovery import OPEN as OPEN_RECOVERIES
from .keqin_recovery import RECOVERY_LEADS
from .keqin_risk import OPEN


class KeqinDeskSourceRisk(models.AbstractModel):
    """Risks that somebody has to answer, or to see to the end (R115-R118).

    Not while the next step is planned or the contact is overdue, which is on the desk
    itself, nor of an answer that is taken up as a recovery: nobody is asked twice for
    the same.
    """

    _name = "keqin.desk.source.risk"
    _description = "Desk Source: Risks"
    _inherit = "keqin.desk.source"
    _desk_kind = "risk"
    _desk_model = "keqin.risk"
    _desk_icon = "fa-exclamation-triangle"
    _desk_sequence = 26
    _desk_fields = ("name", "state", "user_id", "level", "reason", "date_due")
    _desk_user_field = "user_id"

    @api.model
    def _kind_label(self):
        return self.env._("Customers at risk")

    @api.model
    def _effect_label(self, code):
        if code == "risk_answer":
            return self.env._("An answer, before it is too late for one")
        return self.env._("A customer who stays")

    @api.model
    def _selects(self, scope):
        """Each once: whose turn it is, or who sees to it that somebody acts."""
        mine = self._owned(scope, "user_id")
        unowned = Domain("is_unowned", "=", True)
        if self.env.user.has_groups(RECOVERY_LEADS):
            yield self._select("unowned", unowned & ~mine, due="detected_on")
        awake = Domain("state", "in", OPEN) & ~Domain("is_snoozed", "=", True) & mine
        awake &= ~self._in_recovery()
        bare = Domain("is_unanswered", "=", True)
        yield self._select("risk_answer", awake & bare, due="detected_on")
        dated = Domain("date_due", "!=", False)
        # the step itself is on a desk, also where it is confidential
        stepped = Domain("activity_ids_care", "any!", [("state", "=", "planned")])
        # who was left alone for too long is on the desk as well
        elsewhere = stepped | Domain("kind", "=", "gap")
        idle = Domain("is_late", "=", True) | ~elsewhere
        yield self._select("risk", awake & ~bare & dated & idle, due="date_due")
        yield self._select("risk", awake & ~bare & ~dated & ~elsewhere)

    @api.model
    def _in_recovery(self):
        taken_up = [("state", "in", OPEN_RECOVERIES)]
        return Domain("kind", "=", "detractor") & Domain(
            "customer_id.recovery_ids", "any", taken_up
        )

    @api.model
    def _reason(self, record, item):
        if item["code"] == "unowned":
            return self.env._("Nobody owns it: %s", record.name)
        if item["code"] == "risk_answer":
            return self.env._("No strategy or date yet: %s", record.name)
        if not record.date_due:
            return record.name
        return self.env._(
            "%(risk)s, %(when)s", risk=record.name, when=self._when(item["late"])
        )

    @api.model
    def _details(self, record, item):
        first = (record.reason or "").strip().split("\n")[0]
        crisis = record.is_crisis and self.env._("Crisis")
        return [crisis, record._level_label(), first]

    @api.model
    def _actions(self, record, item):
        if item["code"] == "unowned":
            done = self.env._("It is yours now")
            return [self._main("action_take", self.env._("Take"), done=done)]
        if not record.may_step:
            return []
        step = self._main("action_plan_step", self.env._("Plan Step"))
        actions = [step, self._action("action_snooze", self.env._("Put Off…"))]
        if record.state == "saving" and not record.crisis_missing:
            recovered = self.env._("Recovered…")
            actions.insert(1, self._action("action_recovered", recovered))
        return actions

    @api.model
    def _may_reassign(self, record):
        return record.may_assign
