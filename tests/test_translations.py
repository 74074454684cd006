"""The Chinese of the product: whole, well-formed, and as the glossary says."""

import re
import unittest
from collections import Counter
from pathlib import Path

import polib

from odoo.tests import TransactionCase, tagged
from odoo.tools.translate import TranslationModuleReader

import odoo.addons.keqin_addon

ADDON = "keqin_addon"
I18N = Path(odoo.addons.keqin_addon.__file__).parent / "i18n"
GLOSSARY = Path(__file__).parent.parent / "docs" / "glossary.md"

# Ideographs of the other script have no code in these.
SCRIPTS = {"zh_CN": "gb2312", "zh_TW": "big5"}
QUOTES = {"zh_CN": "「」", "zh_TW": "“”"}

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sdf](?![a-z])|\{\{.*?\}\}")
TAG = re.compile(r"</?[a-z][^<>]*>")
SHOWN = re.compile(r'(title|string|placeholder|aria-label|help)="[^"]*"')
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:?!()]|[(][\u4e00-\u9fff]")


def unclosed(text):
    """Brackets that a text opens for a field beside it, full width or not."""
    return sum(map(text.count, "(（")) - sum(map(text.count, ")）"))


def template():
    return polib.pofile(str(I18N / f"{ADDON}.pot"), check_for_duplicates=True)


def catalog(language):
    return polib.pofile(str(I18N / f"{language}.po"), check_for_duplicates=True)


def skeleton(text):
    """What a translation may not change: placeholders, and tags but for their texts."""
    tags = [SHOWN.sub(r"\1", re.sub(r"\s+", " ", tag)) for tag in TAG.findall(text)]
    return Counter(PLACEHOLDER.findall(text)), tags


def glossary():
    """Rows of the glossary: English in small letters, simplified, traditional."""
    text = GLOSSARY.read_text(encoding="utf-8")
    rows = re.findall(r"^\| (.+?) \| (.+?) \| (.+?) \|$", text, re.MULTILINE)
    return [
        (english.casefold(), *chinese)
        for english, *chinese in rows
        if english != "English" and set(english) != {"-"}
    ]


class TestCatalogs(unittest.TestCase):
    def assertNoEntry(self, at_fault):
        """No entry of any language is at fault; those that are get named."""
        for language in SCRIPTS:
            with self.subTest(language):
                entries = catalog(language)
                faults = [e.msgid for e in entries if at_fault(e, language)]
                self.assertFalse(faults)

    def test_every_string_is_translated(self):
        wanted = {entry.msgid for entry in template()}
        for language in SCRIPTS:
            with self.subTest(language):
                entries = catalog(language)
                self.assertEqual({entry.msgid for entry in entries}, wanted)
                self.assertEqual(entries.percent_translated(), 100)
        self.assertNoEntry(lambda e, _language: not e.msgstr or e.fuzzy or e.obsolete)

    def test_placeholders_and_tags_survive(self):
        self.assertNoEntry(lambda e, _lang: skeleton(e.msgid) != skeleton(e.msgstr))

    def test_each_language_in_its_own_script(self):
        self.assertNoEntry(lambda e, language: foreign(e.msgstr, language))

    def test_punctuation_is_full_width(self):
        self.assertNoEntry(lambda e, _lang: HALF_WIDTH.search(TAG.sub("", e.msgstr)))

    def test_no_bracket_is_lost(self):
        self.assertNoEntry(lambda e, _lang: unclosed(e.msgid) != unclosed(e.msgstr))

    def test_no_dates_that_change_with_every_export(self):
        for entries in (template(), *map(catalog, SCRIPTS)):
            self.assertFalse([key for key in entries.metadata if "Date" in key])

    def test_screens_speak_as_the_glossary(self):
        rows = glossary()
        shown = {e.msgid.casefold() for e in template()} & {row[0] for row in rows}
        self.assertGreater(len(rows), 70)
        self.assertGreater(len(shown), 30, "the glossary speaks of other things")
        columns = {"zh_CN": 1, "zh_TW": 2}
        self.assertNoEntry(
            lambda e, language: any(
                row[0] == e.msgid.casefold() and row[columns[language]] != e.msgstr
                for row in rows
            )
        )


def foreign(text, language):
    """Whether ``text`` has ideographs of the other script, or its quotation marks."""
    ideographs = "".join(re.findall(r"[\u4e00-\u9fff]", text))
    try:
        ideographs.encode(SCRIPTS[language])
    except UnicodeEncodeError:
        return True
    return any(mark in text for mark in QUOTES[language])


@tagged("post_install", "-at_install")
class TestTemplate(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        module = cls.env["ir.module.module"].search([("name", "=", ADDON)])
        if module.demo:
            raise unittest.SkipTest("demo data brings strings of its own")
        cls.terms = list(TranslationModuleReader(cls.env.cr, modules=[ADDON]))

    def test_template_is_up_to_date(self):
        """Every string of the installed addon is in the template: else `make pot`."""
        present = {entry.msgid for entry in template()}
        missing = {
            source
            for _module, _type, name, xmlid, source, _value, _comments in self.terms
            if source not in present and self.is_ours(name, xmlid)
        }
        self.assertFalse(missing, "run `make pot` and translate what is new")

    def test_template_holds_nothing_else(self):
        """Field labels aside: those of contacts depend on what else is installed."""
        known = {source for *_where, source, _value, _comments in self.terms}
        gone = [
            entry.msgid
            for entry in template()
            if entry.msgid not in known
            and not all(
                place.startswith("model:ir.model.fields,")
                for place, _line in entry.occurrences
            )
        ]
        self.assertFalse(gone, "run `make pot`")

    def is_ours(self, name, xmlid):
        """A care file shows all fields of contacts, also those of other addons."""
        if not name.startswith("ir.model.fields,"):
            return True
        record = self.env.ref(xmlid)
        field = self.env[record.model]._fields[record.name]
        return ADDON in field.base_field._modules
