from odoo import fields, models


class KeqinEventCost(models.Model):
    """What an event cost: venue, food, travel, gifts (R164)."""

    _name = "keqin.event.cost"
    _description = "Event Cost"
    _inherit = "keqin.event.part.mixin"
    _order = "event_id, date, id"

    name = fields.Char("What for", required=True)
    date = fields.Date("Paid on", default=fields.Date.context_today)
    currency_id = fields.Many2one(related="event_id.keqin_currency_id")
    amount = fields.Monetary(required=True)

    _amount_positive = models.Constraint(
        "CHECK(amount >= 0)", "The cost of an event cannot be negative."
    )
