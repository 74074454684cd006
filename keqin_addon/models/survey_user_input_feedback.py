import logging

import psycopg2

from odoo import api, models
from odoo.exceptions import ConcurrencyError

_logger = logging.getLogger(__name__)
_BATCH = 200


class SurveyUserInput(models.Model):
    """An answer that is whole becomes feedback of the customer (R101)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: whose answer it is, what it becomes
    _inherit = "survey.user_input"

    def _mark_done(self):
        result = super()._mark_done()
        # Whoever answers may neither read nor write feedback. The token let them
        # answer; what is recorded is fixed here and follows from their answer alone.
        whole = self.sudo()
        whole._keqin_safely(whole._keqin_tick_off)
        whole._keqin_take_over()
        return result

    def _keqin_take_over(self):
        """Record these answers as feedback; what fails waits for another try."""
        self.keqin_is_pending = not self._keqin_safely(self._keqin_record)

    def _keqin_safely(self, step):
        """Do what must never spoil the page of the customer, whose answer is kept.

        Conflicts with other transactions are left to the server, which tries the
        whole request again.

        :return: whether it went well; when not, all of the step is undone
        """
        try:
            with self.env.cr.savepoint():
                step()
        except (psycopg2.OperationalError, ConcurrencyError):
            raise
        except Exception:
            _logger.exception("Customer care: %s of %s failed", step.__name__, self)
            return False
        return True

    @api.model
    def _cron_keqin_take_over(self):
        """Scheduled action: try again what could not be recorded, one by one."""
        pending = self.search([("keqin_is_pending", "=", True)], limit=_BATCH)
        self.env["ir.cron"]._commit_progress(remaining=len(pending))
        for user_input in pending.try_lock_for_update():
            user_input._keqin_take_over()
            if not self.env["ir.cron"]._commit_progress(1):
                break

    def _keqin_record(self):
        """Record what is said, and correct what was said before."""
        Feedback = self.env["keqin.feedback"]
        vals_list = self._keqin_feedback_vals()
        keys = [vals["source_key"] for vals in vals_list]
        # left empty this time; what is no longer asked or marked stays as it was
        Feedback.search(
            [
                ("user_input_id", "in", self.ids),
                ("question_id.keqin_metric", "!=", False),
                ("source_key", "not in", keys),
            ]
        ).unlink()
        if vals_list:
            Feedback._record(vals_list)

    def _keqin_tick_off(self):
        """Who was asked has answered, whichever way: in person, or in an interview."""
        asked = self._keqin_countable().keqin_invitation_ids
        for moment, invitations in asked.grouped(
            lambda invitation: invitation.user_input_id.end_datetime
        ).items():
            invitations._answered(moment)

    def _keqin_countable(self):
        """Answers that are whole and meant: no tests, and no votes in a live session,

        where everybody sees what the others say.
        """
        return self.filtered(
            lambda user_input: (
                user_input.state == "done"
                and not user_input.test_entry
                and not user_input.is_session_answer
            )
        )

    def _keqin_feedback_vals(self):
        """What these answers say, as values for ``keqin.feedback._record``.

        Tests, live sessions and people who are no contacts of a customer say nothing
        that counts. The number of queries does not grow with that of the answers.
        To be called as superuser.

        :return: list of values, one an opinion, keyed by ``source_key``
        """
        who = self._keqin_who()
        answers = (
            self.browse()
            .concat(*who)
            .user_input_line_ids.filtered(lambda line: line.question_id.keqin_metric)
        )
        return [
            who[user_input] | user_input._keqin_vals_of(question, opinion)
            for (user_input, question), lines in answers.grouped(
                lambda line: (line.user_input_id, line.question_id)
            ).items()
            if question not in user_input._keqin_not_asked()
            for opinion in lines._keqin_opinions()
        ]

    def _keqin_not_asked(self):
        """:return: questions whose condition was not met, also when time ran out"""
        if not self.survey_id.has_conditional_questions:
            return self.env["survey.question"]
        return self._get_inactive_conditional_questions()

    def _keqin_vals_of(self, question, opinion):
        """:return: values of one opinion on a question, without who said it"""
        row = opinion.pop("row")
        key = f"input-{self.id}-{question.id}"
        return opinion | {
            "question_id": question.id,
            "source_key": f"{key}-{row}" if row else key,
        }

    def _keqin_who(self):
        """Who said it, when and on what occasion.

        :return: dict of countable answer to values; people of no customer are not in it
        """
        countable = self._keqin_countable()
        customers = countable._keqin_customers()
        return {
            user_input: user_input._keqin_who_vals(customers[user_input])
            for user_input in countable
            if customers[user_input]
        }

    def _keqin_customers(self):
        """:return: dict of answer to the customer it was recorded for, was asked of the

        invitation, or whose contact the person is; in this order
        """
        recorded = self.env["keqin.feedback"].search(
            [("user_input_id", "in", self.ids)]
        )
        recorded = {opinion.user_input_id: opinion.customer_id for opinion in recorded}
        companies = self.partner_id.commercial_partner_id
        by_company = self.env["keqin.customer"].search(
            [("partner_id", "in", companies.ids)]
        )
        by_company = by_company.grouped("partner_id")
        none = self.env["keqin.customer"]
        return {
            user_input: recorded.get(user_input)
            or user_input.keqin_invitation_ids.customer_id
            or by_company.get(user_input.partner_id.commercial_partner_id, none)
            for user_input in self
        }

    def _keqin_who_vals(self, customer):
        invitation = self.keqin_invitation_ids
        contact = invitation.contact_id or self.partner_id
        return {
            "customer_id": customer.id,
            "contact_id": contact.id,
            "answered_on": self.end_datetime,
            "source": "interview" if self.keqin_interviewer_id else "survey",
            "interviewer_id": self.keqin_interviewer_id.id,
            "survey_id": self.survey_id.id,
            "user_input_id": self.id,
            "answer_key": f"input-{self.id}",
            "invitation_id": invitation.id,
            "wave_id": invitation.wave_id.id,
            "activity_id": invitation.activity_id.id,
            "case_id": invitation.case_id.id,
        }
