"""Deadlines of service on two servers at once, and killed: with real transactions."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tools import SQL

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
