from odoo import fields, models


class KeqinInformationKind(models.Model):
    """A kind of information passed on to customers: company news, policy... (R056)."""

    _name = "keqin.information.kind"
    _description = "Kind of Information"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer()

    _name_uniq = models.Constraint("UNIQUE(name)", "This kind of information exists.")
