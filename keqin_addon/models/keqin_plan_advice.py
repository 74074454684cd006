from odoo import fields, models
from odoo.exceptions import UserError


class KeqinPlanAdvice(models.Model):
    """What service says of a plan before it is submitted, and sales' answer (R039)."""

    _name = "keqin.plan.advice"
    _description = "Advice on a Care Plan"
    _order = "date desc, id desc"
    _rec_name = "plan_id"

    plan_id = fields.Many2one(
        "keqin.plan", required=True, index=True, ondelete="cascade", readonly=True
    )
    user_id = fields.Many2one(
        "res.users", "Advised by", required=True, ondelete="restrict", readonly=True
    )
    date = fields.Datetime(
        "On", required=True, default=fields.Datetime.now, readonly=True
    )
    no_objection = fields.Boolean("No objection", readonly=True)
    text = fields.Text("Advice", readonly=True)
    state = fields.Selection(
        [
            ("open", "To answer"),
            ("accepted", "Accepted"),
            ("declined", "Declined"),
            ("none", "No objection"),
        ],
        string="Answer",
        default="open",
        required=True,
        readonly=True,
    )
    answer = fields.Char("Why", help="What sales makes of it; a refusal needs it.")
    answered_by_id = fields.Many2one("res.users", ondelete="restrict", readonly=True)
    answered_on = fields.Datetime(readonly=True)

    def action_accept(self):
        """Take the advice up in the plan."""
        return self._answer("accepted")

    def action_decline(self):
        """Leave the advice out of the plan, and say why."""
        for advice in self:
            if not (advice.answer or "").strip():
                raise UserError(
                    self.env._(
                        "Say in the column Why what speaks against the advice of %s.",
                        advice.user_id.name,
                    )
                )
        return self._answer("declined")

    def _answer(self, state):
        self.check_access("write")
        self.plan_id._check_editable()
        # sudo: stamps of the answer, by whom may write the advice, just checked
        self.sudo().write(
            {
                "state": state,
                "answered_by_id": self.env.uid,
                "answered_on": fields.Datetime.now(),
            }
        )
        return True

    def _has_field_access(self, field, operation):
        """Advice is given and answered by the buttons; only the reason is typed."""
        allowed = super()._has_field_access(field, operation)
        if operation == "write" and allowed and not self.env.su:
            return field.name == "answer"
        return allowed
