from odoo import fields, models

from .keqin_customer import SENSITIVE
from .keqin_grade_change import TIER_SELECTION

RISK_KINDS = [
    ("gap", "No contact"),
    ("purchase", "Falling purchases"),
    ("detractor", "Detractor"),
    ("complaint", "Overdue complaint"),
    ("promise", "Broken promises"),
    ("renewal", "Contract without renewal talk"),
    ("left", "Key person left"),
    ("single", "Single contact"),
    ("health", "Health is red"),
    ("other", "Other"),
]
RISK_LEVELS = [("low", "Low"), ("medium", "Medium"), ("high", "High")]


class KeqinRiskRule(models.Model):
    """When a customer is at risk, by a condition that a rule can see (R116)."""

    _name = "keqin.risk.rule"
    _description = "Risk Rule"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(RISK_KINDS, required=True)
    level = fields.Selection(RISK_LEVELS, required=True, default="medium")
    company_id = fields.Many2one("res.company", index=True, help="Empty: all.")
    tier = fields.Selection(TIER_SELECTION, help="Empty: all.")
    threshold = fields.Float(aggregator=None)
    due_days = fields.Integer("Answer within (working days)", default=5)
    strategy = fields.Text(translate=True, groups=SENSITIVE)
