from odoo import fields, models


class ResCompany(models.Model):
    """How employees are appraised and report: R137, R140, R142."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "res.company"

    keqin_appraises = fields.Boolean(
        "Make appraisals",
        default=True,
        help="With each evaluation: of every account manager, and whom templates name.",
    )
    keqin_rating_outstanding = fields.Float(
        "Outstanding from", default=90.0, digits=(5, 1)
    )
    keqin_rating_good = fields.Float("Good from", default=75.0, digits=(5, 1))
    keqin_rating_sufficient = fields.Float(
        "Sufficient from", default=60.0, digits=(5, 1)
    )
    keqin_report_period = fields.Selection(
        [("month", "Month"), ("quarter", "Quarter")],
        "Relationship report every",
        default="quarter",
        help="Account managers get a draft to submit. Empty: they write one at will.",
    )

    _keqin_rating_order = models.Constraint(
        "CHECK(keqin_rating_outstanding > keqin_rating_good"
        " AND keqin_rating_good > keqin_rating_sufficient"
        " AND keqin_rating_outstanding <= 100 AND keqin_rating_sufficient >= 0)",
        "Ratings start at falling scores between 100 and 0: outstanding, good, "
        "sufficient.",
    )

    def _keqin_rating_bounds(self):
        """Least scores of the ratings, the best first."""
        return (
            self.keqin_rating_outstanding,
            self.keqin_rating_good,
            self.keqin_rating_sufficient,
        )
