"""What the tests of the grading share: shortcuts, figures by file, orders in bulk."""

from decimal import ROUND_HALF_UP, Decimal

from odoo.tools import SQL

from .common import AS_OF, KeqinCase

CENT = Decimal("0.01")
# every table that a grading may write of, but for its own log and policy
GRADED = ("keqin_customer", "res_partner", "keqin_grade_change")


class GradingCase(KeqinCase):
    """The test company lives in Shanghai: a day there starts at 16:00 UTC."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.write({"tz": "Asia/Shanghai", "scope_rule": "manual"})

    def grade(self, as_of=AS_OF, policy=None):
        """Grade as of a day; the run."""
        run = (policy or self.policy).run(as_of)
        self.env.invalidate_all()
        return run

    def graded(self, customer, as_of=AS_OF):
        """Amount and orders of ``customer`` after a grading as of a day."""
        self.grade(as_of)
        return customer.amount_window, customer.orders_window

    @classmethod
    def make_buyer(cls, amount, name=None, on=AS_OF, **vals):
        """A care file with one order."""
        customer = cls.make_customer(name or f"Buyer of {amount}", **vals)
        cls.make_order(customer.partner_id, amount, on=on)
        return customer

    def order_at(self, customer, amount, moment):
        """An order at a moment in UTC."""
        return self.make_order(customer.partner_id, amount, date_order=moment)

    def explained(self, customer, section="value"):
        """Parts of the explanation by factor."""
        parts = customer.grade_explanation[section]
        return {part["factor"]: part for part in parts}

    def assert_explained(self, customers):
        """The parts add up to the scores, to the last digit, for every customer."""
        self.assertTrue(customers)
        for customer in customers:
            for section, score in (
                ("value", customer.value_score),
                ("potential", customer.potential_score),
            ):
                parts = customer.grade_explanation[section]
                self.assertEqual(
                    sum(Decimal(str(part["points"])) for part in parts),
                    Decimal(str(score)),
                    f"{section} of {customer.display_name}",
                )

    def versions(self):
        """Where each row of the graded tables lives: a write moves it."""
        self.env.flush_all()
        return {
            table: self.env.execute_query(
                SQL("SELECT id, ctid::text FROM %s ORDER BY id", SQL.identifier(table))
            )
            for table in GRADED
        }

    @classmethod
    def add_orders(cls, rows):
        """Insert confirmed orders by SQL, for tests that need many.

        :param rows: of partner id, name, moment in UTC and amount
        """
        cls.env.flush_all()
        cls.env.cr.execute_values(
            """
            INSERT INTO sale_order (company_id, currency_id, currency_rate, state,
                                    partner_id, partner_invoice_id,
                                    partner_shipping_id, name, date_order,
                                    amount_untaxed, margin)
            VALUES %s
            """,
            [
                (
                    cls.company.id,
                    cls.company.currency_id.id,
                    1,
                    "sale",
                    *[partner_id] * 3,
                    name,
                    moment,
                    amount,
                    amount,
                )
                for partner_id, name, moment, amount in rows
            ],
        )
        cls.env.invalidate_all()


def company_amount(order):
    """Untaxed amount of an order in company currency, rounded half up to cents."""
    exact = Decimal(str(order.amount_untaxed)) / Decimal(str(order.currency_rate))
    return exact.quantize(CENT, rounding=ROUND_HALF_UP)
