from odoo import fields, models


class KeqinReferralLose(models.TransientModel):
    """Asks why nothing came of referrals."""

    _name = "keqin.referral.lose"
    _description = "Lose Referrals"

    referral_ids = fields.Many2many("keqin.referral", string="Referrals", required=True)
    reason = fields.Char(required=True)

    def action_lose(self):
        """Close them, as far as the user may."""
        self.ensure_one()
        self.referral_ids._lose(self.reason)
        return {"type": "ir.actions.act_window_close"}
