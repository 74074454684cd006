from odoo import api, fields, models

from ..models.keqin_grade_change import POTENTIAL_SELECTION, TIER_SELECTION


class KeqinGradeLock(models.TransientModel):
    _name = "keqin.grade.lock"
    _description = "Fix Grade"

    customer_ids = fields.Many2many("keqin.customer", required=True)
    tier = fields.Selection(
        TIER_SELECTION, compute="_compute_grade", store=True, readonly=False
    )
    potential = fields.Selection(
        POTENTIAL_SELECTION, compute="_compute_grade", store=True, readonly=False
    )
    reason = fields.Char(required=True)
    until = fields.Date(help="Last day on which it holds; empty until it is released.")

    @api.depends("customer_ids")
    def _compute_grade(self):
        for wizard in self:
            wizard.tier = wizard.customer_ids[:1].tier
            wizard.potential = wizard.customer_ids[:1].potential

    def action_apply(self):
        """Fix the grade of the chosen customers."""
        self.ensure_one()
        self.customer_ids.lock_grade(self.tier, self.potential, self.reason, self.until)
        return {"type": "ir.actions.act_window_close"}
