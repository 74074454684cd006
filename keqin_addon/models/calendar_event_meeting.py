from odoo import api, models


class CalendarEvent(models.Model):
    """A meeting that is moved in the calendar is moved (R153)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "calendar.event"

    def write(self, vals):
        written = super().write(vals)
        moves = {"start", "stop", "duration", "start_date", "stop_date"} & vals.keys()
        if moves and not self.env.context.get("keqin_meeting_sync"):
            # sudo: which care meeting an entry stands for
            meetings = self.env["keqin.meeting"].sudo()
            found = meetings.search([("event_id", "in", self.ids)])
            for meeting in found:
                meeting._follow_event(meeting.event_id)
        return written

    @api.model
    def _get_activity_excluded_models(self):
        """A meeting is in the calendar: no to-do besides."""
        return [*super()._get_activity_excluded_models(), "keqin.meeting"]
