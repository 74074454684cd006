"""The benchmark's floor, hand-written SQL, grades exactly as the addon does.

It shares only the bounds of the windows, so it also checks the whole grading: ranks,
weights of what is known, tiers, fixed grades, history and contacts.
"""

import sys
from contextlib import closing
from pathlib import Path

from odoo.tests import TransactionCase, tagged

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

import database
import dataset
import regrade


@tagged("post_install", "-at_install")
class TestFloor(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        dataset.fill(cls.env, 300, 3_000)
        database.policy(cls.env).action_enroll()
        cls.env.flush_all()
        dataset.know(cls.env)
        cls.env.invalidate_all()

    def written(self, scenario, way):
        with closing(self.env.cr.savepoint()):
            answer, found = regrade.written(self.env, way(self.env, scenario))
            if way is regrade.by_addon:
                answer = answer.changed_count, answer.moved_count
        self.env.invalidate_all()
        return answer, found

    def assert_same(self, scenario):
        expected = self.written(scenario, regrade.by_floor)
        found = self.written(scenario, regrade.by_addon)
        self.assertEqual(found[0], expected[0])
        for title, rows in expected[1].items():
            with self.subTest(scenario=scenario.title, of=title):
                self.assertEqual(found[1][title], rows)
        return expected[0]

    def test_floor_and_addon_write_the_same(self):
        rewritten, moved = self.assert_same(regrade.FIRST)
        self.assertGreater(rewritten, 290)
        self.assertGreater(moved, 250)
        database.policy(self.env).run(dataset.AS_OF)
        self.assertGreater(self.assert_same(regrade.FULL)[1], 10)
        self.assertGreater(self.assert_same(regrade.NEXT_DAY)[0], 100)
        self.assertEqual(self.assert_same(regrade.SAME), (0, 0))
