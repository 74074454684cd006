"""What counts as a purchase, for whom, and when: through the database."""

from odoo import Command

from .covers import covers
from .grading_case import GradingCase


@covers("R003", "R018")
class TestPurchases(GradingCase):
    def setUp(self):
        super().setUp()
        self.customer = self.make_customer("Customer")
        self.partner = self.customer.partner_id

    def test_amount_is_net_of_returns_and_orders_are_the_positive_ones(self):
        self.make_order(self.partner, 100.0)
        self.make_order(self.partner, 50.5)
        self.make_order(self.partner, -30.25)
        self.assertEqual(self.graded(self.customer), (120.25, 2))

    def test_order_of_nothing_counts_for_nothing(self):
        self.make_order(self.partner, 0.0)
        self.assertEqual(self.graded(self.customer), (0.0, 0))
        self.assertFalse(self.customer.tier)
        self.assertFalse(self.customer.last_order_on)

    def test_only_confirmed_orders_count(self):
        for state in ("draft", "sent", "cancel"):
            self.make_order(self.partner, 100.0, state=state)
        self.make_order(self.partner, 7.0)
        self.assertEqual(self.graded(self.customer), (7.0, 1))

    def test_amount_is_without_tax(self):
        tax = self.env["account.tax"].create(
            {
                "name": "10 %",
                "amount": 10.0,
                "company_id": self.company.id,
                "country_id": self.env.ref("base.us").id,
                "tax_group_id": self.env["account.tax.group"]
                .create({"name": "Taxes", "company_id": self.company.id})
                .id,
            }
        )
        order = self.make_order(self.partner, 100.0)
        order.order_line.tax_ids = tax
        self.assertEqual(order.amount_total, 110.0)
        self.assertEqual(self.graded(self.customer), (100.0, 1))

    def test_whole_history_is_kept_beside_the_window(self):
        self.make_order(self.partner, 400.0, on="2020-01-15")
        self.make_order(self.partner, 40.0, on="2025-03-01")
        self.make_order(self.partner, 4.0, on="2026-03-01")
        self.make_order(self.partner, -1.0, on="2026-04-01")
        self.make_order(self.partner, 9000.0, on="2026-07-01")  # not yet
        self.grade()
        self.assertEqual(self.customer.amount_window, 3.0)
        self.assertEqual(self.customer.amount_previous, 40.0)
        self.assertEqual(self.customer.amount_total, 443.0)
        self.assertEqual(str(self.customer.first_order_on), "2020-01-15")
        self.assertEqual(str(self.customer.last_order_on), "2026-03-01")

    def test_both_edges_of_the_window_are_in_by_the_local_clock(self):
        """2025-07-01 00:00:00 to 2026-06-30 23:59:59 in Shanghai, UTC + 8 hours."""
        self.order_at(self.customer, 1.0, "2025-06-30 15:59:59")
        self.order_at(self.customer, 10.0, "2025-06-30 16:00:00")
        self.order_at(self.customer, 100.0, "2026-06-30 15:59:59")
        self.order_at(self.customer, 1000.0, "2026-06-30 16:00:00")
        self.assertEqual(self.graded(self.customer), (110.0, 2))
        self.assertEqual(self.customer.amount_previous, 1.0)
        self.assertEqual(str(self.customer.last_order_on), "2026-06-30")

    def test_both_edges_of_the_previous_window(self):
        self.order_at(self.customer, 1.0, "2024-06-30 15:59:59")
        self.order_at(self.customer, 10.0, "2024-06-30 16:00:00")
        self.order_at(self.customer, 100.0, "2025-06-30 15:59:59")
        self.grade()
        self.assertEqual(self.customer.amount_previous, 110.0)

    def test_day_of_an_order_is_the_local_one(self):
        self.order_at(self.customer, 10.0, "2026-03-31 16:00:00")
        self.grade()
        self.assertEqual(str(self.customer.last_order_on), "2026-04-01")
        self.assertEqual(str(self.customer.first_order_on), "2026-04-01")

    def test_window_is_of_the_asked_length(self):
        self.make_order(self.partner, 10.0, on="2026-03-15")
        self.make_order(self.partner, 100.0, on="2026-03-16")
        self.policy.window_months = 3
        self.assertEqual(self.graded(self.customer, "2026-06-15"), (100.0, 1))
        self.assertEqual(self.customer.amount_previous, 10.0)

    def test_margin_is_that_of_orders_whose_costs_are_known(self):
        self.make_order(self.partner, 100.0, cost=70.0)
        self.make_order(self.partner, 500.0)
        self.grade()
        self.assertEqual(self.customer.margin_window, 30.0)
        self.assertEqual(self.explained(self.customer)["margin"]["raw"], 30.0)
        self.assertEqual(self.customer.coverage, 1.0)

    def test_unknown_margin_scales_the_other_weights_up(self):
        self.make_order(self.partner, 100.0)
        self.grade()
        parts = self.explained(self.customer)
        self.assertEqual(self.customer.coverage, 0.8)
        self.assertIsNone(parts["margin"]["raw"])
        self.assertIsNone(parts["margin"]["score"])
        self.assertEqual(parts["margin"]["points"], 0)
        self.assertEqual(parts["amount"]["weight"], 62.5)
        self.assertEqual(parts["frequency"]["weight"], 37.5)
        self.assertEqual(self.customer.value_score, 100.0)


@covers("R018", "R024")
class TestFamily(GradingCase):
    """The commercial partner's history is its whole family's."""

    def setUp(self):
        super().setUp()
        self.customer = self.make_customer("Group")
        self.partner = self.customer.partner_id

    def make_child(self, **vals):
        return self.env["res.partner"].create(
            {"name": "Child", "parent_id": self.partner.id, "is_company": False, **vals}
        )

    def test_orders_of_contacts_addresses_and_their_children_count(self):
        contact = self.make_child(type="contact")
        address = self.make_child(type="delivery")
        below = self.make_child(parent_id=contact.id)
        for amount, partner in (
            (1.0, self.partner),
            (10.0, contact),
            (100.0, address),
            (1000.0, below),
        ):
            self.make_order(partner, amount)
        self.assertEqual(self.graded(self.customer), (1111.0, 4))

    def test_orders_of_an_archived_contact_count(self):
        contact = self.make_child()
        self.make_order(contact, 10.0)
        contact.active = False
        self.assertEqual(self.graded(self.customer), (10.0, 1))

    def test_a_company_below_another_is_a_customer_of_its_own(self):
        daughter = self.make_child(is_company=True)
        self.make_order(daughter, 10.0)
        self.assertEqual(self.graded(self.customer), (0.0, 0))

    def test_archived_partner_is_out_of_care_and_keeps_its_last_grade(self):
        self.make_order(self.partner, 10.0)
        other = self.make_buyer(5.0)
        self.grade()
        self.assertEqual((self.customer.tier, other.tier), ("A", "A"))
        self.partner.active = False
        self.assertFalse(self.customer.active)
        run = self.grade("2027-06-30")
        self.assertEqual(run.customer_count, 1)
        self.assertEqual(self.customer.tier, "A")
        self.assertEqual(self.customer.amount_window, 10.0)
        self.assertFalse(self.partner.keqin_tier)


@covers("R017", "R026")
class TestWithoutPurchases(GradingCase):
    def test_customer_without_orders_is_unclassified(self):
        customer = self.make_customer()
        self.make_buyer(10.0)
        self.grade()
        self.assertFalse(customer.tier)
        self.assertEqual((customer.value_score, customer.coverage), (0.0, 0.0))
        self.assert_explained(customer)

    def test_customer_whose_returns_eat_up_the_orders_is_never_a(self):
        for method in ("share", "quantile", "threshold"):
            self.policy.method = method
            evened = self.make_buyer(1e6, f"Evened {method}")
            self.make_order(evened.partner_id, -1e6)
            below = self.make_buyer(1e6, f"Below {method}")
            self.make_order(below.partner_id, -2e6)
            buyer = self.make_buyer(10.0)
            self.grade()
            self.assertFalse(evened.tier or below.tier)
            self.assertEqual(evened.value_score, 0.0)
            self.assertTrue(buyer.tier)

    def test_low_volume_keeps_the_file_and_a_tier(self):
        """R026: small is C, not out of care."""
        for amount in (1000.0, 900.0, 800.0):
            self.make_buyer(amount)
        small = self.make_buyer(0.01)
        self.grade()
        self.assertEqual(small.tier, "C")
        self.assertTrue(small.active)

    def test_a_company_without_customers_is_graded_too(self):
        run = self.grade()
        self.assertEqual((run.state, run.customer_count), ("done", 0))


@covers("R018")
class TestCurrenciesAndCompanies(GradingCase):
    def setUp(self):
        super().setUp()
        self.customer = self.make_customer()
        self.partner = self.customer.partner_id

    def make_foreign(self, *rates):
        """A pricelist in another currency, with rates by day for the company."""
        own = self.company.currency_id
        currency = self.env.ref("base.EUR" if own.name != "EUR" else "base.CHF")
        currency.active = True
        self.env["res.currency.rate"].search(
            [("currency_id", "=", currency.id)]
        ).unlink()
        self.env["res.currency.rate"].create(
            [
                {
                    "currency_id": currency.id,
                    "company_id": self.company.id,
                    "name": day,
                    "rate": rate,
                }
                for day, rate in rates
            ]
        )
        return self.env["product.pricelist"].create(
            {
                "name": "Foreign",
                "currency_id": currency.id,
                "company_id": self.company.id,
            }
        )

    def test_foreign_order_counts_by_the_rate_of_its_own_day(self):
        foreign = self.make_foreign(("2026-01-01", 0.8), ("2026-06-01", 0.5))
        early = self.make_order(
            self.partner, 100.0, on="2026-05-31", pricelist_id=foreign.id
        )
        self.assertEqual(early.currency_id, foreign.currency_id)
        self.make_order(self.partner, 10.0, on="2026-06-02", pricelist_id=foreign.id)
        self.make_order(self.partner, 1.0)
        self.assertEqual(self.graded(self.customer), (146.0, 3))

    def test_each_foreign_order_is_rounded_to_cents(self):
        foreign = self.make_foreign(("2026-01-01", 3.0))
        for _order in range(3):
            self.make_order(self.partner, 1.0, pricelist_id=foreign.id)
        self.assertEqual(self.graded(self.customer), (0.99, 3))

    def test_margin_of_a_foreign_order_is_converted(self):
        foreign = self.make_foreign(("2026-01-01", 2.0))
        self.make_order(self.partner, 100.0, cost=60.0, pricelist_id=foreign.id)
        self.grade()
        self.assertEqual(self.customer.margin_window, 20.0)

    def test_only_the_caring_company_and_its_branches_count(self):
        """A shared contact may buy from a company that does not look after it."""
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.company.id}
        )
        other = self.env["res.company"].create({"name": "Other"})
        self.assertFalse(self.policy_of(branch))
        self.env.user.company_ids += branch + other
        for amount, company in ((1.0, self.company), (10.0, branch), (100.0, other)):
            self.make_order(self.partner, amount, company_id=company.id)
        self.assertEqual(self.graded(self.customer), (11.0, 2))

    def test_each_company_grades_its_own_customers(self):
        other = self.env["res.company"].create({"name": "Other"})
        theirs = self.make_customer("Theirs", company_id=other.id)
        self.make_order(theirs.partner_id, 1000.0, company_id=other.id)
        self.make_order(self.partner, 1.0)
        run = self.grade()
        self.assertEqual(run.customer_count, 1)
        self.assertEqual(self.customer.tier, "A")
        self.assertFalse(theirs.tier)
        self.grade(policy=self.policy_of(other))
        self.assertEqual((theirs.tier, theirs.amount_window), ("A", 1000.0))


@covers("R018")
class TestInvoices(GradingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        accounts = cls.env["account.account"].create(
            [
                {"name": name, "code": code, "account_type": kind}
                for name, code, kind in (
                    ("Income", "K4000", "income"),
                    ("Receivable", "K1200", "asset_receivable"),
                )
            ]
        )
        cls.journal = cls.env["account.journal"].create(
            {
                "name": "Sales",
                "code": "KINV",
                "type": "sale",
                "company_id": cls.company.id,
                "default_account_id": accounts[0].id,
            }
        )
        cls.receivable = accounts[1]
        cls.policy.source = "invoice"

    def make_invoice(self, customer, amount, on, kind="out_invoice", post=True):
        partner = customer.partner_id
        partner.property_account_receivable_id = self.receivable
        line = {
            "name": "Goods",
            "price_unit": amount,
            "quantity": 1,
            "tax_ids": [Command.clear()],
            "account_id": self.journal.default_account_id.id,
        }
        invoice = self.env["account.move"].create(
            {
                "move_type": kind,
                "partner_id": partner.id,
                "journal_id": self.journal.id,
                "invoice_date": on,
                "invoice_line_ids": [Command.create(line)],
            }
        )
        if post:
            invoice.action_post()
        return invoice

    def test_posted_invoices_less_credit_notes(self):
        customer = self.make_customer()
        self.make_order(customer.partner_id, 5000.0)
        self.make_invoice(customer, 100.0, "2026-05-01")
        self.make_invoice(customer, 40.0, "2026-05-02")
        self.make_invoice(customer, 30.0, "2026-05-03", kind="out_refund")
        self.make_invoice(customer, 7.0, "2026-05-04", post=False)
        self.assertEqual(self.graded(customer), (110.0, 2))
        self.assertEqual(customer.coverage, 0.8, "an invoice knows no margin")
        self.assertFalse(customer.margin_window)

    def test_invoice_belongs_to_its_own_day(self):
        customer = self.make_customer()
        for amount, day in (
            (1.0, "2025-06-30"),
            (10.0, "2025-07-01"),
            (100.0, "2026-06-30"),
            (1000.0, "2026-07-01"),
        ):
            self.make_invoice(customer, amount, day)
        self.assertEqual(self.graded(customer), (110.0, 2))
        self.assertEqual(customer.amount_previous, 1.0)
        self.assertEqual(str(customer.last_order_on), "2026-06-30")

    def test_records_behind_the_figures_are_invoices(self):
        customer = self.make_customer()
        self.make_invoice(customer, 100.0, "2026-06-30")
        self.make_invoice(customer, 30.0, "2025-07-01", kind="out_refund")
        self.make_invoice(customer, 5.0, "2026-07-01")
        self.grade()
        action = customer.action_open_factor("amount")
        invoices = self.env[action["res_model"]].search(action["domain"])
        amount = sum(invoices.mapped("amount_untaxed_signed"))
        self.assertEqual(amount, self.explained(customer)["amount"]["raw"])
        action = customer.action_open_factor("frequency")
        invoices = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(len(invoices), self.explained(customer)["frequency"]["raw"])
