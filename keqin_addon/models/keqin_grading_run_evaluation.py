from odoo import api, fields, models


class KeqinGradingRun(models.Model):
    """The schedule of evaluations says what it did in the same log."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.grading.run"

    kind = fields.Selection(
        selection_add=[("evaluation", "Evaluation")],
        ondelete={"evaluation": "cascade"},
    )

    @api.model
    def _summary_texts(self):
        return super()._summary_texts() | {
            "evaluation": self.env._(
                "%(date)s: %(customer_count)s evaluations and appraisals made"
            )
        }
