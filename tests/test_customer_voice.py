"""What the care file says of the customer's voice: last, before, change."""

from freezegun import freeze_time

from odoo import fields

from .common import OUTSIDERS, ROLES, KeqinCase
from .covers import covers

NOW = "2026-09-16 03:00:00"
MEASURES = ("nps_last", "nps_class", "csat_last", "csat_previous", "csat_change")
MEASURES = (*MEASURES, "feedback_last_on", "trust_last", "trust_last_on")
READERS = ("sales", "sales_manager", "service", "service_manager", "executive")
READERS = (*READERS, "manager")


@freeze_time(NOW)
class TestCustomerVoice(KeqinCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        cls.ours = cls.make_customer("Ours", user=cls.users["sales"])

    @classmethod
    def said(cls, metric, score, on, *, customer=None, go=None, source="survey"):
        """Record one opinion as the rules do, on the scale of its metric."""
        customer = customer or cls.ours
        low, high = (0, 10) if metric == "nps" else (1, 5)
        key = f"{customer.id}-{metric}-{score}-{on}-{go}-{source}"
        return cls.env["keqin.feedback"]._record(
            [
                {
                    "customer_id": customer.id,
                    "metric": metric,
                    "score": score,
                    "scale_min": low,
                    "scale_max": high,
                    "answered_on": f"{on} 08:00:00",
                    "source": source,
                    "source_key": key,
                    "answer_key": go and f"{customer.id}-{go}",
                }
            ]
        )

    def rate(self, aspect, score, on):
        return self.env["keqin.relationship.rating"].create(
            {
                "customer_id": self.ours.id,
                "aspect": aspect,
                "score": score,
                "date": on,
                "note": "Seen so",
            }
        )

    @covers("R111", "R108")
    def test_last_before_and_change(self):
        self.assertIs(self.ours.nps_last, False)
        self.assertFalse(self.ours.feedback_last_on)
        self.said("csat", 5, "2026-03-01", go="spring")
        self.said("csat", 4, "2026-03-01", go="spring")
        self.assertEqual((self.ours.csat_last, self.ours.csat_previous), (4.5, False))
        self.assertIs(self.ours.csat_change, False)
        self.said("csat", 2, "2026-09-01", go="autumn")
        self.said("csat", 3, "2026-09-01", go="autumn")
        self.said("csat", 3, "2026-09-01", go="autumn2")
        self.said("csat", 1, "2025-09-01", go="long ago")
        last = (self.ours.csat_last, self.ours.csat_previous, self.ours.csat_change)
        self.assertEqual(last, (3.0, 2.5, 0.5))
        self.said("nps", 0, "2026-09-02", go="x")
        self.said("nps", 10, "2026-01-02", go="y")
        self.assertEqual((self.ours.nps_last, self.ours.nps_class), (0, "detractor"))
        self.assertEqual(str(self.ours.feedback_last_on), "2026-09-02 08:00:00")

    @covers("R057")
    def test_hearsay_does_not_count(self):
        self.said("csat", 5, "2026-03-01")
        self.said("csat", 1, "2026-04-01", source="activity")
        self.assertEqual(self.ours.csat_last, 5.0)
        self.assertEqual(str(self.ours.feedback_last_on), "2026-03-01 08:00:00")
        self.assertEqual(self.ours.feedback_count, 2)

    def test_correction_and_removal_move_it(self):
        first = self.said("nps", 9, "2026-03-01")
        later = self.said("nps", 6, "2026-04-01")
        self.assertEqual(self.ours.nps_class, "detractor")
        later.score = 7
        self.assertEqual((self.ours.nps_last, self.ours.nps_class), (7, "passive"))
        later.unlink()
        self.assertEqual((self.ours.nps_last, self.ours.nps_class), (9, "promoter"))
        first.unlink()
        self.assertEqual((self.ours.nps_last, self.ours.nps_class), (False, False))

    @covers("R109")
    def test_last_rating_of_each_aspect(self):
        self.rate("trust", 2, "2026-08-01")
        self.rate("trust", 4, "2026-03-01")
        self.rate("depth", 5, "2026-09-01")
        self.assertEqual(self.ours.trust_last, 2)
        self.assertEqual(self.ours.trust_last_on, fields.Date.to_date("2026-08-01"))
        self.assertEqual((self.ours.depth_last, self.ours.positivity_last), (5, 0))

    @covers("R182", "R190")
    def test_one_customers_score_for_those_who_look_after_it(self):
        """Not by reading, searching, sorting, grouping or exporting."""
        self.said("nps", 3, "2026-09-01")
        self.said("csat", 2, "2026-09-01")
        self.said("csat", 4, "2026-03-01")
        self.rate("trust", 2, "2026-08-01")
        self.ours.message_subscribe(self.users["contributor"].partner_id.ids)
        for name in (*ROLES, *OUTSIDERS):
            file = self.ours.with_user(self.users[name])
            for field in MEASURES:
                ways = {
                    "read": lambda f=file, n=field: f.read([n]),
                    "search": lambda f=file, n=field: f.search([(n, "!=", False)]),
                    "order": lambda f=file, n=field: f.search(
                        [("id", "=", f.id)], order=n
                    ),
                }
                if field == "nps_class":
                    ways["group"] = lambda f=file, n=field: f.formatted_read_group(
                        [("id", "=", f.id)], [n], ["__count"]
                    )
                for way, attempt in ways.items():
                    with self.subTest(user=name, field=field, way=way):
                        self.assertAllowed(name in READERS, attempt)

    def test_recomputing_costs_the_same_for_many(self):
        def recompute(customers):
            self.env.add_to_compute(customers._fields["csat_last"], customers)
            before = self.env.cr.sql_log_count
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        more = self.ours.browse()
        for number in range(12):
            more |= self.make_customer(f"More {number}")
        for customer in more | self.ours:
            self.said("csat", 4, "2026-09-01", customer=customer)
        self.env.flush_all()
        self.env.invalidate_all()
        one = recompute(self.ours)
        self.env.invalidate_all()
        self.assertLessEqual(recompute(more), one)

    def test_many_opinions_in_one_go(self):
        """One query for the customers of a batch, however much they said."""
        customers = self.ours | self.make_customer("Second")
        vals = [
            {
                "customer_id": customers[number % 2].id,
                "metric": "csat",
                "score": 1 + number % 5,
                "scale_min": 1,
                "scale_max": 5,
                "answered_on": f"2026-0{1 + number % 8}-01 08:00:00",
                "source": "survey",
                "source_key": f"many-{number}",
            }
            for number in range(300)
        ]

        def cost(some):
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.env["keqin.feedback"].create(some)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        few = cost(vals[:20])
        self.assertLessEqual(cost(vals[20:]), few + 4)
