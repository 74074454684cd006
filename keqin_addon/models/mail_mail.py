from odoo import models


class MailMail(models.Model):
    """A mail that cannot be delivered reaches nobody: its invitation says so (R102)."""

    _inherit = "mail.mail"

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        # sudo: the queue is worked off by whoever, invitations are written by rules
        asked = self.sudo().filtered(lambda mail: mail.model == "survey.user_input")
        invitations = self.env["keqin.survey.invitation"].sudo()
        if asked:
            invitations = invitations.search(
                [("user_input_id", "in", asked.mapped("res_id"))]
            )
        if failure_type:
            invalid = failure_type in ("mail_email_invalid", "mail_email_missing")
            invitations._not_reached("invalid" if invalid else "not_sent")
        else:
            invitations._sent_after_all()
        return super()._postprocess_sent_message(
            success_pids,
            success_emails,
            failure_reason=failure_reason,
            failure_type=failure_type,
        )
