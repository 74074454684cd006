from odoo import Command, fields, models

_SILENT = {
    "keqin_meeting_sync": True,
    "mail_create_nolog": True,
    "tracking_disable": True,
}
_SHOWN = frozenset(
    {"date_end", "date_start", "location", "name", "participant_ids", "user_id"}
)


class KeqinMeeting(models.Model):
    """Meetings in the calendar of those who take part (R153)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: see `keqin_meeting_flow`
    _inherit = "keqin.meeting"

    event_id = fields.Many2one(
        "calendar.event",
        "In the calendar",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    def action_open_event(self):
        """Open it in the calendar."""
        self.ensure_one()
        return self.event_id._get_records_action(name=self.env._("Calendar Event"))

    def _invite(self):
        """Who takes part, unless said; and the entry in their calendars."""
        # sudo: invited with the meeting, which the caller was allowed to make
        for meeting in self.sudo():
            people = meeting.participant_ids or meeting._people()
            missing = (people | meeting.user_id) - meeting.participant_ids
            if missing:
                commands = [Command.link(user.id) for user in missing]
                meeting.with_context(**_SILENT).participant_ids = commands
        self._sync_event()

    def _people(self):
        """Whom a meeting of its kind is for (R152, R153, R162).

        Joint: the leads of sales and service, and the operation team with the people
        of technology and finance. Special: executives and sponsors, too.
        """
        company = self.company_id
        team = self.env["keqin.operation.team"]._of(company)
        people = self._with_role("sales_manager", "service_manager") | team._people()
        if self.kind != "joint":
            people |= self._with_role("executive")
        if self.kind == "special":
            groups = self.env["keqin.customer"]._read_group(
                [("company_id", "=", company.id), ("sponsor_id", "!=", False)],
                ["sponsor_id"],
            )
            for (sponsor,) in groups:
                people |= sponsor.filtered("active")
        if self.kind == "evaluation":
            people |= self._with_role("marketing")
        return people

    def _with_role(self, *roles):
        groups = [f"keqin_addon.group_keqin_{role}" for role in roles]
        return self.env["res.users"]._keqin_members(groups, self.company_id)

    def _sync_event(self):
        """One entry for each meeting that is to be held, none for the cancelled."""
        # sudo: the entry follows from the meeting, whoever's calendar it is in
        meetings = self.sudo().with_context(**_SILENT)
        cancelled = meetings.filtered(lambda it: it.state == "cancelled")
        cancelled.event_id.write({"active": False})
        homeless = meetings.browse()
        for meeting in meetings - cancelled:
            if meeting.event_id:
                meeting.event_id.write(meeting._prepare_event())
            else:
                homeless |= meeting
        events = self.env["calendar.event"].sudo().with_context(**_SILENT)
        made = events.create([meeting._prepare_event() for meeting in homeless])
        for meeting, event in zip(homeless, made, strict=True):
            meeting.event_id = event

    def _prepare_event(self):
        return {
            "name": self.name,
            "active": True,
            "user_id": self.user_id.id,
            "partner_ids": [Command.set(self.participant_ids.partner_id.ids)],
            "start": self.date_start,
            "stop": self.date_end,
            "location": self.location,
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
        }

    def _follow_up_calendar(self, vals):
        if _SHOWN & vals.keys() and not self.env.context.get("keqin_meeting_sync"):
            self._sync_event()

    def _follow_event(self, event):
        """The entry was moved in the calendar: so is a meeting not yet held."""
        # sudo: whoever may move the entry moves the meeting, and nothing else of it
        for meeting in self.sudo().with_context(keqin_meeting_sync=True):
            moved = (meeting.date_start, meeting.date_end) != (event.start, event.stop)
            if meeting.state == "planned" and moved and event.stop > event.start:
                meeting.write({"date_start": event.start, "date_end": event.stop})
