from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import is_html_empty


class KeqinEvaluationClose(models.TransientModel):
    """Asks executives for their decision and the focus of the next period (R134)."""

    _name = "keqin.evaluation.close"
    _description = "Decide and Close an Evaluation"

    evaluation_id = fields.Many2one("keqin.evaluation", required=True, readonly=True)
    has_decision = fields.Boolean(compute="_compute_has_decision")
    name = fields.Char("Executive decision")
    direction = fields.Html()
    effective_on = fields.Date(default=fields.Date.context_today)
    focus = fields.Html(
        "Focus of the next period",
        compute="_compute_focus",
        store=True,
        readonly=False,
        precompute=True,
    )

    def _compute_has_decision(self):
        for wizard in self:
            wizard.has_decision = bool(wizard.evaluation_id.decision_ids)

    def _compute_focus(self):
        for wizard in self:
            wizard.focus = wizard.evaluation_id.focus

    def action_close(self):
        """Record the decision, and close.

        :raises UserError: decision or focus is missing
        """
        self.ensure_one()
        evaluation = self.evaluation_id
        name = (self.name or "").strip()
        if is_html_empty(self.focus) or not (name or evaluation.decision_ids):
            raise UserError(
                self.env._(
                    "Say what is decided, and where care goes next: the next plans of "
                    "%s start from it.",
                    evaluation.company_id.name,
                )
            )
        evaluation.check_access("write")
        evaluation.focus = self.focus
        if name:
            self.env["keqin.decision"].create(
                {
                    "name": name,
                    "direction": self.direction,
                    "effective_on": self.effective_on,
                    "evaluation_id": evaluation.id,
                    "company_id": evaluation.company_id.id,
                }
            )
        evaluation.action_close()
        return {"type": "ir.actions.act_window_close"}
