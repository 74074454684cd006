from odoo import fields, models


class ResCompany(models.Model):
    """How often care is evaluated, and for whom (R130)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "res.company"

    keqin_evaluates = fields.Boolean(
        "Make evaluations",
        default=True,
        help="When a period is over, its evaluation is made with all figures.",
    )
    keqin_evaluation_period = fields.Selection(
        [("quarter", "Quarter"), ("half", "Half-year")],
        "Evaluate every",
        required=True,
        default="quarter",
    )
    keqin_evaluation_month = fields.Boolean("Evaluate every month, too")
    keqin_evaluation_tiers = fields.Boolean("Headlines by tier", default=True)
    keqin_evaluation_teams = fields.Boolean("Evaluate sales teams, too")

    def _keqin_evaluation_periods(self):
        """Periods to evaluate, the shortest first; every year there is a summary."""
        months = ["month"] if self.keqin_evaluation_month else []
        return [*months, self.keqin_evaluation_period, "year"]
