"""Waves on two servers at once, and killed: with real transactions."""

import threading
from unittest.mock import patch

from odoo import fields
from odoo.fields import Command
from odoo.tools import SQL

from .covers import covers
from .test_grading_concurrency import ConcurrencyCase

ENGINE = "odoo.addons.keqin_addon.models.keqin_care_engine"
WAVES = "odoo.addons.keqin_addon.models.keqin_survey_wave_cron"
# Stands in for a server that dies while it sends: answers and mails of a batch are
# there, and not committed.
VICTIM = """
import sys, time
import odoo.api
from odoo.modules.registry import Registry
from odoo.tools import config

database, wave_id, *options = sys.argv[1:]
config.parse_config([*options, "-d", database, "--no-http", "--log-level=warn"])
registry = Registry(database)
from odoo.addons.keqin_addon.models import keqin_care_engine as module
module._BATCH = 2
real = module.KeqinPlanLine._checkpoint

def checkpoint(self, processed, left):
    sent = self.env["keqin.survey.invitation"].search_count(
        [("wave_id", "=", int(wave_id)), ("state", "=", "sent")]
    )
    if sent == 4:
        self.env.flush_all()
        print("in the middle", flush=True)
        time.sleep(120)
    return real(self, processed, left)

module.KeqinPlanLine._checkpoint = checkpoint
with registry.cursor() as cr:
    env = odoo.api.Environment(cr, odoo.api.SUPERUSER_ID, {"cron_id": 1})
    wave = env["keqin.survey.wave"].browse(int(wave_id))
    wave._prepare()
    env["keqin.survey.invitation"]._send_due()
"""


class WaveServersCase(ConcurrencyCase):
    """A launched wave to seven customers with one person each."""

    def setUp(self):
        super().setUp()
        with self.server() as env:
            for number, customer in enumerate(self.files(env)):
                env["res.partner"].create(
                    {
                        "name": f"Person {number}",
                        "parent_id": customer.partner_id.id,
                        "email": f"person{number}@two.example.com",
                    }
                )
            survey = env["survey.survey"].create(
                {
                    "title": "Two",
                    "access_mode": "token",
                    "question_and_page_ids": [
                        Command.create(
                            {
                                "title": "Recommend?",
                                "question_type": "scale",
                                "keqin_metric": "nps",
                            }
                        )
                    ],
                }
            )
            wave = env["keqin.survey.wave"].create(
                {
                    "name": "Wave of Two",
                    "survey_id": survey.id,
                    "company_id": self.company_id,
                    "people": "all",
                    "repeat": "year",
                    "date_start": fields.Date.today(),
                }
            )
            wave._launch()
            self.wave_id, self.survey_id = wave.id, survey.id

    def clean_up(self):
        with self.server() as env:
            waves = env["keqin.survey.wave"].search(
                [("company_id", "=", self.company_id)], order="id desc"
            )
            answers = waves.invitation_ids.user_input_id
            env["mail.mail"].search(self.of_answers(answers)).unlink()
            env["mail.message"].search(self.of_answers(answers)).unlink()
            people = waves.invitation_ids.contact_id
            waves.launched_on = False
            for wave in waves:
                wave.unlink()
            env["survey.survey"].browse(self.survey_id).unlink()
            people.unlink()
        super().clean_up()

    def of_answers(self, answers):
        return [("model", "=", "survey.user_input"), ("res_id", "in", answers.ids)]

    def wave(self, env):
        return env["keqin.survey.wave"].browse(self.wave_id)

    def run_wave(self, env):
        self.wave(env)._prepare()
        return env["keqin.survey.invitation"]._send_due()

    def assertEverybodyOnce(self):
        with self.server() as env:
            found = env.execute_query(
                SQL(
                    """
                    SELECT COUNT(*), COUNT(DISTINCT i.contact_id),
                           COUNT(DISTINCT i.user_input_id),
                           COUNT(*) FILTER (WHERE i.state = 'sent'),
                           (SELECT COUNT(*) FROM survey_user_input
                             WHERE survey_id = %(survey)s),
                           (SELECT COUNT(*) FROM mail_mail m
                              JOIN mail_message g ON g.id = m.mail_message_id
                              JOIN survey_user_input u ON u.id = g.res_id
                             WHERE g.model = 'survey.user_input'
                               AND u.survey_id = %(survey)s)
                      FROM keqin_survey_invitation i WHERE i.wave_id = %(wave)s
                    """,
                    survey=self.survey_id,
                    wave=self.wave_id,
                )
            )
        self.assertEqual(found, [(7,) * 6])


@covers("R100", "R102")
class TestTwoServersWave(WaveServersCase):
    def test_who_comes_while_another_is_at_it_does_nothing(self):
        with self.server() as first, self.server() as second:
            self.run_wave(first)
            self.run_wave(second)
        self.assertEverybodyOnce()

    def test_who_started_before_and_comes_after_the_other_does_nothing(self):
        with self.server() as second:
            self.assertFalse(self.wave(second).prepared_on)  # its snapshot is taken
            with self.server() as first:
                self.run_wave(first)
            self.run_wave(second)
        self.assertEverybodyOnce()

    def test_a_scheduled_run_with_an_old_view_sends_what_is_left(self):
        with self.server() as env:
            self.wave(env)._prepare()
        with self.server(cron_id=1) as second:
            invitations = second["keqin.survey.invitation"]
            self.assertEqual(
                invitations.search_count([("wave_id", "=", self.wave_id)]), 7
            )
            with self.server() as first, patch(f"{ENGINE}._BATCH", 3):
                found = first["keqin.survey.invitation"].search(
                    [("wave_id", "=", self.wave_id)], limit=3, order="id"
                )
                found._send()
            self.assertTrue(invitations._send_due())
        self.assertEverybodyOnce()

    def test_who_looked_before_another_noted_the_people_leaves_them(self):
        with self.server() as second:
            ids = self.wave(second)._customers_to_note()
            with self.server() as first:
                self.assertTrue(self.wave(first)._note_batch(ids))
            self.assertFalse(self.wave(second)._note_batch(ids))
        with self.server() as env:
            self.run_wave(env)
        self.assertEverybodyOnce()

    def test_many_servers_at_once_end_as_one(self):
        errors = []
        start = threading.Barrier(3)

        def serve():
            try:
                start.wait(timeout=20)
                for _round in range(3):
                    with self.server(cron_id=1) as env:
                        self.run_wave(env)
            except Exception as error:  # noqa: BLE001 any failure is the finding
                errors.append(error)

        with patch(f"{ENGINE}._BATCH", 2), patch(f"{WAVES}._BATCH", 2):
            threads = [threading.Thread(target=serve) for _server in range(3)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        self.assertEqual(errors, [])
        self.assertEverybodyOnce()


@covers("R105")
class TestTwoServersRepeat(WaveServersCase):
    def test_a_successor_is_made_once(self):
        start = fields.Date.add(fields.Date.today(), years=1)
        with self.server() as second:
            self.assertFalse(
                second["keqin.survey.wave"].search_count(
                    [("previous_id", "=", self.wave_id)]
                )
            )
            with self.server() as first:
                self.assertTrue(self.wave(first)._repeat(start))
            self.assertFalse(self.wave(second)._repeat(start))
        with self.server() as env:
            found = env["keqin.survey.wave"].search(
                [("previous_id", "=", self.wave_id)]
            )
            self.assertEqual(len(found), 1)


@covers("R100", "R102")
class TestKilledWave(WaveServersCase):
    def test_killed_after_a_batch_of_people_it_goes_on(self):
        with (
            patch(f"{WAVES}._BATCH", 2),
            self.dying_after(2),
            self.server(cron_id=1) as env,
        ):
            self.run_wave(env)
        with self.server() as env:
            invitations = env["keqin.survey.invitation"]
            noted = invitations.search_count([("wave_id", "=", self.wave_id)])
            self.assertEqual(noted, 4)
            self.assertFalse(self.wave(env).prepared_on)
        with self.server(cron_id=1) as env:
            self.run_wave(env)
        self.assertEverybodyOnce()

    def test_kill_minus_nine_while_mails_are_made(self):
        self.kill_minus_nine(VICTIM, self.wave_id)
        with self.server() as env:
            self.wait_for_the_locks(self.wave(env).invitation_ids)
        with self.server() as env:
            sent = self.wave(env).invitation_ids.filtered("sent_on")
            self.assertEqual(len(sent), 2, "what was committed, and no more")
            self.assertEqual(
                env["mail.mail"].search_count(self.of_answers(sent.user_input_id)), 2
            )
        with self.server(cron_id=1) as env:
            self.run_wave(env)
        self.assertEverybodyOnce()
