"""Care plans: how they are made, what they say, what they take, what is refused."""

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .covers import covers
from .plan_case import YEAR, PlanCase


@tagged("post_install", "-at_install")
class TestPlanGeneration(PlanCase):
    @covers("R029", "R030", "R032", "R037")
    def test_one_click_makes_a_plan_from_the_standard(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        standard_line = self.standard.line_ids[0]
        standard_line.sudo().update_field_translations("name", {"zh_CN": "每月拜访"})
        customer = self.as_user(self.customer, "sales")
        action = customer.action_keqin_plan()
        plan = self.Plan.browse(action["res_id"])
        self.assertEqual((plan.customer_id, plan.state), (self.customer, "draft"))
        self.assertEqual(
            (plan.standard_id, plan.objective), (self.standard, "Stay in touch")
        )
        self.assertEqual(
            [(line.name, line.user_id, line.deviation) for line in plan.line_ids],
            [
                ("Monthly visit", self.users["sales"], "same"),
                ("Executive visit", self.users["executive"], "same"),
                ("Service call", self.users["service"], "same"),
                ("Customer day", self.users["marketing"], "same"),
            ],
        )
        self.assertEqual(plan.line_ids.standard_line_id, self.standard.line_ids)
        chinese = plan.line_ids[0].with_context(lang="zh_CN")
        self.assertEqual(chinese.name, "每月拜访")
        again = customer.action_keqin_plan()
        self.assertEqual(again["res_id"], plan.id, "the plan being made is opened")

    @covers("R030")
    def test_missing_person_is_stood_in_for_and_said(self):
        plan = self.make_plan(self.others)
        line = self.line(plan, "Executive visit")
        self.assertEqual(line.user_id, self.rival)
        self.assertIn(self.rival.name, line.user_hint)
        self.assertFalse(self.line(plan, "Monthly visit").user_hint)
        self.others.sponsor_id = self.users["executive"]
        self.assertFalse(line.user_hint)

    @covers("R210")
    def test_industry_profile_gives_topics_and_agenda(self):
        industry = self.env["res.partner.industry"].create({"name": "Bakeries"})
        profile = self.env["keqin.industry.profile"].create(
            {
                "name": "Bakeries",
                "industry_ids": [Command.link(industry.id)],
                "focus": "<p>Hygiene</p>",
                "agenda": "<p>Season</p>",
            }
        )
        self.customer.industry_id = industry
        plan = self.make_plan()
        self.assertEqual(plan.profile_id, profile)
        self.assertIn("Hygiene", plan.focus)
        self.assertIn("Season", plan.agenda)

    @covers("R218")
    def test_data_basis_is_frozen_and_holds_no_budget(self):
        self.customer.budget_limit = 987654.0
        self.make_order(self.customer.partner_id, 4321.0, on="2026-02-01", cost=1000)
        self.policy.run("2026-03-01")
        plan = self.make_plan()
        self.assertEqual(plan.data_basis["amount_window"], 4321.0)
        self.assertEqual(plan.data_basis["tier"], "A")
        self.assertEqual(plan.data_basis["as_of"], "2026-03-02")
        self.assertFalse({"budget_limit", "margin_window"} & set(plan.data_basis))
        self.make_order(self.customer.partner_id, 1.0, on="2026-02-02")
        self.policy.run("2026-03-01")
        self.assertEqual(plan.data_basis["amount_window"], 4321.0)
        text = self.as_user(plan, "marketing").data_basis_html
        self.assertIn("4,321.00", text)
        self.assertNotIn("987", text)

    @covers("R218")
    def test_data_basis_holds_health_and_what_the_customer_says(self):
        self.customer.sudo().write(
            {
                "health_score": 42.5,
                "health_band": "red",
                "csat_last": 2.25,
                "feedback_last_on": "2026-01-05 09:00:00",
                "risk_level": "high",
            }
        )
        plan = self.make_plan()
        self.customer.sudo().write({"health_score": 90.0, "csat_last": 5.0})
        for role in ("sales", "service", "executive"):
            text = self.as_user(plan, role).data_basis_html
            for known in ("42.5", "Red", "2.2", "High", "01/05/2026"):
                self.assertIn(known, text, role)
        text = self.as_user(plan, "marketing").data_basis_html
        self.assertIn("42.5", text)
        self.assertNotIn("2.2", text, "what the customer said is not for marketing")
        self.assertNotIn("High", text)
        self.assertRefused(self.as_user(plan, "marketing").read, ["data_basis_closed"])

    @covers("R051")
    def test_unreached_objectives_are_carried_over(self):
        first = self.make_plan(period=("2025-01-01", "2025-12-31"))
        first.objective_ids = [
            Command.create({"name": "Share of wallet", "target": 40, "actual": 30}),
            Command.create({"name": "References", "target": 2, "actual": 2}),
        ]
        first.state = "done"
        plan = self.make_plan()
        self.assertEqual(plan.previous_id, first)
        goal = plan.objective_ids
        self.assertEqual(
            (goal.name, goal.target, goal.actual), ("Share of wallet", 40, 30)
        )
        self.assertTrue(goal.carried)
        self.assertEqual(goal.progress, 75.0)

    @covers("R030")
    def test_deviations_are_shown(self):
        plan = self.as_user(self.make_plan(), "sales")
        visit, executive = plan.line_ids[:2]
        visit.number = 2
        self.assertEqual(visit.deviation, "less")
        self.assertEqual(visit.deviation_text, "every 2 months instead of every month")
        visit.write({"number": 2, "unit": "week"})
        self.assertEqual(visit.deviation, "more")
        executive.budget = 800.0
        self.assertEqual(executive.deviation, "other")
        self.assertIn("instead of", executive.deviation_text)
        self.line(plan, "Service call").unlink()
        plan.line_ids = [
            Command.create(
                self.cadence_values(
                    "Gift", "gift", "anchored", 1, "year", "manager", 1, 99
                )
                | {"user_id": self.users["sales"].id}
            )
        ]
        self.assertEqual(self.line(plan, "Gift").deviation, "added")
        self.assertEqual(plan.removed_line_ids.name, "Service call")
        self.assertEqual(plan.deviation_count, 4)

    @covers("R030")
    def test_what_was_left_out_can_be_filled_in_again(self):
        plan = self.as_user(self.make_plan(), "sales")
        self.line(plan, "Service call").unlink()
        plan.action_fill()
        self.assertFalse(plan.removed_line_ids)
        self.assertEqual(len(plan.line_ids), 4)
        plan.action_fill()
        self.assertEqual(len(plan.line_ids), 4, "nothing twice")

    @covers("R030", "R047")
    def test_bulk_costs_the_same_number_of_lookups(self):
        customers = self.customer.browse()
        for number in range(24):
            customers |= self.make_customer(f"Customer {number}", self.users["sales"])
        lookups = []
        for some in (customers[:4], customers[4:]):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            plans = self.Plan._generate(some, *YEAR)
            self.env.flush_all()
            lookups.append(self.cr.sql_log_count - before)
            self.assertEqual(len(plans.line_ids), 4 * len(some))
        # creation writes in blocks of rows; what is looked up does not grow
        self.assertLessEqual(lookups[1], lookups[0] + 4)

    @covers("R030", "R180")
    def test_bulk_wizard_skips_who_has_a_plan(self):
        lead = self.users["sales_manager"]
        have = self.make_plan()
        Wizard = self.as_user(self.env["keqin.plan.make"], "sales_manager")
        wizard = Wizard.with_context(
            active_model="keqin.customer",
            active_ids=(self.customer | self.others).ids,
        ).create({})
        self.assertEqual(wizard.skipped_count, 1)
        action = wizard.action_make()
        plan = self.Plan.browse(action["res_id"])
        self.assertEqual((plan.customer_id, plan.create_uid), (self.others, lead))
        self.assertRefused(wizard.action_make, error=UserError)
        wizard.skip_planned = False
        wizard.action_make()
        self.assertEqual(len(self.customer.plan_ids - have), 1)

    @covers("R181")
    def test_account_manager_makes_plans_for_own_customers_only(self):
        Plan, others = (
            self.as_user(self.Plan, "sales"),
            self.as_user(self.others, "sales"),
        )
        self.assertRefused(Plan._generate, others, *YEAR)
        self.assertRefused(Plan.create, {"customer_id": others.id})
        for role in ("service", "marketing", "executive", "contributor"):
            customer = self.as_user(self.customer, role)
            self.assertRefused(customer.action_keqin_plan, message=role)

    @covers("R047")
    def test_manual_plan_through_the_form(self):
        Plan = self.as_user(self.Plan, "sales")
        with Form(Plan) as form:
            form.customer_id = self.customer
            self.assertEqual(form.name, "Own 2026")
            with form.line_ids.new() as line:
                line.type_id = self.env.ref("keqin_addon.keqin_activity_type_phone")
                self.assertEqual(line.hours, 0.5)
                line.role = "service"
                self.assertEqual(line.user_id, self.users["service"])
        plan = form.record
        self.assertEqual(plan.line_ids.planned_count, 9)
        self.assertTrue(plan.data_basis, "also of a plan made by hand")


@tagged("post_install", "-at_install")
class TestPlanContent(PlanCase):
    @covers("R037")
    def test_resources_planned_and_actual(self):
        plan = self.make_plan()
        counts = [line.planned_count for line in plan.line_ids]
        self.assertEqual(counts, [9, 4, 4, 1])
        self.assertEqual(plan.hours_planned, 9 * 3 + 4 * 4 + 4 * 0.5 + 4)
        self.assertEqual(plan.budget_planned, 9 * 200 + 4 * 500 + 1000)
        visit = self.env.ref("keqin_addon.keqin_activity_type_visit")
        values = {
            "name": "Visit",
            "customer_id": self.customer.id,
            "type_id": visit.id,
            "plan_id": plan.id,
            "user_id": self.users["sales"].id,
            "cost": 150.0,
            "duration": 2.5,
        }
        done, _planned = self.env["keqin.activity"].create([values, values])
        done.write({"state": "done", "date_done": "2026-03-02"})
        self.product.keqin_is_gift = True
        self.env["keqin.gift"].create(
            {
                "product_id": self.product.id,
                "customer_id": self.customer.id,
                "plan_id": plan.id,
                "value": 50.0,
                "state": "given",
            }
        )
        self.assertEqual((plan.budget_actual, plan.hours_actual), (200.0, 2.5))
        self.assertEqual(plan.gifts_actual, 1)
        self.assertFalse(plan.over_budget)
        over = [("id", "=", plan.id), ("over_budget", "=", True)]
        self.assertFalse(self.Plan.search(over))
        done.cost = 5000.0
        self.assertTrue(plan.over_budget)
        self.assertEqual(self.Plan.search(over), plan)

    @covers("R037", "R048")
    def test_bad_input_is_refused_with_a_reason(self):
        plan = self.make_plan()
        line = plan.line_ids[0]
        attempts = (
            lambda: line.write({"budget": -1.0}),
            lambda: line.write({"number": 0}),
            lambda: line.write({"hours": -1.0}),
            lambda: plan.write({"requested_amount": -1.0}),
            lambda: plan.write({"date_end": "2026-01-01"}),
            lambda: plan.write({"date_end": "2029-03-02"}),
            lambda: plan.write({"date_start": "1999-12-31"}),
            lambda: plan.write({"date_end": "2999-12-31"}),
        )
        for number, attempt in enumerate(attempts):
            with (
                self.subTest(number),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                attempt()
                self.env.flush_all()
        plan.date_end = "2029-03-01"  # three years to the day

    @covers("R031", "R041")
    def test_agreed_plans_of_a_customer_do_not_overlap(self):
        first = self.bring_to(self.make_plan(), "approved")
        second = self.make_plan(period=("2026-12-31", "2027-06-30"))
        self.assertEqual(second.overlap_id, first)
        self.bring_to(second, "advised")
        with self.assertRaisesRegex(ValidationError, first.name):
            self.as_user(second, "sales").action_submit()
        second.date_start = "2027-01-01"
        self.assertFalse(second.overlap_id)
        self.as_user(second, "sales").action_submit()
        self.as_user(second, "executive").action_approve()
        self.assertEqual((first.state, second.state), ("running", "approved"))

    @covers("R041")
    def test_database_refuses_an_overlap_too(self):
        first = self.bring_to(self.make_plan(), "approved")
        second = self.make_plan()
        self.env.flush_all()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.cr.savepoint(),
        ):
            self.cr.execute(
                "UPDATE keqin_plan SET state = 'approved' WHERE id = %s", [second.id]
            )
        self.assertEqual(first.state, "running")

    @covers("R031")
    def test_valid_plans_on_a_day(self):
        plan = self.bring_to(self.make_plan(), "approved")
        draft = self.make_plan(self.others)
        found = {
            day: self.Plan.search(self.Plan._valid_domain(day)) & (plan | draft)
            for day in ("2026-03-01", "2026-03-02", "2026-12-31", "2027-01-01")
        }
        self.assertEqual(
            list(found.values()), [plan.browse(), plan, plan, plan.browse()]
        )

    @covers("R031")
    def test_closing_a_deal_does_not_end_the_plan(self):
        plan = self.bring_to(self.make_plan(), "approved")
        order = self.make_order(self.customer.partner_id, 100.0, on="2026-03-01")
        order.action_lock()
        lead = self.env["crm.lead"].create(
            {
                "name": "Deal",
                "type": "opportunity",
                "partner_id": self.customer.partner_id.id,
            }
        )
        lead.action_set_won()
        self.env.flush_all()
        self.assertEqual(
            (plan.state, plan.date_end.isoformat()), ("running", "2026-12-31")
        )

    @covers("R217")
    def test_customers_own_goals(self):
        plan = self.make_plan()
        goal = self.env["keqin.plan.objective"].create(
            {
                "plan_id": plan.id,
                "name": "Open a second plant",
                "is_customer_goal": True,
                "target": 1,
                "due_on": "2026-10-01",
                "contribution": "Packing line",
            }
        )
        self.bring_to(plan, "approved")
        goal = self.as_user(goal, "sales")
        goal.write({"actual": 0.5, "contribution": "Packing line, installed"})
        self.assertEqual((goal.progress, goal.reached), (50.0, False))
        self.assertRefused(goal.write, {"target": 2}, error=UserError)

    @covers("R217")
    def test_progress_is_recorded_in_the_form_of_a_running_plan(self):
        plan = self.make_plan()
        plan.objective_ids = [Command.create({"name": "Share", "target": 40})]
        self.bring_to(plan, "approved")
        form = Form(self.as_user(plan, "sales"))
        with form.objective_ids.edit(0) as goal:
            goal.actual = 20
        form.save()
        self.assertEqual(plan.objective_ids.progress, 50.0)

    @covers("R037")
    def test_part_stays_with_its_plan(self):
        plan, other = self.make_plan(), self.make_plan(self.others)
        line = plan.line_ids[0]
        self.assertRefused(line.write, {"plan_id": other.id}, error=UserError)
        self.assertRefused(
            self.as_user(plan, "sales_manager").write,
            {"customer_id": self.others.id},
            error=UserError,
        )

    @covers("R030")
    def test_duplicate_is_a_draft_compared_with_the_same_standard(self):
        plan = self.bring_to(self.make_plan(), "approved")
        copy = self.as_user(plan, "sales").copy()
        self.assertEqual(copy.state, "draft")
        self.assertFalse(copy.snapshot or copy.approved_by_id or copy.advice_ids)
        self.assertEqual(set(copy.line_ids.mapped("deviation")), {"same"})

    @covers("R184")
    def test_merged_customers_keep_all_plans(self):
        """Two plans for the same days become one: the other one ends, and stays."""
        plan = self.bring_to(self.make_plan(), "approved")
        other = self.bring_to(self.make_plan(self.others), "approved")
        partners = self.customer.partner_id | self.others.partner_id
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge(partners.ids, self.customer.partner_id)
        self.assertEqual((plan | other).customer_id, self.customer)
        self.assertEqual((plan.state, other.state), ("running", "done"))

    @covers("R181")
    def test_plan_of_another_company_is_not_there(self):
        branch = self.env["res.company"].create({"name": "Elsewhere"})
        customer = self.make_customer("Foreign", company_id=branch.id)
        plan = self.Plan.create({"customer_id": customer.id})
        for role in ("sales_manager", "executive", "service", "marketing"):
            Plan = self.as_user(self.Plan, role)
            self.assertFalse(Plan.search([("id", "=", plan.id)]), role)
            with self.assertRaises(AccessError):
                self.as_user(plan, role).read(["name"])


@tagged("post_install", "-at_install")
class TestPlanCapacity(PlanCase):
    @covers("R037")
    def test_hours_against_working_time(self):
        plan = self.make_plan()
        self.as_user(plan, "sales").action_check_capacity()
        rows = {row["name"]: row for row in plan.capacity}
        row = rows[self.users["sales"].name]
        months = 305 / 30.4375
        self.assertAlmostEqual(row["hours"], 27 / months)
        self.assertAlmostEqual(row["visits"], 9 / months)
        calendar = self.company.resource_calendar_id
        weeks = 305 / 7
        self.assertAlmostEqual(
            row["available"], calendar.hours_per_week * weeks / months, delta=2
        )
        self.assertLess(row["utilisation"], 3)
        self.assertFalse(plan.overloaded)
        self.assertIn("This plan", plan.capacity_html)

    @covers("R037")
    def test_other_plans_and_leave_count(self):
        busy = self.make_customer("Busy", self.users["sales"])
        first = self.make_plan(busy)
        self.line(first, "Monthly visit").hours = 30
        self.bring_to(first, "approved")
        plan = self.make_plan()
        plan.sudo()._check_capacity()
        before = plan.capacity
        row = next(r for r in before if r["user_id"] == self.users["sales"].id)
        # the people missing there are stood in for by the same account manager
        self.assertGreater(row["other_hours"], 9 * 30 / (305 / 30.4375) - 0.1)
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Plant holidays",
                "calendar_id": self.company.resource_calendar_id.id,
                "company_id": self.company.id,
                "date_from": "2026-07-01 00:00:00",
                "date_to": "2026-07-31 23:59:59",
            }
        )
        plan.sudo()._check_capacity()
        after = next(r for r in plan.capacity if r["user_id"] == self.users["sales"].id)
        self.assertLess(after["available"], row["available"] * 0.95)
        self.assertEqual(after["peak"], "2026-07")

    @covers("R037")
    def test_overload_needs_a_reason_or_is_refused(self):
        plan = self.make_plan()
        self.line(plan, "Monthly visit").hours = 300
        self.bring_to(plan, "advised")
        mine = self.as_user(plan, "sales")
        with self.assertRaisesRegex(UserError, "keqin_sales "):
            mine.action_submit()
        mine.capacity_reason = "A second engineer starts in April"
        self.company.keqin_capacity_policy = "block"
        self.assertRefused(mine.action_submit, error=UserError)
        self.company.keqin_capacity_policy = "warn"
        mine.action_submit()
        self.assertTrue(plan.overloaded)
        self.assertGreater(plan.utilisation, 100)

    def test_plan_under_revision_counts_once(self):
        plan = self.bring_to(self.make_plan(), "approved")
        revision = self.Plan.browse(
            self.as_user(plan, "sales").action_revise()["res_id"]
        )
        revision.sudo()._check_capacity()
        self.assertEqual({row["other_hours"] for row in revision.capacity}, {0.0})


@tagged("post_install", "-at_install")
class TestPlanMarketing(PlanCase):
    @covers("R040")
    def test_activity_is_added_to_the_plans_of_a_group(self):
        plan, other = self.make_plan(), self.make_plan(self.others)
        running = self.make_plan(self.make_customer("Third", self.users["sales"]))
        self.bring_to(running, "approved")
        self.customer.sudo().tier = "A"
        Wizard = self.as_user(self.env["keqin.plan.campaign"], "marketing")
        with Form(Wizard) as form:
            form.name = "Packaging fair"
            form.type_id = self.env.ref("keqin_addon.keqin_activity_type_event")
            self.assertEqual(form.plan_count, 2)
            form.tier = "A"
            self.assertEqual(form.plan_count, 1)
            form.unit = "year"
            form.budget = 300.0
        form.record.action_add()
        line = self.line(plan, "Packaging fair")
        self.assertEqual(
            (line.role, line.budget, line.planned_count), ("marketing", 300, 1)
        )
        self.assertEqual(line.user_id, self.users["marketing"])
        self.assertFalse(self.line(other | running, "Packaging fair"))
        self.assertRefused(form.record.action_add, error=UserError)

    @covers("R040", "R180")
    def test_marketing_touches_its_own_lines_only(self):
        plan = self.make_plan()
        Line = self.as_user(plan.line_ids, "marketing")
        day = Line.filtered(lambda line: line.role == "marketing")
        visit = Line.filtered(lambda line: line.name == "Monthly visit")
        day.budget = 5.0
        values = {"plan_id": plan.id, "type_id": day.type_id.id}
        Line.create(values | {"role": "marketing", "user_id": self.env.uid})
        self.assertRefused(Line.create, values | {"role": "manager"})
        self.assertRefused(visit.write, {"budget": 5.0})
        self.assertRefused(visit.write, {"role": "marketing"})
        self.assertRefused(day.write, {"role": "manager"})
        self.assertRefused(visit.unlink)
        self.bring_to(plan, "submitted")
        self.assertRefused(day.write, {"budget": 6.0}, error=UserError)
        self.assertRefused(Line.create, values | {"role": "marketing"}, error=UserError)
