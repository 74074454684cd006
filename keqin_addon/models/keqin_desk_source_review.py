from odoo import api, models
from odoo.fields import Domain

from ..tools import desk
from .keqin_feedback import READERS


class KeqinDeskSourceReview(models.AbstractModel):
    """Relationships to look at again: of my customers (R049)."""

    _name = "keqin.desk.source.review"
    _description = "Desk Source: Relationship Reviews"
    _inherit = "keqin.desk.source"
    _desk_kind = "review"
    _desk_model = "keqin.customer"
    _desk_icon = "fa-compass"
    _desk_sequence = 62
    _desk_fields = ("next_review_on", "reviewed_on", "health_band")

    @api.model
    def _is_readable(self):
        return super()._is_readable() and self.env.user.has_groups(READERS)

    @api.model
    def _kind_label(self):
        return self.env._("Relationship reviews")

    @api.model
    def _effect_label(self, code):
        return self.env._("A look at where the relationship is going")

    @api.model
    def _selects(self, scope):
        mine = self.env[self._desk_model]._in_care() & self._owned(scope, "user_id")
        due = Domain("next_review_on", "<=", desk.horizon(scope.today))
        yield self._select("review", mine & due, due="next_review_on", customer="id")

    @api.model
    def _reason(self, record, item):
        return self.env._("Relationship review %s", self._when(item["late"]))

    @api.model
    def _details(self, record, item):
        last = record.reviewed_on
        return [last and self.env._("Last reviewed on %s", self._date(last))]

    @api.model
    def _actions(self, record, item):
        if not self.env["keqin.relationship.review"].has_access("create"):
            return []
        context = {"default_customer_id": record.id}
        label = self.env._("Look Back")
        return [self._opening(label, "keqin.relationship.review", context)]
