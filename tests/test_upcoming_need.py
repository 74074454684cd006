"""What customers will need next, for whom, and how far ahead."""

from freezegun import freeze_time

from .common import OUTSIDERS, ROLES
from .covers import covers
from .rhythm_case import AS_OF, RhythmCase

SEES_ALL = {"sales_manager", "service", "service_manager", "executive", "manager"}


@covers("R215")
@freeze_time("2026-06-30 04:00:00")
class TestUpcomingNeed(RhythmCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order_on("2026-05-01", "2026-05-31", "2026-06-20", amount=300)
        cls.policy.run(AS_OF)
        cls.env["keqin.rhythm.engine"]._run(cls.company, AS_OF)
        cls.plan = cls.env["keqin.purchase.intent"].create(
            {
                "name": "New line",
                "customer_id": cls.customer.id,
                "expected_on": "2026-07-10",
                "expected_amount": 5000,
            }
        )
        cls.agreement = cls.env["keqin.agreement"].create(
            {
                "name": "Frame 2026",
                "customer_id": cls.customer.id,
                "date_start": "2025-08-01",
                "date_end": "2026-08-01",
                "renewal_on": "2026-08-01",
                "state": "active",
            }
        )
        cls.env.invalidate_all()

    def needs(self, user=None, domain=()):
        Need = self.env["keqin.upcoming.need"]
        rows = (Need.with_user(user) if user else Need).search(
            [("customer_id", "=", self.customer.id), *domain]
        )
        return {row.kind: row for row in rows}

    def test_orders_plans_and_renewals(self):
        needs = self.needs()
        self.assertEqual(
            {kind: (str(n.date), n.amount, n.is_late) for kind, n in needs.items()},
            {
                "order": ("2026-07-15", 300.0, False),
                "intent": ("2026-07-10", 5000.0, False),
                "renewal": ("2026-08-01", 0.0, False),
            },
        )
        self.assertEqual(needs["intent"].name, "New line")
        self.assertEqual(needs["order"].user_id, self.users["sales"])

    def test_as_far_as_the_settings_say(self):
        self.company.keqin_upcoming_days = 14
        self.assertEqual(set(self.needs()), {"intent"})
        self.company.keqin_upcoming_days = 15
        self.assertEqual(set(self.needs()), {"intent", "order"})
        self.agreement.renewal_on = "2026-07-15"
        self.assertIn("renewal", self.needs(), "it is time to speak about it")

    def test_overdue_stays_until_it_is_a_risk(self):
        with freeze_time("2026-07-20 04:00:00"):
            self.assertTrue(self.needs()["order"].is_late)
        self.customer.sudo().rhythm_state = "declining"
        self.assertNotIn("order", self.needs())

    def test_gone_with_what_is_behind_it(self):
        self.plan.state = "ordered"
        self.agreement.state = "ended"
        self.assertEqual(set(self.needs()), {"order"})
        self.customer.lifecycle = "lost"
        self.assertFalse(self.needs())

    def test_each_opens_what_is_behind_it(self):
        needs = self.needs()
        for kind, record in (
            ("order", self.customer),
            ("intent", self.plan),
            ("renewal", self.agreement),
        ):
            action = needs[kind].action_open()
            self.assertEqual(
                (action["res_model"], action["res_id"]), (record._name, record.id)
            )

    @covers("R180", "R181")
    def test_who_sees_them(self):
        self.add_outsiders()
        for name in (*ROLES, *OUTSIDERS):
            with self.subTest(user=name):
                seen = self.attempt(self.needs, self.users[name])
                self.assertEqual(seen, name in SEES_ALL | {"sales", "marketing"}, name)
        self.assertFalse(self.needs(self.rival))
        # who reads no agreements sees none of their ends
        self.assertNotIn("renewal", self.needs(self.users["marketing"]))

    @covers("R180")
    def test_a_row_opens_for_nobody_who_may_not_read_it(self):
        need = self.needs()["order"].with_user(self.rival)
        self.assertRefused(need.action_open)

    def test_filters_groups_and_sums(self):
        Need = self.env["keqin.upcoming.need"].with_user(self.users["sales"])
        rows = Need._read_group(
            [("customer_id", "=", self.customer.id)], ["kind"], ["amount:sum"]
        )
        self.assertEqual(dict(rows)["intent"], 5000)
        self.assertEqual(
            set(self.needs(domain=[("date", "<", "2026-07-12")])), {"intent"}
        )

    def test_two_queries_however_many(self):
        def queries():
            self.env.invalidate_all()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.env["keqin.upcoming.need"].search([]).mapped("name")
            return self.env.cr.sql_log_count - before

        queries()
        few = queries()
        self.env["keqin.purchase.intent"].create(
            [
                {
                    "name": f"Plan {number}",
                    "customer_id": self.customer.id,
                    "expected_on": "2026-07-10",
                }
                for number in range(40)
            ]
        )
        self.assertLessEqual(queries(), few)
