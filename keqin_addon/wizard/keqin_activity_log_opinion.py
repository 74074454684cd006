from odoo import fields, models

from ..models.keqin_activity_opinion import LEVELS
from ..models.keqin_feedback import DIMENSIONS


class KeqinActivityLogOpinion(models.TransientModel):
    """An opinion heard in the contact that is being logged (R057)."""

    _name = "keqin.activity.log.opinion"
    _description = "Opinion in a Log"

    log_id = fields.Many2one("keqin.activity.log", required=True, ondelete="cascade")
    dimension = fields.Selection(DIMENSIONS, "About", required=True)
    level = fields.Selection(LEVELS, "Satisfaction")
    text = fields.Text("What they said")
