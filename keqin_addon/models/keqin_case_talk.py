from datetime import timedelta

from markupsafe import Markup

from odoo import fields, models
from odoo.tools import email_normalize, email_normalize_all

_SPOKEN = ("comment", "email")
_WRITTEN = (*_SPOKEN, "out_of_office")
# What robots read to leave our own automatic mail alone.
_AUTOMATIC = {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"}


class KeqinCase(models.Model):
    """Who said something to whom: what counts as our answer, and as the customer's.

    The first response is the first message somebody of ours writes and that reaches the
    customer (R087): no note, assignment, tracking, template sent by a rule, message to
    colleagues, nor one that waits to be sent. Written to many at once it is no answer.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a case is, its mail, its conversation
    _inherit = "keqin.case"

    # hooks of Odoo
    def _message_post_after_hook(self, message, msg_values):
        res = super()._message_post_after_hook(message, msg_values)
        if self._is_from_customer(message):
            if self.env.context.get("keqin_opening_mail"):
                self._record_opening_mail(message)
            else:
                self._record_customer_reply(self._said_on(message))
        return res

    def _notify_thread(self, message, msg_vals=False, **kwargs):
        later = self._is_notification_scheduled(kwargs.get("scheduled_date"))
        recipients = super()._notify_thread(message, msg_vals=msg_vals, **kwargs)
        # what is to be sent later comes here again when it is
        if self and not later and self._is_answer(message, recipients):
            user = self._colleague(message.sudo().author_id)
            self._record_outbound(self._said_on(message), user)
        return recipients

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Notes of people reach no customer, also one who follows or is mentioned."""
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        if message.message_type in _WRITTEN and self._is_internal(message):
            return [person for person in recipients if not person["share"]]
        return recipients

    def _message_receive_bounce(self, email, partner):
        """An answer that came back has answered nobody (R087)."""
        result = super()._message_receive_bounce(email, partner)
        for case in self:
            if email_normalize(email or "") in case._addresses():
                case._record_bounce(email)
        return result

    # who and what
    def _is_internal(self, message):
        # sudo: of a message just posted to this record
        message = message.sudo()
        subtype = message.subtype_id
        return message.is_internal or not subtype or subtype.internal

    def _is_from_customer(self, message):
        author = message.sudo().author_id
        return (
            message.message_type in _SPOKEN
            and not self._is_internal(message)
            and not self._is_ours(author)
            and not self._is_outsider(author)
        )

    def _is_answer(self, message, recipients=()):
        return (
            message.message_type in _SPOKEN
            and bool(self._colleague(message.sudo().author_id))
            and self._reaches_customer(message, recipients)
        )

    def _is_ours(self, author):
        """Colleagues, also former ones, and the system."""
        users = author.sudo().with_context(active_test=False).user_ids
        return author == self.env.ref("base.partner_root") or any(
            not user.share for user in users
        )

    def _is_outsider(self, author):
        """A contact known to us, but of another company than this customer."""
        # sudo: to compare, nothing is shown
        case = self.sudo()
        theirs = case.customer_id.partner_id or case.contact_id.commercial_partner_id
        return bool(
            author
            and theirs
            and author.sudo().commercial_partner_id != theirs
            and not self._is_ours(author)
        )

    def _colleague(self, author):
        """The user who wrote, if customer care is part of the work."""
        users = author.sudo().user_ids
        staff = "keqin_addon.group_keqin_staff"
        return users.filtered(lambda user: user._has_group(staff))[:1]

    def _reaches_customer(self, message, recipients):
        sudo = message.sudo()
        direct = f"{sudo.incoming_email_to or ''},{sudo.incoming_email_cc or ''}"
        told = {person["email_normalized"] for person in recipients if person["share"]}
        told.update(email_normalize_all(direct))
        return bool(self._addresses() & told)

    def _addresses(self):
        """Mail addresses of the customer's: who raised it, and all who work there."""
        # sudo: to compare, nothing is shown
        case = self.sudo()
        people = case.contact_id
        if case.partner_id:
            people |= people.search(
                [("commercial_partner_id", "=", case.partner_id.id)]
            )
        addresses = {*people.mapped("email_normalized")}
        addresses.add(email_normalize(case.email_from or ""))
        return addresses - {False}

    def _said_on(self, message):
        """Mail says itself when it was sent; everything else is said now."""
        if message.message_type == "email":
            return max(self._mail_date(message.date), self.sudo().opened_on)
        return fields.Datetime.now()

    # what follows
    def _record_opening_mail(self, message):
        if message.attachment_ids:
            # with the addresses of its pictures
            self.sudo().description = message.body
        self._acknowledge()

    def _record_bounce(self, email):
        self._call_owner(
            self.env._("Our mail came back"),
            Markup("<p>%s</p>")
            % self.env._("%s cannot be reached. Find another way to answer.", email),
        )
        # sudo: reading what was said, whoever delivers the bounce
        case = self.sudo()
        said = case.message_ids.filtered(
            lambda message: (
                message.message_type in _SPOKEN
                and not case._is_internal(message)
                and case._colleague(message.author_id)
            )
        )
        if case.state == "responded" and len(said) == 1:
            case._step(
                "new",
                reason=self.env._("The answer could not be delivered."),
                first_response_on=False,
                first_response_by_id=False,
            )

    def _acknowledge(self):
        """Tell the contact number, owner and deadline; a stranger gets no answer from
        a program, whose address might be forged."""
        known = self.filtered(
            lambda case: (
                case.contact_id.email_normalized
                and case.company_id.keqin_case_acknowledge
            )
        )
        known._send_automatic("keqin_addon.mail_template_case_received")

    def _step(self, state, at=None, reason=None, **stamps):
        res = super()._step(state, at=at, reason=reason, **stamps)
        now = fields.Datetime.now()
        # what is recorded later has been told the customer already
        if state == "resolved" and (at or now) > now - timedelta(days=1):
            self._ask_to_confirm()
        return res

    def _ask_to_confirm(self):
        asked = self.filtered(
            lambda case: (
                case.contact_id.email_normalized
                and case.company_id.keqin_case_ask_confirmation
            )
        )
        asked._send_automatic("keqin_addon.mail_template_case_resolved")

    def _send_automatic(self, template_xmlid):
        """Queue a mail for the contact alone, which counts as nobody's answer."""
        template = self.env.ref(template_xmlid, raise_if_not_found=False)
        if not (template and self) or self.env.context.get("tracking_disable"):
            return
        # sudo: the rule sends it, whoever caused it; to the contact, with fixed text
        template.sudo().send_mail_batch(
            self.ids,
            email_values={"headers": repr(_AUTOMATIC), "message_type": "auto_comment"},
            email_layout_xmlid="mail.mail_notification_light",
        )
