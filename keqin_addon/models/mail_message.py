from odoo import api, models


class MailMessage(models.Model):
    """Internal notes on a case are internal for customers, whatever wrote them.

    Odoo hides notes that people write; a log line (escalated, transferred) could be
    read by its id by whoever reads the document.
    """

    _inherit = "mail.message"

    def _get_forbidden_access(self, operation):
        forbidden = super()._get_forbidden_access(operation)
        if operation != "read" or self.env.user._is_internal():
            return forbidden
        # sudo: what decides about access, nothing is handed out
        return forbidden | self.sudo()._notes_on_cases().sudo(self.env.su)

    @api.model
    def _get_with_access(self, message_id, mode="read", **kwargs):
        """Who reads a case, or has its link, could react to its notes as well: those
        are for who may read them."""
        message = super()._get_with_access(message_id, mode, **kwargs)
        # sudo: what decides about access, nothing is handed out
        note = message.sudo()._notes_on_cases()
        hidden = note and not message.sudo(False).has_access("read")
        return message.browse() if hidden else message

    def _notes_on_cases(self):
        return self.filtered(
            lambda message: (
                message.model == "keqin.case"
                and (
                    message.is_internal
                    or not message.subtype_id
                    or message.subtype_id.internal
                )
            )
        )
