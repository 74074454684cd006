"""Translations survive a new template, and nothing changes without a reason."""

import unittest

try:
    import polib
except ImportError:
    raise unittest.SkipTest("polib is in the virtual environment only") from None

from dev.inside import check_po, merge_po


def catalog(*pairs, **metadata):
    result = polib.POFile()
    result.metadata = metadata
    for msgid, msgstr in pairs:
        result.append(polib.POEntry(msgid=msgid, msgstr=msgstr))
    return result


class TestMergePo(unittest.TestCase):
    def test_kept_new_and_gone(self):
        old = catalog(("Customer", "客户"), ("Gone", "没了"))
        merged = merge_po.merged(catalog(("New", ""), ("Customer", "")), old)
        found = [(entry.msgid, entry.msgstr) for entry in merged]
        self.assertEqual(found, [("New", ""), ("Customer", "客户")])

    def test_dates_are_left_out(self):
        template = catalog(("A", ""), **{"POT-Creation-Date": "now"})
        merged = merge_po.merged(template, catalog(Language="zh_CN"))
        self.assertEqual(merged.metadata, {"Language": "zh_CN"})

    def test_untranslated_and_fuzzy_are_faults(self):
        done = catalog(("A", "甲"), ("B", ""), ("C", "丙"))
        done[2].flags.append("fuzzy")
        faults = check_po.faults(catalog(("A", ""), ("B", ""), ("C", "")), done)
        wanted = ["untranslated: 'B'", "untranslated: 'C'", "fuzzy: 'C'"]
        self.assertEqual(faults, wanted)
