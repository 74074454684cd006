from odoo import fields, models


class KeqinEventTypeCheck(models.Model):
    """What every event of a template needs, and how long before (R164)."""

    _name = "keqin.event.type.check"
    _description = "Event Preparation Template"
    _order = "sequence, id"

    event_type_id = fields.Many2one(
        "event.type", "Template", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char("What", required=True, translate=True)
    days_before = fields.Integer(
        default=7, aggregator=None, help="Negative: days after the event has begun."
    )
    is_required = fields.Boolean(
        "Mandatory", default=True, help="The event cannot be closed without it."
    )
