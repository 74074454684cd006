from datetime import date, datetime
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..tools import lunar
from .keqin_grade_change import TIER_SELECTION

CHINA = ZoneInfo("Asia/Shanghai")
KIND_SELECTION = [
    ("festival", "Festival"),
    ("birthday", "Birthday of persons"),
    ("signing", "Signing anniversary"),
    ("founding", "Founding anniversary"),
    ("customer", "Customer's own date"),
    ("person", "Person's own date"),
]
# Kinds that carry a day of their own; the others take it from cards and care files.
DATED_KINDS = ("festival", "customer", "person")
TERM_SELECTION = [
    ("xiaohan", "Minor Cold"),
    ("dahan", "Major Cold"),
    ("lichun", "Start of Spring"),
    ("yushui", "Rain Water"),
    ("jingzhe", "Awakening of Insects"),
    ("chunfen", "Spring Equinox"),
    ("qingming", "Qingming"),
    ("guyu", "Grain Rain"),
    ("lixia", "Start of Summer"),
    ("xiaoman", "Grain Buds"),
    ("mangzhong", "Grain in Ear"),
    ("xiazhi", "Summer Solstice"),
    ("xiaoshu", "Minor Heat"),
    ("dashu", "Major Heat"),
    ("liqiu", "Start of Autumn"),
    ("chushu", "End of Heat"),
    ("bailu", "White Dew"),
    ("qiufen", "Autumn Equinox"),
    ("hanlu", "Cold Dew"),
    ("shuangjiang", "Frost's Descent"),
    ("lidong", "Start of Winter"),
    ("xiaoxue", "Minor Snow"),
    ("daxue", "Major Snow"),
    ("dongzhi", "Winter Solstice"),
]
_NO_DAY = {"month": 0, "day": 0, "leap": False, "term": False}
_DAY_OF = {
    "solar": ("month", "day"),
    "lunar": ("month", "day", "leap"),
    "solar_term": ("term",),
    "lunar_new_year_eve": (),
}
_IDENTITY = ("kind", "customer_id", "contact_id")
_DATING = (*_IDENTITY, *_NO_DAY, "calendar", "year", "company_id", "active")


class KeqinOccasion(models.Model):
    """A date that recurs and calls for a greeting (R076-R081).

    A festival is for every customer of its tiers; a birthday takes the date from each
    person's card, an anniversary from each care file; an own date belongs to one
    customer, or to one person and is personal data then.

    The day is kept as it was said, and projected when needed, in China's time. What
    the kind or the calendar has no use for is emptied.
    """

    _name = "keqin.occasion"
    _description = "Occasion"
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        help="Empty: for the customers of every company.",
    )
    kind = fields.Selection(
        KIND_SELECTION, required=True, default="festival", index=True
    )
    # whose
    customer_id = fields.Many2one(
        "keqin.customer",
        compute="_compute_customer_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="cascade",
        check_company=True,
    )
    contact_id = fields.Many2one(
        "keqin.contact",
        "Person",
        index="btree_not_null",
        ondelete="cascade",
        check_company=True,
        domain="[('customer_id', '=?', customer_id)]",
    )
    # when
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
    leap = fields.Boolean(
        "Leap month", help="In years without that leap month: the month of its number."
    )
    term = fields.Selection(TERM_SELECTION, "Solar term")
    year = fields.Integer(
        "Only in year", aggregator=None, help="0: every year. The lunar year counts."
    )
    day_text = fields.Char("Recurs on", compute="_compute_day_text")
    next_on = fields.Date(
        "Next on",
        compute="_compute_next_on",
        search="_search_next_on",
        help="The next date in China. It can be searched within the coming year.",
    )
    lunar_text = fields.Char("Lunar date", compute="_compute_next_on")
    # what to do
    tier_min = fields.Selection(
        TIER_SELECTION,
        "From tier",
        help="A: tier A only. B: A and B. C: every customer with a tier. Empty: every "
        "customer.",
    )
    lead_days = fields.Integer(
        "Days ahead",
        default=7,
        aggregator=None,
        help="So many days before the day to act it is planned. A gift that takes "
        "longer to prepare makes it earlier.",
    )
    type_id = fields.Many2one(
        "keqin.activity.type", "Activity", required=True, ondelete="restrict"
    )
    decider_type_id = fields.Many2one(
        "keqin.activity.type",
        "For decision makers",
        ondelete="restrict",
        help="Such as a handwritten card for a general manager.",
    )
    follow_preference = fields.Boolean(
        "By the preferred channel",
        default=True,
        help="Whoever prefers a channel is greeted by it. A wish for visits makes no "
        "visit of a greeting.",
    )
    gift_product_id = fields.Many2one(
        "product.product",
        "Gift idea",
        ondelete="restrict",
        domain="[('keqin_is_gift', '=', True)]",
        help="On founding anniversaries the idea of the customer's industry goes "
        "first.",
    )
    is_joyful = fields.Boolean(
        "Joyful",
        default=True,
        help="Left out in mourning, and while a serious complaint is open.",
    )
    greeting = fields.Html("Suggested text", translate=True)
    # what the engine did
    run_at = fields.Datetime("Last planned", readonly=True, copy=False)
    run_left_out = fields.Integer(
        "Left out",
        readonly=True,
        copy=False,
        aggregator=None,
        help="Then they wanted no greetings, mourned, had a serious complaint open, or "
        "nobody was responsible for them.",
    )

    _owner_of_kind = models.Constraint(
        "CHECK((kind = 'person') = (contact_id IS NOT NULL)"
        " AND (kind IN ('customer', 'person')) = (customer_id IS NOT NULL))",
        "A customer's own date needs the customer, a person's own date the person.",
    )
    _lead_in_a_year = models.Constraint(
        "CHECK(lead_days BETWEEN 0 AND 365)", "Plan 0 to 365 days ahead."
    )
    _year_known = models.Constraint(
        "CHECK(COALESCE(year, 0) = 0 OR year BETWEEN 1900 AND 2100)",
        "The calendars are known for the years 1900 to 2100. 0 is every year.",
    )

    @api.depends("customer_id.company_id")
    def _compute_company_id(self):
        for occasion in self:
            occasion.company_id = occasion.customer_id.company_id or occasion.company_id

    @api.depends("contact_id.customer_id")
    def _compute_customer_id(self):
        for occasion in self:
            occasion.customer_id = (
                occasion.contact_id.customer_id or occasion.customer_id
            )

    @api.depends("kind", "calendar", "month", "day", "leap", "term", "year")
    @api.depends_context("lang")
    def _compute_day_text(self):
        for occasion in self:
            try:
                text = lunar.describe(occasion._day(), self.env.lang or "en_US")
            except ValueError:  # not filled in yet
                text = ""
            once = f"{occasion.year}, {text}" if occasion.year and text else text
            occasion.day_text = once if occasion.kind in DATED_KINDS else False

    @api.depends("kind", "calendar", "month", "day", "leap", "term", "year")
    @api.depends_context("lang")
    def _compute_next_on(self):
        today = self._today()
        for occasion in self:
            occasion.next_on = occasion._next_date(today)
            occasion.lunar_text = self._lunar_text(occasion.next_on)

    def _search_next_on(self, operator, value):
        """Set-based, by the dates that are projected a year ahead."""
        if operator not in ("in", "<", "<=", ">", ">="):
            return NotImplemented
        if operator != "in":
            return self._domain_next([("date:min", operator, value)])
        days = tuple(day for day in value if day)
        found = self._domain_next([("date:min", "in", days)]) if days else Domain.FALSE
        return found | ~self._domain_next([]) if False in value else found

    def _domain_next(self, having):
        groups = self.env["keqin.occasion.date"]._read_group(
            [("date", ">=", self._today()), ("kind", "in", DATED_KINDS)],
            ["occasion_id"],
            having=having,
        )
        return Domain("id", "in", [occasion.id for (occasion,) in groups])

    @api.constrains(*_NO_DAY, "kind", "calendar", "year")
    def _check_day(self):
        for occasion in self.filtered(lambda o: o.kind in DATED_KINDS):
            try:
                lunar.check(occasion._day())
                if occasion.year and occasion.calendar == "solar":
                    date(occasion.year, occasion.month, occasion.day)
            except ValueError as error:
                raise ValidationError(occasion._day_error()) from error

    @api.constrains("contact_id", "customer_id")
    def _check_person_of_customer(self):
        for occasion in self:
            customer = occasion.contact_id.customer_id
            if customer and customer != occasion.customer_id:
                raise ValidationError(
                    self.env._(
                        "%(name)s: the person belongs to %(customer)s. Choose a person "
                        "of the customer, or leave the customer out.",
                        name=occasion.name,
                        customer=customer.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        occasions = super().create(vals_list)
        occasions._clear_irrelevant()
        occasions._dates_changed()
        return occasions

    def write(self, vals):
        """An occasion stays whose it is: moved, it would escape who may see it."""
        self._check_stays(vals)
        done = super().write(vals)
        if not set(_DATING).isdisjoint(vals):
            self._clear_irrelevant()
            self._dates_changed()
        return done

    def action_open_dates(self):
        """When it falls in the coming year."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqin_addon.keqin_occasion_date_action"
        )
        return action | {"domain": [("occasion_id", "=", self.id)], "context": {}}

    def action_open_activities(self):
        """What was planned for it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "keqin.activity",
            "view_mode": "list,form",
            "domain": [("occasion_id", "=", self.id)],
        }

    # business methods
    @api.model
    def _today(self):
        """Today in China, where the calendars are dated, whoever asks."""
        return datetime.now(CHINA).date()

    @api.model
    def _lunar_text(self, on):
        """The lunar date of a day in the reader's language."""
        if not on or not lunar.FIRST_DAY <= on <= lunar.LAST_DAY:
            return False
        day = lunar.to_lunar(on)
        said = lunar.Day("lunar", day.month, day.day, day.leap)
        return lunar.describe(said, self.env.lang or "en_US")

    def _day(self):
        """The day as it was said; may be an impossible one."""
        self.ensure_one()
        used = _DAY_OF.get(self.calendar, ())
        values = {name: self[name] or _NO_DAY[name] for name in used}
        return lunar.Day(self.calendar or "", **values | {"term": self.term or ""})

    def _next_date(self, today):
        if self.kind not in DATED_KINDS:
            return False
        try:
            if self.year:
                on = lunar.project(self._day(), self.year)
                return on if on >= today else False
            return lunar.next_occurrence(self._day(), today)[0]
        except ValueError:  # not filled in yet
            return False

    def _occurrences(self, start, end):
        """``(date, year)`` of each occurrence of a dated occasion, both ends in."""
        found = lunar.occurrences(self._day(), start, end)
        return [(on, year) for on, year in found if self.year in (0, year)]

    def _day_error(self):
        said = f"{self.month}/{self.day}"
        if self.calendar == "solar_term":
            return self.env._("%s: choose the solar term.", self.name)
        if self.year:
            said = f"{self.year}/{said}"
        labels = dict(self._fields["calendar"]._description_selection(self.env))
        return self.env._(
            "%(name)s: there is no date %(date)s in the calendar %(calendar)s. Correct "
            "the month or the day, or choose the other calendar.",
            name=self.name,
            date=said,
            calendar=labels.get(self.calendar, "-"),
        )

    def _clear_irrelevant(self):
        """Empty what the kind or the calendar has no use for, and only that."""
        for occasion in self:
            values = {}
            if occasion.kind not in DATED_KINDS:
                values = _NO_DAY | {"calendar": False, "year": 0}
            else:
                used = _DAY_OF.get(occasion.calendar, ())
                values = {k: v for k, v in _NO_DAY.items() if k not in used}
            changed = {k: v for k, v in values.items() if occasion[k] != v}
            if changed:
                occasion.write(changed)

    def _check_stays(self, vals):
        given = {name: vals[name] or False for name in _IDENTITY if name in vals}
        for occasion in self:
            current = occasion._convert_to_write(
                {name: occasion[name] for name in given}
            )
            if current != given:
                raise UserError(
                    self.env._(
                        "%s stays what it is and whose it is. Make a new occasion and "
                        "archive this one.",
                        occasion.name,
                    )
                )

    def _has_field_access(self, field, operation):
        """What the engine did is written by the engine."""
        allowed = super()._has_field_access(field, operation)
        if operation == "write" and not self.env.su:
            return allowed and not field.name.startswith("run_")
        return allowed
