"""Mystery checks: planned once a quarter, tested by others, published, improved."""

from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tools import mute_logger

from .check_case import TODAY, CheckCase
from .covers import covers

QUARTER = date(2026, 4, 1), date(2026, 6, 30)


class TestMysteryCheck(CheckCase):
    def test_it_starts_with_the_steps_of_its_scenario(self):
        check = self.make_mystery()
        self.assertEqual(check.step_ids.mapped("name"), ["Ask", "Wait", "Use it"])
        self.assertEqual(check.department, "service")
        self.assertIn("Spare part", check.name)
        self.assertIn("Q2 2026", check.name)

    @covers("R157")
    def test_nobody_tests_the_own_department(self):
        vals = {"tester_id": self.users["service"].id, "tester_department": False}
        with self.assertRaisesRegex(ValidationError, "works in the department tested"):
            self.make_mystery(**vals)
        # whatever department is said
        with self.assertRaises(ValidationError):
            self.make_mystery(**vals | {"tester_department": "technical"})
        # a contributor has no role that says which one: the department does
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.make_mystery(tester_department="service")
            self.env.flush_all()

    def test_whoever_is_tested_later_is_no_tester(self):
        check = self.make_mystery(
            department="sales",
            tester_id=self.users["service"].id,
            tester_department="service",
        )
        with self.assertRaises(ValidationError):
            check.department = "service"

    def test_department_of_the_tester_follows_from_the_role(self):
        check = self.make_mystery(department="sales", tester_id=False)
        check.tester_id = self.users["marketing"]
        self.assertEqual(check.tester_department, "marketing")

    @covers("R157")
    def test_it_is_done_when_every_step_is_scored(self):
        check = self.make_mystery()
        mine = self.by(self.tester, check)
        with self.assertRaisesRegex(UserError, "Ask, Wait, Use it"):
            mine.action_done()
        for step, score, minutes in zip(
            mine.step_ids, ("5", "2", "2"), (1, 20, 9), strict=True
        ):
            step.write({"score": score, "minutes": minutes})
        mine.action_done()
        self.assertEqual((check.score, check.minutes), (3.0, 30))
        self.assertEqual((check.state, str(check.done_on)), ("done", TODAY))

    def test_without_a_tester_nothing_is_done(self):
        check = self.make_mystery(tester_id=False)
        check.step_ids.score = "4"
        with self.assertRaisesRegex(UserError, "Who tested"):
            self.by("executive", check).action_done()

    def test_it_is_not_done_in_the_future(self):
        check = self.make_mystery()
        with self.assertRaises(ValidationError):
            check.done_on = "2026-06-16"
        with self.assertRaises(ValidationError):
            check.done_on = "2026-03-31"

    @covers("R157")
    def test_what_is_published_stays(self):
        check = self.make_mystery("published")
        point = self.make_friction(self.make_mystery())
        lead = self.by("executive", check)
        tries = (
            lambda: lead.write({"summary": "<p>Fine</p>"}),
            lambda: lead.step_ids[0].write({"score": "5"}),
            lambda: lead.step_ids[0].unlink(),
            lambda: lead.step_ids.create({"check_id": check.id, "name": "New"}),
            lambda: lead.friction_ids.create(
                {"check_id": check.id, "name": "New", "kind": "system"}
            ),
            lambda: self.by("manager", check).unlink(),
            lambda: self.by("executive", point).write({"check_id": check.id}),
        )
        for attempt in tries:
            self.assertRefused(attempt, error=UserError)
        self.assertRefused(lead.action_send_back, error=UserError)

    def test_done_is_for_the_lead_to_send_back(self):
        check = self.make_mystery("done")
        mine = self.by(self.tester, check)
        self.assertRefused(lambda: mine.write({"summary": "x"}), error=UserError)
        self.assertRefused(
            lambda: mine.step_ids[0].write({"score": "5"}), error=UserError
        )
        self.by("executive", check).action_send_back()
        self.by(self.tester, check).summary = "<p>Now</p>"
        self.assertEqual(check.state, "planned")

    @covers("R157", "R158")
    def test_a_friction_point_becomes_one_improvement(self):
        check = self.make_mystery()
        point = self.make_friction(check, description="Asked three times")
        lead = self.by("executive", point)
        # a measure would tell those who are tested
        self.assertRefused(lead.action_make_improvement, error=UserError)
        check.step_ids.score = "3"
        check._step("published", done_on=TODAY)
        self.assertEqual((point.status, check.friction_count), ("open", 1))
        action = self.by("executive", point).action_make_improvement()
        improvement = self.env["keqin.improvement"].browse(action["res_id"])
        self.assertEqual(improvement.source, "mystery")
        self.assertEqual(improvement.department, "service")
        self.assertIn("Asked three times", improvement.problem)
        self.assertEqual(improvement._origin_record(), check)
        again = self.by("executive", point).action_make_improvement()
        self.assertEqual(again["res_id"], improvement.id)
        self.assertEqual((point.status, check.fixed_count), ("improving", 0))
        improvement.write({"user_id": self.tester.id, "date_due": "2026-07-01"})
        improvement._step("verified")
        self.assertEqual((point.status, check.fixed_count), ("fixed", 1))
        improvement._step("dropped")
        self.assertEqual(point.status, "dropped")

    def test_a_step_of_another_check_is_refused(self):
        check, other = self.make_mystery(), self.make_mystery()
        with self.assertRaises(ValidationError):
            self.make_friction(check, step_id=other.step_ids[0].id)

    # whose turn it is
    def turns(self, check):
        return check.activity_ids.mapped("user_id")

    def test_it_is_on_the_list_of_whose_turn_it_is(self):
        check = self.make_mystery()
        self.assertEqual(self.turns(check), self.tester)
        check.tester_id = False
        # a lead of service would learn that service is tested
        self.assertEqual(self.turns(check), self.users["executive"])
        check.department = "sales"
        check._deliver()
        self.assertEqual(self.turns(check), self.users["service_manager"])
        check.step_ids.score = "4"
        check.write({"tester_id": self.tester.id, "tester_department": "technical"})
        self.by(self.tester, check).action_done()
        self.assertEqual(self.turns(check), self.users["service_manager"])
        self.by("service_manager", check).action_publish()
        self.assertFalse(check.activity_ids)

    # schedule
    def scheduled(self):
        return self.env["keqin.mystery.check"].search(
            [("company_id", "=", self.company.id)], order="date_start"
        )

    def run_cron(self):
        others = self.env["res.company"].search([("id", "!=", self.company.id)])
        others.keqin_mystery_checks = False
        self.env["keqin.mystery.check"]._cron_check()
        return self.scheduled()

    @covers("R157")
    def test_one_check_each_quarter_however_often_it_runs(self):
        self.assertFalse(self.run_cron(), "nobody is looked after yet")
        self.make_customer("Cared for")
        with freeze_time("2026-06-30 15:59:00"):
            first = self.run_cron()
            self.assertEqual(len(first), 1)
            self.assertEqual(self.run_cron(), first)
        self.assertEqual((first.date_start, first.date_due), QUARTER)
        # midnight in Shanghai
        with freeze_time("2026-06-30 16:00:00"):
            both = self.run_cron()
            self.assertEqual(self.run_cron(), both)
        self.assertEqual(both.mapped("date_start"), [QUARTER[0], date(2026, 7, 1)])
        # another scenario than last time
        self.assertEqual(len(both.scenario_id), 2)

    def test_a_check_planned_by_hand_is_the_one_of_the_quarter(self):
        self.make_customer("Cared for")
        check = self.make_mystery()
        self.assertEqual(self.run_cron(), check)

    def test_it_can_be_switched_off(self):
        self.make_customer("Cared for")
        self.company.keqin_mystery_checks = False
        self.assertFalse(self.run_cron())

    def test_the_database_allows_only_one_a_quarter(self):
        self.make_mystery(is_automatic=True)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.make_mystery(is_automatic=True)
            self.env.flush_all()

    def test_the_tester_is_reminded_once_a_week(self):
        check = self.make_mystery()
        told = []
        model = type(check)
        self.patch(model, "_tell_due", lambda it: told.append(it.id))
        Check = self.env["keqin.mystery.check"]
        for day, number in (
            (date(2026, 6, 15), 0),
            (date(2026, 6, 16), 1),
            (date(2026, 6, 22), 1),
            (date(2026, 6, 23), 2),
        ):
            Check._remind(self.company, day)
            self.assertEqual(len(told), number, day)
        check._step("done")
        Check._remind(self.company, date(2026, 7, 31))
        self.assertEqual(len(told), 2)


class TestMysteryIndicator(CheckCase):
    def figure(self, start, end):
        engine = self.env["keqin.indicator.engine"]
        indicator = self.env["keqin.indicator"].search([("code", "=", "K41")])
        days = date.fromisoformat(start), date.fromisoformat(end)
        figures = engine._figures(self.company, indicator, *days)
        found = figures["K41", "company", None]
        return found.numerator, found.denominator, found.value

    def test_nothing_is_no_data(self):
        self.assertEqual(self.figure("2026-04-01", "2026-06-30"), (0, 0, None))

    @covers("R157")
    def test_quarters_with_a_check_done(self):
        # Q1 done in time, Q2 done only in Q3, Q3 two of which one is done
        self.make_mystery(
            "published",
            date_start="2026-01-01",
            date_due="2026-03-31",
            done_on="2026-03-31",
        )
        self.make_mystery("planned")
        with freeze_time("2026-10-02"):
            late = self.make_mystery("done", done_on="2026-07-01")
            self.make_mystery(date_start="2026-07-01", date_due="2026-09-30")
            self.assertEqual(late.done_on, date(2026, 7, 1))
            # 2 of 3 quarters; those before the first check do not count
            parts = self.figure("2025-10-01", "2026-09-30")
            self.assertEqual(parts[:2], (2, 3))
            self.assertAlmostEqual(parts[2], 100 * 2 / 3)
            self.assertEqual(self.figure("2026-04-01", "2026-06-30"), (0, 1, 0.0))
            # a quarter that is not over does not count yet
            self.assertEqual(self.figure("2026-08-01", "2026-09-29")[1], 1)
