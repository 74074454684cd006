from odoo import fields, models


class KeqinActivityLog(models.TransientModel):
    """A contact may end with a potential problem found (R067, R120)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.activity.log"

    problem_as = fields.Selection(
        [("case", "Preventive case"), ("risk", "Risk")],
        "Becomes",
        help="Service takes care of a case; a risk is answered by the account manager.",
    )

    def _create_needs(self, activity):
        done = super()._create_needs(activity)
        self._create_problem(activity)
        return done

    def _create_problem(self, activity):
        """What was found becomes a record of its own in the same save."""
        if not self.problems:
            return
        if self.problem_as == "case":
            activity._pass_on("keqin.case", [activity._prepare_case()])
        elif self.problem_as == "risk":
            activity._found_risk()
