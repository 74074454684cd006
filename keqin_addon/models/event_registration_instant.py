from odoo import models
from odoo.tools import email_normalize


class EventRegistration(models.Model):
    """Who it was that came, where one person registered several (R107)."""

    _inherit = "event.registration"

    def _address(self):
        """The address of who came, to compare; ``False`` without a proper one."""
        self.ensure_one()
        return email_normalize(self.email) or False

    def _attendee(self, by_address):
        """The person who came; nobody where only a stranger's address is known.

        :param by_address: dict of (customer's partner, address) to person
        """
        booker, address = self.partner_id, self._address()
        if not address or address == booker.email_normalized:
            return booker
        key = (booker.commercial_partner_id, address)
        return by_address.get(key, booker.browse())
