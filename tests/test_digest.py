from datetime import datetime

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import OUTSIDERS
from .covers import covers
from .plan_case import PlanCase

FIGURES = ("contacted", "overdue", "case_late", "satisfaction")
READERS = ("sales", "sales_manager", "service", "executive", "manager")


@tagged("post_install", "-at_install")
class TestDigest(PlanCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        cls.digest = cls.env["digest.digest"].create(
            {"name": "Care", "company_id": cls.company.id}
        )

    def figure(self, name, role, first=(2026, 6, 1), last=(2026, 7, 1)):
        digest = self.as_user(self.digest, role).with_context(
            start_datetime=datetime(*first), end_datetime=datetime(*last)
        )
        digest.invalidate_recordset()
        return digest[f"kpi_keqin_{name}_value"]

    def test_not_for_others(self):
        for role in ("marketing", "contributor", *OUTSIDERS[:1]):
            for name in FIGURES:
                with self.subTest(name, role=role), self.assertRaises(AccessError):
                    self.figure(name, role)

    def test_every_reader_gets_every_figure(self):
        for role in READERS:
            for name in FIGURES:
                with self.subTest(name, role=role):
                    self.assertGreaterEqual(self.figure(name, role), 0)

    @covers("R181")
    def test_own_customers_or_all(self):
        """Neither customer was ever contacted: each counts where it may be read."""
        self.assertEqual(self.figure("overdue", "sales"), 1)
        self.assertEqual(self.figure("overdue", "executive"), 2)

    def test_actions_exist(self):
        actions = self.digest._compute_kpis_actions(self.company, self.env.user)
        for name in FIGURES:
            xml_id = actions[f"kpi_keqin_{name}"].split("?")[0]
            self.assertTrue(self.env.ref(xml_id))


@tagged("post_install", "-at_install")
class TestStandardStrategy(PlanCase):
    @covers("R025")
    def test_a_plan_takes_the_strategy_of_the_size(self):
        self.standard.write(
            {
                "strategy": "<p>As usual</p>",
                "strategy_ids": [
                    (0, 0, {"company_size": "micro", "strategy": "<p>Value</p>"})
                ],
            }
        )
        self.customer.company_size = "micro"
        self.others.company_size = "large"
        self.assertIn("Value", self.make_plan().strategy)
        self.assertIn("As usual", self.make_plan(self.others).strategy)

    @covers("R205")
    def test_a_new_version_keeps_references_and_strategies(self):
        self.standard.write(
            {
                "reference_documents": "<p>Rules for customer data</p>",
                "strategy_ids": [
                    (0, 0, {"company_size": "micro", "strategy": "<p>Value</p>"})
                ],
            }
        )
        version = self.standard.browse(self.standard.action_new_version()["res_id"])
        self.assertIn("customer data", version.reference_documents)
        self.assertEqual(version.strategy_ids.mapped("company_size"), ["micro"])

    def test_only_the_administrator_writes(self):
        vals = {
            "standard_id": self.standard.id,
            "company_size": "small",
            "strategy": "x",
        }
        for role in ("sales", "sales_manager", "service", "marketing", "executive"):
            model = self.as_user(self.env["keqin.standard.strategy"], role)
            with self.subTest(role), self.assertRaises(AccessError):
                model.create(vals)
        self.assertTrue(
            self.as_user(self.env["keqin.standard.strategy"], "manager").create(vals)
        )

    def test_those_of_other_companies_are_hidden(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        standard = self.make_standard(company=company)
        vals = {"company_size": "small", "strategy": "x"}
        strategy = self.env["keqin.standard.strategy"].create(
            {"standard_id": standard.id, **vals}
        )
        seen = self.as_user(self.env["keqin.standard.strategy"], "sales")
        self.assertFalse(seen.search([("id", "=", strategy.id)]))
