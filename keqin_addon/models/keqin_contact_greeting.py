from odoo import api, models
from odoo.fields import Domain


class KeqinContact(models.Model):
    """Whom to greet, and whom to leave alone (R075)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the card, its birthday, whether to greet
    _inherit = "keqin.contact"

    @api.model
    def _may_greet_domain(self, on, joyful=True):
        """Cards of persons who may be greeted on a day.

        :param on: date of the greeting
        :param joyful: False for condolences and the like, which mourning asks for
        """
        return ~self._quiet_domain(on, joyful) & Domain("has_left", "=", False)

    @api.model
    def _not_to_greet(self, partners, on, joyful=True):
        """Those of ``partners`` who must not be greeted on that day."""
        return self._on_cards(partners, self._quiet_domain(on, joyful))

    @api.model
    def _quiet_domain(self, on, joyful):
        quiet = Domain("no_greetings", "=", True)
        return quiet | Domain("mourning_until", ">=", on) if joyful else quiet

    @api.model
    def _no_mass_messages(self, partners=None):
        """Those of ``partners``, or of all, who want no mass messages, or no mail."""
        quiet = Domain("no_mass_messages", "=", True) | Domain("no_email", "=", True)
        return self._on_cards(partners, quiet)

    @api.model
    def _on_cards(self, partners, domain):
        if partners is not None:
            domain &= Domain("partner_id", "in", partners.ids)
        # sudo: that somebody is to be left alone binds those who see no cards, too,
        # and outlives the card
        cards = self.sudo().with_context(active_test=False)
        cards = cards.search_fetch(domain, ["partner_id"])
        return cards.partner_id.sudo(False)
