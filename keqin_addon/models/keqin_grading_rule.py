from itertools import compress

from odoo import api, fields, models

from ..tools import grading


class KeqinGradingRule(models.AbstractModel):
    """The parameters of a grading and the arithmetic that follows from them.

    Shared by the policy, which grades for real, and the what-if wizard, which only
    asks. Gathering the measures and storing the grades is not done here: `_grade`
    takes rows and returns rows, so that both callers grade by the same rule.
    """

    _name = "keqin.grading.rule"
    _description = "Grading Rule"

    source = fields.Selection(
        [("order", "Confirmed orders"), ("invoice", "Posted invoices")],
        default="order",
        required=True,
        help="Confirmed sales orders, returns as negative orders; or posted invoices "
        "less credit notes. Amounts without tax, in company currency.",
    )
    window_months = fields.Integer(
        "Window (months)",
        default=12,
        required=True,
        help="Length of the window that ends on the day of the grading, both days in.",
    )
    method = fields.Selection(
        [
            ("share", "Share of amount (ABC analysis)"),
            ("quantile", "Share of customers"),
            ("threshold", "Value score"),
        ],
        default="share",
        required=True,
        help="Share of amount: by falling value score, A until the given part of the "
        "whole amount is gathered. Share of customers: the best part of customers is "
        "A. Value score: A from the given score.",
    )
    share_a = fields.Float("A up to % of amount", default=70.0)
    share_b = fields.Float("B up to % of amount", default=90.0)
    quantile_a = fields.Float("A: best % of customers", default=20.0)
    quantile_b = fields.Float("B: next % of customers", default=30.0)
    threshold_a = fields.Float("A from score", default=80.0)
    threshold_b = fields.Float("B from score", default=50.0)
    weight_amount = fields.Float(
        "Weight of amount", default=50.0, help="Weight of the net amount."
    )
    weight_frequency = fields.Float(
        "Weight of orders",
        default=30.0,
        help="Weight of the number of orders with a positive amount.",
    )
    weight_margin = fields.Float(
        "Weight of margin",
        default=20.0,
        help="Weight of the net margin, where costs are known.",
    )
    weight_growth = fields.Float(
        "Weight of growth",
        default=40.0,
        help="Weight of the growth against the previous window.",
    )
    weight_pipeline = fields.Float(
        "Weight of pipeline",
        default=20.0,
        help="Weight of the prorated revenue of open opportunities.",
    )
    weight_plans = fields.Float(
        "Weight of purchase plans",
        default=10.0,
        help="Weight of what the customer plans to buy in the coming window.",
    )
    weight_wallet = fields.Float(
        "Weight of wallet",
        default=10.0,
        help="Weight of what the customer still buys elsewhere.",
    )
    weight_size = fields.Float(
        "Weight of size", default=10.0, help="Weight of the company size."
    )
    weight_intent = fields.Float(
        "Weight of intent",
        default=10.0,
        help="Weight of the intent to cooperate for long.",
    )
    potential_high = fields.Float("High from score", default=67.0)
    potential_medium = fields.Float("Medium from score", default=34.0)

    _window_positive = models.Constraint(
        "CHECK(window_months BETWEEN 1 AND 120)",
        "The window has to be between 1 and 120 months long.",
    )
    _shares_ordered = models.Constraint(
        "CHECK(share_a > 0 AND share_a <= share_b AND share_b <= 100)",
        "The shares of amount have to rise from A to B and stay within 0 and 100 %.",
    )
    _quantiles_fit = models.Constraint(
        "CHECK(quantile_a > 0 AND quantile_b >= 0 AND quantile_a + quantile_b <= 100)",
        "The shares of customers for A and B have to fit into 100 %.",
    )
    _thresholds_ordered = models.Constraint(
        "CHECK(threshold_a >= threshold_b AND threshold_b >= 0 AND threshold_a <= 100)",
        "The scores for A and B have to fall from A to B, within 0 and 100.",
    )
    _potentials_ordered = models.Constraint(
        "CHECK(potential_high >= potential_medium AND potential_medium >= 0"
        " AND potential_high <= 100)",
        "The scores for high and medium have to fall, within 0 and 100.",
    )
    _weights_value = models.Constraint(
        "CHECK(weight_amount >= 0 AND weight_frequency >= 0 AND weight_margin >= 0"
        " AND weight_amount + weight_frequency + weight_margin > 0)",
        "Weights cannot be negative, and one factor of value at least has to count.",
    )
    _weights_potential = models.Constraint(
        "CHECK(LEAST(weight_growth, weight_pipeline, weight_plans, weight_wallet,"
        " weight_size, weight_intent) >= 0 AND weight_growth + weight_pipeline"
        " + weight_plans + weight_wallet + weight_size + weight_intent > 0)",
        "Weights cannot be negative, and one factor of potential at least has to "
        "count.",
    )

    @api.model
    def _parameter_names(self):
        """Names of the fields that decide a grade."""
        fields_by_name = self.env["keqin.grading.rule"]._fields
        return [
            name
            for name, field in fields_by_name.items()
            if field.store and name not in models.MAGIC_COLUMNS
        ]

    def _parameter_values(self):
        """The parameters as plain values, to copy or to fingerprint them."""
        self.ensure_one()
        return {name: self[name] for name in self._parameter_names()}

    def _grade(self, measures):
        """Grade every customer among all of them.

        :param list[Measure] measures: one row per customer in scope
        :return: iterator of one `Grade` per measure, in the same order
        """
        self.ensure_one()
        buyers = [measure.amount > 0 for measure in measures]
        value, value_parts = self._blend(
            self._value_factors(measures), lambda column: _only(column, buyers)
        )
        potential, potential_parts = self._blend(
            self._potential_factors(measures), lambda column: column
        )
        return grading.grades(
            measures,
            value,
            self._tiers(measures, value.total, buyers),
            potential,
            self._potentials(potential),
            zip(value_parts, potential_parts, strict=True),
        )

    def _value_factors(self, measures):
        """Raw columns of value by factor; weights are the fields ``weight_<factor>``.

        Extensions add a column here and the weight as a field of this model.
        """
        return {
            "amount": [measure.amount for measure in measures],
            "frequency": [measure.orders for measure in measures],
            "margin": [measure.margin for measure in measures],
        }

    def _potential_factors(self, measures):
        """Raw columns of potential by factor, as `_value_factors`."""
        pipelines = any(measure.pipeline for measure in measures)
        plans = any(measure.planned for measure in measures)
        return {
            "growth": [grading.growth_rate(m.amount, m.previous) for m in measures],
            # A company that keeps no opportunities or plans knows nothing about them.
            "pipeline": [m.pipeline if pipelines else None for m in measures],
            "plans": [m.planned if plans else None for m in measures],
            "wallet": [grading.wallet_left(m.amount, m.wallet_share) for m in measures],
            "size": [grading.ordinal(grading.COMPANY_SIZES, m.size) for m in measures],
            "intent": [grading.ordinal(grading.INTENTS, m.intent) for m in measures],
        }

    def _blend(self, factors, ranked):
        """Blend percent ranks of ``factors``; ``ranked`` leaves out who has none."""
        weights = [self[f"weight_{factor}"] for factor in factors]
        columns = [grading.percent_rank(ranked(raw)) for raw in factors.values()]
        blend = grading.blend(columns, weights)
        return blend, grading.parts(list(factors), list(factors.values()), blend)

    def _tiers(self, measures, totals, buyers):
        """Tier by customer, ``None`` for those without a positive amount (R017)."""
        scores = list(compress(totals, buyers))
        amounts = [measure.amount for measure in compress(measures, buyers)]
        tiers = iter(
            {
                "share": lambda: grading.tiers_by_share(
                    scores, amounts, self.share_a, self.share_b
                ),
                "quantile": lambda: grading.tiers_by_quantile(
                    scores, self.quantile_a, self.quantile_b
                ),
                "threshold": lambda: [
                    grading.level(
                        score, self.threshold_a, self.threshold_b, grading.TIERS
                    )
                    for score in scores
                ],
            }[self.method]()
        )
        return [next(tiers) if buyer else None for buyer in buyers]

    def _potentials(self, blend):
        """Potential by customer, ``None`` where nothing is known of it (R019)."""
        limits = self.potential_high, self.potential_medium, grading.POTENTIALS
        return [
            grading.level(score, *limits) if coverage else None
            for score, coverage in zip(blend.total, blend.coverage, strict=True)
        ]


def _only(column, kept):
    return [value if keep else None for value, keep in zip(column, kept, strict=True)]
