from odoo import fields, models

from ..models.keqin_need import RESULTS


class KeqinNeedClose(models.TransientModel):
    """Asks what became of needs that are closed."""

    _name = "keqin.need.close"
    _description = "Close Needs"

    need_ids = fields.Many2many("keqin.need", required=True)
    result = fields.Selection(RESULTS, required=True)
    note = fields.Html(help="Stays with the need.")

    def action_apply(self):
        self.ensure_one()
        self.need_ids._close(self.result, self.note)
        return {"type": "ir.actions.act_window_close"}
