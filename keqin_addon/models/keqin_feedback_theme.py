from odoo import fields, models


class KeqinFeedbackTheme(models.Model):
    """What opinions keep coming back to (R110)."""

    _name = "keqin.feedback.theme"
    _description = "Feedback Theme"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    color = fields.Integer()
