from odoo import fields, models

from ..tools import recovery as pairing


class KeqinRecovery(models.Model):
    """The same person is asked again what was answered badly, and before is set beside
    after, question by question (R112).

    Unhappy still, the recovery is opened again: no second one beside it.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a recovery is, how it moves, asking again
    _inherit = "keqin.recovery"

    # ask
    def _plan_reask(self):
        """Invite who was won back, some time from now; say why where nobody is."""
        for recovery in self:
            obstacle = recovery._obstacle_to_reask()
            if obstacle:
                recovery._message_log(body=obstacle)
            else:
                recovery._invite_again()

    def _obstacle_to_reask(self):
        """:return: why nobody is asked again, as text, if so"""
        if not self.company_id.keqin_reask_days:
            return self.env._("Nobody is asked again: the company does not want it.")
        if not self.contact_id:
            return self.env._("Nobody is asked again: who said it is not known.")
        if not self._questions_to_repeat():
            return self.env._(
                "Nobody is asked again: it was not said in a questionnaire that is "
                "still in use. Ask in person."
            )
        return None

    def _invite_again(self):
        questions = self._questions_to_repeat()
        survey = questions.survey_id[:1]
        days = self.company_id.keqin_reask_days
        # sudo: invitations are made by rules; this one follows from the closing
        asked = self.env["keqin.survey.invitation"].sudo()
        asked = asked._ask(
            {self.customer_id.sudo(): self.contact_id.sudo()},
            survey,
            send_on=fields.Datetime.add(self.closed_on, days=days),
            ignore_gap=True,
            question_ids=(questions & survey.question_ids).ids,
            recovery_id=self.id,
        )
        for invitation in asked.filtered(lambda it: it.state == "left_out"):
            reasons = asked._fields["reason"]._description_selection(self.env)
            reason = dict(reasons)[invitation.reason]
            text = self.env._("Nobody is asked again: %s. Ask in person.", reason)
            self._message_log(body=text)

    def _questions_to_repeat(self):
        """What was answered badly last, and what decides whether it is asked at all."""
        latest = {}
        # sudo: questionnaires are not read by account managers; only linked here
        opinions = self.sudo().feedback_ids
        for opinion in opinions.sorted(lambda said: (said.answered_on, said.id)):
            latest[opinion._question_key()] = opinion
        bad = opinions.browse().concat(*latest.values())._unhappy()
        questions = bad.question_id
        questions = questions.filtered(lambda question: question.survey_id.active)
        while triggers := questions.triggering_question_ids - questions:
            questions |= triggers
        return questions

    def _cancel_reask(self):
        """Nobody is asked about what is being worked on again."""
        # sudo: invitations are made and withdrawn by rules
        waiting = self.sudo().invitation_ids.filtered(lambda i: i.state == "waiting")
        waiting.unlink()

    # compare
    def _on_answered_again(self, opinions, before):
        """What a person says when asked again: compare, tell, and go on if need be.

        :param opinions: those recorded now
        :param before: dict of the ids of those known before to their sentiment then
        """
        recovery = self._in_own_language()
        recovery._pair_answers()
        recovery.again_on = max(recovery.said_again_ids.mapped("answered_on"))
        if opinions._newly(before):
            recovery._on_still_unhappy()
        elif any(opinion.id not in before for opinion in opinions):
            recovery._tell_again()

    def _on_still_unhappy(self):
        if self.state == "done":
            self._reopen(self.env._("Asked again, the customer is still dissatisfied"))
        self._tell_still_unhappy()

    def _pair_answers(self):
        """Set beside each dissatisfied answer the last one to the same question."""
        for recovery in self:
            again = {}
            for opinion in recovery.said_again_ids.sorted(
                lambda said: (said.answered_on, said.id)
            ):
                again[opinion._question_key()] = opinion
            pairs = []
            for first in recovery.said_ids._unhappy():
                first.again_id = again.get(first._question_key(), False)
                if first.again_id:
                    pairs.append(first._as_pair())
            recovery._keep_change(pairs)

    def _keep_change(self, pairs):
        before, after = pairing.levels(pairs) or (False, False)
        self.write(
            {
                "level_before": before,
                "level_after": after,
                "level_change": pairs and round(after - before, 4),
                "change": pairing.change(pairs) or False,
            }
        )

    def _tell_again(self):
        """A note of what came back, and to the owner as a message."""
        changes = dict(self._fields["change"]._description_selection(self.env))
        body = self.env._(
            "Asked again, the customer answered: %s",
            changes.get(self.change, self.env._("about something else")),
        )
        people = self.user_id.filtered("active").partner_id
        self.message_post(
            body=body, subtype_xmlid="mail.mt_note", partner_ids=people.ids
        )
