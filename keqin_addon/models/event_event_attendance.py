from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from .keqin_survey_invitation_guard import QUIET

_LATE_DAYS = 60  # who came is sometimes said weeks later


class EventEvent(models.Model):
    """Who came to an event was cared for: one activity of each customer (R164, R167).

    Run again, it adds who was forgotten and makes nothing twice.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "event.event"

    def action_keqin_record(self):
        """Put the event into the care files of those who came, and open that.

        :raises AccessError: who may not change events
        :raises UserError: not over, or nobody came
        """
        self.ensure_one()
        self._check_keqin_closer()
        self._keqin_record_care()
        self._keqin_refresh()
        return self.action_keqin_activities()

    @api.model
    def _cron_keqin_events(self):
        """All events for customers that are over, since who came is told late."""
        now = fields.Datetime.now()
        events = self.search(
            Domain("keqin_kind", "!=", False)
            & Domain("keqin_closed_on", "=", False)
            & Domain("kanban_state", "!=", "cancel")
            & Domain("date_end", "<", now)
            & Domain("date_end", ">=", now - timedelta(days=_LATE_DAYS)),
            order="date_end, id",
        )
        events._keqin_record_care()
        events._keqin_refresh()

    def _keqin_record_care(self):
        """One done activity for each customer of whom somebody came, with all of them.

        :return: the activities made now
        """
        # sudo: what follows from who came follows whoever said so
        events = self.sudo().filtered(
            lambda e: e.keqin_kind and e.date_end <= fields.Datetime.now()
        )
        Activity = self.env["keqin.activity"].sudo()
        made = Activity.browse()
        for event in events.filtered("keqin_activity_type_id"):
            guests = event._keqin_guests()
            known = event.keqin_activity_ids.grouped("customer_id")
            missing = [customer for customer in guests if customer not in known]
            activities = Activity.with_context(**QUIET).create(
                [event._prepare_care(customer) for customer in missing]
            )
            known |= activities.grouped("customer_id")
            event._list_guests(known, guests)
            activities._after_done()
            made |= activities
        return made

    def _keqin_guests(self):
        """:return: dict of `keqin.customer` to its people who came"""
        self.ensure_one()
        company = self.company_id or self.user_id.company_id or self.env.company
        return self._feedback_people(company)

    def _prepare_care(self, customer):
        self.ensure_one()
        zone = self._set_tz_context()
        day = fields.Datetime.context_timestamp(zone, self.date_begin).date()
        owner = self.user_id or customer.user_id or self.env.user
        here = self.with_context(lang=owner.lang or self.env.lang)
        text = here.env._("Came to “%s”", here.name)
        return {
            "name": here.name,
            "customer_id": customer.id,
            "type_id": self.keqin_activity_type_id.id,
            "event_id": self.id,
            "user_id": owner.id,
            "department": "marketing",
            "date_planned": day,
            "date_done": day,
            "logged_at": fields.Datetime.now(),
            "start_at": self.date_begin,
            "duration": (self.date_end - self.date_begin).total_seconds() / 3600,
            "state": "done",
            "automatic": True,
            "reason": text,
            "result": text,
        }

    def _list_guests(self, activities, guests):
        """Who came, on the list of each activity: each person once."""
        lines = [
            {"activity_id": activity.id, "partner_id": person.id, "attended": True}
            for customer, activity in activities.items()
            for person in guests.get(customer, ())
            if person not in activity.attendee_ids.partner_id
        ]
        self.env["keqin.activity.attendee"].sudo().create(lines)
