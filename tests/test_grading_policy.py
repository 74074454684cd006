"""Parameters: methods, what-if, limits, errors, and what a run costs."""

from datetime import date

import psycopg2

from odoo.exceptions import UserError
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from .common import AS_OF
from .covers import covers
from .grading_case import GradingCase


@covers("R017", "R018")
class TestMethods(GradingCase):
    """Ten buyers of 100, 90 ... 10: the frequency of all is the same."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls.env["keqin.customer"].browse()
        for tens in range(10, 0, -1):
            cls.customers |= cls.make_buyer(10.0 * tens)
        cls.policy.write({"weight_frequency": 0, "weight_margin": 0})

    def tiers(self):
        self.grade()
        return "".join(self.customers.mapped("tier"))

    def test_scores(self):
        self.grade()
        scores = self.customers.mapped("value_score")
        self.assertEqual(scores[:2] + scores[-2:], [100.0, 88.89, 11.11, 0.0])

    def test_share_of_amount(self):
        """Gathered before each: 0 100 190 270 340 400 450 490 520 540, of 550."""
        self.assertEqual(self.tiers(), "AAAAABBBCC")
        self.policy.write({"share_a": 18.2, "share_b": 18.2})
        self.assertEqual(self.tiers(), "AACCCCCCCC")

    def test_share_of_customers(self):
        self.policy.method = "quantile"
        self.assertEqual(self.tiers(), "AABBBCCCCC")
        self.policy.write({"quantile_a": 50.0, "quantile_b": 50.0})
        self.assertEqual(self.tiers(), "AAAAABBBBB")

    def test_threshold(self):
        self.policy.method = "threshold"
        self.assertEqual(self.tiers(), "AABBBCCCCC")
        self.policy.write({"threshold_a": 100.0, "threshold_b": 0.0})
        self.assertEqual(self.tiers(), "ABBBBBBBBB")

    def test_weights_decide_between_amount_and_frequency(self):
        last = self.customers[-1]
        for _order in range(3):
            self.make_order(last.partner_id, 0.01)
        self.assertEqual(self.tiers()[-1], "C")
        self.policy.write({"weight_amount": 0, "weight_frequency": 100})
        self.grade()
        self.assertEqual((last.tier, last.value_score), ("A", 100.0))


@covers("R018", "R020")
class TestAsOf(GradingCase):
    def test_unusable_days_are_refused(self):
        customer = self.make_buyer(10.0)
        for day in ("31/12/2026", "2026-13-01", "soon", "0001-05-01", date(1, 1, 1)):
            with self.assertRaises(UserError, msg=str(day)):
                self.policy.run(day)
        self.assertFalse(self.policy.run_ids)
        self.assertFalse(customer.tier)

    def test_day_as_text_and_as_date_are_the_same(self):
        self.assertEqual(str(self.grade("2026-03-31").as_of), "2026-03-31")
        self.assertEqual(self.grade(date(2026, 3, 31)).as_of, date(2026, 3, 31))

    @freeze_time("2026-06-30 16:30:00")
    def test_today_is_the_day_of_the_company(self):
        """It is half past midnight of 1 July in Shanghai."""
        self.assertEqual(str(self.grade(None).as_of), "2026-07-01")
        self.policy.tz = "UTC"
        self.assertEqual(str(self.grade(None).as_of), "2026-06-30")

    def test_grading_of_another_day_and_back_ends_the_same(self):
        customer = self.make_buyer(10.0)
        self.make_order(customer.partner_id, 5.0, on="2025-01-01")
        self.grade()
        names = ("amount_window", "value_score", "tier", "grade_explanation")
        before = customer.read(names)
        self.grade("2025-06-30")
        self.assertNotEqual(customer.read(names), before)
        self.grade()
        self.assertEqual(customer.read(names), before)

    def test_only_the_administrator_of_the_standard_grades(self):
        for role, user in self.users.items():
            policy = self.policy.with_user(user)
            self.assertAllowed(
                role == "manager", lambda p=policy: p.run(AS_OF), message=role
            )

    def test_button_says_what_came_of_it(self):
        self.make_buyer(10.0)
        result = self.policy.with_user(self.users["manager"]).action_run()
        self.assertIn("1 customers graded", result["params"]["message"])
        self.assertIn("1 customers graded", self.policy.last_run_summary)


@covers("R018")
class TestLimits(GradingCase):
    """A senseless parameter is refused, says why, and changes nothing."""

    senseless = (
        ({"weight_amount": -1.0}, "negative"),
        ({"weight_amount": 0, "weight_frequency": 0, "weight_margin": 0}, "one factor"),
        (
            {
                f"weight_{name}": 0.0
                for name in ("growth", "pipeline", "plans", "wallet", "size", "intent")
            },
            "one factor",
        ),
        ({"share_a": 95.0}, "rise from A to B"),
        ({"share_b": 101.0}, "rise from A to B"),
        ({"share_a": 0.0}, "rise from A to B"),
        ({"quantile_a": 80.0, "quantile_b": 30.0}, "fit into 100"),
        ({"threshold_a": 40.0}, "fall from A to B"),
        ({"threshold_a": 101.0}, "fall from A to B"),
        ({"potential_high": 20.0}, "have to fall"),
        ({"window_months": 0}, "between 1 and 120"),
        ({"window_months": 121}, "between 1 and 120"),
        ({"scope_months": -1}, "cannot be negative"),
    )

    def test_senseless_parameters_are_refused(self):
        for values, reason in self.senseless:
            before = self.policy.read(list(values))
            with (
                self.subTest(values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.IntegrityError) as caught,
                self.env.cr.savepoint(),
            ):
                self.policy.write(values)
                self.env.flush_all()
            self.assertIn(reason, self.told(caught.exception))
            self.env.invalidate_all()
            self.assertEqual(self.policy.read(list(values)), before)

    def told(self, error):
        """What the server tells the user of a violated constraint."""
        return self.policy._sql_error_to_message(error)

    def test_filter_that_cannot_be_read_is_refused(self):
        for text in ("[", "[('no_field', '=', 1)]", "name", "[('name',)]"):
            with self.subTest(text), self.assertRaises(UserError):
                self.policy.scope_domain = text

    def test_one_active_policy_per_company(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.IntegrityError) as caught,
            self.env.cr.savepoint(),
        ):
            self.policy.copy()
            self.env.flush_all()
        self.assertIn("one active", self.told(caught.exception))
        self.assertTrue(self.policy.copy({"active": False}))


@covers("R018", "R020")
class TestWhatIf(GradingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for i in range(9):
            user = cls.users["sales"] if i < 3 else cls.rival
            cls.make_buyer(500.0 - 43.21 * i, user=user, wallet_share=i)
        cls.make_customer("Without")

    def setUp(self):
        super().setUp()
        self.grade()

    def wizard(self, **values):
        action = self.policy.action_what_if()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        wizard.write({"as_of": AS_OF, **values})
        return wizard

    def moves(self, wizard):
        wizard.action_try()
        return {
            (m.customer_id, m.tier_old, m.tier_new, m.potential_old, m.potential_new)
            for m in wizard.move_ids
        }

    def test_unchanged_parameters_move_nobody(self):
        wizard = self.wizard()
        self.assertEqual(self.moves(wizard), set())
        self.assertEqual((wizard.move_count, wizard.tried), (0, True))

    def test_it_writes_nothing(self):
        wizard = self.wizard(method="quantile", potential_high=90.0)
        before, runs = self.versions(), self.policy.run_ids
        parameters = self.policy._parameter_values()
        self.assertTrue(self.moves(wizard))
        self.assertEqual(self.versions(), before)
        self.assertEqual(self.policy.run_ids, runs)
        self.assertEqual(self.policy._parameter_values(), parameters)

    def test_it_is_what_a_grading_then_does(self):
        for values in (
            {"method": "quantile"},
            {"method": "threshold", "weight_amount": 0, "window_months": 1},
            {"weight_wallet": 90, "potential_high": 90.0},
            {"as_of": "2027-06-30"},
        ):
            with self.subTest(values):
                wizard = self.wizard(**values)
                expected = self.moves(wizard)
                self.assertTrue(expected)
                self.assertEqual(wizard.move_count, len(expected))
                wizard.action_apply()
                run = self.grade(wizard.as_of)
                done = {
                    (
                        c.customer_id,
                        c.tier_old,
                        c.tier_new,
                        c.potential_old,
                        c.potential_new,
                    )
                    for c in run.change_ids
                }
                self.assertEqual(done, expected)

    def test_fixed_grades_do_not_move_unless_they_expire(self):
        file = self.env["keqin.customer"].search([("tier", "=", "A")], limit=1)
        with freeze_time("2026-06-30 08:00:00"):
            file.lock_grade("C", "low", "Insolvency ahead", "2026-07-15")
        self.assertEqual(self.moves(self.wizard(as_of="2026-07-15")), set())
        expired = self.moves(self.wizard(as_of="2026-07-16"))
        self.assertEqual([(m[0], m[1], m[2]) for m in expired], [(file, "C", "A")])
        run = self.grade("2026-07-16")
        self.assertEqual(run.change_ids.customer_id, file)

    def test_it_shows_customers_that_the_user_may_read(self):
        self.policy.method = "threshold"
        policy = self.policy.with_user(self.users["sales"])
        moved = [move[0] for move in policy.simulate(as_of="2027-06-30")]
        files = self.env["keqin.customer"].browse(moved)
        self.assertEqual(len(files), 3)
        self.assertEqual(files.user_id, self.users["sales"])

    def test_senseless_parameters_cannot_be_tried(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.wizard(share_a=95.0).flush_recordset()


@covers("R020")
class TestCost(GradingCase):
    def make_many(self, count):
        """Customers with a file, an order and a size, quickly."""
        partners = self.env["res.partner"].create(
            [{"name": f"Many {i}", "is_company": True} for i in range(count)]
        )
        files = self.env["keqin.customer"].create(
            [
                {
                    "partner_id": partner.id,
                    "company_id": self.company.id,
                    "company_size": "small" if i % 2 else "large",
                }
                for i, partner in enumerate(partners)
            ]
        )
        self.add_orders(
            (partner.id, f"M{partner.id}", "2026-05-05 12:00:00", 10 + i)
            for i, partner in enumerate(partners)
        )
        return files

    def queries(self, as_of):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        run = self.policy.run(as_of)
        self.env.flush_all()
        count = self.env.cr.sql_log_count - before
        return count, run.changed_count

    def test_queries_do_not_depend_on_the_number_of_customers(self):
        self.make_many(20)
        self.queries("2026-06-01")  # whatever is cached once
        few = [self.queries(day) for day in ("2027-06-01", "2026-06-02", "2026-06-03")]
        self.make_many(200)
        self.queries("2026-06-01")
        many = [self.queries(day) for day in ("2027-06-01", "2026-06-02", "2026-06-03")]
        self.assertEqual([changed for _queries, changed in few], [20, 20, 0])
        self.assertEqual([changed for _queries, changed in many], [220, 220, 0])
        self.assertEqual([q for q, _changed in few], [q for q, _changed in many])
        self.assertLess(many[0][0], 40)
