from odoo import api, fields, models

ROLE_SELECTION = [
    ("manager", "Account manager"),
    ("service", "Service owner"),
    ("sponsor", "Executive sponsor"),
    ("marketing", "Marketing"),
]


class KeqinCadenceMixin(models.AbstractModel):
    """How often one kind of care is due, by whom, and what it takes (R032, R037).

    Rolling: the next one is due an interval after the last qualifying one. Anchored:
    so many times in each calendar unit. The arithmetic is `tools.cadence`.
    """

    _name = "keqin.cadence.mixin"
    _description = "Cadence"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    name = fields.Char("What for", translate=True)
    type_id = fields.Many2one(
        "keqin.activity.type", "Activity", required=True, ondelete="restrict"
    )
    schedule = fields.Selection(
        [("rolling", "After the last one"), ("anchored", "Times per period")],
        default="rolling",
        required=True,
        help="After the last one: due an interval after the last real contact of this "
        "kind. Times per period: so many in each calendar month, quarter or year.",
    )
    number = fields.Integer(
        default=1,
        required=True,
        aggregator=None,
        help="Every so many units, or so many times in one unit.",
    )
    unit = fields.Selection(
        [
            ("day", "Days"),
            ("week", "Weeks"),
            ("month", "Months"),
            ("quarter", "Quarters"),
            ("year", "Years"),
        ],
        default="month",
        required=True,
    )
    max_gap = fields.Integer(
        "Maximum gap (days)",
        aggregator=None,
        help="No longer than this without it; 0: no limit.",
    )
    role = fields.Selection(ROLE_SELECTION, "Who", default="manager", required=True)
    hours = fields.Float(
        help="Working time of one, preparation and way included.", aggregator=None
    )
    budget = fields.Monetary("Budget of one", aggregator=None)
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    gift_product_id = fields.Many2one(
        "product.product",
        "Gift",
        ondelete="restrict",
        domain="[('keqin_is_gift', '=', True)]",
    )
    note = fields.Text("Instructions", translate=True)

    def _compute_currency_id(self):
        self.currency_id = self.env.company.currency_id

    @api.model
    def _cadence_fields(self):
        """Names a plan line takes over from its standard line."""
        return [
            "sequence",
            "name",
            "type_id",
            "schedule",
            "number",
            "unit",
            "max_gap",
            "role",
            "hours",
            "budget",
            "gift_product_id",
            "note",
        ]
