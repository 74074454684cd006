from odoo import api, models
from odoo.fields import Domain

from ..tools import desk


class KeqinDeskSourceMeeting(models.AbstractModel):
    """What a meeting decided about a customer, and I do (R154).

    Only plain to-dos: a promise or a task that follows is on the desk itself.
    """

    _name = "keqin.desk.source.meeting"
    _description = "Desk Source: Decisions of Meetings"
    _inherit = "keqin.desk.source"
    _desk_kind = "meeting"
    _desk_model = "keqin.meeting.item"
    _desk_icon = "fa-gavel"
    _desk_sequence = 60
    _desk_fields = ("name", "decision", "user_id", "date_due", "meeting_id")

    @api.model
    def _kind_label(self):
        return self.env._("Decisions of meetings")

    @api.model
    def _effect(self, code):
        return 12  # others were promised it in the meeting

    @api.model
    def _selects(self, scope):
        domain = self._owned(scope, "user_id") & Domain("state", "=", "decided")
        domain &= Domain("customer_id", "!=", False)
        domain &= Domain("follow_up", "=", "todo")
        near = Domain("date_due", "<=", desk.horizon(scope.today))
        yield self._select("decided", domain & near, due="date_due")

    @api.model
    def _reason(self, record, item):
        return self.env._(
            "%(risk)s, %(when)s",
            risk=record.decision.splitlines()[0],
            when=self._when(item["late"]),
        )

    @api.model
    def _details(self, record, item):
        # sudo: in which meeting it was decided, for whoever does it
        return [record.name, record.sudo().meeting_id.name]

    @api.model
    def _actions(self, record, item):
        if record.user_id != self.env.user:
            return []
        done = self.env._("Done")
        return [self._main("action_done", done, done=done, undo="action_undo")]
