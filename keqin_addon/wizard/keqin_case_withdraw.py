from odoo import api, fields, models


class KeqinCaseWithdraw(models.TransientModel):
    """Asks why cases end without having been a matter of their own."""

    _name = "keqin.case.withdraw"
    _description = "Withdraw Cases"

    case_ids = fields.Many2many("keqin.case", string="Cases", required=True)
    result = fields.Selection(
        [
            ("withdrawn", "Withdrawn by customer"),
            ("duplicate", "Duplicate"),
            ("spam", "Spam"),
        ],
        required=True,
        default="withdrawn",
    )
    duplicate_of_id = fields.Many2one(
        "keqin.case",
        "Goes on in",
        ondelete="cascade",
        domain="[('id', 'not in', case_ids), ('duplicate_of_id', '=', False)]",
    )
    reason = fields.Char(required=True)

    @api.constrains("duplicate_of_id")
    def _check_readable(self):
        """Who names a case here is shown what it is called."""
        # constraints run as superuser
        self.sudo(False).duplicate_of_id.check_access("read")

    def action_apply(self):
        self.ensure_one()
        other = self.duplicate_of_id.id if self.result == "duplicate" else False
        self.case_ids.action_withdraw(self.result, self.reason, other)
        return {"type": "ir.actions.act_window_close"}
