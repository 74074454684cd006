from markupsafe import Markup

from odoo import models
from odoo.tools import html2plaintext


class DiscussChannel(models.Model):
    """`/case` makes a case of a chat with a customer, what was said included (R090).

    Live chat is not needed: the command shows where it is installed.
    """

    _inherit = "discuss.channel"

    def execute_command_case(self, **kwargs):
        """Open a case about this chat; the words after the command are its subject.

        :raises AccessError: no case may be raised, or the chat is not the user's
        """
        self.ensure_one()
        subject = html2plaintext(kwargs.get("body") or "").strip()
        subject = subject.removeprefix("/case").strip()
        if subject:
            case = self._open_case(subject)
            text = self.env._("Case opened: %s", case._get_html_link())
        else:
            text = self.env._(
                "Open a case about this chat: %s",
                Markup("<pre>/case <i>%s</i></pre>") % self.env._("subject"),
            )
        self.env.user._bus_send_transient_message(self, text)

    def _open_case(self, subject):
        self.check_access("read")
        cases = self.env["keqin.case"]
        cases.check_access("create")
        visitor = self._chat_visitor()
        # as the user: account managers raise cases of their own customers only
        return cases.create(
            {
                "name": subject[:200],
                "channel": "chat",
                "description": self._chat_transcript(),
                "contact_id": visitor.id,
                "customer_id": cases._care_files(visitor)[:1].id,
            }
        )

    def _chat_visitor(self):
        """The customer in the chat; nobody where several or only guests are."""
        members = self.with_context(active_test=False).channel_partner_ids
        visitors = members.filtered(lambda p: p.partner_share and not p.is_public)
        return visitors if len(visitors) == 1 else visitors.browse()

    def _chat_transcript(self):
        """What was said, as the members read it: who, and plain text."""
        # sudo: of a channel the user reads; guests' names are no records of theirs
        said = self.sudo().message_ids.filtered(
            lambda message: message.message_type != "notification"
        )
        return Markup().join(
            Markup("<p><b>%s</b>: %s</p>")
            % (
                message.author_id.name or message.author_guest_id.name or "",
                html2plaintext(message.body),
            )
            for message in said.sorted("id")
            if html2plaintext(message.body)
        )
