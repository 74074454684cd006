from odoo import api, fields, models
from odoo.fields import Command

from ..models.keqin_grade_change import POTENTIAL_SELECTION, TIER_SELECTION


class KeqinGradingWhatIf(models.TransientModel):
    """Try other parameters: how many customers would move, and which (R018)."""

    _name = "keqin.grading.what.if"
    _inherit = "keqin.grading.rule"
    _description = "Grading What-if"

    policy_id = fields.Many2one("keqin.grading.policy", required=True, readonly=True)
    as_of = fields.Date(help="Last day of the window; today unless given.")
    move_ids = fields.One2many("keqin.grading.what.if.move", "wizard_id", readonly=True)
    move_count = fields.Integer("Customers that would move", readonly=True)
    tried = fields.Boolean(readonly=True)

    @api.model
    def _action_open(self, policy):
        wizard = self.create({"policy_id": policy.id, **policy._parameter_values()})
        return wizard._action_self()

    def action_try(self):
        """Compute the moves; no customer and no grade is touched."""
        self.ensure_one()
        moves = self.policy_id.simulate(self, self.as_of)
        keys = ("customer_id", "tier_old", "tier_new", "potential_old", "potential_new")
        rows = [dict(zip(keys, move, strict=True)) for move in moves]
        self.write(
            {
                "move_ids": [Command.clear(), *map(Command.create, rows)],
                "move_count": len(moves),
                "tried": True,
            }
        )
        return self._action_self()

    def action_apply(self):
        """Make these parameters those of the policy; the next grading uses them."""
        self.ensure_one()
        self.policy_id.write(self._parameter_values())
        return {"type": "ir.actions.act_window_close"}

    def _action_self(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What if"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }


class KeqinGradingWhatIfMove(models.TransientModel):
    _name = "keqin.grading.what.if.move"
    _description = "Grading What-if Move"
    _order = "tier_old, tier_new, id"

    wizard_id = fields.Many2one(
        "keqin.grading.what.if", required=True, ondelete="cascade"
    )
    customer_id = fields.Many2one("keqin.customer", ondelete="cascade")
    tier_old = fields.Selection(TIER_SELECTION, "Tier now")
    tier_new = fields.Selection(TIER_SELECTION, "Tier then")
    potential_old = fields.Selection(POTENTIAL_SELECTION, "Potential now")
    potential_new = fields.Selection(POTENTIAL_SELECTION, "Potential then")
