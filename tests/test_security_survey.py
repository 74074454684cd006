"""Who may read, make, change and delete waves: service designs, others read or less."""

from odoo.exceptions import UserError
from odoo.fields import Command

from .covers import covers
from .survey_case import SurveyCase

READERS = {
    "sales",
    "sales_manager",
    "service",
    "service_manager",
    "executive",
    "manager",
}
EDITORS = {"service", "service_manager", "manager"}


@covers("R100", "R114")
class TestSecurityWave(SurveyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()

    def test_by_role(self):
        vals = {
            "name": "Mine",
            "survey_id": self.survey.id,
            "company_id": self.company.id,
        }
        for role, user in self.users.items():
            wave = self.wave.with_user(user)
            with self.subTest(role=role):
                self.assertAllowed(role in READERS, wave.read, ["name"])
                self.assertAllowed(role in READERS, wave.search, [("id", "=", wave.id)])
                self.assertAllowed(
                    role in READERS, wave.name_search, "Satis", [("id", "=", wave.id)]
                )
                self.assertAllowed(role in EDITORS, wave.create, vals)
                self.assertAllowed(role in EDITORS, wave.write, {"name": "Other"})
                self.assertAllowed(role in EDITORS, wave.unlink)

    def test_steps_are_taken_by_who_edits(self):
        running = self.launched()
        cancelled = self.make_wave()
        cancelled.action_cancel()
        for wave, step in (
            (self.wave, "action_preview"),
            (self.wave, "action_launch"),
            (self.wave, "action_cancel"),
            (running, "action_close"),
            (cancelled, "action_draft"),
        ):
            for role, user in self.users.items():
                mine = wave.with_user(user)
                with self.subTest(step=step, role=role):
                    self.assertAllowed(
                        role in EDITORS, lambda w=mine, s=step: getattr(w, s)() or True
                    )

    def test_the_preview_is_for_who_edits(self):
        action = self.wave.with_user(self.users["service"]).action_preview()
        for role, user in self.users.items():
            with self.subTest(role=role):
                lines = self.env[action["res_model"]].with_user(user)
                found = self.attempt(lines.search, action["domain"])
                self.assertEqual(found, role == "service")

    def test_the_preview_shows_nothing_of_other_companies(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        partner = self.make_partner("Farther")
        customer = self.env["keqin.customer"].create(
            {"partner_id": partner.id, "company_id": company.id}
        )
        customer.tier = "A"
        line = {
            "customer_id": customer.id,
            "contact_id": partner.id,
            "outcome": "asked",
        }
        mine = self.env["keqin.survey.preview"].with_user(self.users["service"])
        vals = {"wave_id": self.wave.id, "line_ids": [Command.create(line)]}
        preview = mine.create(vals)
        self.env.invalidate_all()
        self.assertAllowed(False, preview.line_ids.read, ["tier"])

    def test_a_filter_tells_no_more_than_its_author_may_read(self):
        """What only few know of does not decide who stands in the list."""
        self.env["keqin.activity"].create(
            {
                "name": "Layoffs",
                "confidential": True,
                "customer_id": self.other.id,
                "type_id": self.env.ref("keqin_addon.keqin_activity_type_visit").id,
                "date_planned": "2026-09-20",
                "user_id": self.rival.id,
            }
        )
        secret = "[('care_activity_ids', 'any', [('name', '=', 'Layoffs')])]"
        wave = self.make_wave(customer_domain=secret)
        self.assertEqual(wave._audience(), self.other, "it would tell")
        mine = wave.with_user(self.users["service"])
        mine.write({"customer_domain": secret})
        found = self.env["keqin.survey.preview.line"].search(
            mine.action_preview()["domain"]
        )
        self.assertFalse(found)
        mine.action_launch()
        self.run_cron()
        self.assertFalse(self.invitations(wave))
        # nor in the next wave, which is made by rule
        wave.repeat = "quarter"
        self.assertFalse(wave._repeat(wave.date_start)._audience())
        # and nobody says that somebody else had set it
        self.assertAllowed(
            False, mine.copy, {"filter_user_id": self.users["executive"].id}
        )
        mine.copy().sudo().customer_domain = False
        public = "[('partner_id.name', '=', 'Hengtai')]"
        open_wave = wave.create(
            {"name": "W", "survey_id": self.survey.id, "company_id": self.company.id}
        )
        open_wave.with_user(self.users["service"]).customer_domain = public
        self.assertEqual(open_wave._audience(), self.other)

    def test_a_filter_whose_author_lost_the_rights_finds_nobody(self):
        wave = self.make_wave()
        wave.with_user(self.users["service"]).customer_domain = "[('tier', '!=', 'A')]"
        self.assertTrue(wave._audience())
        self.users["service"].group_ids = self.env.ref("base.group_user")
        with self.assertLogs("odoo.addons.keqin_addon", "WARNING"):
            self.assertFalse(wave._audience())

    def test_service_moves_no_answer_along(self):
        """Nobody calls an answer finished, opens it again or changes its link."""
        wave = self.launched()
        asked = self.of(wave, self.wang)
        answer = asked.user_input_id.with_user(self.users["service"])
        for vals in (
            {"state": "done"},
            {"access_token": "known"},
            {"invite_token": "known"},
            {"end_datetime": "2026-01-01 00:00:00"},
            {"predefined_question_ids": [Command.clear()]},
            {"partner_id": self.li.id},
            {"test_entry": True},
        ):
            with self.subTest(vals=vals):
                self.assertRefused(answer.write, vals, error=UserError)
        self.answer(asked, 2)
        self.assertRefused(answer.write, {"state": "in_progress"}, error=UserError)
        line = {"question_id": answer.survey_id.question_ids[:1].id, "value_scale": 10}
        vals = {"user_input_line_ids": [Command.create(line)]}
        self.assertAllowed(False, answer.write, vals)
        self.assertAllowed(False, answer.user_input_line_ids.write, {"value_scale": 10})
        # questionnaires that measure nothing of ours are the survey app's alone
        plain = self.survey.copy()
        plain.question_ids.keqin_metric = False
        other = plain._create_answer(partner=self.wang, check_attempts=False)
        self.assertTrue(
            self.attempt(
                other.with_user(self.users["service"]).write, {"state": "done"}
            )
        )
