from odoo import fields, models


class KeqinCooperationMode(models.Model):
    """How a customer wants to work with us, as a configurable list (R002)."""

    _name = "keqin.cooperation.mode"
    _description = "Cooperation Mode"
    _order = "sequence, name"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _name_uniq = models.Constraint(
        "UNIQUE(name)", "This cooperation mode is already on the list."
    )
