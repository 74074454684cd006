from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import is_html_empty

_TO_ANSWER = "keqin_addon.mail_activity_type_need_answer"
_TO_FOLLOW = "keqin_addon.mail_activity_type_need"


class KeqinNeed(models.Model):
    """Captured, analysed, handed over, answered, closed; in order (R095, R096).

    Those who may write the need take its steps. The answer is given by who was asked
    for it, and by nobody else: no department answers for another one.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a need is, how it moves, what comes of it
    _inherit = "keqin.need"

    def action_analyse(self):
        """It is understood: what was written down says so.

        :raises ValidationError: without an analysis
        """
        self.check_access("write")
        self._check_state("captured")
        self._require_analysis()
        self._step("analysed")
        return True

    def action_hand_over(self):
        """Ask which department, and who there, has to answer."""
        self.ensure_one()
        self.check_access("write")
        self._check_state("analysed", "handed_over")
        return self._ask("keqin.need.handover", self.env._("Hand Over"))

    def action_answer(self):
        """Ask the receiver what comes of it."""
        self.ensure_one()
        self._check_receiver()
        self._check_state("handed_over")
        return self._ask("keqin.need.answer", self.env._("Answer"))

    def action_accept(self):
        """The receiver takes it on, in one tap."""
        return self._answer("accepted")

    def action_note_answer(self):
        """The owner has taken note of the answer."""
        self.check_access("write")
        self._check_state("handed_over")
        if not all(self.mapped("verdict")):
            raise UserError(
                self.env._(
                    "%s is not answered yet.",
                    ", ".join(self.filtered(lambda n: not n.verdict).mapped("name")),
                )
            )
        self._step("handed_over", acknowledged_on=fields.Date.context_today(self))
        return True

    def action_close(self):
        """Ask what became of it."""
        self.check_access("write")
        self._check_state("captured", "analysed", "handed_over")
        return self._ask("keqin.need.close", self.env._("Close"))

    def action_reopen(self):
        """Back to where it was before it was closed."""
        self.check_access("write")
        self._check_state("closed")
        for need in self:
            state = "captured" if is_html_empty(need.analysis) else "analysed"
            if need.receiver_id:
                state = "handed_over"
            need._step(state, result=False, closed_on=False)
        self._deliver()
        return True

    def _hand_over(self, department, receiver, note=None, answer_by=None):
        """Give it to a department; an earlier answer makes room for the new one.

        :param receiver: who answers, a user that may open needs
        :param answer_by: date, in a week by default
        :param note: Markup or text for the receiver
        """
        self.check_access("write")
        self._check_state("analysed", "handed_over")
        self._require_analysis()
        allowed = receiver.filtered_domain(self.env["keqin.promise"]._domain_owner())
        if not allowed.active:
            raise UserError(
                self.env._(
                    "%s cannot open needs. Choose a colleague with a role in customer "
                    "care.",
                    receiver.name,
                )
            )
        self._step(
            "handed_over",
            department=department,
            receiver_id=receiver.id,
            answer_by=answer_by or self._answer_default(),
            verdict=False,
            answer=False,
            answered_on=False,
            planned_on=False,
            acknowledged_on=False,
        )
        # sudo: whom the rule lets read it from now on hears what is said of it
        self.sudo().message_subscribe(receiver.partner_id.ids)
        for need in self.browse() if is_html_empty(note) else self:
            need.message_post(body=note, partner_ids=receiver.partner_id.ids)
        self._deliver()

    def _answer(self, verdict, answer=False, planned_on=False):
        """What the receiver says comes of it; owner and account manager hear it.

        :raises UserError: planned without a day, rejected without a reason
        """
        self._check_receiver()
        self._check_state("handed_over")
        if verdict == "planned" and not planned_on:
            raise UserError(self.env._("For when is it planned? Fill in the day."))
        if verdict == "rejected" and is_html_empty(answer):
            raise UserError(
                self.env._("Why not? The customer is told, so give the reason.")
            )
        self._step(
            "handed_over",
            verdict=verdict,
            answer=answer,
            answered_on=fields.Datetime.now(),
            planned_on=planned_on if verdict == "planned" else False,
            acknowledged_on=False,
        )
        self._tell_answer()
        return True

    def _close(self, result, note=None):
        """:raises UserError: met or not met, but nobody has analysed it"""
        self.check_access("write")
        self._check_state("captured", "analysed", "handed_over")
        if result != "gone":
            self._require_analysis()
        today = fields.Date.context_today(self)
        self._step("closed", result=result, closed_on=today)
        for need in self.browse() if is_html_empty(note) else self:
            need.message_post(body=note)
        self._deliver()

    def _step(self, state, **stamps):
        self._touch()
        done = super()._step(state, **stamps)
        self._follow_reminder().unlink()
        return done

    def _tell_answer(self):
        """The answer goes back to whom the customer belongs (R096)."""
        # sudo: the receiver only reads the need; what is posted is the answer
        labels = dict(self._fields["verdict"]._description_selection(self.env))
        for need in self.sudo():
            people = (need.user_id | need.manager_id) - self.env.user
            title = Markup("<p><b>%s</b></p>") % labels[need.verdict]
            need.message_post(
                body=title + (need.answer or Markup()),
                partner_ids=people.partner_id.ids,
            )
            need.activity_schedule(
                _TO_FOLLOW,
                summary=need.with_context(lang=need.user_id.lang).env._("Answered"),
                user_id=need.user_id.id,
            )
        self._to_answer().action_feedback()

    def _deliver(self):
        """Put what waits for an answer on the list of who has to give it."""
        self._to_answer().unlink()
        # sudo: the list of the other one is not ours to read; the need is
        waiting = self.sudo().filtered(
            lambda need: need.state == "handed_over" and not need.verdict
        )
        for need in waiting:
            need.activity_schedule(
                _TO_ANSWER,
                date_deadline=need.answer_by,
                summary=need.name,
                user_id=need.receiver_id.id,
            )

    @api.model
    def _answer_default(self):
        return fields.Date.add(fields.Date.context_today(self), weeks=1)

    def _to_answer(self):
        # sudo: reminders of the need, on whose list they are
        return self.sudo().activity_search([_TO_ANSWER], only_automated=True)

    def _follow_reminder(self):
        # sudo: reminders of the need, on whose list they are
        return self.sudo().activity_search([_TO_FOLLOW], only_automated=True)

    def _ask(self, model, title):
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_need_ids": self.ids},
        }

    def _check_receiver(self):
        self.check_access("read")
        others = self.filtered(lambda need: not need.is_receiver)
        if others and not self.env.su:
            receiver = others[0].receiver_id.name
            raise AccessError(
                self.env._(
                    "%(need)s is answered by %(person)s. Hand it over to somebody else "
                    "if that is wrong.",
                    need=others[0].name,
                    person=receiver or self.env._("nobody yet"),
                )
            )
