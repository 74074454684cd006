"""What marketing sees of the customers' voice: figures in which nobody is found."""

from itertools import combinations

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import OUTSIDERS, ROLES
from .covers import covers
from .test_feedback_figures import VoiceFiguresCase

READERS = ("sales_manager", "service", "service_manager", "marketing", "executive")
NOW = "2026-09-21 09:00:00"
FORBIDDEN = {
    "keqin.customer",
    "keqin.contact",
    "keqin.feedback",
    "keqin.survey.wave",
    "keqin.survey.invitation",
    "res.partner",
    "res.users",
}


@tagged("post_install", "-at_install")
class TestStatisticView(VoiceFiguresCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(NOW))
        cls.industries = cls.env["res.partner.industry"].create(
            [{"name": "T steel"}, {"name": "T glass"}]
        )
        cls.customers = [
            cls.make_customer(f"Customer {n}", cls.users["sales"]) for n in range(12)
        ]

    def rows(self, role="marketing", **where):
        env = self.in_companies(self.env(user=self.users[role], su=False), self.company)
        self.env.flush_all()
        self.env.invalidate_all()  # a row is no record: its id may mean another later
        domain = [(name, "=", value) for name, value in where.items()]
        return env["keqin.feedback.statistic"].search(domain)

    def speak(self, scores, customers, **vals):
        """One person each, of the customers in turn."""
        self.env["keqin.feedback"]._record(
            [
                self.opinion(score, customer=customers[n % len(customers)], **vals)
                for n, score in enumerate(scores)
            ]
        )

    def counts(self, grouping, metric="nps", **where):
        found = {}
        for row in self.rows(grouping=grouping, metric=metric, **where):
            key = row.tier or row.dimension or row.industry_id.name
            found["others" if row.is_rest else key] = row.answer_count
        return found

    @covers("R101", "R108")
    def test_figures(self):
        self.speak([9] * 6 + [10] * 4 + [7] * 7 + [3] * 3, self.customers, tier="A")
        row = self.rows(grouping="total", metric="nps")
        self.assertEqual(len(row), 1)
        self.assertEqual(str(row.half_year), "2026-01-01")
        self.assertEqual(
            (row.answer_count, row.people_count, row.top_count, row.bottom_count),
            (20, 20, 10, 3),
        )
        own = self.feedback("service")._statistics([]).nps
        self.assertEqual((row.value, row.low, row.high), (own.value, own.low, own.high))
        self.assertEqual(row._score()._replace(mean=None), own._replace(mean=None))

    @covers("R101")
    def test_several_answers_of_a_person_weigh_as_in_the_scores(self):
        people = self.make_people(6)
        for person in people:
            self.speak([5, 4, 2], [self.customer], metric="csat", contact_id=person.id)
        self.speak([1, 5], self.customers[:2], metric="csat")
        row = self.rows(grouping="total", metric="csat")
        own = self.feedback("service")._statistics([]).csat
        self.assertEqual((row.answer_count, row.people_count), (20, 8))
        self.assertEqual(row._score()._replace(mean=None), own._replace(mean=None))

    @covers("R101", "R182")
    def test_too_few_people_or_customers_are_no_row(self):
        cases = (
            ([9] * 4, self.customers[:4]),
            ([9] * 9, self.customers[:2]),
        )
        for scores, customers in cases:
            with self.undone():
                self.speak(scores, customers)
                self.assertFalse(self.rows(), (scores, customers))
        with self.undone():
            self.speak([9] * 5, self.customers[:3])
            self.assertEqual(self.counts("total"), {False: 5})

    @covers("R101")
    def test_what_a_colleague_heard_is_in_no_row(self):
        self.speak([9] * 5, self.customers)
        self.speak([0] * 9, self.customers, source="activity")
        self.assertEqual(self.counts("total"), {False: 5})

    @covers("R101", "R182")
    def test_people_are_counted_not_answers(self):
        people = self.make_people(3)
        for person, customer in zip(people, self.customers, strict=False):
            self.speak([9] * 3, [customer], contact_id=person.id)
        self.assertFalse(self.rows())

    @covers("R101", "R182")
    def test_what_is_too_small_is_found_by_no_difference(self):
        """Total less its parts is what is left over: that has to be enough as well."""
        self.speak([9] * 8, self.customers[:4], tier="A")
        self.speak([9] * 6, self.customers[4:8], tier="B")
        self.speak([0], self.customers[8:9], tier="C")
        self.assertEqual(self.counts("total"), {False: 15})
        # C alone would be 15 - 8 - 6: the smallest of the others joins it
        self.assertEqual(self.counts("tier"), {"A": 8, "others": 7})
        self.speak([0] * 2, self.customers[9:11], tier="C")
        self.speak([7] * 2, self.customers[8:10])
        # 3 of C and 2 without tier are five people of four customers
        self.assertEqual(self.counts("tier"), {"A": 8, "B": 6, "others": 5})

    @covers("R101", "R182")
    def test_nothing_left_to_join_is_no_row(self):
        self.speak([9] * 4, self.customers[:2], tier="A")
        self.speak([9] * 4, self.customers[:2], tier="B")
        self.assertFalse(self.rows())
        self.speak([9], self.customers[2:3], tier="B")
        # each tier is too small, all of them together are not
        self.assertEqual(self.counts("total"), {False: 9})
        self.assertEqual(self.counts("tier"), {"others": 9})

    @covers("R101", "R182")
    def test_no_sum_or_difference_of_rows_is_a_single_voice(self):
        """Every union and difference of rows of one partition, over many mixes: none
        holds fewer than five people."""
        sizes = ((8, 6, 1), (5, 5, 5), (12, 1, 1), (7, 2, 2), (3, 3, 3), (4, 1, 9))
        for a, b, c in sizes:
            with self.undone():
                for tier, size in zip("ABC", (a, b, c), strict=True):
                    self.speak([9] * size, self.customers, tier=tier)
                total = sum(self.counts("total").values())
                parts = list(self.counts("tier").values())
                self.assertEqual(sum(parts), total, (a, b, c))
                for number in range(1, len(parts) + 1):
                    for chosen in combinations(parts, number):
                        rest = total - sum(chosen)
                        self.assertTrue(rest == 0 or rest >= 5, (a, b, c, chosen))

    @covers("R101", "R182")
    def test_a_running_half_year_is_not_shown(self):
        self.speak([9] * 8, self.customers, answered_on="2026-07-01 09:00:00")
        self.assertFalse(self.rows())
        self.speak([9] * 8, self.customers, answered_on="2026-06-30 09:00:00")
        self.assertEqual(self.counts("total"), {False: 8})
        with freeze_time("2027-01-02 09:00:00"):
            rows = self.rows(grouping="total", metric="nps")
            days = rows.mapped(lambda row: str(row.half_year))
            self.assertEqual(days, ["2026-07-01", "2026-01-01"])

    @covers("R101", "R182")
    def test_each_company_by_itself(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        theirs = [
            self.make_customer(f"Else {n}", company_id=elsewhere.id) for n in range(4)
        ]
        self.speak([9] * 8, self.customers)
        self.speak([9] * 4, theirs)
        marketing = self.users["marketing"]
        marketing.sudo().company_ids |= elsewhere
        env = self.in_companies(
            self.env(user=marketing, su=False), self.company, elsewhere
        )
        self.env.flush_all()
        rows = env["keqin.feedback.statistic"].search([])
        self.assertEqual(rows.company_id, self.company)
        self.assertEqual(set(rows.mapped("answer_count")), {8})

    @covers("R101", "R181", "R182")
    def test_names_nobody(self):
        fields = self.env["keqin.feedback.statistic"].fields_get(
            attributes=["relation"]
        )
        relations = {
            field.get("relation")
            for name, field in fields.items()
            if name not in ("create_uid", "write_uid")
        }
        self.assertFalse(relations & FORBIDDEN)

    @covers("R101", "R181")
    def test_who_sees_it(self):
        self.speak([9] * 8, self.customers)
        self.env.flush_all()
        for role in (*ROLES, *OUTSIDERS):
            reads = role in (*READERS, "manager")
            self.assertAllowed(reads, self.rows, role, message=role)
            if reads:
                row = self.rows(role)[:1]
                self.assertAllowed(False, row.write, {"is_rest": True}, message=role)

    @covers("R101", "R114", "R181")
    def test_marketing_and_contributors_reach_no_opinion(self):
        self.speak([9] * 8, self.customers)
        opinion = self.env["keqin.feedback"].search([], limit=1)
        for role in ("marketing", "contributor", *OUTSIDERS):
            own = opinion.with_user(self.users[role])
            for attempt in (
                lambda: own.search([]),  # noqa: B023
                lambda: own.read(["score"]),  # noqa: B023
                lambda: own.name_search(""),  # noqa: B023
                lambda: own._read_group([], ["customer_id"], ["__count"]),  # noqa: B023
                lambda: own.formatted_read_group([], ["customer_id"], ["score:avg"]),  # noqa: B023
                lambda: own.export_data(["score"]),  # noqa: B023
                lambda: own._statistics([], by="customer_id"),  # noqa: B023
                lambda: own._weighted_nps([]),  # noqa: B023
                lambda: own._paired_change([], []),  # noqa: B023
            ):
                self.assertFalse(self.attempt(attempt, denial=UserError), role)
