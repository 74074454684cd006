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
    answer_text = fields.Char("In the same answer", compute="_compute_answer")
    mood = fields.Selection(
        SENTIMENTS,
        compute="_compute_answer",
        help="Of this opinion; of a comment, the worst of its answer.",
    )

    @api.depends("answer_key", "label", "score_text", "sentiment")
    def _compute_answer(self):
        keys = set(self.filtered("answer_key").mapped("answer_key"))
        answers = self.search([("answer_key", "in", keys)]).grouped("answer_key")
        nothing = self.browse()
        for feedback in self:
            others = answers.get(feedback.answer_key, nothing) - feedback
            feedback.sibling_ids = others
            feedback.answer_text = " · ".join(
                other._said() for other in others.sorted("id") if other.score_text
            )
            moods = (feedback if feedback.sentiment else others).mapped("sentiment")
            feedback.mood = next((m for m in _WORST_FIRST if m in moods), False)
