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
    is_first_unhappy = fields.Boolean(
        "First unhappy one of its answer",
        compute="_compute_answer",
        search="_search_is_first_unhappy",
        help="Stands for all that somebody was unhappy with in one go.",
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
            feedback.is_first = feedback._is_first_of(feedback | others)
            feedback.is_first_unhappy = feedback._is_first_of(
                (feedback | others).filtered(lambda said: said.sentiment == "negative")
            )
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

    def _is_first_of(self, opinions):
        return self.id == min(opinions.ids, default=0)

    def _is_headline(self):
        """Whether it is a score of us as a whole, or an unhappy one."""
        overall = bool(self.score_text) and self.dimension == "overall"
        return overall or self.sentiment == "negative"

    def _search_is_first(self, operator, value):
        if operator != "in":
            return NotImplemented

        first = self._without_earlier(SQL("TRUE"))
        return first if True in value else ~first

    def _search_is_first_unhappy(self, operator, value):
        if operator != "in":
            return NotImplemented
        unhappy = SQL("earlier.sentiment = 'negative'")
        first = Domain("sentiment", "=", "negative") & self._without_earlier(unhappy)
        return first if True in value else ~first

    @api.model
    def _without_earlier(self, condition):
        """:return: domain of opinions with no ``earlier`` such one in their answer"""

        def to_sql(model, alias, query):
            return SQL(
                "NOT EXISTS (SELECT 1 FROM keqin_feedback earlier"
                " WHERE earlier.answer_key = %s AND earlier.id < %s AND %s)",
                model._field_to_sql(alias, "answer_key", query),
                SQL.identifier(alias, "id"),
                condition,
            )

        return Domain.custom(to_sql=to_sql)
