from odoo import fields, models


class KeqinGiftDecision(models.TransientModel):
    """An executive's words on gifts: what allows an exception, or why not (R077)."""

    _name = "keqin.gift.decision"
    _description = "Decide on Gifts"

    gift_ids = fields.Many2many("keqin.gift", required=True)
    decision = fields.Selection(
        [("approve", "Approve"), ("refuse", "Refuse")], required=True
    )
    exceptions = fields.Text(compute="_compute_exceptions")
    comment = fields.Text(required=True)

    def _compute_exceptions(self):
        for wizard in self:
            lines = [
                f"{gift.display_name}: {gift.exceptions}"
                for gift in wizard.gift_ids
                if gift.exceptions
            ]
            wizard.exceptions = "\n".join(lines)

    def action_apply(self):
        """Decide so; the gifts check who asks, and in which state they are."""
        self.ensure_one()
        if self.decision == "approve":
            self.gift_ids._approve(self.comment)
        else:
            self.gift_ids._refuse(self.comment)
        return {"type": "ir.actions.act_window_close"}
