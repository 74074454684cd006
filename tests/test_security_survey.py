"""Who may read, make, change and delete waves: service designs, others read or less."""

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

    def test_the_preview_is_for_who_edits(self):
        action = self.wave.with_user(self.users["service"]).action_preview()
        for role, user in self.users.items():
            with self.subTest(role=role):
                lines = self.env[action["res_model"]].with_user(user)
                found = self.attempt(lines.search, action["domain"])
                self.assertEqual(found, role == "service")
