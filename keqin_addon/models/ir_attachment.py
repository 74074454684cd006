from functools import partial

from odoo import models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

# Attachments of messages on cases that customers may read.
_SHOWN = SQL(
    """EXISTS (
        SELECT FROM message_attachment_rel AS shown
          JOIN mail_message AS message ON message.id = shown.message_id
          JOIN mail_message_subtype AS subtype ON subtype.id = message.subtype_id
         WHERE shown.attachment_id = ir_attachment.id
           AND message.model = 'keqin.case'
           AND NOT COALESCE(message.is_internal, FALSE)
           AND NOT COALESCE(subtype.internal, FALSE)
    )"""
)

_OF_OTHERS = SQL("ir_attachment.res_model IS DISTINCT FROM 'keqin.case'")


class IrAttachment(models.Model):
    """Customers get the files of the messages they may read, not all of a case.

    Odoo opens every attachment of a record to whoever reads the record, which includes
    the files of internal notes.
    """

    _inherit = "ir.attachment"

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if self.env.su or not self.env.user.share:
            return result
        hidden = self._hidden_from_customers()
        if not hidden:
            return result
        if result:
            return hidden | result[0], result[1]
        message = self.env._("You are not allowed to open this file.")
        return hidden, partial(AccessError, message)

    def _hidden_from_customers(self):
        """The attachments of cases that are on no message customers may read."""
        # sudo: what decides about access, nothing is handed out
        of_cases = self.sudo().filtered(lambda file: file.res_model == "keqin.case")
        if not of_cases:
            return self.browse()
        messages = self.env["mail.message"].sudo()
        shown = messages.search(
            messages._get_search_domain_share()
            & Domain("model", "=", "keqin.case")
            & Domain("attachment_ids", "in", of_cases.ids)
        ).attachment_ids
        return (of_cases - shown).sudo(False)

    def _search(self, domain, *args, bypass_access=False, **kwargs):
        query = super()._search(domain, *args, bypass_access=bypass_access, **kwargs)
        if not (self.env.su or bypass_access) and self.env.user.share:
            self.env["mail.message"].flush_model()
            query.add_where(SQL("(%s OR %s)", _OF_OTHERS, _SHOWN))
        return query
