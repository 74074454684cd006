from odoo import api, fields, models

# Values of a scale; which of them a question offers is checked when it is saved.
_SCORES = [(str(score), str(score)) for score in range(11)]
_TYPED = ("char_box", "text_box", "numerical_box", "date", "datetime")


class KeqinSurveyInterviewLine(models.TransientModel):
    """The answer to one question, or to one row of a matrix.

    Nothing here is trusted: what the question offers is checked when it is saved.
    """

    _name = "keqin.survey.interview.line"
    _description = "Answer in an Interview"
    _order = "sequence, id"

    interview_id = fields.Many2one(
        "keqin.survey.interview", required=True, ondelete="cascade"
    )
    sequence = fields.Integer()
    question_id = fields.Many2one(
        "survey.question", "Survey question", required=True, ondelete="cascade"
    )
    row_id = fields.Many2one("survey.question.answer", ondelete="cascade")
    is_first = fields.Boolean(
        "First of its question", help="Where the remark on the question goes."
    )
    # how it is asked
    title = fields.Char("What was asked", compute="_compute_question")
    hint = fields.Char("How to answer", compute="_compute_question")
    is_required = fields.Boolean(compute="_compute_question")
    kind = fields.Selection(
        [
            ("score", "Score"),
            ("choice", "Choice"),
            ("choices", "Choices"),
            ("text", "Text"),
        ],
        compute="_compute_question",
    )
    takes_remark = fields.Boolean(compute="_compute_question")
    offered = fields.Json(compute="_compute_question", help="Values of the scale.")
    # what was said
    score = fields.Selection(_SCORES)
    choice_id = fields.Many2one(
        "survey.question.answer",
        domain="[('question_id', '=', question_id)]",
        ondelete="cascade",
    )
    choice_ids = fields.Many2many(
        "survey.question.answer",
        string="Choices",
        domain="[('question_id', '=', question_id)]",
    )
    text = fields.Text("In their words")
    remark = fields.Char()

    @api.depends("question_id", "row_id", "is_first")
    def _compute_question(self):
        for line in self:
            question, row = line.question_id, line.row_id
            parts = (row.value, question.title)
            line.title = " · ".join(part for part in parts if part)
            line.kind = line._kind()
            line.hint = line._hint()
            line.is_required = question.constr_mandatory and not (
                question.triggering_answer_ids
            )
            line.takes_remark = line.is_first and question.comments_allowed
            line.offered = [str(value) for value in line._scale()]

    def _kind(self):
        """:return: which of the fields holds the answer"""
        question = self.question_id
        if question.question_type == "scale":
            return "score"
        if question.question_type in _TYPED:
            return "text"
        several = question.question_type == "multiple_choice" or (
            question.question_type == "matrix" and question.matrix_subtype == "multiple"
        )
        return "choices" if several else "choice"

    def _scale(self):
        """:return: range of the values the question offers, none but for a scale"""
        question = self.question_id
        if question.question_type != "scale":
            return range(0)
        return range(question.scale_min, question.scale_max + 1)

    def _hint(self):
        """:return: the ends of the scale, and when a question is asked at all"""
        question, parts = self.question_id, []
        if question.question_type == "scale":
            parts = [
                f"{value} {label or ''}".strip()
                for value, label in (
                    (question.scale_min, question.scale_min_label),
                    (question.scale_max, question.scale_max_label),
                )
            ]
        if question.question_type in ("date", "datetime"):
            parts = [self.env._("Year-month-day, e.g. 2026-09-30")]
        if triggers := question.triggering_answer_ids:
            chosen = ", ".join(triggers.mapped("value"))
            parts.append(self.env._("only if: %s", chosen))
        return " – ".join(parts)

    def _answer(self):
        """:return: what was said, as Odoo saves answers; empty if nothing"""
        self.ensure_one()
        if self.kind == "score":
            # text, so that 0 is an answer and not the lack of one
            return self.score
        if self.kind == "text":
            return (self.text or "").strip()
        return (self.choice_id if self.kind == "choice" else self.choice_ids).ids

    def _chosen(self):
        """:return: the choices of these lines, whichever way they were made"""
        return (
            self.filtered(lambda line: line.kind == "choice").choice_id
            | self.filtered(lambda line: line.kind == "choices").choice_ids
        )

    def _is_offered(self):
        """Whether the question has this row, this value and these choices."""
        self.ensure_one()
        question = self.question_id
        if question.question_type == "matrix":
            if self.row_id not in question.matrix_row_ids:
                return False
        elif self.row_id:
            return False
        if self.kind == "score":
            return not self.score or int(self.score) in self._scale()
        return self._chosen() <= question.suggested_answer_ids
