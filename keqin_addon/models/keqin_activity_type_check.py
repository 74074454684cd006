from odoo import fields, models


class KeqinActivityTypeCheck(models.Model):
    """One point of the preparation checklist of a kind of activity (R062)."""

    _name = "keqin.activity.type.check"
    _description = "Preparation Point"
    _order = "sequence, id"

    type_id = fields.Many2one(
        "keqin.activity.type", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    is_required = fields.Boolean("Mandatory")
