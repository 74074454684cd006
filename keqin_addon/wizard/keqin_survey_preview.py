from odoo import fields, models


class KeqinSurveyPreview(models.TransientModel):
    """Whom a wave would ask if it were launched now, and whom not and why."""

    _name = "keqin.survey.preview"
    _description = "Survey Preview"

    wave_id = fields.Many2one("keqin.survey.wave", required=True, ondelete="cascade")
    line_ids = fields.One2many("keqin.survey.preview.line", "preview_id", "People")

    def _action_open(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Who is asked: %s", self.wave_id.name),
            "res_model": "keqin.survey.preview.line",
            "view_mode": "list",
            "domain": [("preview_id", "=", self.id)],
            "context": {"search_default_group_by_outcome": 1},
        }
