from odoo import api, models


class MailMessage(models.Model):
    """An important mail is sent, and answered (R061)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "mail.message"

    @api.model_create_multi
    def create(self, vals_list):
        messages = super().create(vals_list)
        messages._confirm_important()
        return messages

    def _confirm_important(self):
        # sudo: what follows from the message; nothing of the activity is handed out
        said = self.sudo().filtered(
            lambda m: (
                m.model == "keqin.activity"
                and m.message_type in ("email", "email_outgoing", "comment")
            )
        )
        if not said:
            return
        activities = self.env["keqin.activity"].sudo()
        important = activities.browse(said.mapped("res_id")).filtered("is_important")
        for message in said:
            mail = important.filtered(lambda a, m=message: a.id == m.res_id)
            if message.author_id.commercial_partner_id == mail.partner_id:
                mail.filtered("partner_id")._confirm("read")
            elif message.partner_ids.filtered("partner_share"):
                mail._confirm("sent")
