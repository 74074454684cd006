"""The user guide names menus that exist, and says the same in both languages."""

import re
from pathlib import Path

import polib
from lxml import etree

from odoo.tests import TransactionCase, tagged

import odoo.addons.keqin_addon

GUIDE = Path(__file__).parent.parent / "docs" / "guide"
I18N = Path(odoo.addons.keqin_addon.__file__).parent / "i18n"
APPS_PAGE = I18N.parent / "static" / "description" / "index.html"
LANGUAGES = ("en", "zh_CN")
BOLD = re.compile(r"\*\*([^*]+)\*\*")
PICTURE = re.compile(r"!\[[^\]]+\]\(([^)]+)\)")
APPS_WAY = re.compile(r"(Customer Care|客勤) > ([^:：]+)[:：]")
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)#]+)[^)]*\)")


def pages(language):
    return {path.name: path for path in sorted((GUIDE / language).glob("*.md"))}


@tagged("post_install", "-at_install")
class TestGuide(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        catalog = polib.pofile(str(I18N / "zh_CN.po"))
        chinese = {entry.msgid: entry.msgstr for entry in catalog}
        cls.menus = {"en": {}, "zh_CN": {}}
        cls._note(cls.env.ref("keqin_addon.keqin_menu_root").child_id, (), (), chinese)

    @classmethod
    def _note(cls, menus, path, translated, chinese):
        for menu in menus:
            english_path = (*path, menu.name)
            chinese_path = (*translated, chinese.get(menu.name, menu.name))
            cls.menus["en"][" > ".join(english_path)] = menu
            cls.menus["zh_CN"][" > ".join(chinese_path)] = menu
            cls._note(menu.child_id, english_path, chinese_path, chinese)

    def _paths(self, language, page):
        """Bold texts with an arrow, and names of main menus, are ways through menus."""
        known = self.menus[language]
        return [
            text
            for text in BOLD.findall(page.read_text(encoding="utf-8"))
            if " > " in text or text in known
        ]

    def test_pages_exist_in_both_languages(self):
        self.assertEqual(list(pages("en")), list(pages("zh_CN")))
        self.assertGreaterEqual(len(pages("en")), 8)

    def test_every_path_is_a_menu(self):
        for language in LANGUAGES:
            for name, page in pages(language).items():
                paths = self._paths(language, page)
                unknown = [p for p in paths if p not in self.menus[language]]
                with self.subTest(language=language, page=name):
                    self.assertFalse(unknown)

    def test_both_languages_say_the_same(self):
        for name, english in pages("en").items():
            with self.subTest(page=name):
                chinese = pages("zh_CN")[name]
                ways = [
                    sorted(
                        self.menus[language][path].id
                        for path in self._paths(language, page)
                        if path in self.menus[language]
                    )
                    for language, page in zip(
                        LANGUAGES, (english, chinese), strict=True
                    )
                ]
                self.assertEqual(*ways)
                for mark in ("\n#", "\n- [ ]", "\n| ", "!["):
                    counts = [
                        page.read_text(encoding="utf-8").count(mark)
                        for page in (english, chinese)
                    ]
                    self.assertEqual(*counts, mark)

    def test_links_and_pictures_are_there(self):
        for language in LANGUAGES:
            for name, page in pages(language).items():
                text = page.read_text(encoding="utf-8")
                for target in PICTURE.findall(text) + LINK.findall(text):
                    if target.startswith("http"):
                        continue
                    with self.subTest(language=language, page=name, target=target):
                        self.assertTrue((page.parent / target).exists())

    def test_page_in_apps(self):
        page = etree.parse(APPS_PAGE, etree.HTMLParser(encoding="utf-8"))
        pictures = page.xpath("//img/@src")
        self.assertTrue(pictures)
        for name in pictures:
            with self.subTest(picture=name):
                taken = GUIDE.parent / "img" / "en_US" / name
                shown = APPS_PAGE.parent / name
                self.assertEqual(shown.read_bytes(), taken.read_bytes())
        ways = APPS_WAY.findall("".join(page.getroot().itertext()))
        self.assertEqual(len(ways), 4)
        for app, way in ways:
            known = self.menus["en" if app == "Customer Care" else "zh_CN"]
            self.assertIn(way, known)
