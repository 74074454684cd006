from odoo import api, fields, models

from ..models.keqin_customer_bound_mixin import DEPARTMENTS

_BY_KIND = {
    "product": "product",
    "technical": "technical",
    "service": "service",
    "commercial": "sales",
}


class KeqinNeedHandover(models.TransientModel):
    """Asks which department, and who there, answers for a need."""

    _name = "keqin.need.handover"
    _description = "Hand Over a Need"

    need_ids = fields.Many2many("keqin.need", required=True)
    department = fields.Selection(
        DEPARTMENTS,
        compute="_compute_department",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    receiver_id = fields.Many2one(
        "res.users",
        "Answered by",
        required=True,
        ondelete="cascade",
        domain=lambda self: self.env["keqin.promise"]._domain_owner(),
    )
    answer_by = fields.Date(
        "Answer by",
        required=True,
        default=lambda self: self.env["keqin.need"]._answer_default(),
    )
    note = fields.Html(help="Goes to the receiver, and stays with the need.")

    @api.depends("need_ids")
    def _compute_department(self):
        for wizard in self:
            kind = wizard.need_ids[:1].kind
            wizard.department = wizard.department or _BY_KIND.get(kind, "technical")

    def action_apply(self):
        self.ensure_one()
        self.need_ids._hand_over(
            self.department, self.receiver_id, self.note, self.answer_by
        )
        return {"type": "ir.actions.act_window_close"}
