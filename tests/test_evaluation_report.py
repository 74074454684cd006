"""The care effect evaluation report: what it says, in which order, and to whom."""

import unittest

from lxml import html

from odoo.tests import tagged

from odoo.addons.keqin_addon.tools import chart

from . import properties  # noqa: F401
from .common import OUTSIDERS, KeqinCase
from .covers import covers

REPORT = "keqin_addon.keqin_evaluation_report"


class TestChart(unittest.TestCase):
    def test_marks_stay_on_the_axis(self):
        self.assertEqual(chart.position(-5, (0, 100), 150), 0.0)
        self.assertEqual(chart.position(50, (0, 100), 150), 75.0)
        self.assertEqual(chart.bounds("points", [None]), (-100.0, 100.0))

    def test_a_gap_breaks_the_line(self):
        lines = chart.polylines([0, None, 100, 50], (0, 100), 90, 20)
        self.assertEqual(lines, ["0.0,20.0", "60.0,0.0 90.0,10.0"])
        self.assertEqual(chart.polylines([None], (0, 1), 9, 9), [])


@tagged("post_install", "-at_install")
@covers("R132")
class TestEvaluationReport(KeqinCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.evaluation = cls.env["keqin.evaluation"].create(
            {"date_start": "2026-04-01", "period": "quarter"}
        )
        cls.evaluation.action_input()
        cls.figure("K05", actual=67, target=60, verdict="met", previous=55, change=12)
        cls.figure("K10", actual=12, target=30, verdict="below", low=6, high=19)
        cls.figure("K13", actual=-4, change=-9, is_change=True)
        cls.figure("K19", actual=80, change=30, is_change=True)
        cls.sections = cls.evaluation.section_ids.grouped("department")
        cls.sections["sales"].results = "<p>Visits kept them close</p>"
        cls.sections["service"].shortcomings = "<p>Answers took long</p>"
        cls.decision = cls.env["keqin.decision"].create(
            {"name": "Twice a month", "evaluation_id": cls.evaluation.id}
        )

    @classmethod
    def figure(cls, code, **vals):
        line = cls.evaluation.line_ids.filtered(
            lambda line: line.indicator_id.code == code and not line.tier
        )
        line.write(vals)
        return line

    def text(self, role="executive", evaluation=None):
        """What the role reads, in one line."""
        env = self.in_companies(self.env(user=self.users[role], su=False), self.company)
        records = evaluation or self.evaluation
        page, _kind = env["ir.actions.report"]._render_qweb_html(REPORT, records.ids)
        return " ".join(html.fromstring(page).text_content().split())

    def test_in_the_order_of_the_standard(self):
        text = self.text()
        parts = (
            "1. Result in short",
            "2. Targets and what was reached",
            "3. Care and what came of it",
            "4. What the departments say",
            "5. Improvement",
            "6. Decisions and focus of the next period",
            "how it is computed",
        )
        places = [text.find(part) for part in parts]
        self.assertNotIn(-1, places)
        self.assertEqual(places, sorted(places))

    def test_same_words_for_the_same_figures(self):
        text = self.text()
        self.assertIn(
            "Targets reached: 1, missed: 1, left open by the figures: 0", text
        )
        self.assertIn("Below target: Referral rate.", text)
        self.assertIn("Reliably better than before: First response in time.", text)
        self.assertIn("Reliably worse than before: Business growth.", text)

    def test_a_shorter_time_is_better(self):
        self.figure("K18", actual=2.5, change=-1.5, is_change=True)
        self.assertIn("better than before: Mean time to resolve, First", self.text())

    def test_figures_with_what_they_rest_on(self):
        text = self.text()
        for said in ("67.0 %", "60.0 %", "+12.0", "6.0 … 19.0", "Twice a month"):
            self.assertIn(said, text)
        self.assertIn("No data in this period: Customer satisfaction (CSAT)", text)

    @covers("R133", "R190")
    def test_each_department_reads_its_own(self):
        sales, service = self.text("sales_manager"), self.text("service_manager")
        self.assertIn("Visits kept them close", sales)
        self.assertNotIn("Answers took long", sales)
        self.assertIn("Business growth", sales)
        self.assertNotIn("First response in time", sales)
        self.assertIn("Answers took long", service)
        self.assertNotIn("Visits kept them close", service)
        self.assertNotIn("Business growth", self.text("marketing"))

    @covers("R190")
    def test_nobody_else(self):
        self.add_outsiders()
        for role in ("contributor", *OUTSIDERS):
            with self.subTest(role=role):
                self.assertRefused(self.text, role)

    @covers("R136")
    def test_a_year_names_its_evaluations(self):
        year = self.env["keqin.evaluation"].create(
            {"date_start": "2026-01-01", "period": "year"}
        )
        text = self.text(evaluation=year)
        self.assertIn("Annual Summary of Customer Care", text)
        parts = text.split("Evaluations of the year")[1]
        self.assertIn(self.evaluation.name, parts)
