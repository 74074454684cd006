from datetime import timedelta

import pytz

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import format_date
from odoo.tools.image import image_data_uri

from .keqin_archive_answer import CHECKED
from .keqin_case import OPEN as CASE_OPEN
from .keqin_plan import VALID
from .keqin_promise import OPEN as PROMISE_OPEN

# The service report looks back so many days, and names so many open matters.
REPORT_DAYS = 365
CASES_NAMED = 5
EVENTS_NAMED = 5


class KeqinCarePage(models.Model):
    """What a page shows: texts and numbers, picked one by one.

    Templates get the result of `_content`, never a record: what is not named here
    cannot be shown, whatever fields come later.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.care.page"

    def _content(self):
        """What the person may see, in the language of the reader.

        :return: dict of texts, numbers and lists of such dicts; a part that is not
            released, or is empty, is false
        """
        self.ensure_one()
        # sudo: who may open the page was checked; each part names what it gives away
        page = self.sudo()
        return {
            "company": page.company_id.name,
            "customer": page.partner_id.name,
            "person": page.contact_id.name,
            "welcome": page.welcome,
            "until": format_date(self.env, page.expires_on),
            "team": page.show_team and page._team(),
            "plan": page.show_plan and page._plan(),
            "promises": page.show_promises and page._promises(),
            "service": page.show_service and page._service(),
            "events": page.show_events and page._events(),
            "rating": page.ask_rating and page._rating(),
            "data": page.ask_data and page._data(),
        }

    def _team(self):
        customer = self.customer_id
        roles = (
            (self.env._("Your account manager"), customer.user_id),
            (self.env._("Your contact in service"), customer.service_user_id),
            (self.env._("Your sponsor in our management"), customer.sponsor_id),
        )
        return [self._member(role, user) for role, user in roles if user.active]

    def _member(self, role, user):
        person = user.partner_id
        photo = person.image_128
        return {
            "role": role,
            "name": person.name,
            "initial": person.name[:1],
            "function": person.function,
            "phone": person.phone,
            "email": person.email,
            "photo": photo and image_data_uri(photo),
        }

    def _plan(self):
        """The plan in effect, as far as it has words for the customer."""
        today = self._today()
        plan = self.env["keqin.plan"].search(
            Domain("customer_id", "=", self.customer_id.id)
            & Domain("state", "in", VALID)
            & Domain("date_start", "<=", today)
            & Domain("date_end", ">=", today),
            limit=1,
        )
        objectives = [
            {
                "name": objective.customer_wording,
                "due": objective.due_on and format_date(self.env, objective.due_on),
                "reached": objective.reached,
            }
            for objective in plan.objective_ids
            if objective.customer_wording
        ]
        lines = [
            {
                "name": line.customer_wording,
                "done": line.actual_count,
                "planned": line.planned_count,
            }
            for line in plan.line_ids
            if line.customer_wording
        ]
        return (objectives or lines) and {
            "from": format_date(self.env, plan.date_start),
            "to": format_date(self.env, plan.date_end),
            "objectives": objectives,
            "lines": lines,
        }

    def _promises(self):
        """What we owe, where there are words for it.

        To whom it was promised sees it, and the person in charge of the customer.
        """
        told = Domain("contact_id", "in", [False, self.contact_id.id])
        if self.customer_id.main_contact_id == self.contact_id:
            told = Domain.TRUE
        promises = self.env["keqin.promise"].search(
            Domain("customer_id", "=", self.customer_id.id)
            & Domain("state", "in", PROMISE_OPEN)
            & Domain("customer_wording", "!=", False)
            & told
        )
        return [
            {
                "name": promise.customer_wording,
                "due": format_date(self.env, promise.due_on),
            }
            for promise in promises
        ]

    def _service(self):
        """The customer's own cases, as on its portal: of a year, and what is open."""
        cases = self.env["keqin.case"]
        own = Domain("partner_id", "=", self.partner_id.id)
        own &= Domain("company_id", "=", self.company_id.id)
        since = fields.Datetime.now() - timedelta(days=REPORT_DAYS)
        year = own & Domain("opened_on", ">=", since)
        rows = cases._read_group(year, ["state"], ["__count"])
        counts = dict(rows)
        total = sum(counts.values())
        waiting = cases.search(
            own & Domain("state", "in", (*CASE_OPEN, "resolved")),
            order="opened_on desc, id desc",
            limit=CASES_NAMED,
        )
        [(hours,)] = cases._read_group(
            year & Domain("first_response_on", "!=", False), [], ["response_hours:avg"]
        )
        return bool(total or waiting) and {
            "received": total,
            "settled": counts.get("confirmed", 0) + counts.get("closed", 0),
            "response_hours": hours and round(hours, 1),
            "open": [self._case(case) for case in waiting],
        }

    def _case(self, case):
        return {
            "id": case.id,
            "number": case.number,
            "name": case.name,
            "state": case.state,
            "opened": self._moment(case.opened_on),
        }

    def _events(self):
        """What the person is invited to or registered for, from now on."""
        registrations = self.env["event.registration"].search(
            Domain("partner_id", "=", self.contact_id.id)
            & Domain("state", "in", ("draft", "open"))
            & Domain("event_id.date_end", ">=", fields.Datetime.now())
            & Domain("company_id", "in", [False, self.company_id.id])
        )
        events = registrations.event_id.sorted("date_begin")[:EVENTS_NAMED]
        going = registrations.filtered(lambda r: r.state == "open").event_id
        return [
            {
                "name": event.name,
                "begin": self._moment(event.date_begin, event.date_tz),
                "place": event.address_id.city or event.address_id.name,
                "registered": event in going,
            }
            for event in events
        ]

    def _rating(self):
        given = self.env["keqin.feedback"].search(
            [("source_key", "=", self._rating_key())], limit=1
        )
        return {"given": int(given.score) if given else 0, "comment": given.comment}

    def _data(self):
        """Data to check, as they are; what was corrected meanwhile as corrected."""
        proposed = {
            (answer.subject, answer.field_name): answer.new_value
            for answer in self.answer_ids
            if answer.state == "proposed" and answer.kind == "correction"
        }
        labels = self._data_labels()
        return [
            {
                "title": labels[subject],
                "fields": [
                    {
                        "input": f"{subject}_{name}",
                        "label": labels[name],
                        "value": self._value(subject, name),
                        "proposed": (subject, name) in proposed,
                        "shown": proposed.get(
                            (subject, name), self._value(subject, name)
                        ),
                    }
                    for name in names
                ],
            }
            for subject, names in CHECKED.items()
        ]

    def _data_labels(self):
        return {
            "company": self.env._("Your company"),
            "person": self.env._("You"),
            "name": self.env._("Name"),
            "vat": self.env._("Tax ID"),
            "phone": self.env._("Phone"),
            "email": self.env._("E-mail"),
            "website": self.env._("Website"),
            "street": self.env._("Street"),
            "street2": self.env._("Street, second line"),
            "zip": self.env._("Postal code"),
            "city": self.env._("City"),
            "function": self.env._("Job position"),
        }

    def _subject(self, subject):
        """The contact whose data are meant."""
        return self.contact_id if subject == "person" else self.partner_id

    def _value(self, subject, name):
        return self._subject(subject)[name] or ""

    # when it is for the customer
    def _timezone(self):
        calendar = self.company_id.resource_calendar_id
        return self.contact_id.tz or calendar.tz or "UTC"

    def _today(self):
        zone = pytz.timezone(self._timezone())
        return pytz.utc.localize(fields.Datetime.now()).astimezone(zone).date()

    def _moment(self, moment, zone=None):
        zone = pytz.timezone(zone or self._timezone())
        return format_date(self.env, pytz.utc.localize(moment).astimezone(zone).date())
