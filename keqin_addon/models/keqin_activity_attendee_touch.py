from odoo import api, models


class KeqinActivityAttendee(models.Model):
    """Who came was spoken to, who did not come was not (R116)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.activity.attendee"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._touch_cards()
        return lines

    def write(self, vals):
        people = set(self.partner_id.ids)
        written = super().write(vals)
        if not {"attended", "is_ours", "partner_id"}.isdisjoint(vals):
            self._touch_cards(people)
        return written

    def unlink(self):
        activities, people = self.activity_id, set(self.partner_id.ids)
        unlinked = super().unlink()
        activities._touch_cards(people)
        return unlinked

    def _touch_cards(self, before=()):
        done = self.activity_id.filtered(lambda a: a.state == "done")
        done._touch_cards(before)
