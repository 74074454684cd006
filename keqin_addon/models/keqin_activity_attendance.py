from odoo import api, fields, models

EXECUTIVE = "group_keqin_executive"


class KeqinActivity(models.Model):
    """Who takes part on both sides: executives, trainees, guests (R072, R169)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what an activity is, its flow, its meeting, its conversation
    _inherit = "keqin.activity"

    is_executive = fields.Boolean(related="type_id.is_executive")
    tracks_attendance = fields.Boolean(related="type_id.tracks_attendance")
    executive_ids = fields.Many2many(
        "res.users",
        "keqin_activity_executive_rel",
        "activity_id",
        "user_id",
        "Executives",
        compute="_compute_executive_ids",
        store=True,
        readonly=False,
        precompute=True,
        domain=lambda self: self.env["keqin.customer"]._domain_role(EXECUTIVE),
        help="Who of the management takes part; the customer's sponsor unless changed.",
    )
    attendee_ids = fields.One2many(
        "keqin.activity.attendee", "activity_id", "Attendees", copy=False
    )
    attended_count = fields.Integer("Came", compute="_compute_attended_count")

    @api.depends("type_id", "customer_id")
    def _compute_executive_ids(self):
        for activity in self:
            executive = activity.type_id.is_executive
            sponsor = activity.customer_id.sponsor_id
            activity.executive_ids = sponsor if executive else activity.executive_ids

    def _compute_attended_count(self):
        counts = dict(
            self.env["keqin.activity.attendee"]._read_group(
                [("activity_id", "in", self.ids), ("attended", "=", True)],
                ["activity_id"],
                ["__count"],
            )
        )
        for activity in self:
            activity.attended_count = counts.get(activity, 0)

    def action_list_attendees(self):
        """Put everybody who was asked on the list, to be ticked off as they come."""
        self.check_access("write")
        lines = []
        for activity in self:
            ours = activity.executive_ids.partner_id
            asked = activity.contact_id | activity.contact_ids | ours
            lines += [
                {
                    "activity_id": activity.id,
                    "partner_id": partner.id,
                    "is_ours": partner in ours,
                }
                for partner in asked - activity.attendee_ids.partner_id
            ]
        self.env["keqin.activity.attendee"].create(lines)
        return True
