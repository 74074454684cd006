from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

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
    is_first = fields.Boolean(
        "First of its answer",
        compute="_compute_answer",
        search="_search_is_first",
        help="Stands for all that was said in one go.",
    )
    answer_text = fields.Char(
        "In the same answer",
        compute="_compute_answer",
        help="How they see us as a whole, and what they are unhappy with.",
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
            feedback.is_first = feedback.id == min((feedback | others).ids, default=0)
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
        """Whether it is a score of us as a whole, or an unhappy one."""
        overall = bool(self.score_text) and self.dimension == "overall"
        return overall or self.sentiment == "negative"

    def _search_is_first(self, operator, value):
        if operator != "in":
            return NotImplemented

        def to_sql(model, alias, query):
            return SQL(
                "NOT EXISTS (SELECT 1 FROM keqin_feedback earlier"
                " WHERE earlier.answer_key = %s AND earlier.id < %s)",
                model._field_to_sql(alias, "answer_key", query),
                SQL.identifier(alias, "id"),
            )

        first = Domain.custom(to_sql=to_sql)
        return first if True in value else ~first
