from odoo import api, models


class MailMessage(models.Model):
    """A mail, or a note on the portal, from a key person is a contact (R116)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "mail.message"

    @api.model_create_multi
    def create(self, vals_list):
        messages = super().create(vals_list)
        authors = messages._authors_outside()
        if authors:
            self.env["keqin.contact"]._touched([("partner_id", "in", authors.ids)])
        return messages

    def _authors_outside(self):
        """Who of these messages' authors is none of us."""
        # sudo: who wrote it, for what follows from it; nothing is handed out
        said = self.sudo().filtered(lambda m: m.message_type in ("email", "comment"))
        return said.author_id.filtered("partner_share")
