from odoo import api, models


class KeqinActivityAttendee(models.Model):
    """Who came is often said after the training was logged: they are asked, too."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.activity.attendee"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.filtered("attended").activity_id._request_feedback()
        return lines

    def write(self, vals):
        written = super().write(vals)
        if vals.get("attended"):
            self.activity_id._request_feedback()
        return written
