from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import is_html_empty

from .keqin_case import CASE_LEADS
from .keqin_case_task import OPEN, WORKING

# Coordinates every case, whoever asked (R195).
_COORDINATORS = f"{CASE_LEADS},keqin_addon.group_keqin_service"
# After so many owners a lead hears of it: nobody passes the buck (R155).
MANY_TRANSFERS = 2


class KeqinCaseTask(models.Model):
    """How a routed task moves: accepted, planned, rejected, answered (R094, R096)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a task is, its flow, who is told
    _inherit = "keqin.case.task"

    may_ask = fields.Boolean(compute="_compute_may", help="Asked for it, or service.")
    may_answer = fields.Boolean(compute="_compute_may", help="Owns it now, or a lead.")

    @api.depends("state", "user_id", "requested_by_id")
    @api.depends_context("uid")
    def _compute_may(self):
        """What the screen offers; each step checks for itself."""
        user = self.env.user
        coordinates = user.has_groups(_COORDINATORS)
        leads = user.has_groups(CASE_LEADS)
        for task in self:
            asked = coordinates or task.requested_by_id == user
            owned = leads or task.user_id == user
            task.may_ask = asked
            task.may_answer = (
                task.state in WORKING and owned or task.state == "rejected" and asked
            )

    def action_accept(self):
        """The owner takes it on."""
        self._check_owner()
        self._check_state("new")
        self._step("accepted")
        self._tell_case(self.env._("Accepted"))

    def action_plan(self, planned_on=None):
        """The owner says when; asks for the day when called without one.

        :param planned_on: a date, today or later
        """
        self._check_owner()
        self._check_state(*WORKING)
        if not planned_on:
            return self._ask("plan")
        planned_on = fields.Date.to_date(planned_on)
        if planned_on < fields.Date.context_today(self):
            raise UserError(
                self.env._("%s is planned for today or later.", self[:1].name)
            )
        self._step("planned", planned_on=planned_on)
        self._tell_case(self.env._("Planned for %s", planned_on))

    def action_reject(self, reason=None):
        """Not ours, or not possible: back to who asked, never without a reason."""
        self._check_owner()
        self._check_state(*WORKING)
        if not (reason or "").strip():
            return self._ask("reject")
        self._step("rejected", reason=reason.strip(), planned_on=False)
        self._tell_case(self.env._("Rejected"), reason, notify=True)

    def action_answer(self, answer=None):
        """Answered; a rejected one by who asked.

        :param answer: HTML; by default what was written on the task
        """
        self._check_answerer()
        if answer:
            self.answer = answer
        empty = self.filtered(lambda task: is_html_empty(task.answer))
        if empty:
            raise UserError(self.env._("Write the answer to %s first.", empty[0].name))
        self._step("answered", answered_on=fields.Datetime.now())
        for task in self:
            task._tell_case(self.env._("Answered"), task.answer, notify=True)

    def action_cancel(self):
        """No longer needed, says who asked."""
        self._check_asker()
        self._check_state(*OPEN)
        self._step("cancelled")
        self._tell_case(self.env._("Cancelled"))

    def action_reopen(self, reason=None):
        """Ask the same person again, and say what is missing."""
        self._check_asker()
        self._check_state("answered", "rejected", "cancelled")
        self._check_case_open()
        if not (reason or "").strip():
            return self._ask("reopen")
        self._step("new", reason=reason.strip(), answered_on=False, planned_on=False)
        self._tell_owner(reason)
        self._tell_case(self.env._("Asked again"), reason)

    def action_transfer(self, user_id=None, reason=None, department=None):
        """Give it to another owner, who accepts it anew; counted, and logged with why.

        :param user_id: id of the new owner; asked for when missing, as is the reason
        :param department: of the new owner, when that changes too
        """
        self._check_may_transfer()
        self._check_state(*OPEN)
        if not (user_id and (reason or "").strip()):
            return self._ask("transfer")
        self._check_other_owner(user_id)
        before = {task: task.user_id for task in self}
        vals = {"user_id": user_id, "planned_on": False, "reason": reason.strip()}
        self._step("new", **vals, **({"department": department} if department else {}))
        for task, owner in before.items():
            task._tell_transferred(owner, reason)

    def _step(self, state, **stamps):
        # sudo: nobody writes the state; who may take the step was checked before
        self.sudo().write({"state": state, **stamps})

    def _ask(self, step):
        """The dialog that asks for a day, a reason or a person."""
        titles = {
            "plan": self.env._("Planned for when?"),
            "reject": self.env._("Why not?"),
            "reopen": self.env._("What is missing?"),
            "transfer": self.env._("Transfer"),
        }
        return {
            "type": "ir.actions.act_window",
            "name": titles[step],
            "res_model": "keqin.case.route.step",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_task_ids": self.ids, "default_step": step},
        }

    # who
    def _check_owner(self):
        self._check_one_of(
            self.filtered(lambda task: task.user_id == self.env.user),
            CASE_LEADS,
            self.env._("Only its owner or a lead of service can do this."),
        )

    def _check_asker(self):
        self._check_one_of(
            self.filtered(lambda task: task.requested_by_id == self.env.user),
            _COORDINATORS,
            self.env._("Only who asked for it, or service, can do this."),
        )

    def _check_answerer(self):
        """What was rejected is answered by who asked, everything else by its owner."""
        self._check_state(*OPEN)
        rejected = self.filtered(lambda task: task.state == "rejected")
        rejected._check_asker()
        (self - rejected)._check_owner()

    def _check_may_transfer(self):
        """The owner while it is his, and who asked; not who has rejected it."""
        user = self.env.user
        self._check_one_of(
            self.filtered(
                lambda task: (
                    task.requested_by_id == user
                    or (task.user_id == user and task.state != "rejected")
                )
            ),
            _COORDINATORS,
            self.env._("Only its owner, who asked for it, or service can do this."),
        )

    def _check_one_of(self, own, groups, message):
        self.check_access("write")
        others = self - own
        if others and not (self.env.su or self.env.user.has_groups(groups)):
            message = f"{others[0].name}: {message}"
            raise AccessError(message)

    @api.model
    def _known(self, user_id):
        return self.env["res.users"].browse(user_id).exists()

    def _check_other_owner(self, user_id):
        same = self.filtered(lambda task: task.user_id.id == user_id)
        if same or not self._known(user_id):
            raise UserError(
                self.env._(
                    "%s needs another owner than the one who has it. Choose one.",
                    ", ".join((same or self).mapped("name")),
                )
            )

    def _check_state(self, *states):
        wrong = self.filtered(lambda task: task.state not in states)
        if wrong:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(task)s is already %(state)s. Reload the page to see it.",
                    task=wrong[0].name,
                    state=labels[wrong[0].state],
                )
            )
