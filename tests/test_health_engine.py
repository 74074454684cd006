"""Health through the database: what counts, when it is written, what is kept."""

from datetime import date, timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.tools import SQL, mute_logger

from .covers import covers
from .health_case import DAY, NOW, HealthCase


@freeze_time(NOW)
@covers("R214")
class TestHealthFactors(HealthCase):
    def test_of_nobody_nothing_is_known(self):
        self.run_health()
        self.assertIs(self.customer.health_score, False)
        self.assertFalse(self.customer.health_band)
        self.assertEqual(self.customer.health_coverage, 0.0)
        for part in self.customer.health_explanation["parts"]:
            self.assertIsNone(part["score"])

    def test_care_against_interval_and_gap(self):
        self.cared(45)
        self.assertEqual(self.score_of("care"), 50.0)
        facts = self.part("care")["facts"]
        self.assertEqual(
            (facts["last_on"], facts["interval"], facts["max_gap"]),
            (str(self.ago(45)), 30, 60),
        )

    def test_care_against_the_valid_plan(self):
        self.env["keqin.plan"].create(
            {
                "name": "Care of 2026",
                "customer_id": self.customer.id,
                "date_start": date(2026, 1, 1),
                "date_end": date(2026, 12, 31),
                "state": "running",
            }
        )
        self.env.flush_all()  # what follows from the plan by itself: it has no lines
        self.customer.write(
            {
                "plan_planned_count": 12,
                "plan_actual_count": 3,
                "plan_attainment": 0.25,
            }
        )
        self.cared(0)
        # 181 of 365 days are over: 0.25 of what should be 0.4959, and 100 for the gap
        self.assertEqual(self.score_of("care"), 75.21)
        facts = self.part("care")["facts"]
        self.assertEqual((facts["actual"], facts["planned"]), (3, 12))

    def test_the_last_words_of_the_customer_itself_count(self):
        self.said("nps", 2, 60)
        self.said("nps", 8, 30)
        self.said("nps", 0, 1, source="activity")  # heard by a colleague
        self.assertEqual(self.score_of("satisfaction"), 80.0)
        facts = self.part("satisfaction")["facts"]
        self.assertEqual((facts["nps"], facts["nps_on"]), (8, str(self.ago(30))))

    def test_an_answer_to_several_questions_is_one_opinion(self):
        self.said("csat", 5, answer_key="go", dimension="product")
        self.said("csat", 2, answer_key="go", dimension="service")
        self.assertEqual(self.score_of("satisfaction"), 62.5)

    def test_opinions_of_tomorrow_and_of_long_ago_say_nothing(self):
        self.said("csat", 1, -1)
        self.said("csat", 1, 365)
        self.assertIsNone(self.score_of("satisfaction"))
        self.said("csat", 1, 364)
        self.assertEqual(self.score_of("satisfaction"), 0.0)

    def test_purchases_against_the_own_past(self):
        self.company.keqin_lost_factor = 3
        self.bought(600, 1000, ratio=2)
        self.assertEqual(self.score_of("purchase"), 55.0)
        self.company.keqin_lost_factor = 2
        self.assertEqual(self.score_of("purchase"), 30.0)

    def test_complaints_and_promises(self):
        self.promise(5)
        self.assertEqual(self.score_of("service"), 100.0)
        self.complain()
        self.assertEqual(self.score_of("service"), 80.0)
        self.complain(severity="4_critical")
        self.complain(kind="enquiry")
        self.assertEqual(self.score_of("service"), 40.0)
        self.promise(-1)
        self.assertEqual(self.score_of("service"), 25.0)
        facts = self.part("service")["facts"]
        self.assertEqual((facts["complaints"], facts["serious"]), (2, 1))
        self.assertEqual((facts["late"], facts["broken"]), (1, 0))

    def test_a_complaint_beyond_its_deadline_costs_more(self):
        case = self.complain()
        case.next_deadline = f"{DAY} 08:00:00"
        self.assertEqual(self.score_of("service"), 80.0)
        case.next_deadline = f"{self.ago(1)} 08:00:00"
        self.assertEqual(self.score_of("service"), 60.0)

    def test_a_broken_promise_is_forgiven_after_a_year(self):
        promise = self.promise(-10)
        promise.write({"state": "broken", "closed_on": self.ago(364)})
        self.assertEqual(self.score_of("service"), 85.0)
        promise.closed_on = self.ago(365)
        self.assertEqual(self.score_of("service"), 100.0)

    def test_key_persons_who_are_still_there(self):
        self.know(touched=105)
        self.assertEqual(self.score_of("people"), 27.78)
        self.know("Mr. Li", decision_role="decider")
        gone = self.know("Mr. Gone", decision_role="decider")
        gone.partner_id.parent_id = self.make_partner("Elsewhere")
        self.know("Ms. Past", active=False)
        self.assertEqual(self.score_of("people"), 72.22)
        facts = self.part("people")["facts"]
        self.assertEqual((facts["contacts"], facts["deciders"]), (2, 1))

    def test_what_is_missing_lowers_the_coverage_and_not_the_score(self):
        self.weigh(care=20, satisfaction=20, purchase=20, service=20, people=20)
        self.said("nps", 6)
        self.bought(60, 100)
        self.run_health()
        self.assertEqual(self.customer.health_score, 60.0)
        self.assertEqual(self.customer.health_coverage, 0.4)
        self.assertFalse(self.customer.health_band, "less than half is known")
        self.cared(42)
        self.run_health()
        self.assertEqual(self.customer.health_score, 60.0)
        self.assertEqual(self.customer.health_coverage, 0.6)
        self.assertEqual(self.customer.health_band, "yellow")

    def test_colours_begin_above_the_limits_of_the_company(self):
        self.weigh(satisfaction=1)
        self.said("nps", 5)
        self.run_health()
        self.assertEqual(self.customer.health_band, "red", "50 itself is red")
        self.company.keqin_health_yellow = 49
        self.run_health()
        self.assertEqual(self.customer.health_band, "yellow")
        self.company.keqin_health_green = 49
        self.run_health()
        self.assertEqual(self.customer.health_band, "green")

    def test_limits_that_make_no_sense_are_refused(self):
        for vals in (
            {"keqin_health_yellow": 80},
            {"keqin_health_green": 100},
            {"keqin_health_coverage": 101},
            {"keqin_lost_factor": 0.5},
        ):
            with (
                self.subTest(vals),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.company.write(vals)
                self.env.flush_all()


@freeze_time(NOW)
@covers("R214")
class TestHealthWeights(HealthCase):
    def make(self, code, weight, **vals):
        factor = self.env["keqin.health.factor"]
        return factor.create({"code": code, "weight": weight, **vals})

    def weight(self, tier=None, potential=None, company=None):
        weights = self.env["keqin.health.factor"]._weights(company or self.company)
        return weights[tier, potential][1]

    def test_the_most_specific_weight_applies(self):
        self.env["keqin.health.factor"].search([("code", "=", "satisfaction")]).unlink()
        self.assertEqual(self.weight("A", "high"), 0.0, "nobody says what it weighs")
        expected = 0
        for weight, vals in enumerate(
            (
                {},
                {"potential": "high"},
                {"tier": "A"},
                {"tier": "A", "potential": "high"},
                {"company_id": self.company.id},
                {"company_id": self.company.id, "tier": "A", "potential": "high"},
            ),
            start=1,
        ):
            self.make("satisfaction", weight, **vals)
            self.assertEqual(self.weight("A", "high"), weight, vals)
            expected = weight
        self.assertEqual(expected, 6)
        other = self.env["res.company"].create({"name": "Other"})
        self.assertEqual(self.weight("A", "high", other), 4)
        self.assertEqual(self.weight(None, None, other), 1)
        self.assertEqual(self.weight("B", "high", other), 2)

    def test_shipped_weights_add_up_to_100_for_every_class(self):
        weights = self.env["keqin.health.factor"]._weights(self.company)
        self.assertEqual({sum(row) for row in weights.values()}, {100})
        by_code = dict(
            zip(
                ("care", "sat", "buy", "serve", "people"),
                weights["A", None],
                strict=True,
            )
        )
        self.assertGreater(by_code["people"], weights["C", None][4])

    def test_one_weight_for_a_factor_and_class(self):
        self.make("care", 1, company_id=self.company.id, tier="A")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.make("care", 2, company_id=self.company.id, tier="A")


@freeze_time(NOW)
@covers("R214")
class TestHealthRuns(HealthCase):
    def setUp(self):
        super().setUp()
        self.weigh(satisfaction=1)

    def versions(self, *tables):
        """Which version of each row there is: writing makes another."""
        self.env.flush_all()
        tables = tables or ("keqin_customer", "keqin_health_snapshot")
        return {
            table: self.env.execute_query(
                SQL("SELECT ctid, xmin, id FROM %s ORDER BY id", SQL.identifier(table))
            )
            for table in tables
        }

    def history(self, customer=None):
        found = self.Snapshot.search(
            [("customer_id", "=", (customer or self.customer).id)], order="month"
        )
        return [(str(it.month), it.score, it.band) for it in found]

    def test_a_second_run_writes_nothing(self):
        self.said("nps", 8)
        self.assertEqual(self.run_health().changed_count, 1)
        before = self.versions()
        self.assertEqual(self.run_health().changed_count, 0)
        self.assertEqual(self.versions(), before)

    def test_only_rows_that_differ_are_written(self):
        others = [self.make_customer(f"Other {n}") for n in range(5)]
        for customer in others:
            self.said("nps", 8, customer=customer)
        self.run_health()
        for customer in others[:2]:
            self.said("nps", 1, customer=customer)
        before = self.versions("keqin_customer")["keqin_customer"]
        self.assertEqual(self.run_health().changed_count, 2)
        after = self.versions("keqin_customer")["keqin_customer"]
        moved = {id_ for *_version, id_ in set(after) - set(before)}
        self.assertEqual(moved, {customer.id for customer in others[:2]})

    def test_since_when_it_is_so(self):
        self.said("nps", 8)
        self.run_health(self.ago(0))
        self.assertEqual(self.customer.health_on, DAY)
        self.run_health(DAY + timedelta(days=1))
        self.assertEqual(self.customer.health_on, DAY, "nothing changed")

    def test_the_log_says_what_it_did(self):
        self.said("nps", 8)
        self.run_health()
        self.said("nps", 1, -1)
        run = self.run_health(DAY + timedelta(days=1))
        self.assertEqual(run.kind, "health")
        self.assertEqual((run.state, run.customer_count), ("done", 1))
        self.assertEqual((run.changed_count, run.moved_count), (1, 1))
        self.assertEqual((run.up_count, run.down_count), (0, 1))
        self.assertIn("1 changed colour", run.summary)
        self.assertEqual(self.policy.last_health_id, run)
        self.assertEqual(self.company.keqin_health_on, DAY + timedelta(days=1))

    def test_the_month_is_kept_and_rewritten_until_it_is_over(self):
        self.said("nps", 8, 20)
        self.run_health(self.ago(15))
        self.assertEqual(self.history(), [("2026-06-01", 80.0, "green")])
        self.said("nps", 6, 5)
        self.run_health()
        self.assertEqual(self.history(), [("2026-06-01", 60.0, "yellow")])
        with freeze_time("2026-07-01 10:00:00"):
            self.said("nps", 1, 1)
            self.run_health(DAY + timedelta(days=1))
            self.run_health(DAY)
        self.assertEqual(
            self.history(),
            [("2026-06-01", 60.0, "yellow"), ("2026-07-01", 10.0, "red")],
        )

    def test_a_run_for_an_earlier_day_of_the_month_does_not_go_back(self):
        self.said("nps", 8, 20)
        self.said("nps", 6, 5)
        self.run_health()
        self.run_health(self.ago(15))
        self.assertEqual(self.history(), [("2026-06-01", 60.0, "yellow")])

    def test_change_since_the_last_month_end(self):
        self.said("nps", 8, 50)
        self.run_health(date(2026, 5, 31))
        self.assertIs(self.customer.health_change, False)
        self.said("nps", 6, 5)
        self.run_health()
        self.assertEqual(self.customer.health_change, -20.0)
        self.assertEqual(self.customer.health_compared_on, date(2026, 5, 31))

    def test_archived_files_and_other_companies_are_left_alone(self):
        self.said("nps", 8)
        self.customer.active = False
        other = self.env["res.company"].create({"name": "Other"})
        foreign = self.make_customer("Foreign", company_id=other.id)
        self.said("nps", 8, customer=foreign)
        self.assertEqual(self.run_health().customer_count, 0)
        self.assertFalse(self.customer.health_explanation)
        self.assertFalse(foreign.health_explanation)

    def test_as_many_queries_however_many_customers(self):
        self.said("nps", 8)
        self.run_health()
        one = self.queries()
        for n in range(20):
            self.said("nps", 8, customer=self.make_customer(f"Other {n}"))
        self.env.flush_all()
        self.assertEqual(self.queries(), one)

    def queries(self):
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.Engine._run(self.company, DAY)
        return self.env.cr.sql_log_count - before

    def test_rhythm_first_then_health(self):
        """Orders every ten days, the last one two weeks ago: the nightly run knows."""
        self.weigh(purchase=1)
        for days in range(114, 13, -10):
            self.make_order(self.customer.partner_id, 100, on=str(self.ago(days)))
        self.policy.run(DAY)
        self.env["keqin.customer"]._cron_health()
        self.env.invalidate_all()
        self.assertEqual(self.company.keqin_health_on, DAY)
        self.assertEqual(self.customer.order_interval, 10.0)
        self.assertLess(self.part("purchase")["score"], 100.0)

    def test_who_buys_less_turns_red_and_comes_back(self):
        self.weigh(purchase=1, people=1)
        self.know(decision_role="decider", touched=0)
        seen = []
        for amount in (900, 100, 800):
            self.bought(amount, 1000)
            self.run_health()
            seen.append(self.customer.health_band)
        self.assertEqual(seen, ["green", "red", "green"])
