"""The rhythm of each customer, kept in its file: what the engine reads and writes."""

from freezegun import freeze_time

from .covers import covers
from .rhythm_case import AS_OF, RhythmCase


@covers("R215")
class TestRhythm(RhythmCase):
    def test_expected_order_by_own_median(self):
        self.order_on("2026-04-01", "2026-05-01", "2026-06-10")
        self.run_rhythm()
        self.assertEqual(self.customer.order_interval, 35.0)
        self.assertEqual(self.customer.order_interval_count, 2)
        self.assertEqual(str(self.customer.next_order_on), "2026-07-15")
        self.assertEqual(self.customer.rhythm_ratio, 0.57)
        self.assertEqual(self.customer.rhythm_state, "regular")

    def test_days_are_local_and_net(self):
        """Late in the evening is the next day there; what is taken back never was."""
        self.order_on("2026-04-01", "2026-05-01")
        self.order_at(self.customer, 100, "2026-05-30 16:30:00")
        self.order_on("2026-06-15")
        self.order_on("2026-06-15", amount=-100)
        self.run_rhythm()
        self.assertEqual(self.customer.order_interval, 30.0)
        self.assertEqual(str(self.customer.next_order_on), "2026-06-30")
        self.assertEqual(self.customer.order_interval_count, 2)

    def test_two_orders_are_no_rhythm(self):
        self.order_on("2026-04-01", "2026-05-01")
        self.run_rhythm()
        self.assertIs(self.customer.order_interval, False)
        self.assertFalse(self.customer.next_order_on)
        self.assertFalse(self.customer.rhythm_state)

    def test_states_by_own_interval(self):
        """The same silence is nothing to one and much to another."""
        weekly = self.make_customer("Weekly")
        self.order_on("2026-06-01", "2026-06-08", "2026-06-15", customer=weekly)
        self.order_on("2026-02-15", "2026-04-15", "2026-06-15")
        self.run_rhythm()
        self.assertEqual(weekly.rhythm_state, "declining")
        self.assertEqual(self.customer.rhythm_state, "regular")

    def test_trends_against_the_year_before(self):
        self.order_on("2025-01-10", "2025-02-10", "2025-03-10", "2025-04-10")
        self.order_on("2026-02-10", amount=500)
        self.run_rhythm()
        self.assertEqual(self.customer.amount_trend_state, "up")
        self.assertEqual(self.customer.frequency_trend_state, "down")

    def test_contacts_and_branches_order_for_the_customer(self):
        person = self.make_partner(
            "Ms. Wang", is_company=False, parent_id=self.customer.partner_id.id
        )
        for day in ("2026-04-01", "2026-05-01", "2026-06-01"):
            self.make_order(person, 50, on=day)
        self.run_rhythm()
        self.assertEqual(self.customer.order_interval_count, 2)

    def test_again_writes_nothing(self):
        self.order_on("2026-04-01", "2026-05-01", "2026-06-10")
        self.assertEqual(self.run_rhythm()["changed"], 1)
        before = self.versions()
        self.assertEqual(self.run_rhythm()["changed"], 0)
        self.assertEqual(self.versions(), before)

    def test_queries_do_not_grow_with_customers(self):
        def queries():
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.run_rhythm()
            return self.env.cr.sql_log_count - before

        self.order_on("2026-04-01", "2026-05-01", "2026-06-10")
        queries()
        few = queries()
        for number in range(30):
            customer = self.make_customer(f"More {number}")
            self.order_on("2026-04-01", "2026-05-01", "2026-06-10", customer=customer)
        queries()
        self.assertLessEqual(queries(), few)

    def test_another_company_is_left_alone(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.order_on("2026-04-01", "2026-05-01", "2026-06-10")
        self.env["keqin.rhythm.engine"]._run(other, AS_OF)
        self.env.invalidate_all()
        self.assertFalse(self.customer.rhythm_state)

    @freeze_time("2026-06-30 20:00:00")
    def test_today_is_that_of_the_company(self):
        """20:00 in UTC is already the first of July in Shanghai."""
        self.order_on("2026-04-02", "2026-05-02", "2026-06-01")
        self.run_rhythm(None)
        self.assertEqual(self.customer.rhythm_ratio, 1.0)
