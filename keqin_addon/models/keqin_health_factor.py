from itertools import product

from odoo import api, fields, models

from ..tools import health
from .keqin_grade_change import POTENTIAL_SELECTION, TIER_SELECTION

FACTORS = [
    ("care", "Care on schedule"),
    ("satisfaction", "Satisfaction"),
    ("purchase", "Purchase trend"),
    ("service", "Complaints and promises"),
    ("people", "Key persons"),
]
BANDS = [("red", "Red"), ("yellow", "Yellow"), ("green", "Green")]


class KeqinHealthFactor(models.Model):
    """What a part of the health score weighs, by class of customer (R214).

    Of several for one factor the most specific applies: that of the company before that
    of all, that of tier and potential before that of the tier, before that of all.
    """

    _name = "keqin.health.factor"
    _description = "Health Factor"
    _order = "sequence, code, id"

    code = fields.Selection(FACTORS, "Factor", required=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one("res.company", index=True, help="Empty: all.")
    tier = fields.Selection(TIER_SELECTION, help="Empty: all.")
    potential = fields.Selection(POTENTIAL_SELECTION, help="Empty: all.")
    weight = fields.Float(required=True, default=20.0, aggregator=None)
    effort = fields.Float(
        required=True,
        default=1.0,
        aggregator=None,
        help="What it takes to improve this factor, against the others: the cheapest "
        "way to green starts with those that bring most for it.",
    )

    _weight_positive = models.Constraint(
        "CHECK(weight >= 0)", "A weight cannot be negative; 0 leaves the factor out."
    )
    _effort_positive = models.Constraint(
        "CHECK(effort > 0)", "The effort has to be more than 0."
    )
    _class_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0), COALESCE(tier, ''), COALESCE(potential, ''))",
        "This factor already has a weight for that class. Change that one.",
    )

    @api.depends("code", "tier", "potential")
    def _compute_display_name(self):
        labels = dict(self._fields["code"]._description_selection(self.env))
        for factor in self:
            scope = "/".join(filter(None, (factor.tier, factor.potential)))
            label = labels.get(factor.code, "")
            factor.display_name = f"{label} ({scope})" if scope else label

    @api.model
    def _weights(self, company):
        """The weights that count in ``company``.

        :return: dict of ``(tier, potential)``, each possibly None, to a tuple of them
            in the order of `tools.health.FACTORS`
        """
        return self._by_class(company, "weight")

    @api.model
    def _efforts(self, company):
        """As `_weights`, what improving each factor takes."""
        return self._by_class(company, "effort")

    @api.model
    def _by_class(self, company, name):
        factors = self.search([("company_id", "in", (False, company.id))])
        # what is more specific comes later and stands
        factors = factors.sorted(lambda it: it._specificity())
        tiers = [None, *(tier for tier, _label in TIER_SELECTION)]
        potentials = [None, *(potential for potential, _label in POTENTIAL_SELECTION)]
        found = {}
        for tier, potential in product(tiers, potentials):
            fitting = factors.filtered(
                lambda it, tier=tier, potential=potential: (
                    it.tier in (False, tier) and it.potential in (False, potential)
                )
            )
            values = {it.code: it[name] for it in fitting}
            found[tier, potential] = tuple(
                values.get(code, 0.0) for code in health.FACTORS
            )
        return found

    def _specificity(self):
        self.ensure_one()
        return bool(self.company_id), 2 * bool(self.tier) + bool(self.potential)
