from odoo import fields, models


class ResCompany(models.Model):
    """Which meetings are planned by themselves (R152 to R154)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "res.company"

    keqin_meets_jointly = fields.Boolean("Plan the joint meeting", default=True)
    keqin_meets_specially = fields.Boolean("Plan the special meeting", default=True)
    keqin_meets_on_evaluation = fields.Boolean(
        "Plan a meeting for each evaluation", default=True
    )
    keqin_meeting_cases = fields.Selection(
        [
            ("all", "All open cases"),
            ("serious", "Open complaints, serious and overdue cases"),
        ],
        "Cases on the agenda",
        required=True,
        default="all",
    )
