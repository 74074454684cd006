from odoo import api, models
from odoo.fields import Domain

from .keqin_customer_care import STAFF

# In tenths, beside those of tools/desk.py: it can wait, and is done in a moment.
_EFFECTS = {"verify": 4}


class KeqinDeskSourceArchive(models.AbstractModel):
    """Archives nobody has verified for long: is it still right? (R186)."""

    _name = "keqin.desk.source.archive"
    _description = "Desk Source: Archives to Verify"
    _inherit = "keqin.desk.source"
    _desk_kind = "archive"
    _desk_model = "keqin.customer"
    _desk_icon = "fa-folder-open-o"
    _desk_sequence = 90
    _desk_fields = ("verify_on", "verified_on", "completeness", "phone", "email")

    @api.model
    def _is_readable(self):
        return super()._is_readable() and self.env.user.has_group(STAFF)

    @api.model
    def _kind_label(self):
        return self.env._("Archives to verify")

    @api.model
    def _effect(self, code):
        return _EFFECTS[code]

    @api.model
    def _effect_label(self, code):
        return self.env._("Data one can rely on")

    @api.model
    def _selects(self, scope):
        mine = self.env[self._desk_model]._in_care() & self._owned(scope, "user_id")
        due = Domain("verify_on", "<=", scope.today)
        yield self._select("verify", mine & due, due="verify_on", customer="id")

    @api.model
    def _reason(self, record, item):
        if not record.verified_on:
            return self.env._("Nobody has verified the archive yet")
        return self.env._("Archive verified on %s", self._date(record.verified_on))

    @api.model
    def _details(self, record, item):
        phone = record.phone and self.env._("Still %s?", record.phone)
        email = record.email and self.env._("Still %s?", record.email)
        return [phone, email]

    @api.model
    def _actions(self, record, item):
        done = self.env._("Verified")
        return [self._main("action_verify", self.env._("Still right"), done=done)]
