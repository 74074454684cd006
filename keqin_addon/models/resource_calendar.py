from odoo import models


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def write(self, vals):
        written = super().write(vals)
        if not {"tz", "two_weeks_calendar"}.isdisjoint(vals):
            self.attendance_ids._outdate_clocks()
        return written


class ResourceCalendarAttendance(models.Model):
    _name = "resource.calendar.attendance"
    _inherit = ["resource.calendar.attendance", "keqin.clock.source.mixin"]


class ResourceCalendarLeaves(models.Model):
    _name = "resource.calendar.leaves"
    _inherit = ["resource.calendar.leaves", "keqin.clock.source.mixin"]

    def _counts_for_clocks(self):
        """Closing days of everybody; the time off of one person stops no clock."""
        return any(not leave.resource_id for leave in self)
