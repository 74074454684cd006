from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import LazyTranslate

from ..tools.cadence import Cadence, ideal_gap

_lt = LazyTranslate(__name__)

# Whole phrases: what one language puts before the number, another puts after it.
_ONCE = {
    ("rolling", "day"): _lt("every day"),
    ("rolling", "week"): _lt("every week"),
    ("rolling", "month"): _lt("every month"),
    ("rolling", "quarter"): _lt("every quarter"),
    ("rolling", "year"): _lt("every year"),
    ("anchored", "day"): _lt("once a day"),
    ("anchored", "week"): _lt("once a week"),
    ("anchored", "month"): _lt("once a month"),
    ("anchored", "quarter"): _lt("once a quarter"),
    ("anchored", "year"): _lt("once a year"),
}
_OFTEN = {
    ("rolling", "day"): _lt("every %s days"),
    ("rolling", "week"): _lt("every %s weeks"),
    ("rolling", "month"): _lt("every %s months"),
    ("rolling", "quarter"): _lt("every %s quarters"),
    ("rolling", "year"): _lt("every %s years"),
    ("anchored", "day"): _lt("%s times a day"),
    ("anchored", "week"): _lt("%s times a week"),
    ("anchored", "month"): _lt("%s times a month"),
    ("anchored", "quarter"): _lt("%s times a quarter"),
    ("anchored", "year"): _lt("%s times a year"),
}

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
    cadence_text = fields.Char("How often", compute="_compute_cadence_text")
    by_occasion = fields.Boolean(
        "By occasions",
        help="The occasions of the year plan it, such as greetings at festivals; the "
        "line says how many there are to be and counts them.",
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
        check_company=True,
        domain="[('keqin_is_gift', '=', True)]",
    )
    note = fields.Text("Instructions", translate=True)

    _number_range = models.Constraint(
        "CHECK(number BETWEEN 1 AND 366)",
        "How often care is due has to be a number from 1 to 366. For less than once "
        "in 366 days, count in weeks, months or years.",
    )
    _max_gap_positive = models.Constraint(
        "CHECK(max_gap >= 0)",
        "The maximum gap cannot be negative. Enter 0 for no limit.",
    )
    _hours_positive = models.Constraint(
        "CHECK(hours >= 0)", "The working time of one activity cannot be negative."
    )
    _budget_positive = models.Constraint(
        "CHECK(budget >= 0)", "The budget of one activity cannot be negative."
    )

    def _compute_currency_id(self):
        self.currency_id = self.env.company.currency_id

    @api.depends("schedule", "number", "unit")
    @api.depends_context("lang")
    def _compute_cadence_text(self):
        for line in self:
            line.cadence_text = line._cadence_label() if line.number else False

    @api.constrains("max_gap", "schedule", "number", "unit")
    def _check_max_gap(self):
        """Who keeps the cadence cannot break the limit."""
        # a number below 1 is refused by the database, when it gets there
        for line in self.filtered(lambda line: line.number > 0):
            interval = int(ideal_gap(line._cadence()))
            if 0 < line.max_gap < interval:
                raise ValidationError(
                    self.env._(
                        "%(line)s is due %(often)s, so that a maximum gap of %(gap)s "
                        "days is always exceeded. Allow at least %(interval)s days, "
                        "or 0 for no limit.",
                        line=line.name or line.type_id.name,
                        often=line.cadence_text,
                        gap=line.max_gap,
                        interval=interval,
                    )
                )

    def _cadence(self):
        """The line as `tools.cadence` takes it."""
        self.ensure_one()
        anchored = self.schedule == "anchored"
        return Cadence(self.number, self.unit, anchored, self.max_gap)

    def _cadence_label(self):
        phrases = _ONCE if self.number == 1 else _OFTEN
        text = self.env._(phrases[self.schedule, self.unit])
        return text if self.number == 1 else text % self.number

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
            "by_occasion",
            "max_gap",
            "role",
            "hours",
            "budget",
            "gift_product_id",
            "note",
        ]
