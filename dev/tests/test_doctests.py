"""The examples in the docstrings of the sandbox are true."""

import doctest
import importlib
import unittest

MODULES = (
    "apt_private",
    "databases",
    "odoo_source",
    "place",
    "postgres",
    "progress",
    "retail_file",
    "testing",
    "venv",
)


class TestDoctests(unittest.TestCase):
    def test_examples(self):
        for name in MODULES:
            with self.subTest(module=name):
                result = doctest.testmod(importlib.import_module(f"dev.{name}"))
                self.assertGreater(result.attempted, 0)
                self.assertEqual(result.failed, 0)
