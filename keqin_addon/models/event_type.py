from odoo import fields, models

KIND_SELECTION = [
    ("launch", "Product launch"),
    ("appreciation", "Appreciation dinner"),
    ("seminar", "Technical seminar"),
    ("training", "Training"),
    ("salon", "Customer salon"),
    ("summit", "Partner summit"),
    ("online", "Online activity"),
    ("other", "Other event"),
]


class EventType(models.Model):
    """A template of customer events: its kind, and what to prepare (R163, R164)."""

    _inherit = "event.type"

    keqin_kind = fields.Selection(
        KIND_SELECTION, "Customer event", help="Empty: no event for customers."
    )
    keqin_check_ids = fields.One2many(
        "keqin.event.type.check", "event_type_id", "Preparation", copy=True
    )
