"""Known answers: renewal, upsell, referral, new and key customers, depth (K06 to K33).

The company lives in Shanghai: a day there starts at 16:00 UTC the day before.
"""

from odoo import Command
from odoo.tests import tagged
from odoo.tools import SQL

from .covers import covers
from .indicator_care_case import IndicatorCareCase

YEAR = ("2025-07-01", "2026-06-30")


@tagged("post_install", "-at_install")
class TestIndicatorSales(IndicatorCareCase):
    def buy(self, customer, amount, on, **vals):
        return self.make_order(customer.partner_id, amount, on=on, **vals)

    def buy_of(self, customer, category, amount, on):
        """A product of a category of its own."""
        product = self.env["product.product"].create(
            {"name": category, "type": "service"}
            | {"categ_id": self.env["product.category"].create({"name": category}).id}
        )
        line = Command.create(
            {"product_id": product.id, "price_unit": amount}
            | {"product_uom_qty": 1, "tax_ids": [Command.clear()]}
        )
        return self.buy(customer, 0, on, order_line=[line])

    def agree(self, customer, end, state, **vals):
        agreement = self.env["keqin.agreement"].create(
            {
                "name": "Framework",
                "customer_id": customer.id,
                "date_start": "2025-01-01",
                "date_end": end,
                "user_id": customer.user_id.id,
            }
        )
        agreement._step(state, **vals)
        return agreement

    def refer(self, customer, on, won=None, **vals):
        """A referral, won on a day where one is given."""
        referral = self.env["keqin.referral"].create(
            {"name": "Hengtai", "customer_id": customer.id, "date": on}
            | {"user_id": self.other.id}
            | vals
        )
        self.env.flush_all()
        if won:
            self.env.cr.execute(
                SQL(
                    "UPDATE keqin_referral SET state = 'won', closed_on = %s "
                    "WHERE id = %s",
                    won,
                    referral.id,
                )
            )
            self.env.invalidate_all()
        return referral

    @covers("R122", "R123", "R127")
    def test_renewal(self):
        """2 renewed of 4 due: one ran out, one was ended early."""
        self.agree(self.north, "2026-04-01", "renewed")
        self.agree(self.north, "2026-06-30", "renewed")
        self.agree(self.south, "2026-05-31", "expired")
        self.agree(self.south, "2026-12-31", "ended", ended_on="2026-06-01")
        # not of the period, not signed, not of a file in use
        self.agree(self.north, "2026-03-31", "expired")
        self.agree(self.north, "2026-07-01", "renewed")
        self.agree(self.north, "2026-05-31", "draft")
        self.agree(self.outside[2], "2026-05-31", "expired")
        self.assertParts("K06", (2, 4))
        self.assertEqual(self.figure("K06").value, 50.0)
        self.assertParts("K06", (2, 2), scope="tier", key="A")
        self.assertParts("K06", (0, 2), scope="employee", key=self.other)
        # one that ends today is still in force: not due yet; lost customers count
        self.agree(self.north, "2026-07-08", "renewed")
        self.assertEqual(self.parts("K06", "2026-07-01", "2026-09-30"), (1, 1))
        self.agree(self.outside[1], "2026-06-01", "expired")
        self.assertParts("K06", (2, 5))
        self.assertNoData("K06")

    @covers("R122", "R127")
    def test_upsell(self):
        """Of three who bought in both quarters, one paid more, one bought broader."""
        self.buy_of(self.north, "Film", 100, "2026-02-01")
        self.buy_of(self.north, "Film", 150, "2026-05-01")
        self.buy_of(self.south, "Film", 100, "2026-03-31")
        self.buy_of(self.south, "Tape", 50, "2026-04-01")
        self.buy_of(self.south, "Foam", 50, "2026-06-30")
        self.buy_of(self.loose, "Film", 100, "2026-02-01")
        self.buy_of(self.loose, "Film", 100, "2026-05-01")
        self.assertParts("K09", (2, 3))
        self.assertParts("K09", (1, 1), scope="tier", key="C")
        self.assertParts("K09", (1, 1), scope="employee", key=self.sales)
        # what was returned was bought neither for the amount nor for the breadth
        self.buy_of(self.north, "Film", -60, "2026-06-01")
        self.assertParts("K09", (1, 3))
        # who bought in one of both is not asked
        self.buy(self.outside[0], 100, "2026-05-01")
        self.assertParts("K09", (1, 3))
        self.assertNoData("K09")

    @covers("R122", "R128")
    def test_depth(self):
        """Three categories of two customers: 1.5 each; a returned one is none."""
        film, tape = self.buy_of, self.buy_of
        film(self.north, "Film", 100, "2025-07-01")
        tape(self.north, "Tape", 100, "2026-06-30")
        film(self.south, "Foam", 100, "2026-01-01")
        film(self.south, "Wrap", -5, "2026-01-02")
        film(self.loose, "Film", 100, "2025-06-30")
        self.assertParts("K33", (3, 2), *YEAR)
        self.assertEqual(self.figure("K33", *YEAR).value, 1.5)
        self.assertParts("K33", (2, 1), *YEAR, scope="employee", key=self.sales)
        self.assertParts("K33", (1, 1), *YEAR, scope="tier", key="C")
        self.assertNoData("K33")

    @covers("R122", "R125", "R177")
    def test_referral(self):
        """One of three in care sent somebody; who did so twice counts once."""
        half = ("2026-01-01", "2026-06-30")
        self.refer(self.north, "2026-01-01")
        self.refer(self.north, "2026-06-30", won="2026-07-02")
        self.refer(self.south, "2025-12-31")
        self.refer(self.outside[0], "2026-05-01")
        self.refer(self.outside[1], "2026-05-01")
        self.assertParts("K10", (1, 3), *half)
        self.assertParts("K10", (1, 1), *half, scope="tier", key="A")
        self.assertParts("K10", (0, 1), *half, scope="employee", key=self.other)
        self.company.keqin_referral_counts = "won"
        self.assertParts("K10", (0, 3), *half)
        self.refer(self.south, "2025-12-31", won="2026-06-30")
        self.assertParts("K10", (1, 3), *half)
        self.assertNoData("K10")

    @covers("R122", "R148", "R177")
    def test_new_customers(self):
        """Two bought for the first time; one of them counts for the finder, too."""
        self.buy(self.north, 100, "2026-04-01", date_order="2026-03-31 16:00:00")
        self.buy(self.north, 100, "2026-05-01")
        self.buy(self.south, 100, "2026-01-01")
        self.buy(self.south, 100, "2026-05-01")
        self.buy(self.loose, 100, "2026-06-30", date_order="2026-06-30 15:59:59")
        self.buy(self.outside[0], 100, "2026-07-01", date_order="2026-06-30 16:00:00")
        self.refer(
            self.south,
            "2026-02-01",
            referred_id=self.north.partner_id.id,
            won="2026-04-02",
        )
        self.assertParts("K11", (2, 0))
        self.assertParts("K11", (1, 0), scope="employee", key=self.sales)
        self.assertParts("K11", (1, 0), scope="employee", key=self.other)
        self.assertParts("K11", (1, 0), scope="tier", key="A")
        self.assertNoData("K11")

    @covers("R122", "R126")
    def test_growth_of_key_customers(self):
        """(180 - 150) / 150 of the key ones; each one's is in the records."""
        self.buy(self.north, 150, "2025-06-30")
        self.buy(self.north, 200, "2025-07-01")
        self.buy(self.north, -20, "2026-06-30")
        self.buy(self.south, 999, "2026-05-01")
        self.assertEqual(self.figure("K12", *YEAR).value, 20.0)
        [fact] = self.facts("K12", *YEAR)
        self.assertEqual((fact.num, fact.num0), (180, 150))
        self.assertEqual(fact.customer_id, self.north)
        # nothing of the year before is no growth
        self.env.cr.execute(
            SQL(
                "UPDATE sale_order SET state = 'cancel' WHERE date_order < %s",
                "2025-07-01",
            )
        )
        self.assertIsNone(self.figure("K12", *YEAR).value)
        self.assertNoData("K12")
