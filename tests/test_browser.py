"""Browser tours, and the unit tests of our components, in a real Chromium."""

from odoo.tests import HttpCase, new_test_user, tagged

from .common import KeqinCase
from .covers import covers

LANGUAGES = ("en_US", "zh_CN")


def hoot_id(name):
    """The id that Odoo's unit test page gives a suite: a 32-bit string hash."""
    value = 0
    for char in name:
        value = ((value << 5) - value + ord(char)) & 0xFFFFFFFF
    return f"{value:08x}"


@tagged("post_install", "-at_install")
class TestBrowser(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        cls.company = cls.env["res.company"].create({"name": "Keqin Tours"})
        cls.product = cls.env["product.product"].create(
            {"name": "Care", "type": "service"}
        )
        for lang in LANGUAGES:
            cls.env["res.lang"]._activate_lang(lang)

    def grade_one_customer(self):
        partner = self.env["res.partner"].create(
            {"name": "Tour Trading", "is_company": True}
        )
        self.env["keqin.customer"].create(
            {"partner_id": partner.id, "company_id": self.company.id}
        )
        make_order = KeqinCase.make_order.__func__
        for amount in (70.0, 30.0):
            make_order(self, partner, amount, on="2026-03-01")
        policy = self.env["keqin.grading.policy"].search(
            [("company_id", "=", self.company.id)]
        )
        policy.run("2026-06-30")

    @covers("R017", "R018", "R028")
    def test_grade_explained_fixed_and_released(self):
        self.grade_one_customer()
        roles = ("sales_manager", "executive")
        for lang, role in zip(LANGUAGES, roles, strict=True):
            with self.subTest(lang=lang, role=role):
                new_test_user(
                    self.env,
                    f"tour_{role}",
                    f"keqin_addon.group_keqin_{role}",
                    company_id=self.company.id,
                    company_ids=[(6, 0, self.company.ids)],
                    lang=lang,
                )
                self.start_tour(
                    "/odoo/customer-care", "keqin_grade_tour", login=f"tour_{role}"
                )

    def test_components(self):
        suite = hoot_id("@keqin_addon")
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={suite}",
            "",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=lambda message: "[HOOT]" not in message,
        )
