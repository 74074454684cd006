from odoo import fields, models

from .keqin_risk import RISK_STATES


class KeqinRiskStage(models.Model):
    """How long a risk was in a stage: written by its steps, by nobody else (R115)."""

    _name = "keqin.risk.stage"
    _description = "Stage of a Risk"
    _order = "started_on, id"

    risk_id = fields.Many2one(
        "keqin.risk", required=True, readonly=True, index=True, ondelete="cascade"
    )
    customer_id = fields.Many2one(
        related="risk_id.customer_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="risk_id.company_id", store=True, precompute=True, index=True
    )
    state = fields.Selection(RISK_STATES, "Stage", required=True, readonly=True)
    started_on = fields.Date(required=True, readonly=True)
    ended_on = fields.Date(readonly=True)
    days = fields.Integer(readonly=True, aggregator="avg")
