from odoo import models


class KeqinEvaluation(models.Model):
    """What an evaluation asks to be done better (R158)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what an evaluation is, what follows from it
    _inherit = "keqin.evaluation"

    def action_improve(self):
        """Open a new measure that follows from it; whoever reads it may propose one."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Improve It"),
            "res_model": "keqin.improvement",
            "views": [(False, "form")],
            "context": {
                "default_source": "evaluation",
                "default_evaluation_id": self.id,
                "default_company_id": self.company_id.id,
            },
        }
