from odoo import fields, models
from odoo.exceptions import UserError

from .keqin_proposal import TERMS, UNDECIDED


class KeqinProposal(models.Model):
    """Drafted, sent, negotiated, decided; a new version replaces the old (R175)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a proposal is, how it moves
    _inherit = "keqin.proposal"

    def action_sent(self):
        """The customer has it: from now on it stays as it is.

        :raises UserError: it says nothing, or is no longer valid
        """
        self._check_step("draft")
        for proposal in self:
            if not any(proposal[name] for name in TERMS[1:-1]):
                raise UserError(
                    self.env._(
                        "%s says nothing yet. Fill in what we propose on at least one "
                        "of its points.",
                        proposal.display_name,
                    )
                )
            if proposal.is_expired:
                raise UserError(
                    self.env._(
                        "%s is valid until a day that has passed. Choose a later one.",
                        proposal.display_name,
                    )
                )
        self._step("sent", sent_on=fields.Date.context_today(self))
        return True

    def action_negotiate(self):
        """Open a new negotiation about it; once saved, it is in negotiation."""
        self.ensure_one()
        self._check_step(*UNDECIDED)
        kind = self.env.ref(
            "keqin_addon.keqin_activity_type_negotiation", raise_if_not_found=False
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Negotiation"),
            "res_model": "keqin.activity",
            "views": [(False, "form")],
            "context": {
                "default_customer_id": self.customer_id.id,
                "default_contact_id": self.contact_id.id,
                "default_proposal_id": self.id,
                "default_type_id": kind.id if kind else False,
                "default_name": self.display_name,
                "default_user_id": self.env.uid,
            },
        }

    def action_open_negotiations(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Negotiations"),
            "res_model": "keqin.activity",
            "view_mode": "list,form",
            "domain": [("proposal_id", "=", self.id)],
            "context": {"create": False},
        }

    def action_accept(self):
        """The customer agrees."""
        self._check_step(*UNDECIDED)
        self._step("accepted", decided_on=fields.Date.context_today(self))
        return True

    def action_reject(self):
        """Ask why the customer does not agree."""
        self._check_step(*UNDECIDED)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Why?"),
            "res_model": "keqin.proposal.reject",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_proposal_ids": self.ids},
        }

    def action_new_version(self):
        """A draft that starts from it and replaces it; open it."""
        self.ensure_one()
        self._check_step(*UNDECIDED, "rejected")
        new = self.copy({"name": self.name})
        # sudo: which version follows which is a fact, and no entry
        new.sudo().write({"version": self.version + 1, "previous_id": self.id})
        self._step("replaced", decided_on=fields.Date.context_today(self))
        return new._get_records_action(name=self.env._("New Version"))

    def action_print(self):
        """The proposal as a PDF, in the customer's language."""
        report = self.env.ref("keqin_addon.keqin_proposal_report_action")
        return report.report_action(self)

    def _negotiate(self):
        """Somebody negotiates about it."""
        self.filtered(lambda proposal: proposal.state == "sent")._step("negotiating")

    def _reject(self, reason):
        self._check_step(*UNDECIDED)
        today = fields.Date.context_today(self)
        self._step("rejected", decided_on=today, reject_reason=reason)
