from odoo import fields, models

from ..models.keqin_need import KINDS


class KeqinActivityLogNeed(models.TransientModel):
    """A need heard in the contact that is being logged."""

    _name = "keqin.activity.log.need"
    _description = "Need in a Log"

    log_id = fields.Many2one("keqin.activity.log", required=True, ondelete="cascade")
    name = fields.Char("Need", required=True)
    kind = fields.Selection(KINDS, required=True, default="product")
    is_latent = fields.Boolean("Latent", default=True)
