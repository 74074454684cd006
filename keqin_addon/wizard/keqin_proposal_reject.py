from odoo import fields, models


class KeqinProposalReject(models.TransientModel):
    """Asks why the customer does not agree to what we proposed."""

    _name = "keqin.proposal.reject"
    _description = "Reject Proposals"

    proposal_ids = fields.Many2many("keqin.proposal", required=True)
    reason = fields.Char(required=True)

    def action_apply(self):
        self.ensure_one()
        self.proposal_ids._reject(self.reason)
        return {"type": "ir.actions.act_window_close"}
