from odoo import fields, models

from .keqin_feedback import READERS


class KeqinFeedbackTheme(models.Model):
    """What opinions keep coming back to (R110)."""

    _name = "keqin.feedback.theme"
    _description = "Feedback Theme"
    _order = "name, id"

    name = fields.Char("Theme", required=True, translate=True)
    active = fields.Boolean(default=True)
    color = fields.Integer(aggregator=None)
    note = fields.Char("What belongs here", translate=True)
    feedback_count = fields.Integer(
        "Opinions",
        compute="_compute_feedback_count",
        groups=READERS,
    )

    def _compute_feedback_count(self):
        counts = dict(
            self.env["keqin.feedback"]._read_group(
                [("theme_ids", "in", self.ids)], ["theme_ids"], ["__count"]
            )
        )
        for theme in self:
            theme.feedback_count = counts.get(theme, 0)

    def action_open_feedback(self):
        """Open the opinions on this theme that the reader may read."""
        self.ensure_one()
        self.env["keqin.feedback"].check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqin_addon.keqin_feedback_action"
        )
        return action | {
            "name": self.name,
            "domain": [("theme_ids", "in", self.ids)],
            "context": {},
        }
