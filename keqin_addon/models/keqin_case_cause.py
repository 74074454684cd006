from odoo import fields, models

from .keqin_case import TOPICS
from .keqin_customer_bound_mixin import DEPARTMENTS


class KeqinCaseCause(models.Model):
    """Root cause of a complaint (R092)."""

    _name = "keqin.case.cause"
    _description = "Cause"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    topic = fields.Selection(TOPICS, "About")
    department = fields.Selection(DEPARTMENTS)
    note = fields.Text(translate=True)

    _name_uniq = models.Constraint("UNIQUE(name)", "This cause is there already.")
