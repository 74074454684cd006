from odoo import api, fields, models
from odoo.tools import consteq, hmac

_ORDER = (False, "sent", "received", "read")
_SCOPE = "keqin-important-mail"


class KeqinActivity(models.Model):
    """An important mail tells by itself that it arrived and was read (R061).

    Written from the activity, it carries a picture and a link of its own. That the
    picture was loaded says it arrived: mail programs load pictures nobody looks at. The
    link, or an answer, says it was read. Bounced, nobody was reached.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.activity"

    def _read_token(self):
        """What the link of this mail is signed with."""
        self.ensure_one()
        return hmac(self.env(su=True), _SCOPE, self.id)

    def _read_url(self, step):
        """Address of the picture (``seen.gif``) or of the page (``read``)."""
        self.ensure_one()
        base = self.get_base_url()
        return f"{base}/keqin/mail/{self.id}/{self._read_token()}/{step}"

    @api.model
    def _by_read_token(self, activity_id, token):
        """The important mail of a link, as superuser; none if the link is not ours."""
        # sudo: whoever holds the link may say that the mail was read, nothing else
        activity = self.sudo().browse(activity_id)
        if not consteq(activity._read_token(), token or ""):
            return activity.browse()
        return activity.exists().filtered("is_important")

    def _confirm(self, step):
        """Further on only: what was read is not unread. The first day stays."""
        rank = _ORDER.index(step)
        behind = self.filtered(lambda a: _ORDER.index(a.confirmation) < rank)
        if behind:
            behind.write({"confirmation": step})

    def _message_receive_bounce(self, email, partner):
        """Nobody was reached: the follow-up comes with the next run."""
        res = super()._message_receive_bounce(email, partner)
        mails = self.filtered(lambda a: a.is_important and a.confirmation != "read")
        today = fields.Date.context_today(self)
        for mail in mails:
            # sudo: told by the mail server
            mail = mail.sudo()
            mail.write({"reached": "bounced", "confirmation": "sent"})
            if mail.state == "done" and not mail.reminded_on:
                phone = self.env.ref("keqin_addon.keqin_activity_type_phone")
                mail.create([mail._prepare_follow_up(phone, today)])
                mail.reminded_on = today
        return res
