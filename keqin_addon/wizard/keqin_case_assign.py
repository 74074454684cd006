from odoo import api, fields, models


class KeqinCaseAssign(models.TransientModel):
    """Asks who answers for cases from now on, and why they change hands (R097)."""

    _name = "keqin.case.assign"
    _description = "Assign Cases"

    case_ids = fields.Many2many("keqin.case", string="Cases", required=True)
    user_id = fields.Many2one(
        "res.users",
        "New owner",
        required=True,
        ondelete="cascade",
        domain=lambda self: self.env["keqin.customer"]._domain_role(
            "group_keqin_service"
        ),
    )
    is_transfer = fields.Boolean(compute="_compute_is_transfer")
    reason = fields.Char(help="Why the owner changes. Kept in the conversation.")

    @api.depends("case_ids.user_id")
    def _compute_is_transfer(self):
        for wizard in self:
            wizard.is_transfer = bool(wizard.case_ids.user_id)

    def action_apply(self):
        self.ensure_one()
        self.case_ids.action_assign(self.user_id.id, self.reason)
        return {"type": "ir.actions.act_window_close"}
