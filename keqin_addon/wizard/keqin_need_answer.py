from odoo import fields, models

from ..models.keqin_need import VERDICTS


class KeqinNeedAnswer(models.TransientModel):
    """Asks the receiver of a need what comes of it."""

    _name = "keqin.need.answer"
    _description = "Answer a Need"

    need_ids = fields.Many2many("keqin.need", required=True)
    verdict = fields.Selection(VERDICTS, required=True, default="accepted")
    planned_on = fields.Date("Planned for")
    answer = fields.Html(help="The owner tells the customer.")

    def action_apply(self):
        self.ensure_one()
        self.need_ids._answer(self.verdict, self.answer, self.planned_on)
        return {"type": "ir.actions.act_window_close"}
