from statistics import fmean

from odoo import api, models
from odoo.fields import Domain

from ..tools.grading import TIERS
from ..tools.satisfaction import ENOUGH

# The indicator of how we see the relationship, and its two sides.
_RATED = "K35"
RATED_ASPECTS = ("positivity", "trust")
_BRAND = "K36"


class KeqinVoiceAnalysis(models.AbstractModel):
    """Means from 1 to 5: what customers think of the brand (K36), and how we see the
    relationship (K35, R109). They stand beside the scores and count in none of them.

    By the access of the reader.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.voice.analysis"

    @api.model
    def _levels(self, now, earlier, span, before, tier, industry_id):
        """:return: list of rows: ``value``, ``was``, ``n``, ``target`` and ``met``,
        and in ``model`` and ``domain`` what they rest on"""
        targets = self._targets((_RATED, _BRAND), span)
        customers = Domain.TRUE
        if tier in TIERS:
            customers &= Domain("customer_id.tier", "=", tier)
        if industry_id:
            customers &= Domain("customer_id.industry_id", "=", int(industry_id))
        return [
            self._brand_row(
                now, earlier, targets._most_specific(tier, "brand", _BRAND)
            ),
            *self._rated_rows(
                customers, span, before, targets._most_specific(tier, code=_RATED)
            ),
        ]

    @api.model
    def _brand_row(self, now, earlier, target):
        feedback = self.env["keqin.feedback"]
        brand = Domain("metric", "=", "csat") & Domain("dimension", "=", "brand")
        found, was = (
            feedback._statistics(said & brand).csat for said in (now, earlier)
        )
        means = [
            score.mean if score.people >= ENOUGH else None for score in (found, was)
        ]
        labels = dict(feedback._fields["dimension"]._description_selection(self.env))
        return self._level_row(
            ("brand", labels["brand"]),
            (feedback._name, now & brand),
            found.people,
            *means,
            target,
        )

    @api.model
    def _rated_rows(self, customers, span, before, target):
        """The last rating of each customer in the days."""
        ratings = self.env["keqin.relationship.rating"]
        found = self._rated(customers, span)
        was = self._rated(customers, before) if before else {}
        labels = dict(ratings._fields["aspect"]._description_selection(self.env))
        return [
            self._level_row(
                (aspect, labels[aspect]),
                (ratings._name, self._rated_in(customers, span, [aspect])),
                len(found.get(aspect, ())),
                *(aspect in of and fmean(of[aspect]) or None for of in (found, was)),
                target,
            )
            for aspect in RATED_ASPECTS
        ]

    @api.model
    def _rated_in(self, customers, span, aspects):
        return (
            customers
            & Domain("aspect", "in", aspects)
            & Domain("date", ">=", span.start)
            & Domain("date", "<=", span.end)
        )

    @api.model
    def _rated(self, customers, span):
        """:return: dict of aspect to the last scores of the customers"""
        ratings = self.env["keqin.relationship.rating"].search_fetch(
            self._rated_in(customers, span, RATED_ASPECTS),
            ["customer_id", "aspect", "score"],
            order="date, id",
        )
        last = {(row.aspect, row.customer_id.id): row.score for row in ratings}
        found = {}
        for (aspect, _customer), score in last.items():
            found.setdefault(aspect, []).append(score)
        return found

    @api.model
    def _level_row(self, name, opened, n, value, was, target):
        (key, label), (model, domain) = name, opened
        return {
            "key": key,
            "label": label,
            "n": n,
            "value": value,
            "was": was,
            "target": target,
            "met": None if None in (value, target) else value >= target,
            "model": model,
            "domain": list(domain),
        }
