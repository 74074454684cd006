from odoo import fields, models


class KeqinActivityType(models.Model):
    """Which activities are made for one customer alone (R034)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.activity.type"

    is_exclusive = fields.Boolean(
        "Exclusive service",
        help="Made for one customer alone: what A customers get once a quarter.",
    )
