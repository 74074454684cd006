from odoo import api, fields, models
from odoo.fields import Domain

# What a person does not want, by channel of an activity. A greeting card and a parcel
# are greetings, which have a wish of their own; who comes to an event was invited.
WISHES = {
    "visit": "no_visits",
    "phone": "no_phone",
    "video": "no_phone",
    "email": "no_email",
    "chat": "no_chat",
    "sms": "no_sms",
    "social": "no_social",
    "community": "no_social",
}
OPT_OUTS = ("no_greetings", "no_mass_messages", *dict.fromkeys(WISHES.values()))


class KeqinContact(models.Model):
    """How a person does not want to be contacted, and what was agreed to (R075, R182).

    Wishes outlive the personal data, and bind those who read no card.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the card, its birthday, whether to greet, how to contact
    _inherit = "keqin.contact"

    no_phone = fields.Boolean("No calls")
    no_email = fields.Boolean("No e-mail")
    no_chat = fields.Boolean("No online chat")
    no_sms = fields.Boolean("No text messages")
    no_social = fields.Boolean("No social media")
    no_visits = fields.Boolean()
    consent_purpose = fields.Selection(
        [
            ("care", "Looking after the cooperation"),
            ("greeting", "Also personal greetings"),
            ("marketing", "Also news and offers"),
        ],
        "Agreed to",
    )
    consent_review_on = fields.Date(
        "Ask again on", help="When to ask whether it still holds."
    )

    @api.model_create_multi
    def create(self, vals_list):
        cards = super().create(vals_list)
        cards._keep_blacklists()
        return cards

    def write(self, vals):
        done = super().write(vals)
        if not {"no_email", "no_mass_messages", "no_sms"}.isdisjoint(vals):
            self._keep_blacklists()
        return done

    def _keep_blacklists(self):
        """Every app of Odoo leaves alone who told us not to write.

        A wish taken back lifts no entry: the person may have made it.
        """
        # sudo: follows from the right to write the card, just used
        cards = self.sudo()
        quiet = cards.filtered(lambda card: card.no_mass_messages or card.no_email)
        blacklist = self.env["mail.blacklist"].sudo()
        emails = set(quiet.partner_id.mapped("email_normalized")) - {False}
        if emails:
            known = blacklist.with_context(active_test=False)
            known = known.search([("email", "in", list(emails))])
            known.filtered(lambda entry: not entry.active).action_unarchive()
            emails -= set(known.mapped("email"))
            blacklist.create([{"email": email} for email in sorted(emails)])
        numbers = cards.filtered("no_sms").partner_id.mapped("phone_sanitized")
        phones = [{"number": number} for number in sorted(set(filter(None, numbers)))]
        if phones:
            self.env["phone.blacklist"].sudo().create(phones)

    def _unwanted(self):
        """Channels the person wants nothing by; several cards of one add up."""
        return frozenset(
            channel for channel, name in WISHES.items() if any(self.mapped(name))
        )

    @api.model
    def _not_by(self, partners, channel):
        """Those of ``partners`` who want nothing by that channel."""
        if channel not in WISHES:
            return partners.browse()
        return self._on_cards(partners, Domain(WISHES[channel], "=", True))
