from odoo import api, models

_WHEN = frozenset(
    {"active", "allday", "duration", "start", "start_date", "stop", "stop_date"}
)


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    def write(self, vals):
        moves = not _WHEN.isdisjoint(vals)  # before the calendar takes from them
        written = super().write(vals)
        if moves and not self.env.context.get("keqin_activity_sync"):
            for event, activities in self._keqin_open_activities().items():
                activities._follow_meeting(event)
        return written

    def unlink(self):
        syncing = self.env.context.get("keqin_activity_sync")
        orphans = {} if syncing else self._keqin_open_activities()
        deleted = super().unlink()
        for activities in orphans.values():
            activities._follow_meeting(self.browse())
        return deleted

    def _keqin_open_activities(self):
        """:return: ``{meeting: planned activities it was made for}``, as superuser"""
        # sudo: whoever may move the meeting moves the visit, and nothing else of it
        activities = self.env["keqin.activity"].sudo()
        return activities.search(
            [("meeting_id", "in", self.ids), ("state", "=", "planned")]
        ).grouped("meeting_id")

    @api.model
    def _get_activity_excluded_models(self):
        """A care activity has a to-do of its own: its meeting adds no second one."""
        return [*super()._get_activity_excluded_models(), "keqin.activity"]
