from datetime import timedelta

import pytz
import vobject

from odoo import models
from odoo.fields import Domain

# More than anybody can greet; a bound for what one request may cost.
_LIMIT = 5_000


class KeqinOccasionDate(models.Model):
    """The coming dates as iCalendar (RFC 5545), for one's own calendar program."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the dates, and the calendar made of them
    _inherit = "keqin.occasion.date"

    def _calendar_file(self):
        """What is coming for the customers the user is in charge of, as bytes.

        It holds names and days, as the list does, and nothing from cards or notes.
        """
        calendar = vobject.iCalendar()
        calendar.add("prodid").value = "-//Keqin//Customer Care//EN"
        calendar.add("method").value = "PUBLISH"
        calendar.add("x-wr-calname").value = self.env._("Occasions of my customers")
        calendar.add("x-published-ttl").value = "PT12H"
        database = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for row in self.search(self._domain_in_charge(), limit=_LIMIT):
            event = calendar.add("vevent")
            event.add("uid").value = f"{row._calendar_key()}@{database}"
            changed = row.write_date.replace(microsecond=0, tzinfo=pytz.utc)
            event.add("dtstamp").value = changed
            event.add("dtstart").value = row.date
            event.add("dtend").value = row.date + timedelta(days=1)
            event.add("summary").value = row.display_name
            event.add("description").value = row.lunar_text or ""
            event.add("categories").value = [kinds[row.kind]]
            event.add("transp").value = "TRANSPARENT"
        return calendar.serialize().encode()

    def _domain_in_charge(self):
        """Festivals, and what concerns customers one is responsible for."""
        user_id = self.env.uid
        return Domain("customer_id", "=", False) | Domain.OR(
            Domain(f"customer_id.{name}", "=", user_id)
            for name in ("user_id", "service_user_id", "sponsor_id")
        )

    def _calendar_key(self):
        """The same for the same occasion, though its row be made anew."""
        parts = self.occasion_id.id, self.customer_id.id, self.partner_id.id, self.year
        return "occasion-" + "-".join(str(part or 0) for part in parts)
