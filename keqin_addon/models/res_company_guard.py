from odoo import fields, models


class ResCompany(models.Model):
    """Where health turns yellow and red, and when a customer counts as lost."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "res.company"

    keqin_health_yellow = fields.Float(
        "Health is yellow above", default=50.0, help="Up to it, health is red."
    )
    keqin_health_green = fields.Float("Health is green above", default=70.0)
    keqin_health_on = fields.Date("Health computed on", readonly=True, copy=False)
    keqin_health_coverage = fields.Float(
        "Least coverage (%)",
        default=50.0,
        help="With less of the weights known there is no colour.",
    )
    keqin_lost_factor = fields.Float(
        "Lost after own intervals",
        default=4.0,
        help="So many of the customer's own order intervals without an order. From the "
        "third on it counts as silent: in between is the time to win it back.",
    )
    keqin_lost_days = fields.Integer(
        "Lost after days",
        default=365,
        help="For customers whose own interval is not known. 0: never.",
    )
    keqin_clv_discount = fields.Float("Discount rate (%)", default=10.0)
    keqin_upcoming_days = fields.Integer("Look ahead (days)", default=60)
    keqin_renewal_days = fields.Integer(
        "Renewal talk before the end (days)", default=90
    )

    _keqin_health_bounds = models.Constraint(
        "CHECK(keqin_health_yellow >= 0 AND keqin_health_yellow <= keqin_health_green"
        " AND keqin_health_green < 100"
        " AND keqin_health_coverage BETWEEN 0 AND 100)",
        "Yellow starts between 0 and the start of green, which is below 100.",
    )
    _keqin_lost_limits = models.Constraint(
        "CHECK(keqin_lost_factor >= 1 AND keqin_lost_days >= 0"
        " AND keqin_clv_discount >= 0 AND keqin_upcoming_days >= 0"
        " AND keqin_renewal_days >= 0)",
        "Numbers of days and rates cannot be negative, and a customer is not lost "
        "before one own interval has gone by.",
    )
