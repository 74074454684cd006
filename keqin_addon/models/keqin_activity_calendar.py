from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

_MEETING_FIELDS = frozenset(
    {
        "confidential",
        "contact_id",
        "contact_ids",
        "date_planned",
        "duration",
        "executive_ids",
        "location",
        "name",
        "start_at",
        "state",
        "support_user_ids",
        "type_id",
        "user_id",
    }
)
# A meeting made for an activity asks nobody by mail and adds no second to-do.
_SILENT = {
    "keqin_activity_sync": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "no_mail_to_attendees": True,
    "skip_attendee_notification": True,
    "skip_contact_description": True,
}


class KeqinActivity(models.Model):
    """A visit with a fixed time is a meeting in the calendar, and stays one (R072).

    Both ways: moving either moves the other; taking the meeting out of the calendar
    leaves the visit planned on its day, without a time. The day planned is the day of
    the meeting where the responsible person is.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what an activity is, its flow, its meeting, its conversation
    _inherit = "keqin.activity"

    meeting_id = fields.Many2one(
        "calendar.event",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    creates_meeting = fields.Boolean(related="type_id.creates_meeting")
    end_at = fields.Datetime("Ends at", compute="_compute_end_at")

    @api.depends("start_at", "duration")
    def _compute_end_at(self):
        for activity in self:
            hours = timedelta(hours=activity.duration)
            activity.end_at = activity.start_at and activity.start_at + hours

    @api.model_create_multi
    def create(self, vals_list):
        activities = super().create(vals_list)
        activities.filtered("start_at")._date_follows_time()
        activities._sync_meetings()
        return activities

    def write(self, vals):
        moved = "date_planned" in vals and "start_at" not in vals
        before = {a: a.date_planned for a in self if a.start_at} if moved else {}
        written = super().write(vals)
        if not self.env.context.get("keqin_activity_aligned"):
            self._time_follows_date(before)
            if "start_at" in vals:
                self.filtered("start_at")._date_follows_time()
        if not _MEETING_FIELDS.isdisjoint(vals):
            self._sync_meetings()
        return written

    @api.ondelete(at_uninstall=False)
    def _unlink_with_meeting(self):
        # sudo: the meeting was made for this activity, which the caller may delete
        self.sudo().meeting_id.with_context(**_SILENT).unlink()

    def action_open_meeting(self):
        """Open the meeting in the calendar."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "calendar.event",
            "res_id": self.meeting_id.id,
            "view_mode": "form",
        }

    def action_invite(self):
        """Mail the calendar invitation to everybody who takes part.

        :raises UserError: there is no meeting to be invited to
        """
        self.check_access("write")
        homeless = self.filtered(lambda activity: not activity.meeting_id)
        if homeless:
            raise UserError(
                self.env._(
                    "%s: fix the time first, then people can be invited.",
                    ", ".join(homeless.mapped("name")),
                )
            )
        # sudo: the meeting was made for this activity, which the caller may change
        self.sudo().meeting_id.attendee_ids._send_invitation_emails()
        return True

    def _date_follows_time(self):
        aligned = self.with_context(keqin_activity_aligned=True)
        for day, activities in aligned.grouped(
            lambda activity: activity._day_of(activity.start_at)
        ).items():
            activities.filtered(lambda a, d=day: a.date_planned != d).write(
                {"date_planned": day}
            )

    def _time_follows_date(self, before):
        """Another day, the same hour.

        :param before: ``{activity with a time: the day it was planned on}``
        """
        for activity, day in before.items():
            start = activity.start_at + (activity.date_planned - day)
            activity.with_context(keqin_activity_aligned=True).start_at = start

    def _sync_meetings(self):
        """Bring the calendar in line: one meeting for each open visit with a time."""
        context = self.env.context
        if context.get("keqin_activity_sync") or context.get("keqin_activity_aligned"):
            return
        # sudo: the meeting follows from the permitted change of the activity, which a
        # lead may move who does not take part in a private meeting
        activities = self.sudo().with_context(**_SILENT)
        wanted = activities.filtered(
            lambda a: a.type_id.creates_meeting and a.start_at and a.state == "planned"
        )
        wanted.meeting_id.filtered(lambda event: not event.active).active = True
        for activity in wanted.filtered("meeting_id"):
            activity.meeting_id.write(activity._prepare_meeting())
        homeless = wanted - wanted.filtered("meeting_id")
        events = self.env["calendar.event"].sudo().with_context(**_SILENT)
        meetings = events.create([a._prepare_meeting() for a in homeless])
        for activity, meeting in zip(homeless, meetings, strict=True):
            activity.meeting_id = meeting
        closed = (activities - wanted).filtered("meeting_id")
        closed.filtered(lambda a: a.state == "cancelled").meeting_id.active = False
        closed.filtered(
            lambda a: not (a.start_at and a.type_id.creates_meeting)
        ).meeting_id.unlink()

    def _prepare_meeting(self):
        self.ensure_one()
        ours = self.user_id | self.support_user_ids | self.executive_ids
        people = ours.partner_id | self.contact_id | self.contact_ids
        return {
            "name": self.name,
            "user_id": self.user_id.id,
            "partner_ids": [fields.Command.set(people.ids)],
            "start": self.start_at,
            "stop": self.start_at + timedelta(hours=self.duration or 1.0),
            "location": self.location,
            # All employees read the calendar: of a private meeting they see "Busy".
            "privacy": "private" if self.confidential else False,
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
        }

    def _follow_meeting(self, event):
        """Take the time of the meeting, or lose it when the meeting is gone.

        :param event: a meeting, or an empty one
        """
        moved = self.with_context(keqin_activity_sync=True)
        if event.active:
            moved.write({"start_at": event.start, "duration": event.duration})
            return
        moved.write({"start_at": False, "meeting_id": False})
        reason = self.env._(
            "The meeting was taken out of the calendar: agree on a new time."
        )
        moved._message_log_batch(bodies=dict.fromkeys(moved.ids, reason))
