import base64

from odoo import fields, models
from odoo.exceptions import UserError

_REPORT = "keqin_addon.keqin_solution_report_action"


class KeqinSolution(models.Model):
    """Drafted, proposed, accepted or declined; sent as a PDF (R089, R098)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a solution is, how it moves
    _inherit = "keqin.solution"

    def action_propose(self):
        """It is ready for the customer: from now on it stays as it is.

        :raises UserError: without content, or no longer valid
        """
        self._check_step("draft")
        for solution in self:
            if not solution.has_content:
                raise UserError(
                    self.env._(
                        "%s is empty. Write what we propose, or attach a document.",
                        solution.name,
                    )
                )
            if solution.is_expired:
                raise UserError(
                    self.env._(
                        "%s is valid until a day that has passed. Choose a later one.",
                        solution.name,
                    )
                )
        self._step("proposed", proposed_on=fields.Date.context_today(self))
        return True

    def action_accept(self):
        """The customer wants it."""
        self._check_step("proposed")
        self._step("accepted", decided_on=fields.Date.context_today(self))
        return True

    def action_decline(self):
        """Ask why the customer does not want it."""
        self._check_step("proposed")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Why?"),
            "res_model": "keqin.solution.decline",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_solution_ids": self.ids},
        }

    def action_revise(self):
        """A draft again, to be proposed anew."""
        self._check_step("proposed", "accepted", "declined")
        self._step("draft", proposed_on=False, decided_on=False, decline_reason=False)
        return True

    def action_print(self):
        """The document as a PDF, in the customer's language."""
        return self.env.ref(_REPORT).report_action(self)

    def action_send(self):
        """Write to the customer, with the document attached.

        From a case it is an answer in that case; from a need, the mail stays with the
        document, since needs are not for the customer to read.
        """
        self.ensure_one()
        self._check_step("proposed", "accepted")
        thread = self.case_id or self
        recipient = self.contact_id or self.customer_id.partner_id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send to Customer"),
            "res_model": "mail.compose.message",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": thread._name,
                "default_res_ids": thread.ids,
                "default_composition_mode": "comment",
                "default_subject": self.name,
                "default_partner_ids": recipient.ids,
                "default_attachment_ids": self._outgoing_attachments().ids,
                "default_email_layout_xmlid": "mail.mail_notification_light",
            },
        }

    def _decline(self, reason):
        self._check_step("proposed")
        today = fields.Date.context_today(self)
        self._step("declined", decided_on=today, decline_reason=reason)

    def _outgoing_attachments(self):
        """Copies for the mail: the printed page if there is one, and the documents.

        Unless the mail is sent, the composer's own clean-up takes them away.
        """
        self.ensure_one()
        loose = {"res_model": "mail.compose.message", "res_id": 0}
        copies = self.env["ir.attachment"]
        for document in self.document_ids:
            copies |= document.copy(loose)
        if self.content:
            pdf, _kind = self.env["ir.actions.report"]._render_qweb_pdf(
                _REPORT, res_ids=self.ids
            )
            name = f"{self.name}.pdf"
            copies |= copies.create(
                {"name": name, "datas": base64.b64encode(pdf), **loose}
            )
        return copies
