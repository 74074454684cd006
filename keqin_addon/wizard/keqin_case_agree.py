from odoo import api, fields, models


class KeqinCaseAgree(models.TransientModel):
    """Asks until when complex requests are solved, as agreed with the customer."""

    _name = "keqin.case.agree"
    _description = "Agree on a Date"

    case_ids = fields.Many2many("keqin.case", string="Cases", required=True)
    agreed_on = fields.Datetime("Agreed date", required=True)
    is_change = fields.Boolean(compute="_compute_is_change")
    reason = fields.Char(help="Why the agreed date changes. Kept in the conversation.")

    @api.depends("case_ids.agreed_on")
    def _compute_is_change(self):
        for wizard in self:
            wizard.is_change = any(wizard.case_ids.mapped("agreed_on"))

    def action_apply(self):
        self.ensure_one()
        self.case_ids.action_agree(self.agreed_on, self.reason)
        return {"type": "ir.actions.act_window_close"}
