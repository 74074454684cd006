import logging

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import mute_logger, split_every
from odoo.tools.date_utils import relativedelta

from ..tools.period_text import period_text

_logger = logging.getLogger(__name__)
_BATCH = 500
_STEPS = {
    "quarter": (relativedelta(months=3), "yQQQ"),
    "half_year": (relativedelta(months=6), "yMMMM"),
    "year": (relativedelta(years=1), "y"),
}


class KeqinSurveyWave(models.Model):
    """What ``cron_wave`` does: successors, whom to ask, mails, reminders, the end.

    Safe to run twice, on two servers, and to be killed: each batch is committed with
    what it created. Who is in a wave already is not added again, what is sent no longer
    waits, and a wave has one successor; the database guarantees each of it.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a wave is, its flow, whom it asks, what came of it
    _inherit = "keqin.survey.wave"

    @api.model
    def _cron_wave(self):
        self._repeat_due()
        if self._prepare_due() and self.env["keqin.survey.invitation"]._send_due():
            self._close_due()

    # the successor
    @api.model
    def _repeat_due(self):
        """Make and launch the next wave of each that repeats, once its day is there."""
        waves = self.search(
            [("repeat", "!=", False), ("state", "in", ("running", "closed"))]
        )
        followed = self.with_context(active_test=False).search(
            [("previous_id", "in", waves.ids)]
        )
        today = waves.company_id._keqin_today()
        for wave in waves - followed.previous_id:
            start = wave._next_start(today[wave.company_id])
            if start <= today[wave.company_id]:
                wave._repeat(start)

    def _next_start(self, today):
        """The first day of the next wave; of several that were missed the last one."""
        step, _skeleton = _STEPS[self.repeat]
        count = 1
        while self.date_start + step * (count + 1) <= today:
            count += 1
        return self.date_start + step * count

    def _repeat(self, start):
        """Copy the wave for the next period; never twice, whoever else is at it."""
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                wave = self.copy(self._prepare_successor(start))
        except psycopg2.errors.UniqueViolation:
            _logger.info("%s has its successor already", self.name)
            return self.browse()
        try:
            wave._check_survey()
        except UserError as error:
            # left as a draft: its people see what is wrong with it
            wave.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=wave.name,
                note=str(error),
                user_id=wave.user_id.id,
            )
            return wave
        wave._launch()
        return wave

    def _prepare_successor(self, start):
        first = self
        while first.previous_id:
            first = first.previous_id
        _step, skeleton = _STEPS[self.repeat]
        lang = self.user_id.lang or self.env.lang or "en_US"
        length = self.date_end and self.date_end - self.date_start
        return {
            "name": f"{first.name}, {period_text(start, skeleton, lang)}",
            "previous_id": self.id,
            "filter_user_id": self.filter_user_id.id,
            "date_start": start,
            "date_end": length and start + length,
        }

    # whom to ask
    @api.model
    def _prepare_due(self):
        """Note who is asked and who is not, for waves whose first day is there.

        :return: False when a scheduled run has to stop before the end
        """
        waves = self.search([("state", "=", "running"), ("prepared_on", "=", False)])
        today = waves.company_id._keqin_today()
        due = waves.filtered(lambda wave: wave.date_start <= today[wave.company_id])
        return all(wave._prepare() for wave in due)

    def _prepare(self):
        """Note the people of one wave, customer by customer, in batches.

        :return: False when a scheduled run has to stop before the end
        """
        left = self._customers_to_note()
        for ids in split_every(_BATCH, left):
            if not self._take():
                return True  # another server is at it
            if not self._note_batch(ids):
                return True  # another server was
            left = left[len(ids) :]
            if not self._checkpoint(len(ids), len(left)):
                return False
        if self._take() and not self._customers_to_note():
            self.prepared_on = fields.Datetime.now()
            _logger.info("%s: everybody is noted", self.name)
            return self._checkpoint(0, 0)
        return True

    def _note_batch(self, customer_ids):
        """Note the people of these customers, all of them or none.

        :return: False when another server has noted some since we looked
        """
        customers = self.env["keqin.customer"].browse(customer_ids)
        found, send_on = self._decide(customers), self._send_on()
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self.env["keqin.survey.invitation"]._note(
                    found, self.survey_id, send_on, wave_id=self.id
                )
        except psycopg2.errors.UniqueViolation:
            return False
        return True

    def _customers_to_note(self):
        """Ids of the customers of the audience of whom nobody is in the list yet."""
        noted = self.env["keqin.survey.invitation"]._read_group(
            [("wave_id", "=", self.id)], ["customer_id"]
        )
        known = {customer.id for (customer,) in noted}
        return [id_ for id_ in self._audience().ids if id_ not in known]

    def _send_on(self):
        """From when on its mails may go out, as naive UTC."""
        return max(self._first_moment(), self.launched_on or fields.Datetime.now())

    # the end
    @api.model
    def _close_due(self):
        """Close the waves whose last day is over."""
        now = fields.Datetime.now()
        over = self.search([("state", "=", "running"), ("deadline", "<=", now)])
        for wave in over:
            wave._close()
            wave._checkpoint(1, 0)

    def _take(self):
        """Whether nobody else holds or changed the wave since we look at it; held."""
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint(flush=False):
                return self.try_lock_for_update(allow_referencing=True)
        except psycopg2.errors.SerializationFailure:
            return self.browse()

    @api.model
    def _checkpoint(self, processed, left):
        """Commit a batch of a scheduled run; False when its time is over."""
        self.env.flush_all()
        time_left = True
        if self.env.context.get("cron_id"):
            cron = self.env["ir.cron"]
            time_left = cron._commit_progress(processed, remaining=left)
        self.env.invalidate_all()
        return bool(time_left or not left)
