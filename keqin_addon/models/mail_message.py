from odoo import models


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
        return forbidden | self.sudo().filtered(
            lambda message: (
                message.model == "keqin.case"
                and (
                    message.is_internal
                    or not message.subtype_id
                    or message.subtype_id.internal
                )
            )
        ).sudo(self.env.su)
