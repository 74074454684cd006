from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import is_html_empty, plaintext2html, split_every

from .keqin_case import CASE_LEADS, CASE_STAFF

_BATCH = 500
# state entered: the moment that is kept
_MOMENTS = {
    "resolved": "resolved_on",
    "confirmed": "confirmed_on",
    "closed": "closed_on",
}


class KeqinCase(models.Model):
    """What every step does and asks for: order, role, stamps, reasons (R191)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a case is, its clocks, its flow
    _inherit = "keqin.case"

    def _step(self, state, at=None, reason=None, **stamps):
        """Enter ``state``; whoever calls has checked order and role.

        :param at: naive UTC datetime, now by default
        :param reason: kept with the times of the case
        :param stamps: further values of the step
        """
        at = at or fields.Datetime.now()
        vals = {"state": state, "state_since": at}
        if state in _MOMENTS:
            vals[_MOMENTS[state]] = at
        # sudo: nobody writes the state; who may take the step was checked before
        cases = self.sudo()
        cases.write(vals | stamps)
        if state in ("working", "resolved"):
            cases.filtered(lambda case: not case.started_on).write({"started_on": at})
        self._clock_enter(state, at, reason)

    def _by_moment(self, at=None):
        """Yield ``(moment, cases)``: no case moves before it came to where it is.

        Mail may carry an earlier date than the step that was taken meanwhile.
        """
        at = at or fields.Datetime.now()
        yield from self.grouped(lambda case: max(at, case.state_since)).items()

    def _state_resumed(self):
        """Where one goes on: a complex request is worked on once it has been started
        by the rules, and what nobody has answered yet is new (R089)."""
        self.ensure_one()
        if not self.first_response_on:
            return "new"
        unstarted = self.kind == "complex_request" and not self.started_on
        return "responded" if unstarted else "working"

    # what is asked for
    def _check_step(self, *states):
        self._check_staff()
        self._check_state(*states)

    def _check_staff(self):
        """Service, its leads, executives and the administrator take steps (R195)."""
        self.check_access("write")
        if not (self.env.su or self.env.user.has_groups(CASE_STAFF)):
            raise AccessError(
                self.env._(
                    "%(case)s is moved by service. Tell %(owner)s in a message what "
                    "you know.",
                    case=self[:1].display_name,
                    owner=self[:1].user_id.name or self.env._("them"),
                )
            )

    def _check_lead(self, text):
        """
        :param text: what only leads do, in the words of the user
        """
        if not (self.env.su or self.env.user.has_groups(CASE_LEADS)):
            raise AccessError(text)

    def _check_state(self, *states):
        wrong = self.filtered(lambda case: case.state not in states)[:1]
        if wrong:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(case)s is in the state “%(state)s”; nothing was changed. "
                    "%(way_out)s",
                    case=wrong.display_name,
                    state=labels[wrong.state],
                    way_out=wrong._way_out(),
                )
            )

    def _way_out(self):
        """What can be done instead, in the state it is in."""
        return {
            "new": self.env._(
                "Answer the customer first: send a message or log a call."
            ),
            "responded": self.env._("Start to work on it, or resolve it."),
            "working": self.env._(
                "Resolve it when it is done, or wait for the customer."
            ),
            "waiting": self.env._("Resume it when the customer has answered."),
            "resolved": self.env._("Say what the customer told you, or reopen it."),
            "confirmed": self.env._("Close it, or reopen it."),
            "closed": self.env._("Reopen it first."),
        }[self.state]

    def _check_may_start(self):
        """What has to be there before work begins; rooms add theirs.

        :raises UserError: a complex request without an agreed date (R089)
        """
        undated = self.filtered(
            lambda case: case.kind == "complex_request" and not case.agreed_on
        )
        if undated:
            raise UserError(
                self.env._(
                    "%s is a complex request: agree on a date with the customer "
                    "before work starts.",
                    undated[0].display_name,
                )
            )

    def _check_may_resolve(self):
        """What must not be open any more when a case ends; rooms add theirs."""

    def _check_complex(self):
        simple = self.filtered(lambda case: case.kind != "complex_request")
        if simple:
            raise UserError(
                self.env._(
                    "%s is no complex request: its deadline follows from its service "
                    "level.",
                    simple[0].display_name,
                )
            )

    def _check_agreed(self, agreed_on, reason):
        if agreed_on <= fields.Datetime.now():
            raise UserError(
                self.env._("Agree on a moment to come; this one has passed already.")
            )
        dated = self.filtered("agreed_on")
        if not dated:
            return
        name = dated[0].display_name
        self._check_lead(
            self.env._("The date of %s is agreed. Only a lead can change it.", name)
        )
        if not (reason or "").strip():
            raise UserError(
                self.env._("Say why the agreed date of %s changes.", name),
            )

    def _check_result(self, result, allowed):
        if result not in allowed:
            labels = dict(self._fields["result"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "“%(result)s” is no result of this step. Choose one of: "
                    "%(results)s.",
                    result=labels.get(result, result),
                    results=", ".join(labels[name] for name in allowed),
                )
            )

    def _check_confirmed(self):
        unconfirmed = self.filtered(lambda case: case.state == "resolved")
        if unconfirmed:
            self._check_lead(
                self.env._(
                    "%s is not confirmed by the customer. Ask them, or let a lead "
                    "close it.",
                    unconfirmed[0].display_name,
                )
            )

    def _check_may_close(self):
        """
        :raises UserError: no result, or a complaint without cause (R092, R097)
        """
        for case in self:
            if not case.result or is_html_empty(case.solution):
                raise UserError(
                    self.env._(
                        "%s has no result. Reopen it and say what solved it.",
                        case.display_name,
                    )
                )
            if case.kind == "complaint" and not case.cause_id:
                raise UserError(
                    self.env._(
                        "%s is a complaint: choose its cause before it is closed.",
                        case.display_name,
                    )
                )

    def _check_duplicate_of(self, other):
        """One case goes on: it is of the same customer, and no duplicate itself."""
        if not other:
            raise UserError(
                self.env._("Choose the case that goes on in place of the duplicate.")
            )
        other.check_access("read")
        strangers = self.filtered(
            lambda case: case.customer_id and case.customer_id != other.customer_id
        )
        if other in self or other.duplicate_of_id or strangers:
            raise UserError(
                self.env._(
                    "%s cannot go on in place of it: choose another case of the same "
                    "customer that is no duplicate itself.",
                    other.display_name,
                )
            )

    # what it leaves behind
    def _log_reason(self, reason):
        """Put the reason of a step into the conversation, as a note."""
        if (reason or "").strip():
            body = plaintext2html(reason.strip())
            self._message_log_batch(bodies=dict.fromkeys(self.ids, body))

    def _log_duplicates(self, duplicates):
        """Tell the case that goes on which ones it now answers for."""
        if self:
            names = ", ".join(duplicates.mapped("display_name"))
            self._log_reason(self.env._("Answers also for: %s", names))

    def _remind_of_reply(self):
        """One to-do for the owner, however often the customer writes."""
        known = self._reply_todos().mapped("res_id")
        new = self.filtered(lambda case: case.id not in known and case.user_id.active)
        for user, cases in new.grouped("user_id").items():
            text = cases.with_context(lang=user.lang).env._(
                "The customer has written after it was resolved"
            )
            cases.activity_schedule(
                "mail.mail_activity_data_todo", summary=text, user_id=user.id
            )

    def _reply_todos(self):
        return self.sudo().activity_search(
            ["mail.mail_activity_data_todo"], only_automated=True
        )

    def _silent_batches(self, cases):
        for ids in split_every(_BATCH, cases.ids):
            yield self.browse(ids).with_context(
                tracking_disable=True, mail_activity_quick_update=True
            )

    def _close_batch(self, at):
        silent = self.filtered(lambda case: case.state == "resolved")
        silent._step("closed", at, confirmation="silent")
        (self - silent)._step("closed", at)
        for company, cases in silent.grouped("company_id").items():
            here = self.with_context(lang=company.partner_id.lang or self.env.lang)
            text = here.env._("Closed: the customer did not answer.")
            cases._message_log_batch(bodies=dict.fromkeys(cases.ids, text))

    # forms
    def _ask(self, step, title):
        """Open the form that asks for the reason of a step."""
        return self._open_wizard(
            "keqin.case.reason", title, default_case_ids=self.ids, default_step=step
        )

    def _open_wizard(self, model, title, **context):
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "views": [(False, "form")],
            "target": "new",
            "context": context or {"default_case_ids": self.ids},
        }
