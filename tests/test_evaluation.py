"""Figures of an evaluation: computed, compared, frozen; and made once by schedule."""

from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .covers import covers
from .evaluation_case import Q1, Q2, EvaluationCase


@tagged("post_install", "-at_install")
class TestEvaluationFigures(EvaluationCase):
    @covers("R131", "R122")
    def test_target_actual_gap_and_before(self):
        self.env["keqin.target"].create(
            {
                "indicator_id": self.indicator("K13").id,
                "company_id": self.company.id,
                "value": 60.0,
            }
        )
        record = self.make_evaluation()
        growth = self.line(record, "K13")
        # 300 of 200: 50 %, 10 less than asked for; the first quarter had nothing before
        self.assertEqual(growth.actual, 50.0)
        self.assertEqual((growth.target, growth.gap), (60.0, -10.0))
        self.assertEqual(growth.verdict, "below")
        self.assertFalse(growth.previous)
        self.assertAlmostEqual(growth.score, 100 * 50 / 60, 1)
        repurchase = self.line(record, "K05")
        figure = self.figure("K05")
        self.assertEqual(repurchase.numerator, figure.numerator)
        self.assertAlmostEqual(repurchase.actual, figure.value, 2)
        self.assertEqual(repurchase.target, 60.0)
        # tiers have lines of their own, which do not count twice
        tier = self.line(record, "K13", "A")
        self.assertEqual((tier.actual, tier.weight), (25.0, 0.0))
        nothing = self.line(record, "K01")
        self.assertEqual((nothing.actual, nothing.verdict), (False, "few"))
        self.assertIs(nothing.actual, False)

    @covers("R131")
    def test_before_is_what_the_evaluation_before_has_kept(self):
        first = self.make_evaluation(start=Q1)
        kept = self.line(first, "K05").actual
        # corrected afterwards: what was frozen stays
        self.make_order(self.west.partner_id, 10, on="2026-01-05")
        self.make_order(self.west.partner_id, 10, on="2026-03-05")
        second = self.make_evaluation()
        self.assertEqual(second.previous_id, first)
        self.assertEqual(self.line(second, "K05").previous, kept)
        now = self.line(second, "K05")
        self.assertAlmostEqual(now.change, now.actual - kept, 2)
        # with no evaluation right before, it is computed
        first.date_start = "2025-10-01"
        third = self.make_evaluation(start="2026-04-01", period="half")
        self.assertFalse(third.previous_id)
        self.assertNotEqual(self.line(third, "K13").n, 0)

    @covers("R135", "R131")
    def test_frozen_once_departments_are_asked(self):
        record = self.make_evaluation("input")
        before = record.line_ids.read(["actual", "target", "previous", "score"])
        self.make_order(self.north.partner_id, 9999, on="2026-06-11")
        self.assertEqual(
            record.line_ids.read(["actual", "target", "previous", "score"]), before
        )
        with self.assertRaises(UserError):
            record._compute_figures()
        with self.assertRaises(UserError):
            record.action_compute_figures()
        executive = self.by("executive", record)
        with self.assertRaises(UserError):
            executive.line_ids[0].weight = 5
        with self.assertRaises(UserError):
            executive.line_ids = [Command.delete(record.line_ids[0].id)]
        with self.assertRaises(UserError):
            executive.with_tiers = False

    @covers("R129")
    def test_the_score_is_never_that_of_one_line(self):
        record = self.make_evaluation()
        self.assertFalse(record.score)
        measured = record.line_ids.filtered("indicator_id")
        measured.weight = 0
        self.line(record, "K05").weight = 3
        judged = record.line_ids - measured
        judged.weight = 0
        self.assertIs(record.score, False)
        judged[0].weight = 1
        judged[0].score = 40
        value = self.line(record, "K05").score
        self.assertAlmostEqual(record.score, (3 * value + 40) / 4, 1)
        self.assertEqual(record.score_coverage, 100)
        # less than half of the weights known
        judged[1].weight = 5
        self.assertIs(record.score, False)

    @covers("R131")
    def test_care_against_outcome_by_tier(self):
        kind = self.env.ref("keqin_addon.keqin_activity_type_visit")
        for customer, on, cost in (
            (self.north, "2026-04-01", 30),
            (self.north, "2026-06-30", 20),
            (self.west, "2026-05-05", 7),
            (self.west, "2026-07-01", 99),
            (self.west, "2026-03-31", 99),
        ):
            self.env["keqin.activity"].create(
                {
                    "customer_id": customer.id,
                    "type_id": kind.id,
                    "user_id": self.sales.id,
                    "name": "Visit",
                    "date_planned": on,
                    "duration": 2.0,
                    "cost": cost,
                }
            ).write({"state": "done", "date_done": on})
        record = self.make_evaluation()
        rows = {row["tier"]: row for row in record._inputs_by_tier()}
        first = rows["A"]
        self.assertEqual(
            (first["customers"], first["activities"], first["hours"], first["cost"]),
            (2, 2, 4.0, 50.0),
        )
        self.assertEqual((rows["B"]["activities"], rows["B"]["cost"]), (1, 7.0))
        outcomes = {it.code: value for it, value in first["outcomes"]}
        self.assertEqual(outcomes["K13"], 25.0)
        self.assertIn("25.0 %", record.inputs_html)

    @covers("R131")
    def test_of_a_team(self):
        record = self.make_evaluation(scope="team", team_id=self.team.id)
        # 300 of 100 by the customers of the team's account manager
        self.assertEqual(self.line(record, "K13").actual, 200.0)
        self.assertFalse(record.line_ids.filtered("tier"))
        self.assertIn("North", record.name)

    @covers("R130")
    def test_queries_do_not_grow_with_the_number_of_customers(self):
        def count():
            record = self.env["keqin.evaluation"].create(
                {"date_start": Q2, "period": "quarter"}
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            record._compute_figures()
            self.env.flush_all()
            spent = self.env.cr.sql_log_count - before
            record.unlink()
            return spent

        count()
        few = count()
        for number in range(30):
            customer = self.make_customer(f"More {number}", self.sales)
            self.make_order(customer.partner_id, 10, on="2026-05-05")
        self.assertLessEqual(count(), few + 2)


@tagged("post_install", "-at_install")
class TestEvaluationSchedule(EvaluationCase):
    def run_cron(self):
        companies = self.env["res.company"].search([("keqin_evaluates", "=", True)])
        (companies - self.company).keqin_evaluates = False
        self.env["keqin.evaluation"]._cron_evaluation()
        return self.evaluations()

    def evaluations(self):
        return self.env["keqin.evaluation"].search(
            [("company_id", "=", self.company.id), ("scope", "!=", "employee")]
        )

    @covers("R130", "R136")
    def test_once_for_each_period_that_is_over(self):
        made = self.run_cron()
        self.assertEqual(
            {(it.period, str(it.date_start), str(it.date_end)) for it in made},
            {("quarter", Q2, "2026-06-30"), ("year", "2025-01-01", "2025-12-31")},
        )
        self.assertTrue(all(it.is_automatic and it.computed_on for it in made))
        self.assertEqual(self.run_cron(), made)
        with freeze_time("2026-09-30 15:00:00"):
            self.assertEqual(self.run_cron(), made)
        # the day is that of the company: in Shanghai it is October already
        with freeze_time("2026-09-30 16:30:00"):
            self.assertEqual(len(self.run_cron() - made), 1)

    @covers("R130")
    def test_the_scheduler_makes_them_and_says_so(self):
        companies = self.env["res.company"].search([("keqin_evaluates", "=", True)])
        (companies - self.company).keqin_evaluates = False
        with self.enter_registry_test_mode():
            self.env.ref("keqin_addon.cron_evaluation").method_direct_trigger()
        made = self.evaluations()
        self.assertEqual(len(made), 2)
        runs = self.env["keqin.grading.run"].search(
            [("policy_id", "=", self.policy.id), ("kind", "=", "evaluation")]
        )
        self.assertEqual(len(runs), 2)
        self.assertIn("made", runs[0].summary)
        leads = self.users["service_manager"]
        self.assertEqual(made.activity_ids.user_id, leads)
        bodies = str(made[0].message_ids.mapped("body"))
        self.assertIn("Made by the schedule", bodies)

    @covers("R130")
    def test_as_the_company_chooses(self):
        self.company.write(
            {
                "keqin_evaluation_period": "half",
                "keqin_evaluation_month": True,
                "keqin_evaluation_teams": True,
                "keqin_evaluation_tiers": False,
            }
        )
        made = self.run_cron()
        self.assertEqual(set(made.mapped("period")), {"half", "month", "year"})
        self.assertEqual(made.team_id, self.team | self.other_team)
        self.assertFalse(made.line_ids.filtered("tier"))
        self.company.keqin_evaluates = False
        made.unlink()
        self.assertFalse(self.run_cron())

    @covers("R130")
    def test_no_customers_no_evaluation(self):
        (self.north | self.south | self.west).active = False
        self.assertFalse(self.run_cron())

    @covers("R130")
    def test_two_servers_make_it_once(self):
        self.run_cron()
        vals = {
            "scope": "company",
            "team_id": False,
            "company_id": self.company.id,
            "period": "quarter",
            "date_start": Q2,
        }
        # the other server made it after this one had looked
        late = self.env["keqin.evaluation"]._generate_one(self.company, vals)
        self.assertFalse(late)
        self.assertEqual(len(self.evaluations()), 2)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.env["keqin.evaluation"].create(vals)

    @covers("R130")
    def test_a_run_goes_on_where_time_was_up(self):
        Evaluation = type(self.env["keqin.evaluation"])
        with patch.object(Evaluation, "_checkpoint", lambda self, left: False):
            self.assertEqual(len(self.run_cron()), 1)
        self.assertEqual(len(self.run_cron()), 2)

    @covers("R136")
    def test_the_annual_summary_has_the_evaluations_of_its_year(self):
        parts = self.make_evaluation(start=Q1) | self.make_evaluation()
        year = self.make_evaluation(start="2026-01-01", period="year")
        self.make_evaluation(start="2025-10-01")
        self.assertEqual(year.part_ids, parts)
        self.assertIn("2026", year.name)
        self.assertFalse(parts[0].part_ids)
