from odoo import Command, api, fields, models
from odoo.tools import SQL

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
    problem = fields.Char(compute="_compute_problem", compute_sudo=False)
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

    @api.depends("customer_id", "contact_id", "survey_id", "date")
    def _compute_problem(self):
        """Told before anything is entered in vain."""
        for interview in self:
            customer, person = interview.customer_id, interview.contact_id
            ours = person and person.commercial_partner_id == customer.partner_id
            known = ours and interview.survey_id and customer.has_access("write")
            interview.problem = known and interview._answered_problem() or False

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
        self._take_turn()
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
            "context": {"dialog_size": "extra-large", **context},
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
        asked = asked or invitation.question_ids
        no_row = self.env["survey.question.answer"]
        return [
            (question, row)
            for question in self.survey_id.question_ids
            if not asked or question in asked
            for row in (question.matrix_row_ids or [no_row])
        ]

    def _take_turn(self):
        """Two servers log interviews with a person one after the other: who comes
        second has to start again, and finds what the first logged."""
        # a lock alone leaves the second with a view from before the first
        self.env.cr.execute(
            SQL("UPDATE res_partner SET id = id WHERE id = %s", self.contact_id.id)
        )

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
