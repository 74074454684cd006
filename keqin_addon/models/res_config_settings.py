from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    keqin_policy_id = fields.Many2one(
        "keqin.grading.policy", compute="_compute_keqin_policy_id"
    )
    keqin_scope_rule = fields.Selection(
        related="keqin_policy_id.scope_rule", readonly=False
    )
    keqin_method = fields.Selection(related="keqin_policy_id.method", readonly=False)
    keqin_source = fields.Selection(related="keqin_policy_id.source", readonly=False)
    keqin_key_tiers = fields.Selection(
        related="keqin_policy_id.key_tiers", readonly=False
    )
    keqin_care_horizon = fields.Integer(
        related="company_id.keqin_care_horizon", readonly=False
    )

    @api.depends("company_id")
    def _compute_keqin_policy_id(self):
        for settings in self:
            settings.keqin_policy_id = self.env["keqin.grading.policy"].search(
                [("company_id", "=", settings.company_id.root_id.id)], limit=1
            )

    def action_keqin_policy(self):
        """Open the grading policy with all its parameters."""
        return {
            "type": "ir.actions.act_window",
            "res_model": "keqin.grading.policy",
            "res_id": self.keqin_policy_id.id,
            "view_mode": "form",
        }
