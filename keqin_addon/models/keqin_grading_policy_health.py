from odoo import fields, models


class KeqinGradingPolicy(models.Model):
    """Whose customers' health was computed when."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.grading.policy"

    last_health_id = fields.Many2one(
        "keqin.grading.run",
        "Last health run",
        copy=False,
        readonly=True,
        ondelete="set null",
    )
    last_health_summary = fields.Char(
        related="last_health_id.summary", string="Last health"
    )
