"""Figures of the indicators: by company, tier, team and employee, and their facts."""

from odoo.tests import tagged

from .covers import covers
from .indicator_case import IndicatorCase


@tagged("post_install", "-at_install")
class TestIndicatorEngine(IndicatorCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.north, cls.south, cls.loose = (
            cls.make_customer("North", cls.sales, lifecycle="active"),
            cls.make_customer("South", cls.other, lifecycle="active"),
            cls.make_customer("Nobody's", lifecycle="active"),
        )
        (cls.north | cls.south).tier = "A"
        cls.loose.tier = "B"

    def buy(self, customer, amount, on, **vals):
        return self.make_order(customer.partner_id, amount, on=on, **vals)

    @covers("R122")
    def test_no_data_is_no_figure(self):
        for indicator in self.env["keqin.indicator"].search([("code", "=like", "K%")]):
            figure = self.figure(indicator.code)
            self.assertIsNone(figure.value, indicator.code)

    @covers("R122")
    def test_repurchase(self):
        # bought before and again: counts; once only in the period, or not again: not
        self.buy(self.north, 100, "2026-01-10")
        self.buy(self.north, 50, "2026-05-10")
        self.buy(self.south, 100, "2026-06-01")
        self.buy(self.loose, 100, "2025-06-01")
        self.assertEqual(self.parts("K05"), (1, 3))
        self.assertAlmostEqual(self.figure("K05").value, 100 / 3)
        self.assertEqual(self.parts("K05", scope="tier", key="A"), (1, 2))
        self.assertEqual(self.parts("K05", scope="tier", key="B"), (0, 1))
        self.assertIsNone(self.figure("K05", scope="tier", key="C"))
        self.assertEqual(self.parts("K05", scope="employee", key=self.sales), (1, 1))
        self.assertEqual(self.parts("K05", scope="team", key=self.other_team), (0, 1))
        self.assertAddsUp("K05")
        self.assertAddsUp("K05", scope="tier", key="A")
        self.assertAddsUp("K05", scope="employee", key=self.other)
        self.assertAddsUp("K05", scope="team", key=self.team)
        # a second order within the period has an earlier one; returns are no orders
        self.buy(self.south, 10, "2026-06-20")
        self.buy(self.loose, -100, "2026-06-20")
        self.assertEqual(self.parts("K05"), (2, 3))
        # an order of the last day until midnight in Shanghai, not after
        for moment, part in (("2026-06-30 16:00:00", 2), ("2026-06-30 15:59:59", 3)):
            self.buy(self.loose, 1, "2026-06-30", date_order=moment)
            self.assertEqual(self.parts("K05"), (part, 3), moment)
        # who only ordered after the period, and archived files, do not count
        self.buy(self.make_customer("Later"), 5, "2026-07-02")
        self.assertEqual(self.parts("K05"), (3, 3))
        self.loose.active = False
        self.assertEqual(self.parts("K05"), (2, 2))
