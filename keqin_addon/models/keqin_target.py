from datetime import date

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .keqin_feedback import DIMENSIONS
from .keqin_grade_change import TIER_SELECTION
from .optional_float import OptionalFloat

# unit of the indicator: what its values lie between, where they are bounded
_RANGES = {"percent": (0, 100), "points": (-100, 100), "level": (1, 5)}
# parts of a whole; growth, and money spent of a budget, may pass 100 %
_PARTS = ("share", "score", "mean")
_UNBOUNDED = (-1_000_000, 1_000_000)
# What makes a target the more specific one, the strongest first.
_SCOPE = ("dimension", "tier", "company_id", "date_start")


class KeqinTarget(models.Model):
    """What an indicator should reach: by period, tier and dimension (R104, R106).

    Where several apply, the most specific one does: that of the dimension before that
    of the tier, that of the company before that of all, one of a period before a
    standing one, and the latest of those.
    """

    _name = "keqin.target"
    _description = "Target"
    _order = "indicator_id, date_start desc, id"
    _check_company_auto = True

    indicator_id = fields.Many2one(
        "keqin.indicator", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company",
        "Caring company",
        index=True,
        help="Empty: every company.",
    )
    tier = fields.Selection(TIER_SELECTION, help="Empty: every tier.")
    dimension = fields.Selection(DIMENSIONS, help="Empty: every dimension.")
    date_start = fields.Date("From")
    date_end = fields.Date("Until")
    value = fields.Float("Target", required=True, aggregator=None)
    value_max = OptionalFloat(
        "Up to", aggregator=None, help="The most, where less is better than more."
    )
    unit = fields.Selection(related="indicator_id.unit")
    direction = fields.Selection(related="indicator_id.direction")

    _dates_order = models.Constraint(
        "CHECK(date_start <= date_end)",
        "A target ends on the day it starts, or later. Swap the two dates.",
    )

    @api.constrains("value", "value_max", "indicator_id")
    def _check_value(self):
        for target in self:
            low, high = target._bounds()
            if not all(low <= value <= high for value in target._limits()):
                raise ValidationError(
                    self.env._(
                        "A target of %(indicator)s lies between %(low)s and %(high)s.",
                        indicator=target.indicator_id.display_name,
                        low=low,
                        high=high,
                    )
                )

    @api.constrains("value", "value_max", "indicator_id")
    def _check_range(self):
        for target in self:
            *_value, most = target._limits()
            ranges = target.indicator_id.direction == "range"
            if ranges and (target.value_max is False or most < target.value):
                raise ValidationError(
                    self.env._(
                        "%s should stay within a range: say from which number up to "
                        "which larger one.",
                        target.indicator_id.display_name,
                    )
                )
            if not ranges and target.value_max is not False:
                raise ValidationError(
                    self.env._(
                        "%s has one number to reach, no range. Leave Up to empty.",
                        target.indicator_id.display_name,
                    )
                )

    @api.constrains(
        "indicator_id", "company_id", "tier", "dimension", "date_start", "date_end"
    )
    def _check_overlap(self):
        """Two targets of one scope and one day would leave open which one counts."""
        for indicator, targets in (
            self.search([("indicator_id", "in", self.indicator_id.ids)])
            .grouped("indicator_id")
            .items()
        ):
            for target in targets & self:
                if any(target._overlaps(other) for other in targets - target):
                    raise ValidationError(
                        self.env._(
                            "%s has a target for the same customers and days already. "
                            "End that one first, or change it.",
                            indicator.display_name,
                        )
                    )

    @api.depends("indicator_id", "value")
    def _compute_display_name(self):
        for target in self:
            target.display_name = f"{target.indicator_id.display_name}: {target.value}"

    def _bounds(self):
        """What the values of the indicator lie between."""
        self.ensure_one()
        indicator = self.indicator_id
        if indicator.unit == "percent" and indicator.arithmetic not in _PARTS:
            return _UNBOUNDED
        return _RANGES.get(indicator.unit, _UNBOUNDED)

    def _limits(self):
        """The numbers to reach: one, or the two ends of a range."""
        self.ensure_one()
        return (self.value,) + (
            (self.value_max,) if self.value_max is not False else ()
        )

    def _overlaps(self, other):
        same = all(
            self[name] == other[name] for name in ("company_id", "tier", "dimension")
        )
        # a standing target and one of a period do not compete: the latter wins
        if not same or self._is_standing() != other._is_standing():
            return False
        first, last = (
            fields.Date.to_date("0001-01-01"),
            fields.Date.to_date("9999-12-31"),
        )
        return (self.date_start or first) <= (other.date_end or last) and (
            other.date_start or first
        ) <= (self.date_end or last)

    def _is_standing(self):
        return not (self.date_start or self.date_end)

    @api.model
    def _for(self, code, day=None, tier=None, dimension=None, company=None):
        """What the indicator ``code`` should reach, by the most specific target.

        :param code: ``"K01"``
        :param day: today by default
        :param tier: of the customers it is measured for, none for all
        :param dimension: of the opinions it is measured for, none for all
        :param company: the current one by default
        :return: the value in the indicator's unit, or None without a target
        """
        candidates = self._candidates([code], day, company)
        return candidates._most_specific(tier, dimension)

    @api.model
    def _candidates(self, codes, day=None, company=None):
        """Targets of the company and day, for all tiers and dimensions, in one query:
        `_most_specific` picks from them."""
        day = day or fields.Date.context_today(self)
        company = company or self.env.company
        return self.search_fetch(
            Domain("indicator_id.code", "in", list(codes))
            & Domain("indicator_id.active", "=", True)
            & Domain("company_id", "in", (False, company.id))
            & (Domain("date_start", "=", False) | Domain("date_start", "<=", day))
            & (Domain("date_end", "=", False) | Domain("date_end", ">=", day)),
            [*_SCOPE, "date_end", "value", "value_max", "indicator_id"],
        )

    def _most_specific(self, tier=None, dimension=None, code=None):
        """The value of the one that applies, None if none does."""
        target = self._applying(tier, dimension, code)
        return target.value if target else None

    def _applying(self, tier=None, dimension=None, code=None):
        """The one that applies, an empty record if none does."""
        fitting = self.filtered(
            lambda target: (
                target.tier in (False, tier)
                and target.dimension in (False, dimension)
                and (not code or target.indicator_id.code == code)
            )
        )
        return max(fitting, key=lambda target: target._specificity(), default=self[:0])

    def _specificity(self):
        return (
            bool(self.dimension),
            bool(self.tier),
            bool(self.company_id),
            not self._is_standing(),
            self.date_start or date.min,
            self.id,
        )
