from odoo import api, fields, models


class KeqinGradingRun(models.Model):
    """Freezing the figures of a month says what it did in the same log."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.grading.run"

    kind = fields.Selection(
        selection_add=[("indicator", "Indicators")], ondelete={"indicator": "cascade"}
    )

    @api.model
    def _summary_texts(self):
        return super()._summary_texts() | {
            "indicator": self.env._(
                "%(date)s: %(customer_count)s indicators frozen, "
                "%(changed_count)s figures"
            )
        }
