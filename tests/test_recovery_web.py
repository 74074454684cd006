"""Asked again over the web: only what was answered badly is shown, and asked for."""

from odoo.tests import HttpCase, tagged

from .covers import covers
from .recovery_case import RecoveryCase

LAYOUTS = ("one_page", "page_per_section", "page_per_question")


@tagged("post_install", "-at_install")
class TestAskedAgainByLink(RecoveryCase, HttpCase):
    def post(self, route, user_input, **params):
        url = f"/survey/{route}/{self.survey.access_token}/{user_input.access_token}"
        answer = self.url_open(url, json={"params": params}).json()
        self.assertNotIn("error", answer, "the server must not break")
        return answer["result"][1]

    @covers("R112")
    def test_shows_and_asks_only_what_was_bad(self):
        """In every layout, with a mandatory question that is not asked, by whoever has
        the link and no login; unhappy still, the recovery goes on."""
        self.company.keqin_survey_per_year = len(LAYOUTS)
        for layout in LAYOUTS:
            with self.subTest(layout):
                self.survey.questions_layout = layout
                recovery = self.close(self.make_recovery())
                user_input = self.send(recovery)
                shown = self.post("begin", user_input)["survey_content"]
                self.assertIn("Our service?", shown)
                for title in ("Would you recommend us?", "Our products?", "In short"):
                    self.assertNotIn(title, shown)
                page = {
                    "one_page": {},
                    "page_per_section": {"page_id": self.service.page_id.id},
                    "page_per_question": {"question_id": self.service.id},
                }[layout]
                said = {str(self.service.id): "1", str(self.nps.id): "0"}
                done = self.post("submit", user_input, **page, **said)
                self.assertNotIn("error", done)
                self.env.invalidate_all()
                self.assertEqual(user_input.state, "done")
                # what was not asked is not taken either
                self.assertEqual(recovery.said_again_ids.question_id, self.service)
                self.assertEqual(
                    (recovery.state, recovery.change), ("working", "worse")
                )
                self.assertEqual(recovery.reopen_count, 1)
                author = recovery.message_ids[0].author_id
                self.assertEqual(author, self.env.ref("base.partner_root"))
