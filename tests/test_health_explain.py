"""What the health screen is told: parts, changes, lines, the way to green (R214)."""

from datetime import date, timedelta

from freezegun import freeze_time

from odoo.exceptions import UserError

from .covers import covers
from .health_case import DAY, NOW, HealthCase

MAY = date(2026, 5, 31)
APRIL = date(2026, 4, 30)


def hundredths(number):
    return round(100 * number)


@freeze_time(NOW)
@covers("R214")
class TestHealthExplained(HealthCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.weigh(care=20, satisfaction=30, purchase=20, service=10, people=20)
        cls.said("nps", 9, 70)
        cls.cared(50)
        cls.bought(700, 1000)
        cls.run_health(APRIL)
        cls.run_health(MAY)
        cls.said("nps", 4, 3)
        cls.know(decision_role="decider", touched=2)
        cls.complain()
        cls.run_health()

    def told(self, month=None, role="sales"):
        customer = self.customer.with_user(self.users[role])
        return customer.get_health(month)

    def test_parts_add_up_to_the_score(self):
        told = self.told()
        points = sum(hundredths(part["points"]) for part in told["parts"])
        self.assertEqual(points, hundredths(told["score"]))
        self.assertEqual(told["score"], self.customer.health_score)
        self.assertEqual(told["as_of"], str(DAY))
        self.assertEqual(told["bounds"], {"yellow": 50, "green": 70, "coverage": 0.5})

    def test_the_waterfall_adds_up_exactly(self):
        for month in (None, "2026-05-01", "2026-04-01", date(2026, 4, 17)):
            told = self.told(month)
            before, deltas = told["compared"], told["parts"]
            self.assertEqual(
                hundredths(before["score"])
                + sum(hundredths(part["delta"]) for part in deltas)
                + hundredths(before["rest"]),
                hundredths(told["score"]),
            )
            self.assertEqual(
                hundredths(before["score"] + before["change"]),
                hundredths(told["score"]),
            )
        self.assertEqual(before["month"], "2026-04-01")

    def test_what_moved_it_is_said_factor_by_factor(self):
        deltas = {part["code"]: part["delta"] for part in self.told()["parts"]}
        self.assertLess(deltas["satisfaction"], 0)
        self.assertEqual(deltas["purchase"], 0.0)
        # known since this month: more is known, which is nobody's merit
        self.assertEqual((deltas["people"], deltas["service"]), (0.0, 0.0))
        self.assertNotEqual(self.told()["compared"]["rest"], 0.0)

    def test_the_last_month_that_is_over_unless_one_is_chosen(self):
        self.assertEqual(self.told()["compared"]["month"], "2026-05-01")
        self.assertFalse(self.told("2026-01-01")["compared"])
        self.assertFalse(self.told("2026-06-01")["compared"], "not over yet")
        with self.assertRaises(UserError):
            self.told("yesterday")

    def test_own_history_line(self):
        self.assertEqual(
            [point["month"] for point in self.told()["months"]],
            ["2026-04-01", "2026-05-01", "2026-06-01"],
        )
        self.assertEqual(self.told()["months"][-1]["score"], self.told()["score"])

    def test_peers_are_told_from_five_on(self):
        self.assertEqual(self.told()["peers"], [])
        for n in range(4):
            peer = self.make_customer(f"Peer {n}", self.rival)
            self.said("nps", 6, customer=peer)
        self.make_customer("Nothing known")
        self.run_health()
        [peers] = self.told()["peers"]
        self.assertEqual((peers["month"], peers["count"]), ("2026-06-01", 5))
        mean = (4 * 60 + self.customer.health_score) / 5
        self.assertAlmostEqual(peers["score"], mean, delta=0.005)

    def test_the_cheapest_way_to_green_gets_there(self):
        told = self.told()
        self.assertNotEqual(told["band"], "green")
        gained = sum(hundredths(step["gain"]) for step in told["way"])
        self.assertGreater(hundredths(told["score"]) + gained, 7000)
        self.assertTrue(all(step["advice"] for step in told["way"]))
        self.company.keqin_health_green = 50
        self.company.keqin_health_yellow = 10
        self.assertEqual(self.told()["way"], [])

    def test_effort_decides_what_comes_first(self):
        factors = self.env["keqin.health.factor"].search(
            [("company_id", "=", self.company.id)]
        )
        for code in ("care", "satisfaction"):
            factors.effort = 50
            factors.filtered(lambda it, code=code: it.code == code).effort = 0.1
            self.assertEqual(self.told()["way"][0]["code"], code, self.told())

    def test_facts_are_sentences_also_of_what_is_not_known(self):
        parts = {part["code"]: part for part in self.told()["parts"]}
        self.assertIn(
            "Recommends us 4 of 10 (06/27/2026).", parts["satisfaction"]["facts"]
        )
        self.assertIn("Decision makers: 1.", parts["people"]["facts"])
        self.assertTrue(parts["people"]["known"])
        new = self.make_customer("New", self.users["sales"])
        self.run_health()
        for part in new.get_health()["parts"]:
            self.assertFalse(part["known"])
            self.assertEqual(len(part["facts"]), 1)
            self.assertEqual((part["score"], part["delta"]), (None, 0.0))

    def test_before_the_first_run_there_is_nothing(self):
        told = self.make_customer("New", self.users["sales"]).get_health()
        self.assertEqual((told["parts"], told["way"], told["months"]), ([], [], []))
        self.assertIsNone(told["score"])
        self.assertFalse(told["compared"])

    def test_bars_open_their_records(self):
        order = self.make_order(self.customer.partner_id, 100)
        promise = self.promise(5)
        expected = {
            "care": self.env["keqin.activity"],
            "satisfaction": self.customer.feedback_ids,
            "purchase": order,
            "people": self.customer.contact_card_ids,
        }
        customer = self.customer.with_user(self.users["sales_manager"])
        for code, records in expected.items():
            action = customer.action_open_health_factor(code)
            found = self.env[action["res_model"]].search(action["domain"])
            self.assertEqual(found, records, code)
        action = customer.action_open_health_factor("service")
        self.env.flush_all()
        found = self.env[action["res_model"]].search(action["domain"])
        names = {row.name for row in found}
        self.assertIn(promise.name, names)
        self.assertEqual({row.kind for row in found}, {"case", "promise"})
        self.assertIs(customer.action_open_health_factor("margin"), False)

    def test_what_the_reader_may_not_open_is_marked(self):
        for role, openable in (("sales", True), ("service", False)):
            parts = {part["code"]: part for part in self.told(role=role)["parts"]}
            self.assertEqual(parts["purchase"]["openable"], openable, role)
            self.assertTrue(parts["satisfaction"]["openable"])

    def test_few_queries_however_long_the_history(self):
        self.told()
        counts = []
        for _months in range(2):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.told()
            counts.append(self.env.cr.sql_log_count - before)
            self.run_health(APRIL - timedelta(days=60 + 31 * _months))
        self.assertLessEqual(counts[1], counts[0])
        self.assertLessEqual(max(counts), 30)
