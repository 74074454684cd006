"""Scores of many opinions: what they rest on, for whom, at what cost."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import OUTSIDERS, ROLES, KeqinCase
from .covers import covers

READERS = ("sales", "sales_manager", "service", "service_manager", "executive")
DAY = "2026-05-12 09:00:00"


class VoiceFiguresCase(KeqinCase):
    """Two customers; opinions are recorded as the rules do, one line a person."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        cls.customer = cls.make_customer("Ruichen", cls.users["sales"])
        cls.other = cls.make_customer("Theirs", cls.rival)

    @classmethod
    def opinion(cls, score, customer=None, metric="nps", dimension="overall", **vals):
        """Values of one opinion of a person of their own."""
        cls.count = getattr(cls, "count", 0) + 1
        low, high = (0, 10) if metric == "nps" else (1, 5)
        return {
            "customer_id": (customer or cls.customer).id,
            "source": "survey",
            "source_key": f"figures-{cls.count}",
            "answer_key": f"figures-{cls.count}",
            "answered_on": DAY,
            "metric": metric,
            "dimension": dimension,
            "score": score,
            "scale_min": low,
            "scale_max": high,
            **vals,
        }

    @classmethod
    def say(cls, scores, **vals):
        return cls.env["keqin.feedback"]._record(
            [cls.opinion(score, **vals) for score in scores]
        )

    @classmethod
    def make_people(cls, number, customer=None):
        customer = customer or cls.customer
        return cls.env["res.partner"].create(
            [
                {"name": f"Person {n}", "parent_id": customer.partner_id.id}
                for n in range(number)
            ]
        )

    def feedback(self, role):
        env = self.in_companies(self.env(user=self.users[role], su=False), self.company)
        return env["keqin.feedback"]


@tagged("post_install", "-at_install")
class TestStatistics(VoiceFiguresCase):
    def statistics(self, role="service", domain=(), **options):
        return self.feedback(role)._statistics(list(domain), **options)

    @covers("R101", "R108")
    def test_known_answers(self):
        self.say([9] * 6 + [10] * 4 + [7] * 7 + [3] * 3)
        self.say([5] * 18 + [3] * 2, metric="csat", customer=self.other)
        nps, csat = self.statistics()
        self.assertEqual(nps[:6], ("nps", 20, 20, 10, 3, 35.0))
        self.assertEqual((round(nps.low, 1), round(nps.high, 1)), (0.5, 60.4))
        self.assertEqual(csat[:6], ("csat", 20, 20, 18, 2, 90.0))
        self.assertEqual((round(csat.low), round(csat.high)), (70, 97))
        self.assertAlmostEqual(csat.mean, 4.8)

    @covers("R101")
    def test_few_answers_are_shown_not_scored(self):
        self.say([9, 0, 10, 7])
        nps, csat = self.statistics()
        self.assertEqual((nps.n, nps.value, nps.low), (4, None, None))
        self.assertEqual(nps.answers, (0, 7, 9, 10))
        self.assertEqual((csat.n, csat.value, csat.answers), (0, None, ()))
        self.say([9])
        self.assertEqual(self.statistics().nps[5:6], (40.0,))

    @covers("R101")
    def test_a_person_is_one_however_much_they_say(self):
        people = self.make_people(5)
        for person in people[:4]:
            self.say([5] * 3, metric="csat", contact_id=person.id)
        csat = self.statistics().csat
        self.assertEqual((csat.n, csat.people, csat.value), (12, 4, None))
        self.say([1] * 3, metric="csat", contact_id=people[4].id)
        csat = self.statistics().csat
        self.assertEqual((csat.n, csat.people, csat.value), (15, 5, 80.0))
        # always the same answer: fifteen are worth five
        self.assertAlmostEqual(csat.weight, 5.0)

    @covers("R101")
    def test_many_answers_of_few_people_are_shown_not_scored(self):
        for person in self.make_people(2):
            self.say([9, 6, 3], contact_id=person.id)
        nps = self.statistics().nps
        self.assertEqual((nps.n, nps.people, nps.value), (6, 2, None))
        self.assertEqual(nps.answers, (3, 3, 6, 6, 9, 9))

    @covers("R101")
    def test_what_a_colleague_heard_counts_in_no_score(self):
        self.say([9] * 5)
        self.say([0] * 5, source="activity")
        self.assertEqual(self.statistics().nps[1:6], (5, 5, 5, 0, 100.0))

    @covers("R111")
    def test_groups(self):
        self.say([5] * 5 + [1] * 5, metric="csat", dimension="product")
        self.say([4] * 6, metric="csat", dimension="service", customer=self.other)
        self.say([2, 4], metric="csat", dimension="brand")
        by = self.statistics(by="dimension")
        self.assertEqual(
            {key: (found.csat.n, found.csat.value) for key, found in by.items()},
            {"product": (10, 50.0), "service": (6, 100.0), "brand": (2, None)},
        )
        self.assertEqual(by["brand"].csat.answers, (2.0, 4.0))
        self.assertEqual(by["product"].nps.n, 0)
        by = self.statistics(by="customer_id", domain=[("dimension", "!=", "brand")])
        self.assertEqual(
            {customer: found.csat.n for customer, found in by.items()},
            {self.customer: 10, self.other: 6},
        )
        months = self.statistics(by="answered_on:month")
        self.assertEqual([str(month)[:7] for month in months], ["2026-05"])

    @covers("R101")
    def test_most_of_those_asked_narrow_the_interval(self):
        self.say([9] * 9 + [7] * 6 + [3] * 3)
        alone, asked = self.statistics().nps, self.statistics(asked=40).nps
        self.assertEqual(alone.value, asked.value)
        self.assertLess(asked.high - asked.low, 0.8 * (alone.high - alone.low))
        everybody = self.statistics(asked=18).nps
        self.assertEqual((everybody.low, everybody.high), (alone.value, alone.value))
        grouped = self.statistics(by="dimension", asked={"overall": 40})
        self.assertEqual(grouped["overall"].nps, asked)

    @covers("R108", "R111")
    def test_three_weights(self):
        """One customer speaks with ten voices, five with one each."""
        self.say([10] * 10)
        small = [self.make_customer(f"Small {n}") for n in range(5)]
        for customer in small:
            self.say([0], customer=customer)
        self.customer.sudo().amount_window = 300.0
        for customer in small[:2]:
            customer.sudo().amount_window = 50.0
        weighted = self.feedback("service")._weighted_nps([])
        self.assertAlmostEqual(weighted["respondent"].value, 100 * (10 - 5) / 15)
        self.assertAlmostEqual(weighted["customer"].value, 100 * (1 - 5) / 6)
        self.assertAlmostEqual(weighted["customer"].weight, 6)
        # of three customers with revenue, no score; of five, one
        self.assertIsNone(weighted["revenue"].value)
        for customer in small[2:]:
            customer.sudo().amount_window = 50.0
        revenue = self.feedback("service")._weighted_nps([])["revenue"]
        self.assertAlmostEqual(revenue.value, 100 * (300 - 250) / 550)
        self.assertAlmostEqual(revenue.weight, 550**2 / (300**2 + 5 * 50**2))
        self.assertLess(revenue.low, weighted["customer"].low + 100)
        nobody = self.feedback("service")._weighted_nps([("dimension", "=", "brand")])
        self.assertEqual({score.value for score in nobody.values()}, {None})

    @covers("R110", "R111")
    def test_the_same_people_before_and_after(self):
        people = self.make_people(7)
        june = "2026-06-12 09:00:00"
        for person, before, after in zip(
            people, (1, 2, 2, 3, 3, 5), (3, 4, 3, 3, 5, 4), strict=False
        ):
            self.say([before], metric="csat", contact_id=person.id)
            self.say([after], metric="csat", contact_id=person.id, answered_on=june)
        self.say([1], metric="csat", contact_id=people[6].id, answered_on=june)
        change = self.feedback("service")._paired_change(
            [("answered_on", "<", june)], [("answered_on", ">=", june)]
        )
        self.assertEqual((change.n, change.better, change.worse), (6, 4, 1))
        self.assertAlmostEqual(change.value, 1.0)
        self.assertFalse(change.is_change)

    @covers("R101", "R181")
    def test_only_what_the_reader_may_read(self):
        self.say([9] * 6)
        self.say([0] * 6, customer=self.other)
        for role in (*ROLES, *OUTSIDERS):
            if role not in (*READERS, "manager"):
                self.assertRefused(self.statistics, role, error=AccessError)
                continue
            n = self.statistics(role).nps.n
            self.assertEqual(n, 6 if role == "sales" else 12, role)

    @covers("R101")
    def test_queries_do_not_grow(self):
        self.say([9, 3])
        few = self.queries()
        self.say([5, 2] * 30, metric="csat", dimension="product")
        self.say([9, 3] * 30, customer=self.other)
        self.assertLessEqual(self.queries(), few)

    def queries(self):
        feedback = self.feedback("service")
        for _time in range(2):  # the first one reads rules and groups as well
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            feedback._statistics([], by="dimension")
        return self.cr.sql_log_count - before
