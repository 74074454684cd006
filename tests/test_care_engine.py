"""The cadence engine: what is due is made once, moves with contacts, or is missed."""

from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.fields import Command

from .care_case import TODAY, CareCase
from .common import ROLES
from .covers import covers

ANCHORED = {"schedule": "anchored"}


@covers("R042")
class TestMake(CareCase):
    def test_the_next_item_of_a_line_and_why(self):
        plan = self.make_plan(
            {"name": "Ask how they are", "hours": 0.7, "contact_ids": []}
        )
        self.log("2026-04-25")
        self.run_care()
        item = self.open_items(plan)
        self.assertRecordValues(
            item,
            [
                {
                    "name": "Ask how they are",
                    "customer_id": self.customer.id,
                    "type_id": self.phone.id,
                    "user_id": self.users["sales"].id,
                    "plan_line_id": plan.line_ids.id,
                    "department": "sales",
                    "duration": 0.7,
                    "state": "planned",
                    "proactive": True,
                    "is_care": True,
                    "company_id": self.company.id,
                }
            ],
        )
        self.assertEqual(str(item.due_on), "2026-05-25")
        self.assertEqual(item.date_planned, item.due_on)
        self.assertIn("every month", item.reason)
        self.assertIn("04/25/2026", item.reason)

    def test_running_twice_makes_nothing_twice(self):
        plan = self.make_plan({}, {"type_id": self.visit.id})
        self.run_care()
        items = self.open_items(plan)
        self.assertEqual(len(items), 2)
        self.run_care()
        self.assertEqual(self.open_items(plan), items)

    @covers("R047", "R076")
    def test_what_occasions_plan_is_counted_and_not_made(self):
        card = self.env.ref("keqin_addon.keqin_activity_type_card")
        plan = self.make_plan({"type_id": card.id, "by_occasion": True})
        self.run_care()
        self.assertFalse(self.open_items(plan))
        self.log("2026-05-08", card)
        self.assertEqual(plan.line_ids.actual_count, 1)
        self.assertGreater(plan.line_ids.planned_count, 1)

    @covers("R170")
    def test_courses_recur_like_any_other_care(self):
        training = self.env.ref("keqin_addon.keqin_activity_type_training")
        plan = self.make_plan({"type_id": training.id, "number": 1, "unit": "quarter"})
        self.log("2026-02-25", training)
        self.run_care()
        self.assertEqual(self.due(plan), ["2026-05-25"])

    def test_only_within_the_horizon(self):
        plan = self.make_plan({"number": 1, "unit": "quarter"})
        self.log("2026-03-05")
        for horizon, dues in ((15, []), (16, ["2026-06-05"])):
            self.company.keqin_care_horizon = horizon
            self.run_care()
            self.assertEqual(self.due(plan), dues, horizon)

    def test_only_of_plans_that_run_and_of_customers_in_care(self):
        states = ("draft", "review", "submitted", "rejected", "cancelled", "done")
        plans = [self.make_plan({}, state=state) for state in states]
        gone = self.make_customer("Gone", active=False)
        plans.append(self.make_plan({}, customer=gone))
        self.run_care()
        for plan in plans:
            self.assertFalse(self.open_items(plan), plan.state)

    def test_nothing_after_the_end_of_the_plan(self):
        plan = self.make_plan({}, end="2026-05-31")
        self.log("2026-05-02")
        self.assertFalse(plan.line_ids.next_due_on)
        self.run_care()
        self.assertFalse(self.open_items(plan))

    def test_each_role_does_its_part(self):
        roles = {
            "manager": ("sales", "sales"),
            "service": ("service", "service"),
            "sponsor": ("executive", "executive"),
            "marketing": ("sales", "marketing"),
        }
        plan = self.make_plan(*({"role": role} for role in roles))
        self.run_care()
        for line in plan.line_ids:
            user, department = roles[line.role]
            item = self.open_items(line)
            self.assertEqual(item.user_id, self.users[user], line.role)
            self.assertEqual(item.department, department)

    def test_named_person_first_and_nobody_who_left(self):
        rival, manager = self.rival, self.users["sales"]
        plan = self.make_plan({"user_id": rival.id})
        self.run_care()
        self.assertEqual(self.open_items(plan).user_id, rival)
        rival.active = False
        self.log()
        self.assertEqual(plan.line_ids._responsible(), manager)

    @covers("R187")
    def test_nothing_for_an_invalid_file(self):
        plan = self.make_plan({})
        self.customer._mark_invalid("closed", "Office empty")
        self.run_care()
        self.assertFalse(self.open_items(plan))
        self.customer.action_restore_valid()
        self.run_care()
        self.assertTrue(self.open_items(plan))

    def test_in_the_language_of_who_does_it(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.users["sales"].lang = "zh_CN"
        self.phone.with_context(lang="zh_CN").name = "电话拜访"
        plan = self.make_plan({})
        self.run_care()
        self.assertEqual(self.open_items(plan).name, "电话拜访")

    def test_care_before_the_plan_is_remembered(self):
        self.log("2025-12-20", self.visit)
        plan = self.make_plan({"type_id": self.visit.id, "number": 6})
        self.assertEqual(str(plan.line_ids.last_done_on), "2025-12-20")
        self.assertEqual(str(plan.line_ids.next_due_on), "2026-06-20")
        self.assertEqual(plan.line_ids.actual_count, 0)

    @covers("R048")
    def test_each_company_has_its_day_and_its_horizon(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.policy_of(other).tz = "Pacific/Kiritimati"
        other.keqin_care_horizon = 30
        customer = self.make_customer("Far", company_id=other.id)
        env = self.in_companies(self.env, self.company, other)
        line = {"schedule": "anchored", "unit": "day"}
        far = self.make_plan(line, customer=customer.with_env(env))
        near = self.make_plan(line)
        with freeze_time(f"{TODAY} 11:00:00"):
            self.run_care()
        self.assertEqual(self.due(near), ["2026-05-20"])
        self.assertEqual(self.due(far), ["2026-05-21"])

    def test_one_that_cannot_be_made_stops_no_other(self):
        plan = self.make_plan({"name": "Before"}, {"name": "Odd"}, {"name": "After"})
        Line = self.registry["keqin.plan.line"]
        real = Line._prepare_item

        def prepare(line):
            if line.name == "Odd":
                raise ValidationError("Something is wrong with it")
            return real(line)

        with (
            patch.object(Line, "_prepare_item", prepare),
            self.assertLogs("odoo.addons.keqin_addon.models.keqin_care_engine") as log,
        ):
            self.run_care()
        self.assertEqual(self.open_items(plan).mapped("name"), ["Before", "After"])
        self.assertIn("Something is wrong", "".join(log.output))

    def test_as_many_queries_for_many_as_for_few(self):
        def spent(count):
            for number in range(count):
                customer = self.make_customer(f"{count} {number}")
                customer.partner_id.user_id = self.users["sales"]
                self.make_plan({}, {"type_id": self.visit.id}, customer=customer)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.env["keqin.plan.line"]._run_company(
                self.company, self.company._keqin_today()[self.company]
            )
            self.env.flush_all()
            return self.cr.sql_log_count - before

        spent(2)  # fills the caches that last
        few, many = spent(20), spent(40)
        self.assertLessEqual(many, few + 2)


@covers("R042", "R044", "R045", "R053")
class TestFollow(CareCase):
    def test_a_contact_moves_the_open_item_at_once(self):
        plan = self.make_plan({})
        self.log("2026-04-21")
        self.run_care()
        item = self.open_items(plan)
        self.assertEqual(str(item.due_on), "2026-05-21")
        contact = self.log("2026-05-19")
        self.assertEqual(contact.plan_line_id, plan.line_ids, "traced to the plan")
        self.assertEqual(contact.plan_id, plan)
        self.assertEqual(self.open_items(plan), item)
        self.assertEqual(str(item.due_on), "2026-06-19")
        self.assertEqual(item.date_planned, item.due_on)
        self.assertIn("05/19/2026", item.reason)

    def test_when_it_is_done_the_next_is_made_if_it_is_soon(self):
        weekly = self.make_plan({"unit": "week"})
        self.run_care()
        first = self.open_items(weekly)
        first.write({"state": "done", "date_done": TODAY})
        self.assertEqual(self.due(weekly), ["2026-05-27"])
        self.assertNotIn(first, self.open_items(weekly))

    def test_when_it_is_done_the_next_waits_for_the_horizon(self):
        monthly = self.make_plan({})
        self.run_care()
        self.open_items(monthly).write({"state": "done", "date_done": TODAY})
        self.assertFalse(self.open_items(monthly))
        self.assertEqual(str(monthly.line_ids.next_due_on), "2026-06-20")
        self.assertEqual(str(self.customer.next_care_on), "2026-06-20")

    def test_what_somebody_arranged_stays(self):
        def prepared(item):
            item.check_ids = [Command.create({"name": "Read up", "is_done": True})]

        arrangements = {
            "another day": lambda item: item.write({"date_planned": "2026-05-22"}),
            "a meeting": lambda item: item.write({"start_at": "2026-05-21 09:00:00"}),
            "preparation": prepared,
        }
        for what, arrange in arrangements.items():
            with self.subTest(what), self.undone():
                plan = self.make_plan({})
                self.run_care()
                item = self.open_items(plan)
                arrange(item)
                day = item.date_planned
                self.log("2026-05-19")
                self.assertEqual(item.date_planned, day)
                self.assertEqual(item.state, "planned")

    def test_only_what_qualifies_moves_anything(self):
        plan = self.make_plan({})
        self.run_care()
        item = self.open_items(plan)
        due = item.due_on
        for vals in (
            {"proactive": False},
            {"purpose": "promotion"},
            {"reached": "no_answer"},
            {"reached": "bounced"},
            {"state": "cancelled", "date_done": False},
            {"kind": self.email},
        ):
            self.log(**vals)
            self.assertEqual(item.due_on, due, vals)
        self.assertEqual(plan.line_ids.actual_count, 0)

    def test_what_was_logged_wrongly_moves_back(self):
        plan = self.make_plan({})
        self.log("2026-04-21")
        self.run_care()
        wrong = self.log("2026-05-19")
        wrong.reached = "no_answer"
        self.assertEqual(self.due(plan), ["2026-05-21"])
        self.assertEqual(str(self.customer.last_care_on), "2026-04-21")
        wrong.reached = "reached"
        wrong.unlink()
        self.assertEqual(str(plan.line_ids.next_due_on), "2026-05-21")

    def test_reopened_it_is_due_again_and_the_next_one_waits_its_turn(self):
        plan = self.make_plan({"unit": "week", "type_id": self.email.id})
        self.run_care()
        item = self.open_items(plan)
        due = item.due_on
        item.result = "Sent"
        item.action_done()
        following = self.open_items(plan)
        self.assertEqual(str(following.due_on), "2026-05-27")
        item.action_reopen()
        self.assertEqual(self.open_items(plan), item)
        self.assertEqual(item.due_on, due)
        item.action_done()
        self.assertEqual(self.due(plan), ["2026-05-27"])

    def test_one_contact_serves_one_line_the_one_that_is_due_first(self):
        plan = self.make_plan(
            {"name": "Second", "unit": "quarter"}, {"name": "First", "unit": "month"}
        )
        contact = self.log()
        self.assertEqual(contact.plan_line_id.name, "First")
        self.assertEqual(plan.line_ids.mapped("actual_count"), [0, 1])

    def test_a_contact_of_another_time_serves_no_line(self):
        self.make_plan({}, start="2026-03-01")
        self.assertFalse(self.log("2026-02-27").plan_line_id)

    def test_whoever_logs_it(self):
        """Service may not write plans; its calls move them all the same."""
        plan = self.make_plan({})
        self.run_care()
        user = self.users["service"]
        env = self.in_companies(self.env, self.company)(user=user)
        said = {"result": "All well", "summary": "<p>Yes</p>"}
        call = self.log(user_id=user.id, state="planned", **said)
        call.with_env(env).action_done()
        self.assertEqual(self.due(plan), ["2026-06-20"])

    def test_what_is_due_no_more_is_cancelled(self):
        plan = self.make_plan({}, end="2026-06-10")
        self.run_care()
        item = self.open_items(plan)
        self.log()
        self.assertEqual(item.state, "cancelled")
        self.assertTrue(item.closed_because)

    def test_what_did_not_move_at_once_moves_at_night(self):
        plan = self.make_plan({})
        self.run_care()
        quiet = self.log(state="planned", plan_line_id=plan.line_ids.id)
        quiet.with_context(keqin_care_engine=True).write({"state": "done"})
        self.assertEqual(self.due(plan), ["2026-01-31"])
        self.run_care()
        self.assertEqual(self.due(plan), ["2026-06-20"])

    def test_few_queries_for_each_of_many_contacts(self):
        def spent(count):
            customers = [self.make_customer(f"{count} {i}") for i in range(count)]
            for customer in customers:
                self.make_plan({}, customer=customer)
            self.run_care()
            before = self.cr.sql_log_count
            self.log_all(customers)
            self.env.flush_all()
            return self.cr.sql_log_count - before

        spent(2)  # fills the caches that last
        few, many = spent(10), spent(20)
        self.assertLessEqual(many - few, 2 * 10, "to find whose plan it serves")

    def log_all(self, customers):
        """One call to each, in one go."""
        self.env["keqin.activity"].with_context(keqin_bulk=True).create(
            [
                {
                    "name": "Round call",
                    "customer_id": customer.id,
                    "type_id": self.phone.id,
                    "date_done": TODAY,
                    "state": "done",
                }
                for customer in customers
            ]
        )

    def test_many_contacts_at_once(self):
        customers = [self.make_customer(f"Many {i}") for i in range(5)]
        plans = [self.make_plan({}, customer=customer) for customer in customers]
        self.run_care()
        self.log_all(customers)
        for plan in plans:
            self.assertEqual(self.due(plan), ["2026-06-20"])


@covers("R033", "R034")
class TestMissed(CareCase):
    def test_a_month_without_the_executive_visit_is_seen(self):
        line = ANCHORED | {"type_id": self.executive_visit.id, "role": "sponsor"}
        plan = self.make_plan(line)
        self.run_care()
        may = self.open_items(plan)
        self.assertEqual(str(may.due_on), "2026-05-31")
        with freeze_time("2026-05-31 10:00:00"):
            self.run_care()
            self.assertEqual(may.state, "planned")
        with freeze_time("2026-06-01 10:00:00"):
            self.run_care()
        self.assertEqual(may.state, "missed")
        self.assertIn("05/31/2026", may.closed_because)
        with freeze_time("2026-06-16 10:00:00"):
            self.run_care()
        self.assertEqual(self.due(plan), ["2026-06-30"])

    def test_the_service_activity_of_a_quarter(self):
        plan = self.make_plan(ANCHORED | {"unit": "quarter"})
        with freeze_time("2026-06-20 10:00:00"):
            self.run_care()
            item = self.open_items(plan)
        with freeze_time("2026-07-01 10:00:00"):
            self.run_care()
        self.assertEqual(item.state, "missed")
        self.assertEqual(str(plan.line_ids.next_due_on), "2026-09-30")

    def test_done_in_time_is_not_missed(self):
        plan = self.make_plan(ANCHORED)
        self.run_care()
        item = self.open_items(plan)
        item.write({"state": "done", "date_done": "2026-05-28"})
        with freeze_time("2026-06-20 10:00:00"):
            self.run_care()
        self.assertEqual(item.state, "done")
        self.assertEqual(self.due(plan), ["2026-06-30"])

    def test_beyond_the_maximum_gap_and_the_next_one_comes(self):
        plan = self.make_plan({"max_gap": 45})
        self.log("2026-04-20")
        self.run_care()
        item = self.open_items(plan)
        self.assertEqual(str(item.latest_on), "2026-06-04")
        with freeze_time("2026-06-06 10:00:00"):
            self.run_care()
        self.assertEqual(item.state, "missed")
        self.assertEqual(self.due(plan), ["2026-06-20"])

    def test_without_a_maximum_gap_it_stays_due(self):
        plan = self.make_plan({})
        self.run_care()
        item = self.open_items(plan)
        with freeze_time("2026-11-20 10:00:00"):
            self.run_care()
        self.assertEqual(item.state, "planned")

    def test_an_agreed_date_is_waited_for(self):
        plan = self.make_plan(ANCHORED)
        self.run_care()
        item = self.open_items(plan)
        item.date_planned = "2026-06-03"
        for day, state in (("2026-06-03", "planned"), ("2026-06-04", "missed")):
            with freeze_time(f"{day} 10:00:00"):
                self.run_care()
            self.assertEqual(item.state, state, day)

    def test_care_of_the_next_month_is_no_excuse(self):
        plan = self.make_plan(ANCHORED)
        self.run_care()
        may = self.open_items(plan)
        with freeze_time("2026-06-01 10:00:00"):
            self.log("2026-06-01")
            self.assertEqual(str(may.due_on), "2026-05-31")
            self.run_care()
        self.assertEqual(may.state, "missed")

    def test_after_a_standstill_it_goes_on_in_the_present(self):
        plan = self.make_plan(ANCHORED)
        self.log("2026-05-18")
        self.assertEqual(str(plan.line_ids.next_due_on), "2026-06-30")
        with freeze_time("2026-07-20 10:00:00"):
            self.run_care()
        self.assertEqual(self.due(plan), ["2026-07-31"])
        self.assertEqual(plan.line_ids.remaining_count, 11, "June is not forgotten")

    def test_given_up_by_hand_it_does_not_come_back(self):
        for line, following in (({}, "2026-06-20"), (ANCHORED, "2026-06-30")):
            with self.subTest(line), self.undone():
                plan = self.make_plan(line)
                self.log("2026-04-20")
                self.run_care()
                self.open_items(plan).state = "cancelled"
                self.run_care()
                self.assertFalse(self.open_items(plan))
                self.assertEqual(str(plan.line_ids.next_due_on), following)

    def test_a_plan_that_ended_leaves_nothing_open(self):
        for state in ("done", "cancelled"):
            plan = self.make_plan({})
            self.run_care()
            item = self.open_items(plan)
            plan.state = state
            self.run_care()
            self.assertEqual(item.state, "cancelled", state)
            self.assertTrue(item.closed_because)


@covers("R048", "R052")
class TestProgress(CareCase):
    def test_easy_calls_never_pay_for_a_missing_visit(self):
        visit = {"type_id": self.visit.id, "unit": "quarter"}
        plan = self.make_plan({"unit": "quarter"}, visit)
        for day in range(1, 11):
            self.log(f"2026-04-{day:02}")
        calls, visits = plan.line_ids
        self.assertRecordValues(
            calls + visits,
            [
                {
                    "planned_count": 4,
                    "actual_count": 10,
                    "remaining_count": 0,
                    "attainment": 1.0,
                },
                {
                    "planned_count": 4,
                    "actual_count": 0,
                    "remaining_count": 4,
                    "attainment": 0.0,
                },
            ],
        )
        self.assertRecordValues(
            self.customer,
            [
                {
                    "care_plan_id": plan.id,
                    "plan_planned_count": 8,
                    "plan_actual_count": 10,
                    "plan_remaining_count": 4,
                    "plan_attainment": 0.5,
                }
            ],
        )

    def test_what_is_scheduled(self):
        plan = self.make_plan({})
        self.run_care()
        self.assertEqual(plan.line_ids.scheduled_count, 1)

    def test_nobody_edits_an_actual(self):
        running = self.make_plan({}, end="2026-06-30")
        self.run_care()
        item = self.open_items(running)
        plan = self.make_plan({}, state="draft", start="2026-07-01")
        for role in ROLES:
            user = self.users[role]
            for record, name, value in (
                (plan.line_ids, "actual_count", 9),
                (plan.line_ids, "next_due_on", TODAY),
                (self.customer, "last_care_on", TODAY),
                (self.customer, "care_gap_state", "ok"),
                (item, "automatic", False),
                (item, "latest_on", "2030-01-01"),
                (item, "qualifies", True),
            ):
                with self.subTest(role=role, field=name):
                    self.assertAllowed(
                        False, record.with_user(user).write, {name: value}
                    )


@covers("R031", "R043", "R044", "R045", "R052", "R053")
class TestCustomer(CareCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["keqin.standard"].search([]).active = False
        for tier, potential, unit in (
            ("A", "high", "month"),
            ("C", "low", "quarter"),
            ("B", "low", "quarter"),
        ):
            cls.env["keqin.standard"].create(
                {
                    "name": f"{tier} {potential}",
                    "tier": tier,
                    "potential": potential,
                    "effective_on": "2026-01-01",
                    "company_id": cls.company.id,
                    "line_ids": [
                        Command.create(
                            {"type_id": cls.phone.id, "unit": unit, "max_gap": 100}
                        ),
                        Command.create({"type_id": cls.visit.id, "unit": "year"}),
                    ],
                }
            )

    def gap(self, **vals):
        self.customer.write(vals)
        self.run_care()
        return self.customer.care_gap_state

    def test_contact_within_the_interval_of_the_class(self):
        self.log("2026-04-10")
        key = {"tier": "A", "potential": "high"}
        self.assertEqual(self.gap(**key), "due", "40 days, once a month")
        self.assertTrue(self.customer.needs_contact)
        ordinary = {"tier": "B", "potential": "low"}
        self.assertEqual(self.gap(**ordinary), "ok", "40 days, once a quarter")
        self.assertFalse(self.customer.needs_contact)

    def test_key_customers_once_a_month_ordinary_ones_once_a_quarter(self):
        standard = self.env["keqin.standard"].search([("name", "=", "B low")])
        standard.line_ids = [
            Command.clear(),
            *(
                Command.create(
                    {"type_id": self.phone.id, "unit": unit, "care_level": level}
                )
                for level, unit in (("ordinary", "quarter"), ("key", "month"))
            ),
        ]
        self.log("2026-04-10")
        ordinary = {"tier": "B", "potential": "low", "key_customer": False}
        self.assertEqual(self.gap(**ordinary), "ok")
        self.assertEqual(self.gap(key_customer=True), "due")

    def test_sales_contacts_set_no_interval(self):
        standard = self.env["keqin.standard"].search([("name", "=", "B low")])
        negotiation = self.env["keqin.activity.type"].create(
            {"name": "Negotiation", "is_care": False, "outcome": "none"}
        )
        weekly = {"type_id": negotiation.id, "unit": "week"}
        standard.line_ids = [Command.create(weekly)]
        self.log("2026-04-10")
        self.assertEqual(self.gap(tier="B", potential="low"), "ok")

    def test_nobody_is_too_small_for_a_standard(self):
        """Without purchases no tier, and still a contact each quarter (R052)."""
        self.log("2026-01-10")
        self.assertEqual(self.gap(tier=False, potential=False), "over")

    def test_days_pass_without_anybody_writing(self):
        self.log("2026-05-01")
        self.assertEqual(self.gap(tier="A", potential="high"), "ok")
        for day, state in (
            ("2026-05-31", "ok"),
            ("2026-06-01", "due"),
            ("2026-08-09", "due"),
            ("2026-08-10", "over"),
        ):
            with freeze_time(f"{day} 10:00:00"):
                self.run_care()
            self.assertEqual(self.customer.care_gap_state, state, day)

    def test_a_contact_puts_it_right_at_once(self):
        self.assertEqual(self.gap(tier="A", potential="high"), "never")
        self.log(proactive=False)
        self.assertEqual(self.customer.care_gap_state, "never", "they called us")
        self.log()
        self.assertEqual(self.customer.care_gap_state, "ok")
        self.assertEqual(str(self.customer.care_due_on), "2026-06-20")

    def test_next_care_is_the_first_that_is_planned_or_will_be(self):
        self.assertFalse(self.customer.next_care_on)
        self.make_plan({"number": 6})
        self.assertEqual(str(self.customer.next_care_on), "2026-06-30")
        self.env["keqin.activity"].create(
            {
                "name": "Dinner",
                "customer_id": self.customer.id,
                "type_id": self.visit.id,
                "date_planned": "2026-06-12",
            }
        )
        self.assertEqual(str(self.customer.next_care_on), "2026-06-12")

    def test_without_plan(self):
        Customer = self.env["keqin.customer"]
        missing = [("needs_plan", "=", True), ("company_id", "=", self.company.id)]
        self.assertIn(self.customer, Customer.search(missing))
        plan = self.make_plan({}, state="submitted")
        self.assertTrue(self.customer.needs_plan, "not approved yet")
        plan.state = "approved"
        self.assertFalse(self.customer.needs_plan)
        self.assertNotIn(self.customer, Customer.search(missing))
        with freeze_time("2027-01-01 10:00:00"):
            self.run_care()
            self.assertTrue(self.customer.needs_plan, "it is over")
        self.customer.lifecycle = "lost"
        self.assertFalse(self.customer.needs_plan)

    def test_a_plan_becomes_valid_when_its_time_comes(self):
        plan = self.make_plan({}, start="2026-06-01", state="approved")
        self.assertFalse(self.customer.care_plan_id)
        with freeze_time("2026-06-01 10:00:00"):
            self.run_care()
        self.assertEqual(self.customer.care_plan_id, plan)

    def test_a_deal_ends_no_care(self):
        plan = self.make_plan({})
        self.run_care()
        self.make_order(self.customer.partner_id, 1000, on=TODAY)
        lead = self.env["crm.lead"].create(
            {"name": "Deal", "partner_id": self.customer.partner_id.id}
        )
        lead.action_set_won()
        self.run_care()
        self.assertEqual(plan.state, "running")
        self.assertEqual(len(self.open_items(plan)), 1)


@covers("R042")
class TestScheduled(CareCase):
    def test_the_scheduled_action_does_it_all_and_says_that_it_is_done(self):
        plan = self.make_plan({})
        cron = self.env.ref("keqin_addon.cron_care")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(len(self.open_items(plan)), 1)
        self.assertEqual(self.customer.care_plan_id, plan)
        progress = self.env["ir.cron.progress"].search([("cron_id", "=", cron.id)])
        self.assertTrue(progress)
        self.assertFalse(sum(progress.mapped("remaining")), "it would never end")


@covers("R031", "R043", "R053")
class TestReminder(CareCase):
    def todos(self, user="sales"):
        return self.env["mail.activity"].search(
            [
                ("user_id", "=", self.users[user].id),
                ("res_model", "=", False),
                ("active", "in", (True, False)),
            ]
        )

    def test_one_to_do_a_week_with_the_list(self):
        self.make_customer("Of the Rival", user=self.rival)
        self.run_care()
        todo = self.todos()
        self.assertEqual(len(todo), 1)
        for text in ("Cared For", "Without Plan", "Contact Overdue"):
            self.assertIn(text, todo.note)
        self.assertNotIn("Of the Rival", todo.note)
        self.assertFalse(self.todos("service"))
        for day, count in (("2026-05-24", 1), ("2026-05-25", 2), ("2026-05-31", 2)):
            with freeze_time(f"{day} 10:00:00"):
                self.run_care()
            self.assertEqual(len(self.todos()), count, day)

    def test_done_it_does_not_come_again_in_the_same_week(self):
        self.run_care()
        self.todos().action_done()
        self.run_care()
        self.assertEqual(len(self.todos()), 1)

    def test_nobody_waits_nobody_is_told(self):
        self.make_plan({})
        self.log()
        self.run_care()
        self.assertFalse(self.todos())
