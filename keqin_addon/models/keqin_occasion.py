from odoo import fields, models

from .keqin_grade_change import TIER_SELECTION


class KeqinOccasion(models.Model):
    """A date that recurs and calls for a greeting (R076-R081).

    A festival is for every customer of its tiers; a birthday takes the date from each
    person's card, an anniversary from each care file; an own date belongs to one
    customer or to one person of it.
    """

    _name = "keqin.occasion"
    _description = "Occasion"
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True)
    kind = fields.Selection(
        [
            ("festival", "Festival"),
            ("birthday", "Birthday of persons"),
            ("signing", "Signing anniversary"),
            ("founding", "Founding anniversary"),
            ("customer", "Customer's own"),
            ("person", "Person's own"),
        ],
        required=True,
        default="festival",
    )
    calendar = fields.Selection(
        [
            ("solar", "Solar"),
            ("lunar", "Lunar"),
            ("solar_term", "Solar term"),
            ("lunar_new_year_eve", "Lunar New Year's Eve"),
        ],
        default="solar",
    )
    month = fields.Integer(aggregator=None)
    day = fields.Integer(aggregator=None)
    leap = fields.Boolean("Leap month")
    term = fields.Char("Solar term")
    year = fields.Integer("Only in year", aggregator=None)
    customer_id = fields.Many2one(
        "keqin.customer",
        index="btree_not_null",
        ondelete="cascade",
        check_company=True,
    )
    contact_id = fields.Many2one(
        "keqin.contact", index="btree_not_null", ondelete="cascade"
    )
    tiers = fields.Char(help="Letters of the tiers it is for; empty: all.")
    tier_min = fields.Selection(TIER_SELECTION, "From tier")
    lead_days = fields.Integer(default=7, aggregator=None)
    type_id = fields.Many2one(
        "keqin.activity.type", "Activity", required=True, ondelete="restrict"
    )
    gift_product_id = fields.Many2one(
        "product.product",
        "Gift idea",
        ondelete="restrict",
        domain="[('keqin_is_gift', '=', True)]",
    )
    is_joyful = fields.Boolean("Joyful", default=True)
    greeting = fields.Html(translate=True)
