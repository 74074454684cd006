from odoo import api, fields, models
from odoo.tools import is_html_empty

from .keqin_case import OPEN, UNCOUNTED

RESULTS = ("solved", "answered", "workaround", "not_solved")
DONE = ("resolved", "confirmed", "closed")


class KeqinCase(models.Model):
    """How a case moves: in order, by role, with every time kept (R097, R191).

    Steps are buttons for service, its leads, executives and the administrator. They
    work on several cases at once: all of them move, or none does. What follows from
    the customer's or our messages has private methods without a check of roles.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a case is, its clocks, its flow
    _inherit = "keqin.case"

    @api.model_create_multi
    def create(self, vals_list):
        cases = super().create(vals_list)
        cases._clock_start()
        return cases

    # steps of service
    def action_log_call(self):
        """Open the form that logs a call: an answered one is the first response."""
        self.ensure_one()
        self._check_staff()
        return self._open_wizard(
            "keqin.case.call", self.env._("Log Call"), default_case_id=self.id
        )

    def action_agree(self, agreed_on=None, reason=None):
        """Say until when a complex request is solved, as agreed with the customer.

        The first date by service, another one by leads, with a reason (R089).

        :param agreed_on: naive UTC datetime in the future; asked for when missing
        :raises UserError: no complex request, no open one, or a moment in the past
        """
        self._check_step(*OPEN)
        self._check_complex()
        if not agreed_on:
            return self._open_wizard("keqin.case.agree", self.env._("Agree on a Date"))
        agreed_on = fields.Datetime.to_datetime(agreed_on)
        self._check_agreed(agreed_on, reason)
        # sudo: written by this step alone; who may take it was checked
        self.sudo().write({"agreed_on": agreed_on, "agreed_by_id": self.env.uid})
        self._log_reason(reason)
        self._clock_refresh()
        return True

    def action_start(self):
        """Begin to work on what has been answered.

        :raises UserError: not answered yet, or what has to be there first is missing
        """
        self._check_step("responded")
        self._check_may_start()
        self._step("working")
        return True

    def action_wait(self, reason=None):
        """It is the customer's turn: the clock stands still until they answer.

        :param reason: what we wait for; asked for when missing
        """
        self._check_step("responded", "working")
        if not (reason or "").strip():
            return self._ask("wait", self.env._("Wait for Customer"))
        self._step("waiting", reason=reason.strip())
        self._log_reason(reason)
        return True

    def action_resume(self):
        """It is our turn again."""
        self._check_step("waiting")
        for state, cases in self.grouped(lambda c: c._state_resumed()).items():
            cases._step(state)
        return True

    def action_resolve(self, solution=None, result=None, cause_id=None):
        """Say what solved it; the customer is then asked to confirm.

        :param solution: HTML, what the customer was given; asked for when missing
        :param result: one of `RESULTS`; asked for when missing
        :param cause_id: id of the cause, kept as it is when missing
        :raises UserError: no solution, or something is still open
        """
        self._check_step("responded", "working", "waiting")
        self.filtered(lambda case: not case.started_on)._check_may_start()
        self._check_may_resolve()
        if is_html_empty(solution) or not result:
            return self._open_wizard("keqin.case.resolve", self.env._("Resolve"))
        self._check_result(result, RESULTS)
        said = {"solution": solution, "result": result}
        self._step("resolved", **said, **({"cause_id": cause_id} if cause_id else {}))
        return True

    def action_confirm(self):
        """The customer told us that the matter is settled."""
        self._check_step("resolved")
        self._step("confirmed", confirmation="reported")
        return True

    def action_decline(self, reason=None):
        """The customer told us that the matter is not settled: back to work.

        :param reason: what is still wrong; asked for when missing
        """
        self._check_step("resolved")
        if not (reason or "").strip():
            return self._ask("decline", self.env._("Not Settled"))
        self._reopen(reason)
        self._log_reason(reason)
        return True

    def action_close(self):
        """The end: confirmed, with a result, complaints with a cause (R092, R097).

        :raises AccessError: not confirmed, and not a lead
        :raises UserError: wrong state, no result, or no cause
        """
        self._check_step("resolved", "confirmed")
        self._check_confirmed()
        self._check_may_close()
        self._step("closed")
        return True

    def action_withdraw(self, result=None, reason=None, duplicate_of_id=None):
        """The end of what was no matter of its own; it counts for no service level.

        :param result: ``withdrawn``, ``duplicate`` or ``spam``; asked for when missing
        :param reason: why; asked for when missing
        :param duplicate_of_id: id of the case a duplicate is answered in
        """
        self._check_step(*OPEN)
        self._check_may_resolve()
        if not result or not (reason or "").strip():
            return self._open_wizard("keqin.case.withdraw", self.env._("Withdraw"))
        self._check_result(result, UNCOUNTED)
        other = self.browse(result == "duplicate" and duplicate_of_id)
        if result == "duplicate":
            self._check_duplicate_of(other)
        self._step("closed", reason=reason, result=result, duplicate_of_id=other.id)
        self._log_reason(reason)
        other._log_duplicates(self)
        return True

    def action_reopen(self, reason=None):
        """Back to work, also from a step that was taken by mistake (R097).

        :param reason: what is still wrong; asked for when missing
        """
        self._check_step(*DONE)
        if not (reason or "").strip():
            return self._ask("reopen", self.env._("Reopen"))
        self._reopen(reason)
        self._log_reason(reason)
        return True

    # what others do
    def _record_response(self, at=None, user=None):
        """The customer has been answered: met once, by the first outbound message or
        logged call; never by a note, an assignment or an automatic reply (R087).

        :param at: naive UTC datetime, now by default
        :param user: who answered, the current user by default
        """
        new = self.filtered(lambda case: case.state == "new")
        user = user or self.env.user
        for moment, cases in new._by_moment(at):
            cases._step(
                "responded",
                at=moment,
                first_response_on=moment,
                first_response_by_id=user.id,
            )

    def _record_outbound(self, at=None, user=None):
        """We have written to the customer, or talked: nothing is left unanswered.

        :param at: naive UTC datetime, now by default
        :param user: who did, the current user by default
        """
        self._record_response(at, user)
        # sudo: follows from the message, whoever may send it
        at = at or fields.Datetime.now()
        answered = self.sudo().filtered(lambda c: c.answered_on and c.answered_on <= at)
        answered.write({"answered_on": False})
        answered._reply_todos().action_done()

    def _record_customer_reply(self, at=None):
        """The customer has said something: nobody has answered it yet.

        A pause ends with it, and the clock runs again; where the company wants to end
        pauses by hand, the pause is flagged instead. What is resolved or closed stays
        so: thanks are no complaint. Its owner gets a to-do, and the customer has a
        button to say that it is not settled (`_decline_by_customer`).

        :param at: naive UTC datetime, now by default
        """
        # sudo: follows from the customer's message, whoever delivers it
        for moment, cases in self.sudo()._by_moment(at):
            cases.write({"answered_on": moment})
            waiting = cases.filtered(lambda case: case.state == "waiting")
            resumed = waiting.filtered("company_id.keqin_resume_on_reply")
            for state, group in resumed.grouped(lambda c: c._state_resumed()).items():
                group._step(state, moment, self.env._("The customer answered."))
            (waiting - resumed)._flag_pause(moment)
            cases.filtered(lambda case: case.state in DONE)._remind_of_reply()

    def _confirm_by_customer(self):
        """The customer says that the matter is settled; the door checked who it is.

        :raises UserError: it is not resolved
        """
        self._check_state("resolved")
        self._step("confirmed", confirmation="customer")

    def _decline_by_customer(self, reason):
        """The customer says that the matter is not settled, and waits for an answer.

        The door checked who it is, and posts the words as the customer's message.

        :param reason: what is still wrong, kept with the times of the case
        :raises UserError: it is not resolved
        """
        self._check_state("resolved")
        self._reopen(reason)
        # sudo: follows from the customer's word
        self.sudo().write({"answered_on": fields.Datetime.now()})

    def _reopen(self, reason=None):
        """Back to where it was, the clock resumes; by whoever checked the right to.

        :param reason: kept with the times of the case
        """
        # sudo: the outcome is written by steps alone; who may take it was checked
        for count, cases in self.sudo().grouped("reopen_count").items():
            cases.write({"reopen_count": count + 1})
        for state, cases in self.grouped(lambda c: c._state_resumed()).items():
            cases._step(
                state,
                reason=reason,
                result=False,
                confirmation=False,
                resolved_on=False,
                confirmed_on=False,
                closed_on=False,
                duplicate_of_id=False,
            )
        self._assign_owner()

    @api.model
    def _close_silent(self, company, now=None):
        """Close what the customer neither confirmed nor reopened within the days of
        ``company``, marked as not confirmed; and what was confirmed but left open.

        Complaints without cause stay: service has to find it (R092). So does what the
        customer has written about and nobody answered. In batches: each is committed.

        :param company: whose cases and days
        :param now: naive UTC datetime
        :return: number of cases closed
        """
        days = company.keqin_confirm_case_days
        limit = fields.Datetime.subtract(now or fields.Datetime.now(), days=days)
        domain = [
            ("company_id", "=", company.id),
            ("state", "in", ("resolved", "confirmed")),
            ("state_since", "<=", limit),
            ("answered_on", "=", False),
            ("result", "!=", False),
            "|",
            ("kind", "!=", "complaint"),
            ("cause_id", "!=", False),
        ]
        due = self.search(domain) if days else self.browse()
        closed = 0
        for batch in self._silent_batches(due):
            batch._close_batch(now)
            closed += len(batch)
            if not self.env["ir.cron"]._commit_progress(len(batch)):
                break  # the time of the job is up; the next run goes on
        return closed
