from odoo import api, models
from odoo.fields import Domain


class KeqinDeskSourceNeed(models.AbstractModel):
    """Needs to answer, answers to note, needs nobody works on (R095, R096)."""

    _name = "keqin.desk.source.need"
    _description = "Desk Source: Needs"
    _inherit = "keqin.desk.source"
    _desk_kind = "need"
    _desk_model = "keqin.need"
    _desk_icon = "fa-lightbulb-o"
    _desk_sequence = 45
    _desk_fields = (
        "name",
        "user_id",
        "receiver_id",
        "contact_id",
        "verdict",
        "planned_on",
        "updated_on",
    )

    @api.model
    def _kind_label(self):
        return self.env._("Needs")

    @api.model
    def _effect_label(self, code):
        if code == "answer_need":
            return self.env._("A colleague and a customer wait for the answer")
        return self.env._("A need that is met binds the customer")

    @api.model
    def _selects(self, scope):
        mine = self._owned(scope, "user_id")
        asked = self._owned(scope, "receiver_id")
        handed = Domain("state", "=", "handed_over")
        yield self._select(
            "answer_need",
            handed & Domain("verdict", "=", False) & asked,
            due="answer_by",
        )
        told = Domain("verdict", "!=", False) & Domain("acknowledged_on", "=", False)
        yield self._select("need_answered", handed & told & mine, due="answered_on")
        # cleared as soon as somebody works on it
        stale = Domain("reminded_on", "!=", False) & Domain("state", "!=", "closed")
        yield self._select("need_stale", stale & mine, due="reminded_on")

    @api.model
    def _reason(self, record, item):
        if item["code"] == "answer_need":
            return self.env._(
                "Answer: %(need)s, %(when)s",
                need=record.name,
                when=self._when(item["late"]),
            )
        if item["code"] == "need_answered":
            verdicts = record._fields["verdict"]._description_selection(self.env)
            return self.env._(
                "%(verdict)s: %(need)s. Tell the customer.",
                verdict=dict(verdicts)[record.verdict],
                need=record.name,
            )
        return self.env._(
            "Nobody has worked on it since %(date)s: %(need)s",
            date=self._date(record.updated_on),
            need=record.name,
        )

    @api.model
    def _details(self, record, item):
        if item["code"] == "answer_need":
            return [self.env._("Asked for by %s", record.user_id.name)]
        if item["code"] == "need_answered":
            planned = record.planned_on and self.env._(
                "Planned for %s", self._date(record.planned_on)
            )
            return [record.receiver_id.name, planned, record.contact_id.name]
        return [record.contact_id.name]

    @api.model
    def _actions(self, record, item):
        if item["code"] == "answer_need":
            if record.receiver_id != self.env.user:
                return []
            accept = self._main(
                "action_accept", self.env._("Accept"), done=self.env._("Need accepted")
            )
            return [accept, self._action("action_answer", self.env._("Answer"))]
        close = self._action("action_close", self.env._("Close"))
        if item["code"] == "need_answered":
            noted = self._main(
                "action_note_answer",
                self.env._("Noted"),
                done=self.env._("Answer noted"),
            )
            return [noted, close]
        return [close]
