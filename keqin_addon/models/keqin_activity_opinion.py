from odoo import api, fields, models
from odoo.exceptions import UserError

from .keqin_feedback import DIMENSIONS

LEVELS = [
    ("1", "1 Very dissatisfied"),
    ("2", "2 Dissatisfied"),
    ("3", "3 So-so"),
    ("4", "4 Satisfied"),
    ("5", "5 Very satisfied"),
]


class KeqinActivityOpinion(models.Model):
    """What the customer said of one side of us in an activity (R057).

    Noted by who was there; once the activity is done it becomes feedback of the
    customer, which follows when the note is corrected.
    """

    _name = "keqin.activity.opinion"
    _description = "Opinion Heard"
    _order = "id"

    activity_id = fields.Many2one(
        "keqin.activity", required=True, index=True, ondelete="cascade"
    )
    dimension = fields.Selection(DIMENSIONS, "About", required=True)
    level = fields.Selection(
        LEVELS, "Satisfaction", help="Empty where nothing was said of it."
    )
    text = fields.Text("What they said")

    _says_something = models.Constraint(
        "CHECK(level IS NOT NULL OR text IS NOT NULL)",
        "An opinion needs a satisfaction or what was said. Fill in one, or remove it.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        opinions = super().create(vals_list)
        opinions._check_not_frozen()
        opinions.activity_id._record_if_done()
        return opinions

    def write(self, vals):
        """It stays with its activity: moved, it would change who sees it."""
        if "activity_id" in vals and any(
            opinion.activity_id.id != vals["activity_id"] for opinion in self
        ):
            raise UserError(
                self.env._("An opinion stays with the activity it was heard in.")
            )
        self._check_not_frozen()
        written = super().write(vals)
        self.activity_id._record_if_done()
        return written

    def unlink(self):
        """What was not said after all is no feedback either."""
        self._check_not_frozen()
        activities = self.activity_id
        gone = super().unlink()
        activities.exists()._record_if_done()
        return gone

    def _check_not_frozen(self):
        """What was said is a fact of a done activity, as much as its result.

        :raises AccessError: somebody else's, when the user is no lead
        """
        if not self.env.su:
            self.activity_id._check_not_frozen(("result",))
