"""What the stories in the browser share: people of every role and language."""

import os
from unittest.mock import patch

from odoo.tests import HttpCase, new_test_user, tagged

LANGUAGES = ("en_US", "zh_CN")
PHONE = "390x844"
TZ = "Asia/Shanghai"


@tagged("post_install", "-at_install")
class StoryCase(HttpCase):
    """A company of its own, and tours named ``keqin_<story>_<part>``."""

    story = "story"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Keqin Story"})
        ids = [*cls.env.companies.ids, cls.company.id]
        cls.env = cls.env(
            context=dict(
                cls.env.context, tracking_disable=True, allowed_company_ids=ids
            )
        )
        # people, their browser and the company have the same day at any hour
        cls.startClassPatcher(patch.dict(os.environ, TZ=TZ))
        policies = cls.env["keqin.grading.policy"]
        policies.search([("company_id", "=", cls.company.id)]).tz = TZ
        for lang in LANGUAGES:
            cls.env["res.lang"]._activate_lang(lang)

    def make_user(self, role, lang, groups=None, **vals):
        return new_test_user(
            self.env,
            f"story_{role}_{lang}",
            groups or f"keqin_addon.group_keqin_{role}",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
            lang=lang,
            tz=TZ,
            **vals,
        )

    def tour(self, name, user, url):
        login = user.login if user else None
        self.start_tour(url, f"keqin_{self.story}_{name}", login=login)
        self.env.invalidate_all()

    def on_phone(self, name, user, url):
        size, touch = self.browser_size, self.touch_enabled
        self.browser_size, self.touch_enabled = PHONE, True
        try:
            self.tour(name, user, url)
        finally:
            self.browser_size, self.touch_enabled = size, touch
