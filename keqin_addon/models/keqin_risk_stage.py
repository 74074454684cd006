from odoo import api, fields, models

from .keqin_risk import OPEN, RISK_STATES


class KeqinRiskStage(models.Model):
    """How long a risk was in a stage: written by its steps, by nobody else (R115)."""

    _name = "keqin.risk.stage"
    _description = "Stage of a Risk"
    _inherit = "keqin.ranked.selection.mixin"
    _order = "id"
    _rec_name = "state"
    _ranked_selections = ("state",)

    risk_id = fields.Many2one(
        "keqin.risk", required=True, readonly=True, index=True, ondelete="cascade"
    )
    customer_id = fields.Many2one(
        related="risk_id.customer_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="risk_id.company_id", store=True, precompute=True, index=True
    )
    kind = fields.Selection(related="risk_id.kind", store=True, precompute=True)
    state = fields.Selection(RISK_STATES, "Stage", required=True, readonly=True)
    started_on = fields.Date("From", required=True, readonly=True)
    ended_on = fields.Date("To", readonly=True)
    days = fields.Integer(
        readonly=True,
        aggregator="avg",
        help="Of a stage that is over. The average of a group is how long it takes.",
    )
    user_id = fields.Many2one(
        "res.users", "Brought there by", readonly=True, ondelete="set null"
    )

    _one_running = models.UniqueIndex("(risk_id) WHERE ended_on IS NULL")

    @api.model
    def _enter(self, risks, day):
        """The risks are in their present stage from that day; the one before ends."""
        running = self.search([("risk_id", "in", risks.ids), ("ended_on", "=", False)])
        for started_on, stages in running.grouped("started_on").items():
            days = max((day - started_on).days, 0)
            stages.write({"ended_on": day, "days": days})
        running.flush_recordset()
        self.create(
            [
                {
                    "risk_id": risk.id,
                    "state": risk.state,
                    "started_on": day,
                    "ended_on": risk.state not in OPEN and day,
                    "user_id": self.env.uid,
                }
                for risk in risks
            ]
        )
