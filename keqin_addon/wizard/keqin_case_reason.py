from odoo import fields, models


class KeqinCaseReason(models.TransientModel):
    """Asks why cases wait, go on or are opened again."""

    _name = "keqin.case.reason"
    _description = "Reason of a Step"

    case_ids = fields.Many2many("keqin.case", string="Cases", required=True)
    step = fields.Selection(
        [
            ("wait", "Wait for customer"),
            ("decline", "Not settled"),
            ("reopen", "Reopen"),
        ],
        required=True,
    )
    reason = fields.Char(required=True)

    def action_apply(self):
        self.ensure_one()
        steps = {
            "wait": self.case_ids.action_wait,
            "decline": self.case_ids.action_decline,
            "reopen": self.case_ids.action_reopen,
        }
        steps[self.step](self.reason)
        return {"type": "ir.actions.act_window_close"}
