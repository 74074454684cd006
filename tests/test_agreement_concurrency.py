"""Agreements reminded of by two servers at once: with real transactions."""

from datetime import timedelta

from odoo import fields
from odoo.fields import Domain

from .covers import covers
from .test_grading_concurrency import ConcurrencyCase


@covers("R176")
class TestAgreementServers(ConcurrencyCase):
    """Seven agreements in force, whose renewal should be talked about."""

    def setUp(self):
        super().setUp()
        with self.server() as env:
            today = fields.Date.today()
            agreements = env["keqin.agreement"].create(
                [
                    {
                        "name": "Agreement of Two",
                        "customer_id": customer.id,
                        "user_id": env.uid,
                        "date_start": today - timedelta(days=300),
                        "date_end": today + timedelta(days=60),
                        "renewal_on": today - timedelta(days=1),
                    }
                    for customer in self.files(env)
                ]
            )
            agreements.state = "active"

    def clean_up(self):
        with self.server() as env:
            agreements = self.agreements(env)
            agreements.activity_ids.unlink()
            agreements.state = "draft"
            agreements.unlink()
        super().clean_up()

    def agreements(self, env):
        return env["keqin.agreement"].search([("company_id", "=", self.company_id)])

    def remind(self, env):
        env.cr.execute("SET LOCAL lock_timeout = '5s'")
        Agreement = env["keqin.agreement"]
        company = env["res.company"].browse(self.company_id)
        day = company._keqin_today()[company]
        ours = Agreement._silent_domain(day)
        ours &= Domain("company_id", "=", self.company_id)
        ours &= Domain("state", "=", "active")
        Agreement._work_off(ours, Agreement._remind, day)

    def test_what_another_server_has_is_left_to_it(self):
        with self.server() as first:
            self.agreements(first)[:3].lock_for_update()
            with self.server() as second:
                self.remind(second)
        with self.server() as env:
            agreements = self.agreements(env)
            self.assertEqual(len(agreements.filtered("reminded_on")), 4)
            self.remind(env)
            self.assertTrue(all(agreements.mapped("reminded_on")))
