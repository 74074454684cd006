from odoo import api, fields, models


class CalendarEvent(models.Model):
    """From the appointment in the calendar to the briefing for it (R016)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "calendar.event"

    keqin_activity_id = fields.Many2one(
        "keqin.activity", "Care activity", compute="_compute_keqin_activity_id"
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_keqin_activity_id(self):
        """The activity it is the meeting of, if the reader may see that."""
        Activity = self.env["keqin.activity"]
        by_meeting = {}
        if Activity.has_access("read"):
            ours = [("meeting_id", "in", self.ids)]
            by_meeting = Activity.search_fetch(ours, ["meeting_id"]).grouped(
                "meeting_id"
            )
        for event in self:
            event.keqin_activity_id = by_meeting.get(event, Activity)[:1]

    def action_keqin_briefing(self):
        """What to know before going there."""
        self.ensure_one()
        return self.keqin_activity_id.action_open_briefing()
