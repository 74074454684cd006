from odoo import models


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    def _get_optout_emails(self, mail_values_dict):
        """A mailing skips who said on the card to want no mass messages (R075)."""
        emails = super()._get_optout_emails(mail_values_dict)
        if not self._is_mass_mailing():
            return emails
        # sudo: addresses to leave out, never shown
        partners = self.env["keqin.contact"]._no_mass_messages().sudo()
        return [*emails, *filter(None, partners.mapped("email_normalized"))]
