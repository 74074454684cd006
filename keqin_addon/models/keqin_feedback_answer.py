from odoo import api, fields, models

from .keqin_feedback import SENTIMENTS

_WORST_FIRST = ("negative", "neutral", "positive")


class KeqinFeedback(models.Model):
    """What a person said in one go: the opinions of one answer beside each other."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.feedback"

    sibling_ids = fields.Many2many(
        "keqin.feedback",
        compute="_compute_answer",
        string="Also said in this answer",
    )
    answer_text = fields.Char(
        "In the same answer",
        compute="_compute_answer",
        help="How they see us as a whole.",
    )
    quote = fields.Text(
        compute="_compute_answer",
        help="The words that came with it, or else with its answer.",
    )
    mood = fields.Selection(
        SENTIMENTS,
        compute="_compute_answer",
        help="Of this opinion; of a comment, the worst of its answer.",
    )

    @api.depends("answer_key", "comment", "label", "score_text", "sentiment")
    def _compute_answer(self):
        keys = set(self.filtered("answer_key").mapped("answer_key"))
        answers = self.search([("answer_key", "in", keys)]).grouped("answer_key")
        nothing = self.browse()
        for feedback in self:
            others = answers.get(feedback.answer_key, nothing) - feedback
            feedback.sibling_ids = others
            others = others.sorted("id")
            feedback.answer_text = " · ".join(
                other._said() for other in others if other._is_headline()
            )
            words = feedback.comment or " · ".join(
                filter(None, others.mapped("comment"))
            )
            feedback.quote = words
            moods = (feedback if feedback.sentiment else others).mapped("sentiment")
            feedback.mood = next((m for m in _WORST_FIRST if m in moods), False)

    def _is_headline(self):
        """Whether it is about us as a whole, with a score."""
        return bool(self.score_text) and self.dimension == "overall"
