from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from odoo.addons.keqin_addon.wizard import keqin_working_day_import as module

from .common import KeqinCase
from .covers import covers


@freeze_time("2026-11-20 03:00:00")
class TestWorkingDayImport(KeqinCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Day = cls.env["keqin.working.day"]
        cls.Import = cls.env["keqin.working.day.import"]
        cls.china = cls.env.ref("base.cn")

    def _days(self, year, **domain):
        return self.Day.search(
            [
                ("date", ">=", f"{year}-01-01"),
                ("date", "<=", f"{year}-12-31"),
                *((name, "=", value) for name, value in domain.items()),
            ]
        )

    @covers("R088")
    def test_the_year_that_comes_along_is_what_the_library_says(self):
        """Two sources agree: what we ship, and an independent library."""
        wizard = self.Import.create({"country_id": self.china.id, "year": 2026})
        found = wizard._read_days("en_US")
        shipped = {day.date: day.kind for day in self._days(2026, company_id=False)}
        makeup = {day for day, kind in shipped.items() if kind == "workday"}
        self.assertEqual(
            makeup, {day for day, (kind, _name) in found.items() if kind == "workday"}
        )
        weekdays = {
            day
            for day, kind in shipped.items()
            if kind == "holiday" and day.weekday() < 5
        }
        library = {
            day
            for day, (kind, _name) in found.items()
            if kind == "holiday" and day.weekday() < 5
        }
        self.assertEqual(weekdays, library)

    @covers("R088")
    def test_import_of_another_year_twice(self):
        self.assertFalse(self._days(2024))
        self.env["res.lang"]._activate_lang("zh_CN")
        with Form(self.Import) as form:
            form.country_id = self.china
            form.year = 2024
            self.assertEqual(form.new_count, form.holiday_count + form.workday_count)
        wizard = form.save()
        wizard.action_import()
        days = {day.date: day for day in self._days(2024)}
        self.assertEqual(len(days), wizard.holiday_count + wizard.workday_count)
        spring, worked = days[date(2024, 2, 12)], days[date(2024, 2, 18)]
        self.assertEqual((spring.kind, worked.kind), ("holiday", "workday"))
        self.assertEqual(spring.with_context(lang="zh_CN").name, "春节")
        self.assertEqual(
            spring.with_context(lang="en_US").name, "Chinese New Year (Spring Festival)"
        )
        again = self.Import.create({"country_id": self.china.id, "year": 2024})
        self.assertEqual(again.new_count, 0)
        again.action_import()
        self.assertEqual(len(self._days(2024)), len(days))

    def test_what_a_company_decided_stays(self):
        own = self.Day.create(
            {
                "date": "2024-02-12",
                "name": "We work",
                "kind": "workday",
                "company_id": self.env.company.id,
            }
        )
        wizard = self.Import.create(
            {
                "country_id": self.china.id,
                "year": 2024,
                "company_id": self.env.company.id,
            }
        )
        wizard.action_import()
        self.assertEqual((own.kind, own.name), ("workday", "We work"))
        self.assertEqual(self._days(2024).company_id, self.env.company)

    def test_without_the_library_or_the_country(self):
        nowhere = self.env["res.country"].create({"name": "Nowhere", "code": "X9"})
        unknown = self.Import.create({"country_id": nowhere.id, "year": 2026})
        self.assertIn("Nowhere", unknown.problem)
        with self.assertRaisesRegex(UserError, "by hand"):
            unknown.action_import()
        with patch.object(module, "holidays", None):
            wizard = self.Import.create({"country_id": self.china.id, "year": 2024})
            with self.assertRaisesRegex(UserError, "not installed"):
                wizard.action_import()
        self.assertFalse(self._days(2024))

    def test_administrator_of_the_standard_alone_imports(self):
        vals = {"country_id": self.china.id, "year": 2024}
        for role, user in self.users.items():
            with self.subTest(role=role):
                wizards = self.Import.with_user(user)
                if role == "manager":
                    wizards.create(vals).action_import()
                    continue
                with self.assertRaises(AccessError):
                    wizards.create(vals)
