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
    ("event", "Event"),
]


class KeqinActivityType(models.Model):
    """A kind of care activity: its channel, preparation, guideline and outcome."""

    _name = "keqin.activity.type"
    _description = "Care Activity Type"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    icon = fields.Char(default="fa-handshake-o")
    channel = fields.Selection(CHANNEL_SELECTION, required=True, default="visit")
    is_care = fields.Boolean(
        "Counts as care", default=True, help="Sales contacts never satisfy a standard."
    )
    is_personal = fields.Boolean(
        "Personal", help="Made for one person; a mass mailing is not."
    )
    is_executive = fields.Boolean("With an executive")
    creates_meeting = fields.Boolean("In the calendar")
    use_talk_track = fields.Boolean("3+1 conversation")
    outcome = fields.Selection(
        [("none", "Nothing"), ("result", "Result"), ("summary", "Summary")],
        "Must be logged",
        default="result",
        required=True,
    )
    guideline = fields.Html(translate=True)
    hours = fields.Float(default=1.0, aggregator=None)
    check_ids = fields.One2many("keqin.activity.type.check", "type_id", copy=True)
