from odoo import fields, models

from ..models.keqin_idea import BENEFITS, EFFORTS


class KeqinIdeaAssess(models.TransientModel):
    """Asks a lead how much an idea brings, and how much it takes (R159)."""

    _name = "keqin.idea.assess"
    _description = "Assess an Idea"

    idea_id = fields.Many2one("keqin.idea", required=True, ondelete="cascade")
    description = fields.Html(related="idea_id.description")
    benefit = fields.Selection(BENEFITS, required=True, default="3")
    effort = fields.Selection(EFFORTS, required=True, default="3")
    assessment = fields.Text(required=True)

    def action_assess(self):
        self.ensure_one()
        self.idea_id._assess(self.benefit, self.effort, self.assessment)
        return {"type": "ir.actions.act_window_close"}
