from odoo import api, models
from odoo.fields import Domain

from .keqin_customer import EXECUTIVES

_SERVICE = "keqin_addon.group_keqin_service"


class KeqinDeskSourcePlan(models.AbstractModel):
    """Plans whose next step is mine: finish, advise or approve (R045-R048)."""

    _name = "keqin.desk.source.plan"
    _description = "Desk Source: Plans"
    _inherit = "keqin.desk.source"
    _desk_kind = "plan"
    _desk_model = "keqin.plan"
    _desk_icon = "fa-map-o"
    _desk_sequence = 40
    _desk_fields = ("name", "state", "date_start", "date_end", "user_id")

    @api.model
    def _kind_label(self):
        return self.env._("Plans")

    @api.model
    def _selects(self, scope):
        mine = self._owned(scope, "user_id")
        for code in ("rejected", "draft"):
            domain = Domain("state", "=", code) & mine
            yield self._select(code, domain, due="date_start")
        if self.env.user.has_groups(_SERVICE):
            domain = Domain("state", "=", "review") & self._answered(
                scope, "service_user_id"
            )
            yield self._select("advise", domain, due="write_date")
        if self.env.user.has_groups(EXECUTIVES):
            domain = Domain("state", "=", "submitted") & self._answered(
                scope, "sponsor_id"
            )
            yield self._select("approve", domain, due="write_date")

    @api.model
    def _reason(self, record, item):
        name, late = record.name, item["late"]
        start = self._date(record.date_start)
        if item["code"] == "rejected":
            return self.env._("Rejected: rework %s", name)
        if item["code"] == "draft":
            return self.env._(
                "Finish and submit %(plan)s, starts %(day)s", plan=name, day=start
            )
        waits = self._span(late) if late > 0 else False
        if item["code"] == "advise":
            text = self.env._("Advise on %s", name)
        else:
            text = self.env._("Approve %s", name)
        return f"{text}, {self.env._('waiting for %s', waits)}" if waits else text

    @api.model
    def _details(self, record, item):
        days = f"{self._date(record.date_start)} – {self._date(record.date_end)}"
        return [record.user_id.name, days]
