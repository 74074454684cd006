from odoo import Command, api, fields, models
from odoo.exceptions import UserError

# Sent, to be sent or returned: the person can still answer it in an interview.
_OPEN = ("waiting", "sent", "bounced")


class KeqinSurveyInterview(models.TransientModel):
    """Enter what a contact answered when asked in person (R101, R114).

    Account managers for their own customers, service for all: whoever may write the
    care file. What is entered becomes an answer to the questionnaire like any other,
    marked with who asked, and an open invitation of the person counts as answered.
    The questionnaire itself stays as it is.
    """

    _name = "keqin.survey.interview"
    _description = "Log an Interview"

    customer_id = fields.Many2one("keqin.customer", required=True, ondelete="cascade")
    partner_id = fields.Many2one(related="customer_id.partner_id", string="Company")
    contact_id = fields.Many2one(
        "res.partner",
        "Person",
        required=True,
        ondelete="cascade",
        compute="_compute_contact_id",
        store=True,
        precompute=True,
        readonly=False,
        domain="[('commercial_partner_id', '=', partner_id),"
        " ('is_company', '=', False)]",
    )
    survey_id = fields.Many2one(
        "survey.survey",
        "Questionnaire",
        required=True,
        ondelete="cascade",
        domain="[('question_and_page_ids.keqin_metric', '!=', False)]",
    )
    date = fields.Date("Asked on", required=True, default=fields.Date.context_today)
    invitation_id = fields.Many2one(
        "keqin.survey.invitation", compute="_compute_invitation_id", compute_sudo=False
    )
    wave_id = fields.Many2one(related="invitation_id.wave_id", related_sudo=False)
    line_ids = fields.One2many(
        "keqin.survey.interview.line",
        "interview_id",
        "Answers",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )

    @api.depends("customer_id")
    def _compute_contact_id(self):
        """The person in charge, unless somebody of the customer is chosen."""
        for interview in self:
            customer = interview.customer_id
            person = interview.contact_id
            if person.commercial_partner_id != customer.partner_id:
                interview.contact_id = customer.main_contact_id

    @api.depends("customer_id", "contact_id", "survey_id")
    def _compute_invitation_id(self):
        for interview in self:
            interview.invitation_id = interview._invitations().filtered(
                lambda invitation: invitation.state in _OPEN
            )[:1]

    @api.depends("survey_id", "invitation_id")
    def _compute_line_ids(self):
        """A line for each question, and for each row of a matrix.

        What was entered stays while the questions are the same.
        """
        for interview in self:
            wanted = interview._questions_and_rows()
            lines = interview.line_ids
            if wanted != [(line.question_id, line.row_id) for line in lines]:
                interview.line_ids = [
                    Command.clear(),
                    *(
                        Command.create(
                            {
                                "sequence": number,
                                "question_id": question.id,
                                "row_id": row.id,
                                "is_first": row == question.matrix_row_ids[:1],
                            }
                        )
                        for number, (question, row) in enumerate(wanted)
                    ),
                ]

    def action_apply(self):
        """Record the answers: all of them, or nothing.

        :raises AccessError: another account manager's customer
        :raises UserError: what is missing or not possible, all of it in one go
        """
        self.ensure_one()
        self.customer_id.check_access("write")
        self.survey_id.check_access("read")
        self._check_person()
        self._check_date()
        self._check_not_answered()
        self._check_answers()
        user_input = self._prepare_user_input()
        self._save_answers(user_input)
        user_input._mark_done()
        return {"type": "ir.actions.act_window_close"}

    @api.model
    def _open(self, context):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Log an Interview"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": context,
        }

    def _invitations(self):
        """:return: invitations of the person to this questionnaire, the last first"""
        self.ensure_one()
        return self.env["keqin.survey.invitation"].search(
            [
                ("customer_id", "=", self.customer_id.id),
                ("contact_id", "=", self.contact_id.id),
                ("survey_id", "=", self.survey_id.id),
            ]
        )

    def _questions_and_rows(self):
        """:return: pairs of question and row, the row empty but in a matrix"""
        # sudo: which questions the person was asked; account managers read no answers
        invitation = self.invitation_id.sudo()
        asked = invitation.user_input_id.predefined_question_ids
        if "question_ids" in invitation:
            asked = asked or invitation.question_ids
        no_row = self.env["survey.question.answer"]
        return [
            (question, row)
            for question in self.survey_id.question_ids
            if not asked or question in asked
            for row in (question.matrix_row_ids or [no_row])
        ]

    # checks
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
        # sudo: account managers see who answered, not the answers themselves
        invitation = self.invitation_id.sudo()
        begun = invitation.user_input_id.user_input_line_ids
        answered = not invitation and self._invitations().filtered(
            lambda i: i.state == "answered" and i.wave_id.state == "running"
        )
        if begun or answered:
            raise UserError(
                self.env._(
                    "%s has answered this already, wholly or in part. It stays as the "
                    "person wrote it.",
                    self.contact_id.display_name,
                )
            )
        if self._find_same():
            raise UserError(
                self.env._(
                    "The interview with %(person)s on %(survey)s of that day is logged "
                    "already.",
                    person=self.contact_id.display_name,
                    survey=self.survey_id.display_name,
                )
            )

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

    # what is made of it
    def _prepare_user_input(self):
        """:return: the person's answer, as superuser: that of the invitation, or new"""
        marks = {
            "keqin_interviewer_id": self.env.uid,
            "keqin_interviewed_on": self.date,
        }
        # sudo: account managers write no answers of surveys but by this: for their own
        # customers and the questions asked, in their own name, all of it checked above
        invitation = self.invitation_id.sudo()
        if user_input := invitation.user_input_id:
            user_input.write(marks)
        else:
            questions = self.line_ids.question_id
            user_input = self.survey_id.sudo()._create_answer(
                partner=self.contact_id.sudo(),
                check_attempts=False,
                predefined_question_ids=[Command.set(questions.ids)],
                **marks,
            )
            invitation.user_input_id = user_input
        user_input._mark_in_progress()
        return user_input

    def _save_answers(self, user_input):
        """In the way Odoo's own page saves them, what was skipped included."""
        for question, lines in self.line_ids.grouped("question_id").items():
            if self._is_asked(question):
                user_input._save_lines(
                    question,
                    self._answer_to(question, lines),
                    lines.filtered("is_first")[:1].remark,
                )
