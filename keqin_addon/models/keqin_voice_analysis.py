from odoo import api, models
from odoo.fields import Domain

from ..tools.grading import TIERS
from ..tools.nps import change
from ..tools.satisfaction import verdict
from .keqin_feedback import SOURCES
from .keqin_feedback_figures import Statistics

GROUPS = {"tier": "tier", "industry": "industry_id", "manager": "user_id"}
WEIGHTS = ("respondent", "customer", "revenue")


class KeqinVoiceAnalysis(models.AbstractModel):
    """What customers say, where it is weak, and what changed (R111, R104, R102).

    Every figure is counted by the access of the reader, who opens the opinions behind
    it; who may read none gets statistics in which nobody is found
    (`keqin.feedback.statistic`), and nothing to open.
    """

    _name = "keqin.voice.analysis"
    _description = "Analysis of the Customers' Voice"

    @api.model
    @api.readonly
    def get_analysis(
        self,
        period="half_year",
        date_from=None,
        date_to=None,
        wave_id=None,
        tier=None,
        industry_id=None,
        source=None,
        by="tier",
    ):
        """Scores of the opinions the caller may read, or of nobody's in particular.

        :param period: ``quarter``, ``half_year`` or ``year``, the one ``date_from``
            (today by default) lies in; ``range`` is ``date_from`` to ``date_to``, days
            of the caller's time zone, both included
        :param wave_id: the answers of this wave instead, compared with the one before
        :param by: ``tier``, ``industry`` or ``manager``: how the last table is grouped
        :return: dict of what the screen shows. Who may read no opinion chooses a
            half-year that is over, and ``by`` tier or industry; all else is ignored
        :raises odoo.exceptions.AccessError: for who may read neither
        """
        if not self._reads_opinions():
            return self._anonymous_analysis(date_from, by)
        span, before = self._spans(period, date_from, date_to, wave_id)
        by = by if by in GROUPS else "tier"
        chosen = self._chosen(tier, industry_id, source)
        asked = None
        if span.wave and chosen.is_true():
            # of all who were asked: the more answered, the less is left to chance
            asked = self._reached(span, chosen)["reached"]
        now = self._opinions(span) & chosen
        earlier = self._opinions(before) & chosen if before else Domain.FALSE
        return {
            "open": True,
            **self._header(span, before, by),
            "domain": list(now),
            **self._scores(now, earlier, asked, span, tier),
            "dimensions": self._dimensions(now, earlier, asked, span, tier),
            "groups": self._groups(now, earlier, span, by),
            "levels": self._levels(now, earlier, span, before, tier, industry_id),
            "collection": self._collection(span, chosen),
            "complaints": self._complaints(span, tier, industry_id),
        }

    @api.model
    @api.readonly
    def get_options(self):
        """What the screen lets one choose from, in the caller's language."""
        reads = self._reads_opinions()
        if not reads:
            self.env["keqin.feedback.statistic"].check_access("read")
        feedback = self.env["keqin.feedback"]
        sources = feedback._fields["source"]._description_selection(self.env)
        heard = dict(SOURCES).keys() - {"activity"}
        waves = self.env["keqin.survey.wave"]
        if reads:
            waves = waves.search([("state", "in", ("running", "closed"))], limit=30)
        return {
            "open": reads,
            "tiers": list(TIERS),
            "sources": [
                {"code": code, "label": label}
                for code, label in sources
                if reads and code in heard
            ],
            "waves": [{"id": wave.id, "name": wave.name} for wave in waves],
        }

    @api.model
    def _reads_opinions(self):
        return self.env["keqin.feedback"].has_access("read")

    # what is looked at
    @api.model
    def _chosen(self, tier, industry_id, source):
        domain = Domain.TRUE
        if tier in TIERS:
            domain &= Domain("tier", "=", tier)
        if industry_id:
            domain &= Domain("industry_id", "=", int(industry_id))
        if source in dict(SOURCES):
            domain &= Domain("source", "=", source)
        return domain

    @api.model
    def _opinions(self, span):
        counted = Domain("is_counted", "=", True)
        if span.wave:
            return counted & Domain("wave_id", "=", span.wave.id)
        return counted & self._within(span, "answered_on")

    @api.model
    def _header(self, span, before, by):
        return {
            "label": span.label,
            "before_label": before.label if before else False,
            "date_from": str(span.start),
            "date_to": str(span.end),
            "by": by,
        }

    # scores
    @api.model
    def _scores(self, now, earlier, asked, span, tier):
        feedback = self.env["keqin.feedback"]
        found = feedback._statistics(now, asked=asked)
        was = feedback._statistics(earlier)
        weighted = feedback._weighted_nps(now)
        weighted["respondent"] = found.nps
        targets = self._targets(("K01", "K04"), span)
        metrics = {"nps": "K04", "csat": "K01"}
        figures = {
            metric: self._figure(
                getattr(found, metric),
                getattr(was, metric),
                targets._most_specific(tier, code=code),
                now & Domain("metric", "=", metric),
            )
            for metric, code in metrics.items()
        }
        figures["nps"]["weights"] = [
            {"key": key, "score": self._score_vals(weighted[key])} for key in WEIGHTS
        ]
        for metric in metrics:
            paired = feedback._paired_change(earlier, now, metric)
            figures[metric]["paired"] = {
                **paired._asdict(),
                "is_change": paired.is_change,
            }
        return figures

    @api.model
    def _figure(self, score, was, target, domain=None):
        """A score with its target, what it was, and whether that is a change."""
        moved = change(was, score)
        return {
            "score": self._score_vals(score),
            "was": self._score_vals(was),
            "change": {**moved._asdict(), "is_change": moved.is_change},
            "target": target,
            "verdict": verdict(score, target),
            "domain": None if domain is None else list(domain),
        }

    @api.model
    def _score_vals(self, score):
        return score._asdict()

    @api.model
    def _targets(self, codes, span):
        return self.env["keqin.target"]._candidates(codes, span.end)

    @api.model
    def _dimensions(self, now, earlier, asked, span, tier):
        """Satisfaction by dimension, the weakest first; too few to say come last."""
        feedback = self.env["keqin.feedback"]
        csat = Domain("metric", "=", "csat")
        by = "dimension"
        labels = feedback._fields[by]._description_selection(self.env)
        many = {code: asked for code, _label in labels} if asked else None
        found = feedback._statistics(now & csat, by=by, asked=many)
        was = feedback._statistics(earlier & csat, by=by)
        targets = self._targets(("K01", "K02", "K03"), span)
        rows = []
        for code, label in labels:
            if code not in found:
                continue
            figure = self._figure(
                found[code].csat,
                was.get(code, Statistics()).csat,
                self._dimension_target(targets, code, tier),
                now & csat & Domain(by, "=", code),
            )
            rows.append({"key": code, "label": label, **figure})
        return self._ranked(rows)

    @api.model
    def _dimension_target(self, targets, dimension, tier):
        """A dimension without a target of its own has that of satisfaction; approval
        has an indicator of its own (R103)."""
        code = "K02" if dimension == "approval" else "K03"
        own = targets._most_specific(tier, dimension, code)
        if own is None:
            own = targets._most_specific(tier, dimension, "K03")
        if own is None:
            own = targets._most_specific(tier, dimension, "K01")
        return own

    @api.model
    def _ranked(self, rows):
        """The weakest first, what has no score last; without any target the weakest of
        several is marked as such."""
        rows.sort(
            key=lambda row: (row["score"]["value"] is None, row["score"]["value"])
        )
        scored = [row for row in rows if row["score"]["value"] is not None]
        if len(scored) > 1 and all(row["target"] is None for row in scored):
            scored[0]["verdict"] = "lowest"
        return rows

    @api.model
    def _groups(self, now, earlier, span, by):
        """Satisfaction and recommendation by tier, industry or account manager."""
        feedback, name = self.env["keqin.feedback"], GROUPS[by]
        found = feedback._statistics(now, by=name)
        was = feedback._statistics(earlier, by=name)
        targets = self._targets(("K01",), span)
        rows = []
        for group, scores in found.items():
            tier = group if by == "tier" else None
            figure = self._figure(
                scores.csat,
                was.get(group, Statistics()).csat,
                targets._most_specific(tier or None),
                now & Domain(name, "=", group if by == "tier" else group.id),
            )
            rows.append(
                {
                    "key": str(group if by == "tier" else group.id),
                    "label": self._group_label(by, group),
                    "nps": self._score_vals(scores.nps),
                    **figure,
                }
            )
        return self._ranked(rows)

    @api.model
    def _group_label(self, by, group):
        if not group:
            return {
                "tier": self.env._("No tier"),
                "industry": self.env._("No industry"),
                "manager": self.env._("No account manager"),
            }[by]
        return group if by == "tier" else group.display_name
