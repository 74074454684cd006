from odoo import api, fields, models

from ..tools.pareto import wilson


class KeqinArchiveQuality(models.Model):
    """How sure the sampled accuracy is: the interval behind the share (R185)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.archive.quality"

    accuracy_text = fields.Char(
        "Accuracy of the owner",
        compute="_compute_accuracy_text",
        help="Share of right fields in spot checks of the customers of the account "
        "manager, with the interval it lies in with 95 % certainty (Wilson).",
    )

    @api.depends("user_id", "company_id")
    def _compute_accuracy_text(self):
        rows = self._read_group(
            [("user_id", "in", self.user_id.ids), ("checked_count", ">", 0)],
            ["company_id", "user_id"],
            ["right_count:sum", "checked_count:sum"],
        )
        found = {(company, user): counts for company, user, *counts in rows}
        for row in self:
            counts = found.get((row.company_id, row.user_id))
            row.accuracy_text = counts and self._sample_text(*counts)

    @api.model
    def _sample_text(self, right, checked):
        """Share, interval and size of a sample in words."""
        low, high = wilson(right, checked)
        return self.env._(
            "%(share)s %% (%(low)s to %(high)s %%, %(number)s checked)",
            share=round(100 * right / checked),
            low=round(low),
            high=round(high),
            number=round(checked),
        )
