from odoo import fields, models


class KeqinAgreementEnd(models.TransientModel):
    """Asks why agreements end before their time."""

    _name = "keqin.agreement.end"
    _description = "End Agreements Early"

    agreement_ids = fields.Many2many(
        "keqin.agreement", string="Agreements", required=True
    )
    reason = fields.Char(required=True)

    def action_end(self):
        """End them, as far as the user may."""
        self.ensure_one()
        self.agreement_ids._end(self.reason)
        return {"type": "ir.actions.act_window_close"}
