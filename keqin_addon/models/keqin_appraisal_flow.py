from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from .keqin_evaluation import EXECUTIVE

SCORE = "keqin_addon.mail_activity_type_appraisal_score"
READ = "keqin_addon.mail_activity_type_appraisal_read"
CLOSE = "keqin_addon.mail_activity_type_appraisal_close"
# So long an employee has for reading and commenting.
DAYS_TO_READ = 7


class KeqinEvaluation(models.Model):
    """An appraisal: judged, read and commented by the employee, closed (R140, R143)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: see `keqin_evaluation_figures`
    _inherit = "keqin.evaluation"

    handed_over_on = fields.Date("Shown to the employee on", readonly=True, copy=False)
    employee_read_on = fields.Date("Read on", readonly=True, copy=False)

    # actions
    def action_hand_over(self):
        """The employee may read it: figures and judgements stay from now on.

        :raises AccessError: neither the appraiser nor an executive, or one's own
        :raises UserError: a judgement is missing
        """
        self._check_appraisal_step("draft")
        self.filtered(lambda record: not record.computed_on)._compute_figures()
        for record in self:
            record.line_ids._check_mix(record.name)
            record._check_judged()
        self._step("input", handed_over_on=fields.Date.context_today(self))
        # sudo: to-dos of others follow from the step
        self.sudo()._settle([SCORE])
        self.sudo()._wait_for(READ, lambda record: record.user_id)
        return True

    def action_read(self):
        """The employee has read it, and said what there is to say.

        :raises AccessError: anybody else
        """
        self._check_step("input")
        if self.user_id - self.env.user or self._own():
            raise AccessError(
                self.env._("The employee confirms having read the appraisal.")
            )
        self._step("review", employee_read_on=fields.Date.context_today(self))
        self._wait_for_close()
        return True

    def action_go_on(self):
        """Go on without a word of the employee, who had time to read it.

        :raises UserError: there is still time
        """
        self._check_appraisal_step("input")
        today = fields.Date.context_today(self)
        for record in self:
            until = record.handed_over_on + timedelta(days=DAYS_TO_READ)
            if until > today:
                raise UserError(
                    self.env._(
                        "%(name)s has until %(date)s to read it.",
                        name=record.user_id.name,
                        date=format_date(self.env, until),
                    )
                )
            record._message_log(
                body=self.env._("Went on: the employee did not confirm to have read it")
            )
        self._step("review")
        self._wait_for_close()
        return True

    def action_close_appraisal(self):
        """Executives close it; the reward comes after.

        :raises AccessError: no executive, or one's own
        """
        self._check_appraisal_step("review")
        self._check_executive()
        today = fields.Date.context_today(self)
        self._step("closed", closed_on=today, closed_by_id=self.env.uid)
        # sudo: to-dos of others follow from the step
        self.sudo()._settle([CLOSE])
        return True

    def action_reopen(self, reason=None):
        """Appraisals, too, are opened again by executives: of others (R191)."""
        appraisals = self - self._own()
        if not appraisals:
            return super().action_reopen(reason)
        appraisals._check_appraisal_step("input", "review", "closed")
        self._check_executive()
        done = self._open_again(reason)
        if done is True:
            # sudo: to-dos of others follow from the step
            appraisals.sudo()._settle([READ, CLOSE])
        return done

    # business methods
    def _check_appraisal_step(self, *states):
        """As `_check_step`: by the appraiser or an executive, never by oneself."""
        self._check_step(*states)
        user = self.env.user
        decides = self.env.su or user.has_group(EXECUTIVE)
        for record in self:
            allowed = decides or record.appraiser_id == user
            own = record.user_id == user and not self.env.su
            if record.scope != "employee" or own or not allowed:
                raise AccessError(
                    self.env._(
                        "This step of %s is not yours to take: the appraiser judges, "
                        "executives close, and nobody appraises oneself.",
                        record.display_name,
                    )
                )

    def _check_judged(self):
        """:raises UserError: a judgement has no score, or says not why"""
        for line in self.line_ids:
            judged = line.score is not False and (line.comment or "").strip()
            if line.weight and not line.indicator_id and not judged:
                raise UserError(
                    self.env._(
                        "Give %s a score, and say why in the comment.",
                        line.display_name,
                    )
                )

    def _wait_for_close(self):
        # sudo: to-dos of others follow from the step
        self.sudo()._settle([READ])
        self.sudo()._wait_for(
            CLOSE, lambda record: record._executives() - record.user_id
        )
