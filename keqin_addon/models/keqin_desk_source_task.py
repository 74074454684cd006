from odoo import api, models
from odoo.fields import Domain

from ..tools import desk

# In tenths, beside those of tools/desk.py: others wait for the answer, so does the
# customer; what came back rejected waits for nobody else.
_EFFECTS = {"task_accept": 13, "task_answer": 13, "task_rejected": 12}


class KeqinDeskSourceTask(models.AbstractModel):
    """What other departments asked of me, and what they sent back (R094, R096)."""

    _name = "keqin.desk.source.task"
    _description = "Desk Source: Routed Tasks"
    _inherit = "keqin.desk.source"
    _desk_kind = "task"
    _desk_model = "keqin.case.task"
    _desk_icon = "fa-share-square-o"
    _desk_sequence = 25
    _desk_fields = (
        "name",
        "state",
        "user_id",
        "requested_by_id",
        "reason",
        "due_on",
        "case_subject",
    )

    @api.model
    def _kind_label(self):
        return self.env._("Routed tasks")

    @api.model
    def _effect(self, code):
        return _EFFECTS[code]

    @api.model
    def _effect_label(self, code):
        if code == "task_rejected":
            return self.env._("Nobody else will answer it")
        return self.env._("Colleagues and the customer wait for the answer")

    @api.model
    def _selects(self, scope):
        mine = self._owned(scope, "user_id")
        near = Domain("due_on", "<=", desk.horizon(scope.today))
        new = Domain("state", "=", "new") & mine
        working = Domain("state", "in", ("accepted", "planned")) & mine & near
        back = self._owned(scope, "requested_by_id")
        rejected = Domain("state", "=", "rejected") & back
        yield self._select("task_accept", new, due="due_on")
        yield self._select("task_answer", working, due="due_on")
        yield self._select("task_rejected", rejected, due="due_on")

    @api.model
    def _reason(self, record, item):
        values = {"task": record.name, "when": self._when(item["late"])}
        if item["code"] == "task_accept":
            return self.env._("Accept: %(task)s, %(when)s", **values)
        if item["code"] == "task_rejected":
            return self.env._("Rejected: %(task)s, %(when)s", **values)
        return self.env._("Answer: %(task)s, %(when)s", **values)

    @api.model
    def _details(self, record, item):
        if item["code"] == "task_rejected":
            return [record.reason, record.user_id.name]
        return [
            record.case_subject,
            self.env._("Asked by %s", record.requested_by_id.name),
        ]

    @api.model
    def _actions(self, record, item):
        me = self.env.user
        reject = self._action("action_reject", self.env._("Reject"))
        if item["code"] == "task_rejected":
            if record.requested_by_id != me:
                return []
            return [
                self._main("action_transfer", self.env._("Transfer")),
                self._action("action_cancel", self.env._("Cancel")),
            ]
        if record.user_id != me:
            return []
        plan = self._action("action_plan", self.env._("Plan"))
        if item["code"] == "task_accept":
            done = self.env._("Task accepted")
            accept = self._main("action_accept", self.env._("Accept"), done=done)
            return [accept, plan, reject]
        return [plan, reject]
