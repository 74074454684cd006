from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_datetime

from ..tools import desk
from .keqin_case import CASE_LEADS, CASE_STAFF, OPEN, SERIOUS
from .keqin_case_clock import RUNNING

# what is asked for: the moment it is due
_DUE = {"respond": "response_deadline", "resolve": "resolution_deadline"}


class KeqinDeskSourceCase(models.AbstractModel):
    """Cases whose clock runs, and customers who wait for a word (R087, R093, R097)."""

    _name = "keqin.desk.source.case"
    _description = "Desk Source: Cases"
    _inherit = "keqin.desk.source"
    _desk_kind = "case"
    _desk_model = "keqin.case"
    _desk_icon = "fa-life-ring"
    _desk_sequence = 25
    _desk_fields = (
        "name",
        "kind",
        "severity",
        "state",
        "user_id",
        "contact_id",
        "first_response_on",
        "response_deadline",
        "resolution_deadline",
    )
    _desk_user_field = "user_id"

    @api.model
    def _kind_label(self):
        return self.env._("Cases")

    @api.model
    def _effect_label(self, code):
        if code in ("respond", "reply", "unowned"):
            return self.env._("A customer waits for a word")
        if code in ("resolve", "missed"):
            return self.env._("A matter that is solved in time binds the customer")
        return self.env._("Solved is what the customer confirms")

    @api.model
    def _selects(self, scope):
        """Each case once: what is most pressing about it."""
        mine = self._owned(scope, "user_id")
        if self.env.user.has_groups(CASE_STAFF):
            yield from self._owner_selects(mine, desk.horizon(scope.today))
        if self.env.user.has_groups(CASE_LEADS):
            unowned = Domain("is_unowned", "=", True) & ~mine
            yield self._select("unowned", unowned, due="opened_on")
        managed = self._owned(scope, "customer_id.user_id") & ~mine
        is_open = Domain("state", "in", OPEN)
        late = Domain("resolution_breached_on", "!=", False)
        unanswered = Domain("response_breached_on", "!=", False) & Domain(
            "response_met_on", "=", False
        )
        yield self._select(
            "missed", managed & is_open & late, due="resolution_breached_on"
        )
        yield self._select(
            "missed", managed & is_open & unanswered & ~late, due="response_breached_on"
        )

    @api.model
    def _owner_selects(self, mine, horizon):
        answered = Domain("answered_on", "!=", False)
        met = Domain("response_met_on", "!=", False)
        is_open, running = Domain("state", "in", OPEN), Domain("state", "in", RUNNING)
        due = Domain("response_deadline", "!=", False)
        near = Domain("resolution_deadline", "<=", f"{horizon} 23:59:59")
        yield self._select("respond", mine & is_open & ~met & due, due=_DUE["respond"])
        yield self._select(
            "reply",
            mine & answered & met & Domain("state", "!=", "closed"),
            due="answered_on",
        )
        yield self._select(
            "resolve", mine & running & met & ~answered & near, due=_DUE["resolve"]
        )
        for code, state, since in (
            ("confirm", "resolved", "resolved_on"),
            ("close", "confirmed", "confirmed_on"),
        ):
            done = Domain("state", "=", state) & ~answered
            yield self._select(code, mine & done, due=since)

    @api.model
    def _reason(self, record, item):
        code, when = item["code"], self._when(item["late"])
        if code == "respond" and record.first_response_on:
            return self.env._(
                "Agree on a date: %(case)s, %(when)s", case=record.name, when=when
            )
        if code == "respond":
            return self.env._(
                "Answer the customer: %(case)s, %(when)s", case=record.name, when=when
            )
        if code == "resolve":
            return self.env._(
                "Resolve: %(case)s, %(when)s", case=record.name, when=when
            )
        if code == "reply":
            return self.env._("The customer waits for a reply: %s", record.name)
        return {
            "confirm": self.env._("Ask whether it is settled: %s", record.name),
            "close": self.env._("Settled, to be closed: %s", record.name),
            "unowned": self.env._("Nobody owns it: %s", record.name),
            "missed": self.env._("Past its deadline: %s", record.name),
        }[code]

    @api.model
    def _details(self, record, item):
        labels = self.env[self._desk_model]._fields
        kinds = dict(labels["kind"]._description_selection(self.env))
        severities = dict(labels["severity"]._description_selection(self.env))
        due = _DUE.get(item["code"])
        return [
            kinds[record.kind],
            record.severity in SERIOUS and severities[record.severity],
            record.contact_id.name,
            due and format_datetime(self.env, record[due], dt_format="short"),
        ]

    @api.model
    def _actions(self, record, item):
        code = item["code"]
        if code == "missed":
            return []
        if code == "unowned":
            take = self._main(
                "action_take", self.env._("Take"), done=self.env._("It is yours now")
            )
            return [take, self._action("action_assign", self.env._("Assign…"))]
        return self._owner_actions(record, code)

    @api.model
    def _owner_actions(self, record, code):
        if code == "confirm":
            confirmed = self._main(
                "action_confirm",
                self.env._("Confirmed"),
                done=self.env._("Confirmed by the customer"),
            )
            return [
                confirmed,
                self._action("action_decline", self.env._("Not Settled…")),
            ]
        if code == "close":
            done = self.env._("Case closed")
            return [self._main("action_close", self.env._("Close"), done=done)]
        call = self._action("action_log_call", self.env._("Log Call"))
        if code != "resolve":
            agree = self._main("action_agree", self.env._("Agree on a Date…"))
            undated = code == "respond" and record.first_response_on
            return [agree, call] if undated else [call | {"primary": True}]
        if record.state == "responded":
            start = self._main(
                "action_start", self.env._("Start"), done=self.env._("Work has started")
            )
            return [start, call]
        return [self._main("action_resolve", self.env._("Resolve…")), call]

    @api.model
    def _may_reassign(self, record):
        return self.env.user.has_groups(CASE_STAFF)
