"""The benchmark's floor, hand-written SQL, stores the same health as the addon.

It shares only the bounds of the days, so it also checks the five factors, their mean,
the explanation, the change and the history by a second implementation.
"""

import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from freezegun import freeze_time

from odoo.tests import TransactionCase, tagged

from .covers import covers

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

import database
import dataset
import health


@tagged("post_install", "-at_install")
@freeze_time("2026-06-20 10:00:00")
@covers("R214")
class TestHealthFloor(TransactionCase):
    def setUp(self):
        super().setUp()
        dataset.fill(self.env, 300, 3_000)
        policy = database.policy(self.env)
        policy.action_enroll()
        self.env.flush_all()
        policy.run(dataset.AS_OF)
        self.env.flush_all()
        self.day = dataset.AS_OF - timedelta(days=10)
        for sql in health.FILL:
            self.env.cr.execute(sql, {"today": self.day})
        self.env.invalidate_all()

    def written(self, way, day, before=None):
        with closing(self.env.cr.savepoint()):
            found = health.written(self.env, way, day, before)
        self.env.invalidate_all()
        return found

    def assert_same(self, day, before=None):
        expected = self.written(health.by_floor, day, before)
        found = self.written(health.by_addon, day, before)
        self.assertEqual(found[0], expected[0])
        for title, rows in expected[1].items():
            self.assertEqual(found[1][title], rows, title)
        return expected[0]

    def test_floor_and_addon_write_the_same(self):
        customers = self.assert_same(self.day)
        self.assertGreater(customers, 250)
        health.by_addon(self.env, self.day)()
        self.assertTrue(0 < self.assert_same(self.day + timedelta(days=1)) < customers)
        later = self.assert_same(self.day + timedelta(days=31))
        self.assertEqual(later, customers, "another month to compare with")
        moved = self.assert_same(self.day, health.MOVE)
        self.assertTrue(0 < moved <= customers / 2 + 1)
        self.assertEqual(self.assert_same(self.day), 0)
