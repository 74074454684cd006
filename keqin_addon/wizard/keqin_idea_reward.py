from odoo import fields, models

from ..models.keqin_idea_reward import REWARDS


class KeqinIdeaReward(models.TransientModel):
    """Asks an executive what an idea is rewarded with (R159)."""

    _name = "keqin.idea.reward"
    _description = "Reward an Idea"

    idea_id = fields.Many2one("keqin.idea", required=True, ondelete="cascade")
    user_id = fields.Many2one(related="idea_id.user_id", string="Submitted by")
    currency_id = fields.Many2one(related="idea_id.currency_id")
    reward = fields.Selection(REWARDS, required=True, default="commendation")
    amount = fields.Monetary()
    badge_id = fields.Many2one(
        "gamification.badge",
        default=lambda self: self.env.ref(
            "keqin_addon.gamification_badge_idea", raise_if_not_found=False
        ),
    )
    note = fields.Char("Rewarded for")

    def action_reward(self):
        self.ensure_one()
        self.idea_id._reward(self.reward, self.amount, self.badge_id, self.note)
        return {"type": "ir.actions.act_window_close"}
