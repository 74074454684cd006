from odoo import api, models


class MailBlacklist(models.Model):
    """Who unsubscribed anywhere in Odoo wants no mass messages from care, either."""

    _inherit = "mail.blacklist"

    @api.model_create_multi
    def create(self, vals_list):
        entries = super().create(vals_list)
        entries._keqin_tell_cards()
        return entries

    def write(self, vals):
        done = super().write(vals)
        if vals.get("active"):
            self._keqin_tell_cards()
        return done

    def _keqin_tell_cards(self):
        emails = self.filtered("active").mapped("email")
        if not emails:
            return
        # sudo: people unsubscribe by themselves, and marketing reads no card
        cards = self.env["keqin.contact"].sudo().with_context(active_test=False)
        cards = cards.search(
            [
                ("partner_id.email_normalized", "in", emails),
                ("no_mass_messages", "=", False),
            ]
        )
        if cards:
            cards.write({"no_mass_messages": True})
