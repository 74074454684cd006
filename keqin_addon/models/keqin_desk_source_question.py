from odoo import api, models
from odoo.fields import Domain

from .keqin_customer_care import STAFF

# In tenths, beside those of tools/desk.py: three small questions a week.
_EFFECTS = {"question": 4}


class KeqinDeskSourceQuestion(models.AbstractModel):
    """What is missing from the archives of the customers worth most (R004, R186)."""

    _name = "keqin.desk.source.question"
    _description = "Desk Source: Questions of the Week"
    _inherit = "keqin.desk.source"
    _desk_kind = "archive"
    _desk_model = "keqin.archive.question"
    _desk_icon = "fa-question-circle-o"
    _desk_sequence = 91
    _desk_fields = ("item_id", "asked_on")

    @api.model
    def _is_readable(self):
        return super()._is_readable() and self.env.user.has_group(STAFF)

    @api.model
    def _kind_label(self):
        return self.env["keqin.desk.source.archive"]._kind_label()

    @api.model
    def _effect(self, code):
        return _EFFECTS[code]

    @api.model
    def _effect_label(self, code):
        return self.env["keqin.desk.source.archive"]._effect_label(code)

    @api.model
    def _selects(self, scope):
        mine = self._owned(scope, "customer_id.user_id")
        asked = self.env[self._desk_model].search(mine & Domain("state", "=", "open"))
        # filled in meanwhile: it is no question any more
        waiting = Domain("id", "in", asked._unanswered().ids)
        yield self._select("question", waiting, due="asked_on")

    @api.model
    def _reason(self, record, item):
        return self.env._("Missing from the archive: %s", record.item_id.sudo().name)

    @api.model
    def _actions(self, record, item):
        later = self.env._("Not known")
        return [
            self._main("action_fill_in", self.env._("Fill in")),
            self._action("action_skip", later, undo="action_ask_again", done=later),
        ]
