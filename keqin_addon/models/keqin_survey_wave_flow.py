from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError


class KeqinSurveyWave(models.Model):
    """Draft, running, closed; service launches and closes (R100, R191)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a wave is, its flow, whom it asks, what came of it
    _inherit = "keqin.survey.wave"

    def action_launch(self):
        """Ask everybody in the audience, from the wave's first day on.

        Who that is, is found out on that day; mails go out in batches, by the
        scheduled action, which is called at once.

        :raises UserError: when the questionnaire or the dates do not allow it
        """
        self._check_editor()
        self._check_state("draft")
        for wave in self:
            wave._check_survey()
            wave._check_days()
        self._launch()
        self.env["keqin.survey.invitation"]._send_soon()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_close(self):
        """End it before its last day: who has not answered cannot any more."""
        self._check_editor()
        self._check_state("running")
        self._close()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_cancel(self):
        """Not to be sent after all; possible until the first mail is."""
        self._check_editor()
        self._check_state("draft", "running")
        # sudo: all invitations, whoever may see them; only whether there are any
        sent = self.sudo().invitation_ids.filtered("sent_on").wave_id
        if sent:
            raise UserError(
                self.env._(
                    "%s has been sent to people already. Close it instead.",
                    ", ".join(sent.mapped("name")),
                )
            )
        # sudo: nobody writes the state; who may take the step was checked before
        waves = self.sudo()
        waves.invitation_ids.unlink()
        waves.write({"state": "cancelled", "prepared_on": False})
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_draft(self):
        """Take a cancelled wave up again."""
        self._check_editor()
        self._check_state("cancelled")
        # sudo: nobody writes the state; who may take the step was checked before
        self.sudo().write({"state": "draft", "launched_on": False})

    def _launch(self):
        """Set out; the steps were checked before."""
        for wave in self:
            days = wave.company_id.keqin_survey_open_days
            # sudo: nobody writes the state; who may take the step was checked before
            wave.sudo().write(
                {
                    "state": "running",
                    "launched_on": fields.Datetime.now(),
                    "date_end": wave.date_end or wave.date_start + timedelta(days=days),
                }
            )

    def _close(self):
        """Ended: those still to be asked are not asked, open answers are refused."""
        now = fields.Datetime.now()
        # sudo: nobody writes state and invitations; who may close was checked before
        for wave in self.sudo():
            by_state = wave.invitation_ids.grouped("state")
            sent = by_state.get("sent", wave.invitation_ids.browse())
            sent.user_input_id.filtered(
                lambda answer: not answer.deadline or answer.deadline > now
            ).write({"deadline": now})
            sent.filtered(lambda i: not i.deadline or i.deadline > now).write(
                {"deadline": now}
            )
            sent.write({"state": "expired"})
            waiting = by_state.get("waiting", wave.invitation_ids.browse())
            waiting.write({"state": "left_out", "reason": "withdrawn"})
            wave.write({"state": "closed", "closed_on": now})

    def _check_editor(self):
        """Service and the administrator of the standard: who may write waves."""
        self.check_access("write")

    def _check_state(self, *states):
        wrong = self.filtered(lambda wave: wave.state not in states)
        if wrong:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(wave)s is %(state)s. Reload the page to see it.",
                    wave=wrong[0].name,
                    state=labels[wrong[0].state],
                )
            )

    def _check_survey(self):
        """People are asked by name, about what we measure.

        :raises UserError: when the questionnaire cannot do that
        """
        # sudo: questionnaires may be closed to who launches; only these facts are read
        self.survey_id.sudo()._check_keqin_ready()

    def _check_days(self):
        today = self.company_id._keqin_today()[self.company_id]
        if self.date_end and self.date_end < today:
            raise UserError(
                self.env._(
                    "%s would be over already. Give it a later last day.", self.name
                )
            )
