from odoo import api, models
from odoo.fields import Domain

# In tenths, beside those of tools/desk.py: the customer took the trouble to tell us.
_EFFECTS = {"customer_answer": 12}


class KeqinDeskSourceAnswer(models.AbstractModel):
    """What customers corrected of their data, to accept or to reject (R189)."""

    _name = "keqin.desk.source.answer"
    _description = "Desk Source: Corrections by Customers"
    _inherit = "keqin.desk.source"
    _desk_kind = "answer"
    _desk_model = "keqin.archive.answer"
    _desk_icon = "fa-check-square-o"
    _desk_sequence = 62
    _desk_fields = (
        "kind",
        "field_name",
        "old_value",
        "new_value",
        "remark",
        "contact_id",
        "target_id",
    )

    @api.model
    def _kind_label(self):
        return self.env._("Corrections by customers")

    @api.model
    def _effect(self, code):
        return _EFFECTS[code]

    @api.model
    def _effect_label(self, code):
        return self.env._("The customer has told us and sees whether we listen")

    @api.model
    def _selects(self, scope):
        mine = self._owned(scope, "customer_id.user_id")
        proposed = Domain("state", "=", "proposed")
        yield self._select("customer_answer", proposed & mine, due="answered_on")

    @api.model
    def _reason(self, record, item):
        return record.display_name

    @api.model
    def _details(self, record, item):
        before = record.kind == "correction" and self.env._(
            "%(whose)s, on file: %(value)s",
            whose=record.target_id.name,
            value=record.old_value or "-",
        )
        by = record.contact_id.name
        return [before, by and self.env._("Said by %s", by)]

    @api.model
    def _actions(self, record, item):
        if not record.may_decide:
            return []
        accept = self._main(
            "action_accept", self.env._("Accept"), done=self.env._("Accepted")
        )
        reject = self._action(
            "action_reject",
            self.env._("Reject"),
            undo="action_undo",
            done=self.env._("Rejected"),
        )
        return [accept, reject]
