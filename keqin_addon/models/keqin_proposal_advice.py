from odoo import fields, models
from odoo.exceptions import UserError

from .keqin_customer_bound_mixin import DEPARTMENTS


class KeqinProposalAdvice(models.Model):
    """What a department said when it was consulted about a proposal (R175)."""

    _name = "keqin.proposal.advice"
    _description = "Department Consulted"
    _order = "asked_on, id"
    _rec_name = "department"

    proposal_id = fields.Many2one(
        "keqin.proposal", required=True, index=True, ondelete="cascade"
    )
    department = fields.Selection(DEPARTMENTS, required=True)
    user_id = fields.Many2one(
        "res.users",
        "Whom",
        index="btree_not_null",
        ondelete="restrict",
        domain=[("share", "=", False)],
    )
    asked_on = fields.Date(required=True, default=fields.Date.context_today)
    advice = fields.Text("What they said")

    def write(self, vals):
        """Advice stays with its proposal: moved, it would escape who may see it."""
        if any(
            line.proposal_id.id != vals.get("proposal_id", line.proposal_id.id)
            for line in self
        ):
            raise UserError(
                self.env._("Advice stays with its proposal. Add it to the other anew.")
            )
        return super().write(vals)
