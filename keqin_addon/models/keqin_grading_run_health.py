from odoo import api, fields, models


class KeqinGradingRun(models.Model):
    """The nightly computation of health says what it did in the same log."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.grading.run"

    kind = fields.Selection(
        selection_add=[("health", "Health")], ondelete={"health": "cascade"}
    )

    @api.model
    def _summary_texts(self):
        return super()._summary_texts() | {
            "health": self.env._(
                "%(date)s: health of %(customer_count)s customers, %(moved_count)s "
                "changed colour, %(changed_count)s rewritten"
            )
        }
