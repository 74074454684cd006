"""The benchmark's floor, hand-written SQL, counts as the engine does."""

import sys
from datetime import date
from pathlib import Path
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import TransactionCase, tagged

from .covers import covers

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

import database
import dataset
import indicator

from odoo.addons.keqin_addon.models.keqin_indicator_engine import ALL_SCOPES


@tagged("post_install", "-at_install")
@freeze_time("2026-07-20 10:00:00")
@covers("R122")
class TestIndicatorFloor(TransactionCase):
    def setUp(self):
        super().setUp()
        self.env["sale.order"].search([]).write({"state": "cancel"})
        dataset.fill(self.env, 300, 3_000)
        self.policy = database.policy(self.env)
        self.policy.action_enroll()
        self.env.flush_all()
        indicator.fill(self.env)

    def test_floor_and_addon_say_the_same(self):
        found = indicator.by_addon(self.env)
        self.assertEqual(found, indicator.by_floor(self.env))
        self.assertGreater(len(found), 10)
        again, ever = found["company", None]
        self.assertTrue(20 < again < ever)

    def test_queries_do_not_depend_on_the_number_of_customers(self):
        """All indicators, all scopes: as many for 900 customers as for 300."""
        few = self.queries()
        people = self.env["res.users"].search([("login", "=like", "bench%")])
        with patch.object(dataset, "_people", lambda _env: people):
            dataset.fill(self.env, 600, 6_000)
        self.policy.action_enroll()
        self.env.flush_all()
        self.assertEqual(self.queries(), few)

    def queries(self):
        engine, company = self.env["keqin.indicator.engine"], self.policy.company_id
        indicators = self.env["keqin.indicator"].search([("code", "=like", "K%")])
        month = date(2026, 6, 1), date(2026, 6, 30)
        for _warm in range(2):
            before = self.env.cr.sql_log_count
            engine._figures(company, indicators, *month, ALL_SCOPES)
        return self.env.cr.sql_log_count - before
