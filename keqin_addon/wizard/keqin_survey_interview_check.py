from odoo import fields, models
from odoo.exceptions import UserError


class KeqinSurveyInterview(models.TransientModel):
    """What is checked before an interview counts (R114).

    Whoever calls, with whatever values: the form is no protection.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what an interview becomes, what is checked before
    _inherit = "keqin.survey.interview"

    def _check_person(self):
        """:raises UserError: who was asked works for somebody else"""
        if self.contact_id.commercial_partner_id != self.customer_id.partner_id:
            raise UserError(
                self.env._(
                    "%(person)s does not work for %(customer)s. Choose one of its "
                    "contacts.",
                    person=self.contact_id.display_name,
                    customer=self.customer_id.display_name,
                )
            )

    def _check_date(self):
        """:raises UserError: ahead of today, or before the wave began"""
        if self.date > fields.Date.context_today(self):
            raise UserError(
                self.env._("An interview is logged once it was held, not ahead of it.")
            )
        wave = self.wave_id
        if wave and self.date < wave.date_start:
            raise UserError(
                self.env._(
                    "%(person)s is asked by %(wave)s, which began after that day. "
                    "Correct the day.",
                    person=self.contact_id.display_name,
                    wave=wave.display_name,
                )
            )

    def _check_not_answered(self):
        """One person answers a wave once, and an interview is logged once.

        :raises UserError: when the answer is there already, or has been begun
        """
        if problem := self._answered_problem():
            raise UserError(problem)

    def _answered_problem(self):
        """:return: why the person is not to be asked any more; empty if it may be"""
        # sudo: account managers see who answered, not the answers themselves
        invitation = self.invitation_id.sudo()
        begun = invitation.user_input_id.user_input_line_ids
        answered = not invitation and self._invitations().filtered(
            lambda i: i.state == "answered" and i.wave_id.state == "running"
        )
        if begun or answered:
            return self.env._(
                "%s has answered this already, wholly or in part. It stays as the "
                "person wrote it.",
                self.contact_id.name,
            )
        if self._find_same():
            return self.env._(
                "The interview with %(person)s on %(survey)s of that day is logged "
                "already.",
                person=self.contact_id.name,
                survey=self.survey_id.title,
            )
        return ""

    def _find_same(self):
        # sudo: only whether there is one; account managers read no answers
        return (
            self.env["survey.user_input"]
            .sudo()
            .search_count(
                [
                    ("survey_id", "=", self.survey_id.id),
                    ("partner_id", "=", self.contact_id.id),
                    ("keqin_interviewed_on", "=", self.date),
                ],
                limit=1,
            )
        )

    def _check_answers(self):
        """:raises UserError: everything that is missing or not offered"""
        lines = self.line_ids
        given = [(line.question_id, line.row_id) for line in lines]
        if sorted(given, key=str) != sorted(self._questions_and_rows(), key=str):
            raise UserError(
                self.env._(
                    "%s was changed meanwhile. Close this and log the interview again.",
                    self.survey_id.display_name,
                )
            )
        problems = [
            f"{question.title}: {problem}"
            for question, answers in lines.grouped("question_id").items()
            if (problem := self._problem_of(question, answers))
        ]
        if problems:
            raise UserError("\n".join(problems))
        if not any(line._answer() for line in lines if line.question_id.keqin_metric):
            raise UserError(self.env._("Nothing was answered yet."))

    def _problem_of(self, question, lines):
        """:return: what is wrong with the answer to a question; empty if nothing"""
        if not self._is_asked(question):
            return ""
        if not all(line._is_offered() for line in lines):
            return self.env._("Choose one of the values offered.")
        answer = self._answer_to(question, lines)
        remark = lines.filtered("is_first")[:1].remark
        missing = not answer and not (remark and question.comment_count_as_answer)
        if question.constr_mandatory and missing:
            return self.env._("This has to be answered.")
        return question.validate_question(answer, remark).get(question.id, "")

    def _is_asked(self, question):
        """A question that depends on an answer is asked after that answer alone."""
        triggers = question.triggering_answer_ids
        return not triggers or bool(triggers & self.line_ids._chosen())

    def _answer_to(self, question, lines):
        """:return: the answer in the form Odoo checks and saves it"""
        if question.question_type == "matrix":
            return {
                str(line.row_id.id): answer
                for line in lines
                if (answer := line._answer())
            }
        answer = lines[:1]._answer()
        if question.question_type == "simple_choice":
            return answer[0] if answer else ""
        return answer
