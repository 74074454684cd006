from odoo import fields, models

CHANNEL_SELECTION = [
    ("visit", "Visit"),
    ("video", "Video meeting"),
    ("phone", "Phone"),
    ("email", "Email"),
    ("chat", "Online chat"),
    ("social", "Social media"),
    ("community", "Online community"),
    ("sms", "Text message"),
    ("card", "Handwritten card"),
    ("parcel", "Parcel"),
    ("event", "Customer event"),
]
PURPOSE_SELECTION = [
    ("care", "Relationship care"),
    ("greeting", "Greeting and thanks"),
    ("important", "Important customer"),
    ("node", "Key business node"),
    ("hardship", "Help in difficulty"),
    ("training", "Training and exchange"),
    ("invitation", "Event invitation"),
    ("information", "General information"),
    ("enquiry", "Quick response"),
    ("urgent", "Urgent matter"),
    ("booking", "Booking a meeting"),
    ("technical", "Technical support"),
    ("product_info", "Product information"),
    ("proposal", "Proposal"),
    ("contract", "Contract"),
    ("discovery", "Need discovery"),
    ("negotiation", "Negotiation"),
    ("follow_up", "Sales follow-up"),
    ("promotion", "Promotion"),
]
# Every other purpose is care: only care satisfies a standard (R070).
SERVICE_PURPOSES = frozenset({"enquiry", "urgent", "booking", "technical"})
SALES_PURPOSES = frozenset(
    {
        "product_info",
        "proposal",
        "contract",
        "discovery",
        "negotiation",
        "follow_up",
        "promotion",
    }
)


class KeqinActivityType(models.Model):
    """A kind of care activity: its channel, preparation, guideline and outcome."""

    _name = "keqin.activity.type"
    _description = "Care Activity Type"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    icon = fields.Char(
        default="fa-handshake-o", help="A Font Awesome name, such as fa-phone."
    )
    channel = fields.Selection(CHANNEL_SELECTION, required=True, default="visit")
    purpose = fields.Selection(
        PURPOSE_SELECTION,
        "Usual purpose",
        required=True,
        default="care",
        help="What it is for, unless somebody says otherwise.",
    )
    is_care = fields.Boolean(
        "Counts as care", default=True, help="Sales contacts never satisfy a standard."
    )
    is_personal = fields.Boolean(
        "Personal", help="Made for one person; a mass mailing is not."
    )
    is_executive = fields.Boolean(
        "With an executive", help="The customer's sponsor takes part."
    )
    is_trial = fields.Boolean(
        "Trial offer", help="Asks whether the customer accepted what was offered."
    )
    creates_meeting = fields.Boolean(
        "In the calendar", help="Once a time is fixed, it is a meeting in the calendar."
    )
    tracks_attendance = fields.Boolean(
        "Attendance", help="Who was there, and for a training what it brought them."
    )
    prints_album = fields.Boolean(
        "Anniversary album", help="Its activities offer to print the milestones."
    )
    use_talk_track = fields.Boolean("3+1 conversation")
    talk_track_id = fields.Many2one(
        "keqin.talk.track",
        "Conversation template",
        ondelete="restrict",
        help="Empty: the first one of the list.",
    )
    outcome = fields.Selection(
        [
            ("none", "Nothing"),
            ("result", "Result"),
            ("summary", "Summary"),
            ("both", "Result and summary"),
        ],
        "Must be logged",
        default="result",
        required=True,
        help="Without it the activity cannot be done.",
    )
    guideline = fields.Html(translate=True)
    hours = fields.Float(default=1.0, aggregator=None)
    check_ids = fields.One2many("keqin.activity.type.check", "type_id", copy=True)
    activity_count = fields.Integer(compute="_compute_activity_count")

    _hours_positive = models.Constraint(
        "CHECK(hours >= 0)", "The hours of an activity cannot be negative."
    )

    def _compute_activity_count(self):
        counts = dict(
            self.env["keqin.activity"]._read_group(
                [("type_id", "in", self.ids)], ["type_id"], ["__count"]
            )
        )
        for kind in self:
            kind.activity_count = counts.get(kind, 0)

    def action_open_activities(self):
        """Open the activities of this kind that the caller may see."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqin_addon.keqin_activity_action"
        )
        action["domain"] = [("type_id", "=", self.id)]
        action["context"] = {"default_type_id": self.id}
        return action
