from odoo import api, models
from odoo.fields import Domain


class KeqinDeskSourceSuggestion(models.AbstractModel):
    """What rules suggest for one's customers, to take up or to dismiss (R215)."""

    _name = "keqin.desk.source.suggestion"
    _description = "Desk Source: Suggestions"
    _inherit = "keqin.desk.source"
    _desk_kind = "suggestion"
    _desk_model = "keqin.suggestion"
    _desk_icon = "fa-magic"
    _desk_sequence = 60
    _desk_fields = ("name", "reason", "contact_id", "product_id", "state")

    @api.model
    def _kind_label(self):
        return self.env._("Suggestions")

    @api.model
    def _effect_label(self, code):
        return self.env._("A chance that the figures show")

    @api.model
    def _selects(self, scope):
        mine = self._owned(scope, "customer_id.user_id")
        proposed = Domain("state", "=", "proposed") & mine
        dated = Domain("date_due", "!=", False)
        yield self._select("suggest", proposed & dated, due="date_due")
        yield self._select("suggest", proposed & ~dated)

    @api.model
    def _reason(self, record, item):
        return record.name

    @api.model
    def _details(self, record, item):
        gift = record.product_id and self.env._(
            "Gift idea: %s", record.product_id.display_name
        )
        return [record.reason, record.contact_id.name, gift]

    @api.model
    def _actions(self, record, item):
        if not record.may_decide:
            return []
        accept = self._main(
            "action_accept",
            self.env._("Accept"),
            undo="action_undo",
            done=self.env._("Accepted"),
        )
        return [accept, self._action("action_dismiss", self.env._("Dismiss…"))]
