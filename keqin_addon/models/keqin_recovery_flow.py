from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import plaintext2html

from .keqin_recovery import OPEN

# A case that service has settled is a step done.
_SETTLED = ("resolved", "confirmed", "closed")


class KeqinRecovery(models.Model):
    """New, in progress, recovered or not; in order, by its owner or a lead (R112).

    Nothing is closed without its cause, and without a step that was done, or the reason
    why none was needed.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a recovery is, how it moves, who is told
    _inherit = "keqin.recovery"

    def action_start(self):
        """Somebody is on it."""
        self._check_step("new")
        self._step("working")
        return True

    def action_take(self):
        """Answer for the recoveries oneself, which nobody has owned."""
        self.check_access("write")
        owned = self.filtered(lambda recovery: not recovery.is_unowned)
        if owned:
            raise UserError(
                self.env._(
                    "%(owner)s owns %(recovery)s. A lead or service can name another "
                    "owner on it.",
                    owner=owned[0].user_id.name,
                    recovery=owned[0].display_name,
                )
            )
        # sudo: nobody else's; whoever sees the customer may answer for it
        self.sudo().user_id = self.env.user
        return True

    def action_recovered(self):
        """Ask for cause and result, then close it: the customer is won back."""
        return self._ask_closing("done", self.env._("Recovered"))

    def action_not_recovered(self):
        """Ask for cause and result, then close it: the customer is not won back."""
        return self._ask_closing("failed", self.env._("Not Recovered"))

    def action_corrected(self):
        """Close what the customer has corrected: it is neither won nor lost.

        :raises UserError: an answer is still dissatisfied
        """
        self._check_step(*OPEN)
        unhappy = self.filtered(lambda recovery: not recovery.is_corrected)
        if unhappy:
            raise UserError(
                self.env._(
                    "%s: the customer is still dissatisfied.", unhappy[0].display_name
                )
            )
        self._end("corrected")
        return True

    def action_reopen(self):
        """Go on with a closed one; nobody is asked again meanwhile."""
        self._check_step("done", "failed", "corrected")
        self._reopen(self.env._("Open again"))
        return True

    def _close(self, state, cause, result, no_step_reason=False):
        """
        :param state: ``done`` or ``failed``
        :param cause: record of `keqin.case.cause`
        :param result: what became of it, as text
        :param no_step_reason: why nothing had to be done, without a step
        :raises UserError: not in progress, or one of these is missing
        """
        self._check_step("working")
        if state not in ("done", "failed"):
            raise UserError(self.env._("Say whether the customer is won back."))
        self._check_told(cause, result)
        self._check_steps_done(no_step_reason)
        self._end(
            state,
            cause_id=cause.id,
            result=result.strip(),
            no_step_reason=(no_step_reason or "").strip(),
        )
        if state == "done":
            self._plan_reask()
        return True

    def _end(self, state, **stamps):
        self._step(state, closed_on=fields.Datetime.now(), **stamps)
        self._reminder().action_feedback()

    def _reopen(self, reason):
        """Whoever calls has checked order and role, or is a rule.

        :param reason: kept in the conversation
        """
        # sudo: stamps and invitations follow from the step
        for recovery in self.sudo():
            recovery._step(
                "working",
                closed_on=False,
                escalated_on=False,
                reopen_count=recovery.reopen_count + 1,
                date_due=recovery._due_day(),
            )
        self._cancel_reask()
        self._message_log_batch(bodies=dict.fromkeys(self.ids, reason))
        self._deliver()

    def _begin(self):
        """The first step is planned: somebody is on it."""
        self.filtered(lambda recovery: recovery.state == "new")._step("working")

    def _case_raised(self):
        self._begin()

    def _prepare_step(self):
        return super()._prepare_step() | {
            "contact_id": self.contact_id.id,
            "proactive": False,
            "date_planned": fields.Date.context_today(self),
            "reason": self.summary,
            "talking_points": self.comment,
        }

    def _prepare_case(self):
        words = [self.summary, self.comment]
        return {
            "customer_id": self.customer_id.id,
            "contact_id": self.contact_id.id,
            "kind": "complaint",
            "channel": "other",
            "name": self.name,
            "description": plaintext2html("\n".join(filter(None, words))),
        }

    def _ask_closing(self, state, title):
        self.ensure_one()
        self._check_step("working")
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "keqin.recovery.close",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_recovery_id": self.id, "default_state": state},
        }

    # what is asked for
    def _check_step(self, *states):
        """The owner and leads take steps; the record rules come first."""
        self.check_access("write")
        others = self.filtered(lambda recovery: not recovery.may_step)
        if others and not self.env.su:
            raise AccessError(
                self.env._(
                    "%(recovery)s is owned by %(owner)s. Only the owner or a lead can "
                    "say what became of it.",
                    recovery=others[0].display_name,
                    owner=others[0].user_id.name or self.env._("nobody yet"),
                )
            )
        self._check_state(*states)

    def _check_told(self, cause, result):
        for recovery in self:
            if not cause:
                raise UserError(
                    self.env._(
                        "Why were they dissatisfied? Choose the cause of %s before it "
                        "is closed.",
                        recovery.display_name,
                    )
                )
            if not (result or "").strip():
                raise UserError(
                    self.env._(
                        "What became of %s? Write the result before it is closed.",
                        recovery.display_name,
                    )
                )

    def _check_steps_done(self, reason):
        if (reason or "").strip():
            return
        idle = self.filtered(lambda recovery: not recovery._has_step_done())
        if idle:
            raise UserError(
                self.env._(
                    "No step of %s is done yet. Log what was done, or say why nothing "
                    "had to be done.",
                    idle[0].display_name,
                )
            )

    def _has_step_done(self):
        """Something was done for the customer: an activity, or a case settled."""
        self.ensure_one()
        # sudo: that it is settled counts, also for who may not read the case
        return bool(self.step_done_count) or self.sudo().case_id.state in _SETTLED
