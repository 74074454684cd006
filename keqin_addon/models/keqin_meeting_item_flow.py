from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import html_escape

_TODO = "keqin_addon.mail_activity_type_meeting_item"


class KeqinMeetingItem(models.Model):
    """Decided by leads in the meeting, done by its owner, or taken up again (R154)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what an item is, how it moves
    _inherit = "keqin.meeting.item"

    def action_decide(self):
        """Decided as entered: what, who, until when.

        :raises AccessError: no lead
        :raises UserError: one of the three is missing
        """
        self._check_lead_step("undecided")
        self._check_in_session()
        self._check_complete()
        self._decide()
        return True

    def action_keep(self):
        """Owner and day stay as proposed: decided for all that have both."""
        self._check_lead_step("undecided")
        self._check_in_session()
        for item in self.filtered(lambda it: not (it.decision or "").strip()):
            # sudo: what the button says
            item.sudo().decision = self.env._("Goes on as planned.")
        self._check_complete()
        self._decide()
        return True

    def action_undecide(self):
        """Decide anew, as long as the meeting goes on and nothing followed."""
        self._check_lead_step("decided", "dropped", "carried")
        self._check_in_session()
        made = self.filtered(
            lambda it: it.improvement_id or it.promise_id or it.task_id
        )
        if made:
            raise UserError(
                self.env._(
                    "What was decided on %s is on its way. Change it there, or drop "
                    "the item.",
                    made[0].name,
                )
            )
        self._todo().unlink()
        self._step("undecided", decided_on=False, decided_by_id=False, reason=False)
        return True

    def action_done(self):
        """Its owner has done it, or a lead says so."""
        self._check_owner()
        self._check_state("decided")
        self._todo().action_feedback()
        self._step("done", done_on=fields.Date.context_today(self))
        return True

    def action_undo(self):
        """It is not done after all."""
        self._check_owner()
        self._check_state("done")
        self._step("decided", done_on=False)
        self._deliver()
        return True

    def action_carry(self, reason=None):
        """The next meeting of its kind takes it up.

        :param reason: without one it is asked for
        """
        return self._set_aside("carried", reason)

    def action_drop(self, reason=None):
        """Nothing is done about it; nobody says so without a reason."""
        return self._set_aside("dropped", reason)

    def action_open_follow_up(self):
        """Open what was made of it."""
        self.ensure_one()
        made = self.improvement_id or self.promise_id or self.task_id
        return made and made._get_records_action()

    # business methods
    def _decide(self):
        today = fields.Date.context_today(self)
        for item in self:
            made = item._make_follow_up() if not item._has_follow_up() else {}
            item._step("decided", decided_on=today, decided_by_id=self.env.uid, **made)
        # sudo: taken up here, it is no longer open there
        before = self.sudo().previous_item_id
        before = before.filtered(lambda it: it.state == "decided")
        before._todo().unlink()
        before._step("carried", reason=self.env._("Taken up again"))
        self._deliver()

    def _has_follow_up(self):
        # sudo: whether there is one, whoever may read it
        item = self.sudo()
        return bool(item.improvement_id or item.promise_id or item.task_id)

    def _make_follow_up(self):
        """With the rights of who decides.

        :return: dict of the field that keeps it, empty for a plain to-do
        """
        makers = {
            "improvement": self._make_improvement,
            "promise": self._make_promise,
            "task": self._make_task,
        }
        maker = makers.get(self.follow_up)
        return maker() if maker else {}

    def _make_improvement(self):
        measure = self.env["keqin.improvement"]._make_improvement(
            {
                "name": self.decision.splitlines()[0][:200],
                "problem": self.name,
                "source": "meeting",
                "company_id": self.company_id.id,
                "user_id": self.user_id.id,
                "date_due": self.date_due,
                "meeting_id": self.meeting_id.id,
            }
        )
        return {"improvement_id": measure.id}

    def _make_promise(self):
        if not self.customer_id:
            raise UserError(
                self.env._(
                    "%s names no customer to promise it to. Enter the customer, or "
                    "choose another follow-up.",
                    self.name,
                )
            )
        promise = self.env["keqin.promise"].create(
            {
                "name": self.decision.splitlines()[0][:200],
                "customer_id": self.customer_id.id,
                "user_id": self.user_id.id,
                "department": self._department(),
                "due_on": self.date_due,
            }
        )
        return {"promise_id": promise.id}

    def _make_task(self):
        if self.res_model != "keqin.case":
            raise UserError(
                self.env._("%s is about no case. Choose another follow-up.", self.name)
            )
        task = self.env["keqin.case.task"].create(
            {
                "name": self.decision.splitlines()[0][:200],
                "description": html_escape(self.decision),
                "case_id": self.res_id,
                "user_id": self.user_id.id,
                "department": self._department(),
            }
        )
        return {"task_id": task.id}

    def _department(self):
        """That of the owner in the operation team; service by default."""
        team = self.env["keqin.operation.team"]._of(self.company_id)
        mine = team.member_ids.filtered(lambda it: it.user_id == self.user_id)
        return mine[:1].department or "service"

    def _set_aside(self, state, reason):
        self._check_lead_step("undecided", "decided")
        if not (reason or "").strip():
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Why?"),
                "res_model": "keqin.meeting.reason",
                "views": [(False, "form")],
                "target": "new",
                "context": {"default_item_ids": self.ids, "default_step": state},
            }
        self._todo().unlink()
        self._step(state, reason=reason.strip())
        return True

    def _check_lead_step(self, *states):
        self._check_step(*states)
        if not self.env["keqin.meeting"]._is_lead():
            raise AccessError(
                self.env._(
                    "Leads record what was decided on %s. Ask the chair.", self[0].name
                )
            )

    def _check_in_session(self):
        other = self.meeting_id.filtered(lambda meeting: meeting.state != "open")
        if other:
            raise UserError(
                self.env._(
                    "%s is not in session: start it, then decide.", other[0].name
                )
            )

    def _check_complete(self):
        for item in self:
            decided = (item.decision or "").strip()
            if not (decided and item.user_id and item.date_due):
                raise UserError(
                    self.env._(
                        "%s needs a decision, one owner and a day. Or carry it over, "
                        "or drop it.",
                        item.name,
                    )
                )

    def _check_owner(self):
        """:raises AccessError: neither its owner nor a lead"""
        self.check_access("read")
        others = self.filtered(lambda item: item.user_id != self.env.user)
        if others and not self.env["keqin.meeting"]._is_lead():
            raise AccessError(
                self.env._(
                    "%(item)s is done by %(person)s, who says when it is.",
                    item=others[0].name,
                    person=others[0].user_id.name,
                )
            )

    # who is told
    def _deliver(self):
        """On the list of its owner until it is done."""
        self._todo().unlink()
        for item in self.filtered(lambda it: it.state == "decided"):
            if item._has_follow_up():  # which has a to-do of its own
                continue
            # sudo: the owner's list is not ours to read; the item is
            item.sudo().activity_schedule(
                _TODO,
                date_deadline=item.date_due,
                summary=item.decision.splitlines()[0],
                user_id=item.user_id.id,
            )

    def _todo(self):
        # sudo: to-dos of the item, on whose list they are
        return self.sudo().activity_search([_TODO], only_automated=True)
