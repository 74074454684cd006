"""Deadlines of service on two servers at once, and killed: with real transactions."""

from datetime import timedelta
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools import SQL, mute_logger

from .covers import covers
from .test_grading_concurrency import ConcurrencyCase

ENGINE = "odoo.addons.keqin_addon.models.keqin_care_engine"


class SlaServersCase(ConcurrencyCase):
    """Seven cases that came a year ago and that nobody has answered."""

    def setUp(self):
        super().setUp()
        with self.server() as env:
            opened = fields.Datetime.now() - timedelta(days=365)
            lead = env.ref("base.user_admin")
            lead.company_ids += env["res.company"].browse(self.company_id)
            cases = env["keqin.case"].create(
                [
                    {
                        "name": "Nobody answers",
                        "customer_id": customer.id,
                        "user_id": lead.id,
                        "opened_on": opened,
                    }
                    for customer in self.files(env)
                ]
            )
            self.case_ids = cases.ids

    def tearDown(self):
        with self.server() as env:
            env["keqin.case"].browse(self.case_ids).unlink()
        super().tearDown()

    def told(self):
        """How many cases were escalated, how many of them have a to-do for the owner,
        and how many such to-dos there are."""
        with self.server() as env:
            [row] = env.execute_query(
                SQL(
                    """SELECT (SELECT COUNT(*) FROM keqin_case
                                WHERE id = ANY(%(ids)s) AND warned_on IS NOT NULL),
                              COUNT(DISTINCT res_id), COUNT(DISTINCT id)
                         FROM mail_activity
                        WHERE res_model = 'keqin.case' AND res_id = ANY(%(ids)s)
                          AND user_id = %(user)s AND summary LIKE '%%overdue%%'""",
                    ids=self.case_ids,
                    user=env.ref("base.user_admin").id,
                )
            )
            return row


@covers("R093")
class TestTwoServersSla(SlaServersCase):
    def test_who_comes_while_another_is_at_it_tells_nobody(self):
        with self.server() as first, self.server() as second:
            first["keqin.case"]._ring_clocks()
            second["keqin.case"]._ring_clocks()
        self.assertEqual(self.told(), (7, 7, 7))

    def test_who_started_before_and_comes_after_the_other_tells_nobody(self):
        with self.server() as second:
            self.assertEqual(
                len(second["keqin.case"].browse(self.case_ids).exists()), 7
            )
            with self.server() as first:
                first["keqin.case"]._ring_clocks()
            second["keqin.case"]._ring_clocks()
        self.assertEqual(self.told(), (7, 7, 7))

    def test_killed_after_a_batch_it_goes_on(self):
        with (
            patch(f"{ENGINE}._BATCH", 2),
            self.dying_after(2),
            self.server(cron_id=1) as env,
        ):
            env["keqin.case"]._ring_clocks()
        self.assertLess(self.told()[0], 7)
        with self.server(cron_id=1) as env:
            self.assertTrue(env["keqin.case"]._ring_clocks())
        self.assertEqual(self.told(), (7, 7, 7))


@covers("R097", "R191")
class TestTwoServersSteps(SlaServersCase):
    """Odoo repeats a request that came too late; the second time it sees the first."""

    def tearDown(self):
        with self.server() as env:
            # what was worked on is never deleted, but by a test
            env.cr.execute(
                "UPDATE keqin_case SET state = 'new' WHERE id = ANY(%s)",
                [self.case_ids],
            )
        super().tearDown()

    def steps(self, env, state):
        return env["keqin.case.segment"].search_count(
            [("case_id", "=", self.case_ids[0]), ("state", "=", state)]
        )

    def test_of_two_who_take_a_step_one_is_told(self):
        with self.server() as env:
            env["keqin.case"].browse(self.case_ids[0])._record_response()
        with self.server() as second:
            late = second["keqin.case"].browse(self.case_ids[0])
            self.assertEqual(late.state, "responded")
            with self.server() as first:
                first["keqin.case"].browse(late.id).action_start()
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(SerializationFailure),
            ):
                late.action_start()
                second.flush_all()
            second.cr.rollback()
        with self.server() as env:
            with self.assertRaisesRegex(UserError, "nothing was changed"):
                env["keqin.case"].browse(self.case_ids[0]).action_start()
            self.assertEqual(self.steps(env, "working"), 1)

    def test_a_message_that_comes_during_a_step_is_not_lost(self):
        with self.server() as env:
            case = env["keqin.case"].browse(self.case_ids[0])
            case._record_response()
            case.action_wait("A photo")
        with self.server() as gateway:
            late = gateway["keqin.case"].browse(self.case_ids[0])
            self.assertEqual(late.state, "waiting")
            with self.server() as first:
                first["keqin.case"].browse(late.id).action_resume()
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(SerializationFailure),
            ):
                late._record_customer_reply()
                gateway.flush_all()
            gateway.cr.rollback()
        with self.server() as env:
            case = env["keqin.case"].browse(self.case_ids[0])
            case._record_customer_reply()
            self.assertTrue(case.answered_on)
            self.assertEqual((case.state, self.steps(env, "working")), ("working", 1))
