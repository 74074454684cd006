"""The page of requirements says what the tests say."""

import doctest
import unittest

from dev import requirements_doc

from .covers import covers


class TestRequirementsDoc(unittest.TestCase):
    def test_page_is_up_to_date(self):
        self.assertEqual(
            requirements_doc.PAGE.read_text(),
            requirements_doc.page(),
            "run: python3 -m dev.requirements_doc",
        )

    def test_every_requirement_has_a_title_and_an_area(self):
        rows = requirements_doc.titles()
        self.assertEqual(
            [row["id"] for row in rows], [f"R{n:03}" for n in range(1, 221)]
        )
        for row in rows:
            with self.subTest(requirement=row["id"]):
                self.assertTrue(row["title"] and row["area"])
                self.assertNotIn("|", row["title"] + row["open"])

    def test_examples(self):
        result = doctest.testmod(requirements_doc)
        self.assertGreater(result.attempted, 0)
        self.assertEqual(result.failed, 0)

    def test_mark_is_known_at_run_time_too(self):
        @covers("R041")
        @covers("R042")
        def test():
            pass

        self.assertEqual(test.requirement_ids, ("R042", "R041"))
        self.assertEqual({mark.name for mark in test.pytestmark}, {"covers"})
