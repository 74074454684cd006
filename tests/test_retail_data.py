"""Every customer of a real company: figures equal to a recomputation from the file."""

import gzip
import unittest
from decimal import Decimal

from . import retail_check
from .covers import covers
from .grading_case import GradingCase

DATA = retail_check.find_file()
MISSING = f"{retail_check.FILE} is not beside the repository, nor in $KQ_DATA"


@covers("R003", "R013", "R017", "R018")
@unittest.skipUnless(DATA, MISSING)
class TestRealCustomers(GradingCase):
    """Loaded by SQL, with amounts and times as they are in the file.

    How the loader of the sandbox brings them in is checked on its own database by
    ``python -m tests.retail_check``.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.currency_id = cls.env.ref("base.GBP")
        cls.policy.write({"tz": "Europe/London", "scope_rule": "order"})
        cls.load()
        cls.env["keqin.customer"]._enroll(cls.policy)
        cls.grading = cls.policy.run("2011-12-09")
        cls.env.invalidate_all()
        cls.customers = cls.env["keqin.customer"].search(
            [("company_id", "=", cls.company.id)]
        )

    @classmethod
    def load(cls):
        cr = cls.env.cr
        cls.env.flush_all()
        cr.execute(
            """
            CREATE TEMP TABLE retail (
                number text, customer text, country text, at timestamp,
                lines int, pieces int, amount numeric, partner_id int
            ) ON COMMIT DROP
            """
        )
        with gzip.open(DATA, "rt", encoding="utf-8") as file:
            cr.copy_expert(
                """COPY retail (number, customer, country, at, lines, pieces, amount)
                   FROM STDIN WITH (FORMAT csv, HEADER)""",
                file,
            )
        nobody = cls.make_partner("Nobody", is_company=False, keqin_scope="never")
        cr.execute("SELECT DISTINCT customer FROM retail WHERE customer > ''")
        partners = cls.env["res.partner"].create(
            [{"name": ref, "ref": ref, "is_company": True} for (ref,) in cr.fetchall()]
        )
        partners.flush_recordset()
        cr.execute(
            """UPDATE retail SET partner_id = p.id
                 FROM res_partner p WHERE p.id IN %s AND p.ref = customer""",
            (partners._ids,),
        )
        cr.execute(
            """
            INSERT INTO sale_order (company_id, currency_id, currency_rate, state, name,
                                    partner_id, partner_invoice_id, partner_shipping_id,
                                    date_order, amount_untaxed, margin)
            SELECT %(company)s, %(currency)s, 1, 'sale', number, p, p, p,
                   (at AT TIME ZONE 'Europe/London') AT TIME ZONE 'UTC', amount, amount
              FROM retail CROSS JOIN LATERAL (SELECT COALESCE(partner_id, %(no)s) p) q
            """,
            {
                "company": cls.company.id,
                "currency": cls.company.currency_id.id,
                "no": nobody.id,
            },
        )
        cls.env.invalidate_all()

    def test_the_whole_file_is_there(self):
        orders = self.env["sale.order"].search_count(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(orders, 53_628)
        self.assertEqual(len(self.customers), 5_942)
        self.assertEqual(self.grading.customer_count, 5_942)
        self.assertFalse(self.customers.filtered(lambda c: not c.ref))

    def test_every_customer_is_as_in_the_file(self):
        self.assertEqual(retail_check.differences(self.customers, DATA), [])

    def test_the_recomputation_is_no_empty_promise(self):
        found = retail_check.figures(retail_check.read(DATA), *retail_check.WINDOW)
        amounts = [amount for amount, _orders in found.values()]
        self.assertGreater(len(amounts), 4_000)
        self.assertLess(min(amounts), 0, "returns without the orders")
        self.assertTrue(any(orders == 0 for _amount, orders in found.values()))
        total = sum(amounts)
        self.assertEqual(
            Decimal(str(round(sum(self.customers.mapped("amount_window")), 2))), total
        )

    def test_cancelled_giants_are_not_a(self):
        """They lead by gross amount: with it they would be the first two."""
        gross = {}
        for customer, day, amount in retail_check.read(DATA):
            if amount > 0 and retail_check.WINDOW[0] <= day <= retail_check.WINDOW[1]:
                gross[customer] = gross.get(customer, 0) + amount
        leaders = sorted(gross, key=gross.get, reverse=True)[:10]
        for ref in retail_check.CANCELLED:
            self.assertIn(ref, leaders)
            customer = self.customers.filtered(lambda c, ref=ref: c.ref == ref)
            self.assertLess(customer.amount_window, 100)
            self.assertNotEqual(customer.tier, "A")

    def test_a_gathers_seventy_percent_of_the_amount(self):
        """By the definition: without its last score A had less, with it at least."""
        buyers = self.customers.filtered(lambda c: c.amount_window > 0)
        self.assertFalse((self.customers - buyers).filtered("tier"))
        whole = sum(buyers.mapped("amount_window"))
        for tiers, share in (("A", 0.7), ("AB", 0.9)):
            chosen = buyers.filtered(lambda c, tiers=tiers: c.tier in tiers)
            last = min(chosen.mapped("value_score"))
            rest = buyers - chosen
            self.assertLess(max(rest.mapped("value_score")), last)
            amount = sum(chosen.mapped("amount_window"))
            at_last = chosen.filtered(lambda c, last=last: c.value_score == last)
            self.assertGreaterEqual(amount, share * whole)
            before = amount - sum(at_last.mapped("amount_window"))
            self.assertLess(before, share * whole)

    def test_grading_again_writes_nothing(self):
        before = self.versions()
        for fingerprint in (self.policy.sudo().fingerprint, False):
            self.policy.sudo().fingerprint = fingerprint
            run = self.policy.run("2011-12-09")
            self.assertEqual((run.changed_count, run.moved_count), (0, 0))
        self.assertEqual(self.versions(), before)
