from markupsafe import Markup

from odoo import models
from odoo.tools.mail import append_content_to_html


class MailMail(models.Model):
    """An important mail carries the link that confirms it, to customers only (R061)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "mail.mail"

    def _prepare_outgoing_body(self):
        body = super()._prepare_outgoing_body()
        activity = self._important_activity()
        if not body or not activity:
            return body
        here = activity.with_context(lang=self._lang_of_readers() or self.env.lang)
        content = Markup(
            '<p style="margin-top:16px"><a href="%s">%s</a></p>'
            '<img src="%s" width="1" height="1" alt=""/>'
        ) % (
            here._read_url("read"),
            here.env._("I have read this"),
            here._read_url("seen.gif"),
        )
        return append_content_to_html(body, content, plaintext=False)

    def _important_activity(self):
        """The important activity of a mail that goes to nobody of ours."""
        activities = self.env["keqin.activity"]
        # sudo: the queue is worked off by whoever
        mail = self.sudo()
        outside = mail.recipient_ids and all(mail.recipient_ids.mapped("partner_share"))
        if mail.model != activities._name or not outside:
            return activities
        activity = activities.sudo().browse(mail.res_id).exists()
        return activity.filtered("is_important")

    def _lang_of_readers(self):
        return self.sudo().recipient_ids[:1].lang
