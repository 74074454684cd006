from odoo import api, models
from odoo.fields import Domain

from ..models.keqin_voice_period import Span
from ..tools.satisfaction import Score

_MOODS = ("positive", "neutral", "negative")
_QUOTES = 20


class KeqinFeedbackReport(models.AbstractModel):
    """The part of the feedback report on what customers say (R113, R111)."""

    _inherit = "report.keqin_addon.keqin_feedback_report"

    @api.model
    def _voice(self, wizard):
        """Scores, satisfaction by dimension, moods by topic and quotes, the worst
        first, of the opinions the reader may read."""
        analysis, feedback = (
            self.env["keqin.voice.analysis"],
            self.env["keqin.feedback"],
        )
        span = Span("", wizard.date_from, wizard.date_to)
        chosen = self._chosen_opinions(wizard)
        said = analysis._within(span, "answered_on") & chosen
        return {
            "scores": feedback._statistics(said),
            "dimensions": self._voice_dimensions(said, span, wizard.tier),
            "topics": self._voice_topics(said & Domain("is_counted", "=", True)),
            "quotes": feedback.search(
                # what was written beside a rating of a case is quoted with the cases
                said & Domain("comment", "!=", False) & Domain("source", "!=", "case"),
                order="sentiment, answered_on desc, id desc",
                limit=_QUOTES,
            ),
        }

    @api.model
    def _chosen_opinions(self, wizard):
        domain = Domain.TRUE
        for name in ("topic", "tier"):
            if wizard[name]:
                domain &= Domain(name, "=", wizard[name])
        if wizard.kind:
            domain &= Domain("case_id.kind", "=", wizard.kind)
        if wizard.customer_ids:
            domain &= Domain("customer_id", "in", wizard.customer_ids.ids)
        return domain

    @api.model
    def _voice_dimensions(self, said, span, tier):
        analysis = self.env["keqin.voice.analysis"]
        rows = analysis._dimensions(said, Domain.FALSE, None, span, tier)
        return [row | {"score": Score(**row["score"])} for row in rows]

    @api.model
    def _voice_topics(self, said):
        """Rows of a topic and how many positive, neutral and negative opinions."""
        feedback = self.env["keqin.feedback"]
        counts = {}
        for topic, mood, number in feedback._read_group(
            said & Domain("sentiment", "!=", False),
            ["topic", "sentiment"],
            ["__count"],
        ):
            counts.setdefault(topic, {})[mood] = number
        labels = feedback._fields["topic"]._description_selection(self.env)
        return [
            (label, [counts[topic].get(mood, 0) for mood in _MOODS])
            for topic, label in [*labels, (False, self.env._("Not said"))]
            if topic in counts
        ]
