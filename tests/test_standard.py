"""Care standards: whom they are for, what keeps them as they were, what they cost."""

from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import OUTSIDERS, ROLES, KeqinCase
from .covers import covers

STAFF = {*ROLES} - {"contributor"}
LEADS = ("sales_manager", "executive", "manager")
CLASSES = [(t, p) for t in "ABC" for p in ("high", "medium", "low")]
TODAY = date(2026, 6, 30)


class StandardCase(KeqinCase):
    """Standards of the test company, whatever else is in the database."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Standard = cls.env["keqin.standard"]
        cls.Profile = cls.env["keqin.industry.profile"]
        cls.Profile.search([]).active = False
        cls.Standard.search([]).active = False
        cls.industry, cls.industry_2 = cls.env["res.partner.industry"].create(
            [{"name": "Shipyards"}, {"name": "Orchards"}]
        )
        cls.visit = cls.env.ref("keqin_addon.keqin_activity_type_visit")
        cls.phone = cls.env.ref("keqin_addon.keqin_activity_type_phone")

    @classmethod
    def make_standard(
        cls, tier="C", potential="low", on="2026-01-01", lines=(), **vals
    ):
        return cls.Standard.create(
            {
                "name": f"{tier} {potential}",
                "tier": tier,
                "potential": potential,
                "effective_on": on,
                "line_ids": [Command.create(cls.line_values(**line)) for line in lines],
                **vals,
            }
        )

    @classmethod
    def line_values(cls, **vals):
        return {"type_id": cls.phone.id} | vals

    @classmethod
    def make_profile(cls, *industries, **vals):
        ids = [industry.id for industry in industries]
        return cls.Profile.create(
            {"name": "Profile", "industry_ids": [Command.set(ids)], **vals}
        )

    @classmethod
    def make_graded(cls, tier=False, potential=False, industry=None, **vals):
        partner = cls.make_partner(industry_id=industry.id if industry else False)
        grade = {"tier": tier, "potential": potential}
        return cls.make_customer(partner=partner, **grade, **vals)

    @classmethod
    def make_plan(cls, standard, customer=None):
        return cls.env["keqin.plan"].create(
            {
                "name": "Plan",
                "customer_id": (customer or cls.make_customer()).id,
                "standard_id": standard.id,
                "date_start": "2026-07-01",
                "date_end": "2026-12-31",
            }
        )

    def standard_of(self, customer, on=TODAY):
        return self.Standard._for_customers(customer, on)[customer.id]


@tagged("post_install", "-at_install")
class TestStandardMatch(StandardCase):
    @covers("R032")
    def test_latest_effective_version_counts(self):
        old = self.make_standard(on="2026-01-01")
        new = self.make_standard(on="2026-06-30")
        self.make_standard(on="2026-07-01")
        key = ("C", "low", False)
        effective = self.Standard._effective
        self.assertEqual(effective(self.company, date(2026, 6, 29))[key], old)
        self.assertEqual(effective(self.company, TODAY)[key], new)
        self.assertNotIn(key, effective(self.company, date(2025, 12, 31)))
        new.active = False
        self.assertEqual(effective(self.company, TODAY)[key], old)

    @covers("R032", "R185")
    def test_own_standard_before_head_office_before_shared(self):
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.company.id}
        )
        stranger = self.env["res.company"].create({"name": "Stranger"})
        shared = self.make_standard(on="2026-06-01")
        self.make_standard(on="2026-01-01", company_id=stranger.id)
        customer = self.make_graded("C", "low", company_id=branch.id)
        self.assertEqual(self.standard_of(customer), shared)
        head = self.make_standard(on="2026-02-01", company_id=self.company.id)
        self.assertEqual(self.standard_of(customer), head)
        own = self.make_standard(on="2026-01-01", company_id=branch.id)
        self.assertEqual(self.standard_of(customer), own)
        self.assertEqual(self.standard_of(customer, date(2025, 1, 1)), self.Standard)

    @covers("R209", "R210")
    def test_industry_goes_before_general(self):
        profile = self.make_profile(self.industry)
        general = self.make_standard("B", "high")
        special = self.make_standard("B", "high", profile_id=profile.id)
        with_profile = self.make_graded("B", "high", self.industry)
        other = self.make_graded("B", "high", self.industry_2)
        self.assertEqual(self.standard_of(with_profile), special)
        self.assertEqual(self.standard_of(other), general)
        self.assertEqual(with_profile.industry_profile_id, profile)
        self.assertFalse(other.industry_profile_id)
        profile.active = False
        self.assertEqual(self.standard_of(with_profile), general)

    @covers("R052")
    def test_low_purchases_do_not_lower_the_standard(self):
        """What counts is the class; who has none yet has the least one."""
        least, promising = self.make_standard(), self.make_standard("C", "high")
        strong = self.make_standard("A", "low")
        self.assertEqual(self.standard_of(self.make_graded()), least)
        self.assertEqual(self.standard_of(self.make_graded(False, "high")), promising)
        small = self.make_graded("A", "low", amount_window=0.01)
        self.assertEqual(self.standard_of(small), strong)
        self.assertEqual(self.standard_of(self.make_graded("A")), strong)

    def test_search_agrees_with_the_field(self):
        profile = self.make_profile(self.industry)
        standards = [
            self.make_standard("B", "high"),
            self.make_standard("B", "high", profile_id=profile.id),
            self.make_standard(),
        ]
        customers = self.env["keqin.customer"].union(
            self.make_graded("B", "high"),
            self.make_graded("B", "high", self.industry),
            self.make_graded(),
            self.make_graded("A", "low"),
        )
        ours = [("id", "in", customers.ids)]
        for standard, customer in zip([*standards, False], customers, strict=True):
            standard_id = standard and standard.id
            domain = [("standard_id", "=", standard_id)]
            found = customers.search(ours + domain)
            self.assertEqual(found, customer, standard)
            self.assertEqual(customer.standard_id.id, standard_id)
        named = customers.search([*ours, ("standard_id", "ilike", "B high")])
        self.assertEqual(named, customers[:2])
        self.assertEqual(standards[1].customer_count, 1)
        opened = standards[1].action_open_customers()
        self.assertEqual(customers.search(ours + opened["domain"]), customers[1])

    def test_queries_do_not_grow_with_the_customers(self):
        self.make_standard("A", "high"), self.make_standard()
        many = self.env["keqin.customer"].union(
            *(self.make_graded(*grade) for grade in CLASSES * 3)
        )

        def queries(customers):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.Standard._for_customers(customers, TODAY)
            return self.env.cr.sql_log_count - before

        self.assertEqual(queries(many), queries(many[0]))

    @covers("R022", "R044", "R045")
    def test_lines_by_care_level(self):
        lines = [{"name": "k", "care_level": "key"}, {"name": "all"}]
        lines += [{"name": "o", "care_level": "ordinary"}]
        standard = self.make_standard(lines=lines)
        self.assertEqual(standard._lines_for("key").mapped("name"), ["k", "all"])
        self.assertEqual(standard._lines_for("ordinary").mapped("name"), ["all", "o"])


@tagged("post_install", "-at_install")
class TestStandardVersion(StandardCase):
    @covers("R032")
    @freeze_time("2026-06-30")
    def test_new_version_copies_and_follows(self):
        lines, ours = [{"name": "Call", "number": 2}], {"company_id": self.company.id}
        first = self.make_standard("A", "high", lines=lines, **ours)
        second = self.Standard.browse(first.action_new_version()["res_id"])
        third = self.Standard.browse(first.action_new_version()["res_id"])
        versions = first | second | third
        self.assertEqual(versions.mapped("version"), [1, 2, 3])
        self.assertEqual(second.effective_on, date(2026, 7, 1))
        self.assertEqual(third.effective_on, date(2026, 7, 2))
        self.assertEqual(second.previous_id, first)
        self.assertEqual(second.line_ids.number, 2)
        self.assertNotEqual(second.line_ids, first.line_ids)
        self.assertEqual(versions.mapped("state"), ["effective", "future", "future"])
        with freeze_time("2026-07-02"):
            versions.invalidate_recordset()
            states = ["superseded", "superseded", "effective"]
            self.assertEqual(versions.mapped("state"), states)
            for state, standard in zip(states[1:], versions[1:], strict=True):
                domain = [("state", "=", state), ("id", "in", versions.ids)]
                self.assertIn(standard, self.Standard.search(domain))

    @covers("R032")
    def test_one_standard_a_class_and_day(self):
        self.make_standard("A", "high")
        profile = self.make_profile(self.industry)
        self.make_standard("A", "high", profile_id=profile.id)
        self.make_standard("A", "high", company_id=self.company.id)
        self.make_standard("A", "high", active=False)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.make_standard("A", "high")

    @covers("R032")
    def test_used_standard_stays_as_it_was(self):
        standard = self.make_standard(lines=[{"name": "Call"}])
        line = standard.line_ids
        free = self.make_standard("B", lines=[{"name": "Call"}])
        self.make_plan(standard)
        manager = self.users["manager"]
        standard, line, free = (r.with_user(manager) for r in (standard, line, free))
        refused = [
            (line.write, {"number": 3}),
            (line.unlink,),
            (line.create, self.line_values(standard_id=standard.id)),
            (free.line_ids.write, {"standard_id": standard.id}),
            (standard.write, {"line_ids": [Command.clear()]}),
            (standard.write, {"tier": "B"}),
            (standard.write, {"potential": "high"}),
            (standard.write, {"effective_on": "2026-03-01"}),
            (standard.write, {"company_id": self.company.id}),
            (standard.unlink,),
        ]
        for attempt in refused:
            self.assertRefused(*attempt, error=UserError, message=attempt)
        standard.write({"name": "Renamed", "active": False})
        free.line_ids.number = 3
        free.unlink()
        self.assertTrue(line.exists())

    @covers("R032", "R180", "R181")
    def test_only_the_administrator_writes(self):
        self.add_outsiders()
        standard = self.make_standard(lines=[{"name": "Call"}])
        profile = self.make_profile(self.industry)
        for role in (*ROLES, *OUTSIDERS):
            with self.subTest(role):
                values = {"name": "X", "tier": "B", "potential": "low"}
                self.check_access(role, standard, values)
                self.check_access(role, profile, {"name": "X"})
                line = self.line_values(standard_id=standard.id)
                self.check_access(role, standard.line_ids, line)
                mine = standard.with_user(self.users[role])
                self.assertAllowed(role == "manager", mine.action_new_version)

    def check_access(self, role, record, values):
        mine = record.with_user(self.users[role])
        reads, writes = role in STAFF, role == "manager"
        self.assertAllowed(reads, lambda: mine.read(["name"]))
        self.assertAllowed(reads, lambda: mine.search([("id", "=", record.id)]))
        self.assertAllowed(writes, lambda: mine.write({"name": "Y"}))
        self.assertAllowed(writes, lambda: mine.browse().create(values))
        self.assertAllowed(writes, lambda: mine.unlink())

    @covers("R185")
    def test_standards_of_other_companies_are_hidden(self):
        stranger = self.env["res.company"].create({"name": "Stranger"})
        standard = self.make_standard(company_id=stranger.id, lines=[{"name": "Call"}])
        for record in (standard, standard.line_ids):
            mine = record.with_user(self.users["manager"])
            self.assertAllowed(False, lambda m=mine: m.read(["name"]))
            self.assertFalse(mine.search([("id", "=", record.id)]))

    def test_last_day_of_the_calendar(self):
        standard = self.make_standard(on="9999-12-31")
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            standard.copy()


@tagged("post_install", "-at_install")
class TestCadenceMixin(StandardCase):
    @covers("R032")
    def test_impossible_cadence_is_refused(self):
        standard = self.make_standard(lines=[{"name": "Call"}])
        for values in (
            {"number": 0},
            {"number": 0, "schedule": "anchored", "max_gap": 3},
            {"number": 367},
            {"max_gap": -1},
            {"hours": -0.5},
            {"budget": -1},
        ):
            with (
                self.subTest(values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                standard.line_ids.write(values)
                self.env.flush_all()

    @covers("R032", "R042")
    def test_maximum_gap_leaves_room_for_the_interval(self):
        line = self.make_standard(lines=[{"name": "Call", "max_gap": 30}]).line_ids
        for values in (
            {"max_gap": 29},
            {"number": 2},
            {"unit": "quarter", "schedule": "anchored"},
        ):
            self.assertRefused(line.write, values, error=ValidationError)
        line.write({"max_gap": 0, "unit": "year"})
        line.write({"schedule": "anchored", "number": 12, "max_gap": 30})

    def test_cadence_in_words(self):
        line = self.make_standard(lines=[{"name": "Call"}]).line_ids
        words = {
            ("rolling", 1, "month"): "every month",
            ("rolling", 2, "week"): "every 2 weeks",
            ("anchored", 1, "quarter"): "once a quarter",
            ("anchored", 3, "quarter"): "3 times a quarter",
        }
        for (schedule, number, unit), text in words.items():
            line.write({"schedule": schedule, "number": number, "unit": unit})
            self.assertEqual(line.cadence_text, text)
        for schedule in ("rolling", "anchored"):
            for unit in ("day", "week", "month", "quarter", "year"):
                for number in (1, 2):
                    line.write({"schedule": schedule, "number": number, "unit": unit})
                    self.assertTrue(line.cadence_text)

    def test_form_shows_the_words_while_typing(self):
        with Form(self.Standard) as form:
            form.name, form.tier, form.potential = "New", "A", "high"
            form.company_id = self.company
            with form.line_ids.new() as line:
                line.type_id = self.phone
                line.number = 2
                self.assertEqual(line.cadence_text, "every 2 months")
                self.assertEqual(line.yearly, 6)
        self.assertEqual(form.record.version, 1)


@tagged("post_install", "-at_install")
class TestIndustryProfile(StandardCase):
    @covers("R209")
    def test_an_industry_has_one_profile(self):
        first = self.make_profile(self.industry)
        self.assertRefused(self.make_profile, self.industry, error=ValidationError)
        second = self.make_profile(self.industry, active=False)
        restore = {"active": True}
        self.assertRefused(second.write, restore, error=ValidationError)
        first.active = False
        second.active = True
        self.assertEqual(self.Profile._by_industry()[self.industry.id], second.id)

    @covers("R206", "R207", "R208", "R209")
    def test_delivered_profiles(self):
        gifts = {"manufacturing": "energy_report", "catering": "member_marketing"}
        for name, letter in {
            "manufacturing": "C",
            "finance": "K",
            "it": "J",
            "catering": "I",
        }.items():
            profile = self.env.ref(f"keqin_addon.keqin_industry_profile_{name}")
            industry = self.env.ref(f"base.res_partner_industry_{letter}")
            self.assertEqual(profile.industry_ids, industry)
            for text in ("focus", "agenda", "checklist", "questions"):
                self.assertTrue(profile[text], (name, text))
            gift = gifts.get(name) and self.env.ref(
                f"keqin_addon.keqin_gift_{gifts[name]}"
            )
            self.assertEqual(profile.anniversary_gift_id or None, gift)


@tagged("post_install", "-at_install")
class TestDeliveredStandards(KeqinCase):
    """What the seeds ask for of each class, as it comes with the addon."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.standards = {
            key: cls.env.ref(f"keqin_addon.keqin_standard_{key[0].lower()}_{key[1]}")
            for key in CLASSES
        }

    def yearly(self, key, kind, level="ordinary", role=None):
        type_ = self.env.ref(f"keqin_addon.keqin_activity_type_{kind}")
        lines = self.standards[key]._lines_for(level)
        lines = lines.filtered(lambda l: l.type_id == type_ and role in (None, l.role))
        return sum(lines.mapped("yearly"))

    @covers("R032", "R033", "R034", "R035", "R046")
    def test_tier_a(self):
        for key in CLASSES[:3]:
            with self.subTest(key):
                self.assertGreaterEqual(self.yearly(key, "executive_visit"), 12)
                self.assertEqual(self.yearly(key, "service_experience"), 4)
                self.assertGreaterEqual(self.yearly(key, "trial"), 1)
                self.assertEqual(self.yearly(key, "review_meeting"), 4)

    @covers("R036")
    def test_tier_c(self):
        for key in CLASSES[6:]:
            with self.subTest(key):
                self.assertGreaterEqual(self.yearly(key, "email"), 4)
                self.assertGreaterEqual(self.yearly(key, "phone"), 4)
                self.assertGreaterEqual(self.yearly(key, "sms"), 4)
                self.assertGreaterEqual(self.yearly(key, "newsletter"), 4)
                self.assertEqual(self.yearly(key, "service_experience"), 0)

    @covers("R043", "R044", "R045")
    def test_follow_up_of_ordinary_and_key_customers(self):
        for key, standard in self.standards.items():
            with self.subTest(key):
                self.assertGreaterEqual(self.yearly(key, "phone"), 4)
                self.assertGreaterEqual(self.yearly(key, "phone", "key"), 12)
                for level in ("ordinary", "key"):
                    lines = standard._lines_for(level)
                    lines = lines.filtered(lambda l: l.role == "manager")
                    self.assertGreaterEqual(max(lines.mapped("yearly")), 12)
                    self.assertTrue(all(lines.mapped("type_id.is_care")))

    @covers("R032")
    def test_care_grows_with_the_class(self):
        hours = {
            key: sum(line.yearly * line.hours for line in standard._lines_for("key"))
            for key, standard in self.standards.items()
        }
        for tier in "ABC":
            row = [hours[tier, potential] for potential in ("high", "medium", "low")]
            self.assertEqual(row, sorted(row, reverse=True), tier)
        for potential in ("high", "medium", "low"):
            column = [hours[tier, potential] for tier in "ABC"]
            self.assertEqual(column, sorted(column, reverse=True), potential)


@tagged("post_install", "-at_install")
class TestStandardCost(StandardCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.call = {"name": "Call", "hours": 0.5, "care_level": "ordinary"}
        cls.go = {
            "name": "Go",
            "type_id": cls.visit.id,
            "schedule": "anchored",
            "unit": "quarter",
            "role": "sponsor",
            "hours": 3.0,
            "budget": 10.0,
        }
        cls.standard = cls.make_standard("B", "high", lines=[cls.call, cls.go])
        cls.ordinary = cls.make_graded("B", "high")
        cls.key = cls.make_graded("B", "high", user_id=cls.users["sales"].id)
        cls.key.key_customer = True
        cls.lost = cls.make_graded("A", "low")

    def open(self, role="manager", **vals):
        WhatIf = self.env["keqin.standard.what.if"].with_user(self.users[role])
        wizard = WhatIf.create({"on": TODAY, **vals})
        wizard.action_compute()
        return wizard

    @covers("R032", "R037")
    def test_cost_of_the_year(self):
        """One ordinary customer called monthly, both visited each quarter."""
        wizard = self.open()
        self.assertEqual((wizard.customers, wizard.uncovered), (3, 1))
        self.assertEqual((wizard.activities, wizard.visits), (12 + 8, 8))
        self.assertEqual((wizard.hours, wizard.budget), (12 * 0.5 + 8 * 3, 80))
        self.assertFalse(wizard.compared)
        visits = wizard.row_ids.filtered(lambda row: row.type_id == self.visit)
        self.assertEqual((visits.role, visits.customers), ("sponsor", 2))
        calls = wizard.row_ids - visits
        self.assertEqual((calls.customers, calls.hours_change), (1, 0))
        for row, customers in (
            (visits, self.ordinary + self.key),
            (calls, self.ordinary),
        ):
            found = customers.search(row.action_open_customers()["domain"])
            self.assertEqual(found, customers)
        found = self.lost.search(wizard.action_open_uncovered()["domain"])
        self.assertEqual(found, self.lost)
        rows = wizard.row_ids.search(wizard.action_analyse()["domain"])
        self.assertEqual(rows, wizard.row_ids)

    @covers("R032")
    @freeze_time("2026-06-30")
    def test_comparison_with_a_version_or_a_day(self):
        trial = self.standard.copy({"effective_on": "2027-02-01"})
        trial.line_ids[1].number = 2
        wizards = (
            self.open(trial_ids=[Command.set(trial.ids)]),
            self.open(then_on="2027-02-01"),
        )
        button = wizards[0].browse(trial.action_what_if()["res_id"])
        for wizard in (*wizards, button):
            self.assertTrue(wizard.compared)
            self.assertEqual((wizard.visits, wizard.visits_then), (8, 16))
            self.assertEqual(wizard.hours_then - wizard.hours, 24)
            self.assertEqual(wizard.budget_then - wizard.budget, 80)
            changed = wizard.row_ids.filtered("hours_change")
            self.assertEqual(changed.type_id, self.visit)
        self.assertFalse(
            self.open(then_on="2027-01-31").row_ids.filtered("hours_change")
        )

    def test_trial_for_one_industry_takes_only_its_customers(self):
        profile = self.make_profile(self.industry)
        self.ordinary.industry_id = self.industry
        trial = self.standard.copy({"profile_id": profile.id})
        wizard = self.open(trial_ids=[Command.set(trial.ids)])
        rows = wizard.row_ids.filtered(lambda row: row.type_id == self.visit)
        counts = {row.profile_id: (row.customers, row.customers_then) for row in rows}
        self.assertEqual(counts, {self.Profile: (2, 1), profile: (0, 1)})
        row = rows.filtered("profile_id")
        found = self.key.search(row.action_open_customers()["domain"])
        self.assertEqual(found, self.ordinary)

    @covers("R180", "R181")
    def test_only_leads_see_the_cost_and_only_their_own(self):
        self.add_outsiders()
        wizard = self.open("executive")
        for role in (*ROLES, *OUTSIDERS):
            with self.subTest(role):
                self.assertAllowed(role in LEADS, self.open, role)
                mine = wizard.with_user(self.users[role])
                self.assertAllowed(role == "executive", lambda m=mine: m.read(["on"]))
                rows = wizard.row_ids.with_user(self.users[role])
                self.assertAllowed(
                    role == "executive", lambda r=rows: r.read(["hours"])
                )

    def test_queries_do_not_grow_with_the_customers(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.open()
            return self.env.cr.sql_log_count - before

        queries()  # fills the caches of the server
        few = queries()
        for _n in range(20):
            self.make_graded("B", "high")
        self.assertEqual(queries(), few)
