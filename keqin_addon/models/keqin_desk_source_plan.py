from odoo import api, models
from odoo.fields import Domain

from .keqin_customer import EXECUTIVES
from .keqin_plan import SALES

_SERVICE = "keqin_addon.group_keqin_service"


class KeqinDeskSourcePlan(models.AbstractModel):
    """Plans whose next step is mine: finish, advise, submit or approve (R038-R041)."""

    _name = "keqin.desk.source.plan"
    _description = "Desk Source: Plans"
    _inherit = "keqin.desk.source"
    _desk_kind = "plan"
    _desk_model = "keqin.plan"
    _desk_icon = "fa-map-o"
    _desk_sequence = 40
    _desk_fields = ("name", "state", "date_start", "date_end", "decision_comment")

    @api.model
    def _kind_label(self):
        return self.env._("Plans")

    @api.model
    def _effect_label(self, code):
        if code in ("advise", "approve"):
            return self.env._("Others wait for the answer")
        return self._kind_label()

    @api.model
    def _selects(self, scope):
        for groups, code, domain, due in self._steps(scope):
            if self.env.user.has_groups(groups):
                yield self._select(code, domain, due=due)

    @api.model
    def _steps(self, scope):
        """Whose turn it is: groups, code, domain and the field since when."""
        mine = self._owned(scope, "user_id")
        served = self._answered(scope, "service_user_id")
        sponsored = self._answered(scope, "sponsor_id")
        review = Domain("state", "=", "review")
        advised = Domain("advised_on", "!=", False)
        rejected = Domain("state", "=", "rejected")
        submitted = Domain("state", "=", "submitted")
        return [
            (SALES, "draft", Domain("state", "=", "draft") & mine, "date_start"),
            (SALES, "rejected", rejected & mine, "rejected_on"),
            (SALES, "submit", review & advised & mine, "advised_on"),
            (_SERVICE, "advise", review & ~advised & served, "write_date"),
            (EXECUTIVES, "approve", submitted & sponsored, "submitted_on"),
        ]

    @api.model
    def _reason(self, record, item):
        if item["code"] == "draft":
            day = self._date(record.date_start)
            if item["late"] > 0:
                return self.env._("Finish the draft, it was to start on %s", day)
            return self.env._("Finish the draft, it starts on %s", day)
        text = {
            "rejected": self.env._("Rework the rejected plan"),
            "submit": self.env._("Advised: submit the plan"),
            "advise": self.env._("Advise on the plan"),
            "approve": self.env._("Approve the plan"),
        }[item["code"]]
        if item["late"] <= 0:
            return text
        waiting = self.env._("waiting for %s", self._span(item["late"]))
        return f"{text}, {waiting}"

    @api.model
    def _details(self, record, item):
        rejected = item["code"] == "rejected"
        return [record.name, rejected and record.decision_comment]

    @api.model
    def _actions(self, record, item):
        decide = self._action("action_decide", self.env._("Decide…"))
        return {
            "draft": [self._main("action_request_review", self.env._("Ask service"))],
            "rejected": [self._main("action_rework", self.env._("Rework"))],
            "submit": [self._main("action_submit", self.env._("Submit"))],
            "advise": [self._main("action_open_advise", self.env._("Advise"))],
            "approve": [self._main("action_approve", self.env._("Approve")), decide],
        }[item["code"]]
