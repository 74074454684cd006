from odoo import fields, models
from odoo.exceptions import UserError


class KeqinActivityAttendee(models.Model):
    """Who was asked to one activity, who came, and what it brought (R072, R169)."""

    _name = "keqin.activity.attendee"
    _description = "Activity Attendee"
    _order = "activity_id, id"

    activity_id = fields.Many2one(
        "keqin.activity",
        "Held in",
        required=True,
        index=True,
        ondelete="cascade",
    )
    customer_id = fields.Many2one(related="activity_id.customer_id")
    type_id = fields.Many2one(related="activity_id.type_id")
    date_planned = fields.Date(related="activity_id.date_planned")
    partner_id = fields.Many2one(
        "res.partner", "Person", required=True, ondelete="restrict", index=True
    )
    is_ours = fields.Boolean("Our side", help="One of us: an executive, a trainer.")
    attended = fields.Boolean("Came")
    score = fields.Float(
        "Score (%)", digits=(5, 1), aggregator="avg", help="Of the test, if any."
    )
    effect = fields.Selection(
        [
            ("none", "None"),
            ("some", "Some"),
            ("good", "Good"),
            ("excellent", "Works on their own"),
        ],
        "Training effect",
    )
    follow_up_on = fields.Date("Follow up on")
    note = fields.Char()

    _partner_uniq = models.Constraint(
        "UNIQUE(activity_id, partner_id)", "This person is on the list already."
    )
    _score_range = models.Constraint(
        "CHECK(score BETWEEN 0 AND 100)", "A score is between 0 and 100 %."
    )

    def write(self, vals):
        """A line stays with its activity: moved, it would change who sees it."""
        if "activity_id" in vals and any(
            line.activity_id.id != vals["activity_id"] for line in self
        ):
            raise UserError(self.env._("A list of attendees stays with its activity."))
        return super().write(vals)
