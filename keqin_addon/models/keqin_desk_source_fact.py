from odoo import api, models
from odoo.fields import Domain

# In tenths, beside those of tools/desk.py: small talk that is remembered.
_EFFECTS = {"ask": 5}


class KeqinDeskSourceFact(models.AbstractModel):
    """What somebody told, to be asked about now: it shows that we listened (R011)."""

    _name = "keqin.desk.source.fact"
    _description = "Desk Source: Personal Facts"
    _inherit = "keqin.desk.source"
    _desk_kind = "fact"
    _desk_model = "keqin.contact.fact"
    _desk_icon = "fa-comment-o"
    _desk_sequence = 85
    _desk_fields = ("name", "contact_id", "told_on", "follow_up_on")

    @api.model
    def _kind_label(self):
        return self.env._("To ask about")

    @api.model
    def _effect(self, code):
        return _EFFECTS[code]

    @api.model
    def _effect_label(self, code):
        return self.env._("They see that we listened")

    @api.model
    def _selects(self, scope):
        mine = self._owned(scope, "customer_id.user_id")
        open_ = Domain("asked_on", "=", False)
        due = Domain("follow_up_on", "<=", scope.today)
        yield self._select("ask", mine & open_ & due, due="follow_up_on")

    @api.model
    def _reason(self, record, item):
        person = record.contact_id.name
        return self.env._("Ask %(person)s: %(fact)s", person=person, fact=record.name)

    @api.model
    def _details(self, record, item):
        told = record.told_on and self._date(record.told_on)
        return [told and self.env._("Told on %s", told)]

    @api.model
    def _actions(self, record, item):
        done = self.env._("Asked")
        return [self._main("action_asked", done, undo="action_unasked", done=done)]
