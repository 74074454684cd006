"""The occasion engine: who is greeted, when, how, by whom, and only once."""

from contextlib import contextmanager
from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

import odoo.api
from odoo import Command
from odoo.modules.registry import Registry
from odoo.sql_db import db_connect
from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name
from odoo.tools import mute_logger

from .covers import covers
from .killing import Killing
from .test_occasion import OccasionCase

ENGINE = "odoo.addons.keqin_addon.models.keqin_occasion_engine"


class EngineCase(OccasionCase):
    """Today is Tuesday 1 September 2026."""

    def run_engine(self, on=None):
        """One scheduled run; the activities of the test company."""
        with freeze_time(f"{on} 02:00:00" if on else "2026-09-01 02:00:00"):
            self.env["keqin.occasion"]._cron_occasion()
        self.env.flush_all()
        return self.greetings()

    def greetings(self):
        return self.env["keqin.activity"].search(
            [("company_id", "=", self.company.id)], order="id"
        )

    def planned(self, greetings):
        """``customer or person: type`` of each."""
        return sorted(
            f"{a.contact_id.name or a.customer_id.name}: {a.type_id.name}"
            for a in greetings
        )


@tagged("post_install", "-at_install")
class TestWhen(EngineCase):
    @covers("R076", "R078")
    def test_greeting_says_what_for_and_why(self):
        festival = self.make_occasion(lead_days=30)
        greeting = self.run_engine().filtered(lambda a: a.customer_id == self.own)
        self.assertEqual(greeting.occasion_id, festival)
        self.assertEqual((greeting.occasion_year, greeting.name), (2026, "Mid-Autumn"))
        self.assertEqual(greeting.occasion_on, date(2026, 9, 25))
        self.assertEqual(
            greeting.reason, "Mid-Autumn on Friday, September 25, 2026 (lunar 8/15)"
        )
        self.assertEqual(greeting.user_id, self.users["sales"])
        self.assertTrue(greeting.automatic and greeting.is_care and greeting.proactive)
        self.assertEqual(greeting.state, "planned")

    @covers("R076")
    def test_planned_by_the_lead_days_before_the_day_to_act(self):
        """Wednesday the 9th is a holiday, so that is Tuesday the 8th."""
        self.env["keqin.working.day"].create({"name": "Off", "date": "2026-09-09"})
        self.make_occasion(calendar="solar", month=9, day=9, lead_days=5)
        self.assertFalse(self.run_engine("2026-09-02"))
        greetings = self.run_engine("2026-09-03")
        self.assertEqual(greetings.mapped("date_planned"), [date(2026, 9, 8)] * 2)

    @covers("R076")
    def test_a_sunday_that_is_worked_is_a_day_to_act(self):
        self.env["keqin.working.day"].create(
            {"name": "Worked", "date": "2026-09-20", "kind": "workday"}
        )
        self.make_occasion(calendar="solar", month=9, day=20, lead_days=30)
        self.assertEqual(self.run_engine()[0].date_planned, date(2026, 9, 20))

    @covers("R076")
    def test_known_late_it_is_for_today_and_never_for_later(self):
        """Saturday the 12th: to act on Friday, today at the latest."""
        self.make_occasion(calendar="solar", month=9, day=12)
        for day in ("2026-09-13", "2026-09-14"):
            self.assertFalse(self.run_engine(day))
        greetings = self.run_engine("2026-09-12")
        self.assertEqual(greetings.mapped("date_planned"), [date(2026, 9, 12)] * 2)

    @covers("R077", "R080")
    def test_gift_takes_its_time_and_goes_by_industry(self):
        industry = self.env["res.partner.industry"].create({"name": "Catering"})
        gift = self.env["product.product"].create(
            {"name": "Member plan", "keqin_is_gift": True, "keqin_gift_lead_days": 20}
        )
        other = self.env["product.product"].create(
            {"name": "Plant", "keqin_is_gift": True}
        )
        self.env["keqin.industry.profile"].create(
            {
                "name": "Catering",
                "industry_ids": industry.ids,
                "anniversary_gift_id": gift.id,
            }
        )
        self.make_occasion(
            "Founding", kind="founding", lead_days=10, gift_product_id=other.id
        )
        (self.own + self.others).write({"founded_on": "2006-09-18"})
        self.own.partner_id.industry_id = industry
        greeting = self.run_engine()  # 17 days ahead
        self.assertEqual(greeting.customer_id, self.own)
        self.assertEqual(
            greeting.reason,
            "Founding, 20 years, on Friday, September 18, 2026. Gift idea: Member plan",
        )
        later = self.run_engine("2026-09-08") - greeting
        self.assertEqual(later.customer_id, self.others)
        self.assertIn("Gift idea: Plant", later.reason)

    @covers("R081")
    def test_no_gift_idea_for_who_takes_none(self):
        gift = self.env["product.product"].create(
            {"name": "Plant", "keqin_is_gift": True}
        )
        self.make_occasion(
            "Birthday", kind="birthday", gift_product_id=gift.id, lead_days=30
        )
        self.make_birthday(self.own, "Official", is_official=True)
        self.assertNotIn("Gift", self.run_engine().reason)

    @covers("R079", "R081")
    def test_own_dates_are_planned_together(self):
        card = self.make_card(self.own, "Mother")
        values = {"calendar": "solar", "month": 9, "day": 4}
        school = self.make_occasion(
            "School", kind="person", contact_id=card.id, **values
        )
        launch = self.make_occasion(
            "Launch", kind="customer", customer_id=self.others.id, year=2026, **values
        )
        greetings = self.run_engine()
        self.assertEqual(greetings.occasion_id, school + launch)
        self.assertEqual(
            self.planned(greetings), ["Mother: Phone call", "Others: Phone call"]
        )
        self.assertFalse(self.run_engine("2026-09-02") - greetings)


@tagged("post_install", "-at_install")
class TestWhom(EngineCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.others.active = False

    @covers("R076")
    def test_one_person_of_each_customer(self):
        """The person in charge, else a decision maker, else the company."""
        self.make_occasion(lead_days=30, follow_preference=False)
        boss = self.make_card(self.own, "Boss", decision_role="decider")
        self.make_card(self.own, "Buyer", decision_role="buyer")
        only_company = self.make_customer("Alone", self.rival)
        in_charge = self.make_customer("Third", self.rival)
        card = self.make_card(in_charge, "Charge")
        self.make_card(in_charge, "Decider", decision_role="decider")
        in_charge.main_contact_id = card.partner_id
        self.assertEqual(
            self.planned(self.run_engine()),
            ["Alone: Phone call", "Boss: Phone call", "Charge: Phone call"],
        )
        # another person in charge is no second greeting of the year
        self.own.main_contact_id = boss.partner_id
        only_company.main_contact_id = self.make_card(only_company, "New").partner_id
        self.assertEqual(len(self.run_engine("2026-09-02")), 3)

    @covers("R076")
    def test_who_is_not_in_care_is_not_greeted(self):
        self.make_occasion(lead_days=30, tier_min="B")
        tiers = {"a": "A", "b": "B", "c": "C", "none": False}
        for name, tier in tiers.items():
            customer = self.make_customer(name, self.rival)
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE keqin_customer SET tier = %s WHERE id = %s",
                (tier or None, customer.id),
            )
        lost = self.make_customer("lost", self.rival, lifecycle="lost")
        self.env.cr.execute(
            "UPDATE keqin_customer SET tier = 'A' WHERE id IN %s",
            ((lost.id, self.others.id),),
        )
        self.env.invalidate_all()
        self.assertEqual(self.run_engine().customer_id.mapped("name"), ["a", "b"])

    @covers("R076")
    def test_other_companies_have_their_own_occasions(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.make_occasion(lead_days=30, company_id=other.id)
        there = self.make_customer("There", self.rival, company_id=other.id)
        self.run_engine()
        greeted = self.env["keqin.activity"].search(
            [("company_id", "in", (self.company + other).ids)]
        )
        self.assertEqual(greeted.customer_id, there)

    @covers("R081", "R085")
    def test_decision_makers_get_a_card_and_others_what_they_prefer(self):
        self.make_occasion(
            "Birthday",
            kind="birthday",
            lead_days=30,
            type_id=self.types["email"].id,
            decider_type_id=self.types["card"].id,
        )
        self.make_birthday(
            self.own, "Boss", decision_role="decider", preferred_channel="sms"
        )
        self.make_birthday(self.own, "Chatty", preferred_channel="chat")
        self.make_birthday(self.own, "Visited", preferred_channel="visit")
        self.make_birthday(self.own, "Plain")
        self.assertEqual(
            self.planned(self.run_engine()),
            [
                "Boss: Handwritten card",
                "Chatty: Online chat",
                "Plain: Email",
                "Visited: Email",
            ],
        )

    @covers("R075")
    def test_nobody_gets_a_mass_message_against_their_will(self):
        self.make_occasion(
            "Birthday", kind="birthday", lead_days=30, type_id=self.types["sms"].id
        )
        self.make_birthday(self.own, "Stop", no_mass_messages=True)
        self.make_birthday(self.own, "Go")
        self.assertEqual(
            self.planned(self.run_engine()), ["Go: Text message", "Stop: Phone call"]
        )

    @covers("R075", "R182")
    def test_nobody_is_greeted_in_a_way_they_do_not_want(self):
        self.make_occasion(
            "Birthday", kind="birthday", lead_days=30, type_id=self.types["sms"].id
        )
        self.make_birthday(self.own, "Stop", no_sms=True)
        self.make_birthday(self.own, "Quiet", no_sms=True, no_phone=True)
        self.make_birthday(self.own, "Go")
        planned = self.planned(self.run_engine())
        self.assertEqual(planned[0], "Go: Text message")
        self.assertEqual(planned[-1], "Stop: Phone call")
        self.assertNotIn("Quiet: Phone call", planned)

    @covers("R075", "R076")
    def test_who_wants_none_or_mourns_is_left_out(self):
        birthday = self.make_occasion("Birthday", kind="birthday", lead_days=30)
        self.make_birthday(self.own, "None", no_greetings=True)
        mourning = self.make_birthday(self.own, "Mourns", mourning_until="2026-09-10")
        self.make_birthday(self.own, "Mourned", mourning_until="2026-09-09")
        left = self.make_birthday(self.own, "Left")
        left.partner_id.parent_id = self.others.partner_id
        self.assertEqual(self.planned(self.run_engine()), ["Mourned: Phone call"])
        self.assertEqual(birthday.run_left_out, 3)
        # what was left out is not made up for after the day
        mourning.mourning_until = False
        self.assertEqual(len(self.run_engine("2026-09-11")), 1)

    @covers("R075")
    def test_somebody_else_is_greeted_instead(self):
        """And a day of remembrance suits who mourns."""
        self.make_occasion("Qingming", lead_days=30, is_joyful=False)
        self.make_occasion(lead_days=30)
        main = self.make_card(self.own, "Mourns", mourning_until="2026-12-31")
        self.make_card(self.own, "Boss", decision_role="decider")
        self.own.main_contact_id = main.partner_id
        found = {a.name: a.contact_id.name for a in self.run_engine()}
        self.assertEqual(found, {"Qingming": "Mourns", "Mid-Autumn": "Boss"})

    @covers("R076")
    def test_no_joyful_greeting_while_there_is_no_reason_for_joy(self):
        joyful = self.make_occasion(lead_days=30)
        self.make_occasion("Qingming", lead_days=30, is_joyful=False)
        with patch.object(
            self.registry["keqin.occasion"],
            "_customers_not_to_congratulate",
            lambda self, customers: set(customers.ids),
        ):
            self.assertEqual(self.run_engine().mapped("name"), ["Qingming"])
        self.assertEqual(joyful.run_left_out, 1)
        self.assertEqual(len(self.run_engine("2026-09-24")), 2)

    @covers("R076")
    def test_somebody_is_responsible(self):
        self.make_occasion(lead_days=30)
        service, executive = self.users["service"], self.users["executive"]
        served = self.make_customer("Served", service_user_id=service.id)
        sponsored = self.make_customer("Sponsored", sponsor_id=executive.id)
        self.make_customer("Nobody's")
        self.users["sales"].active = False
        self.own.service_user_id = service
        found = {a.customer_id: (a.user_id, a.department) for a in self.run_engine()}
        self.assertEqual(
            found,
            {
                self.own: (service, "service"),
                served: (service, "service"),
                sponsored: (executive, "executive"),
            },
        )


@tagged("post_install", "-at_install")
class TestOnce(EngineCase):
    @covers("R076")
    def test_second_run_makes_nothing_also_of_what_was_cancelled(self):
        self.make_occasion(lead_days=30)
        first = self.run_engine()
        self.assertEqual(len(first), 2)
        self.env.cr.execute(
            "UPDATE keqin_activity SET state = 'cancelled' WHERE id = %s",
            (first[0].id,),
        )
        self.env.invalidate_all()
        self.assertEqual(self.run_engine(), first)
        self.assertEqual(self.run_engine("2026-09-25"), first)
        self.assertEqual(len(self.run_engine("2027-09-10")), 4)

    @covers("R076")
    def test_twice_in_a_solar_year_is_once_in_each_lunar_year(self):
        """Lunar 12/1 of 2026 and of 2027 are 8 January and 28 December 2027."""
        self.others.active = False
        self.make_occasion("Birthday", kind="birthday")
        self.make_birthday(self.own, on=(12, 1), birth_calendar="lunar")
        for day in ("2027-01-04", "2027-12-24", "2027-12-25"):
            self.run_engine(day)
        found = [(str(a.occasion_on), a.occasion_year) for a in self.greetings()]
        self.assertEqual(found, [("2027-01-08", 2026), ("2027-12-28", 2027)])

    @covers("R076")
    def test_queries_do_not_grow_with_the_customers(self):
        """Of one batch; rows are inserted by a hundred."""
        self.make_occasion(lead_days=30)
        customers = self.env["keqin.customer"]
        for i in range(30):
            customers += self.make_customer(f"Many {i}", self.rival)
            self.make_card(customers[-1], f"Person {i}", decision_role="decider")
        counts = []
        for some in (customers[:2], customers[:3], customers):
            (customers - some).active = False
            some.active = True
            self.greetings().unlink()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            with freeze_time("2026-09-01 02:00:00"):
                self.env["keqin.occasion"].search([])._greet()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(len(self.greetings()), 32)
        self.assertEqual(*counts[1:])  # the first one fills the caches that last


@tagged("post_install", "-at_install")
class TestMerge(EngineCase):
    """Two customers greeted at the same festival are one in the end (R184)."""

    def merge(self, target, source):
        wizard = self.env["base.partner.merge.automatic.wizard"].create(
            {
                "state": "selection",
                "partner_ids": [Command.set((target + source).ids)],
                "dst_partner_id": target.id,
            }
        )
        with mute_logger("odoo.addons.base.partner.merge"):
            wizard.action_merge()
        self.env.invalidate_all()

    @covers("R076", "R184")
    def test_merged_customers_lose_no_activity(self):
        self.make_occasion(lead_days=30)
        other = self.make_occasion("Signing", kind="signing", lead_days=30)
        self.others.signed_on = "2020-09-10"
        self.own.signed_on = "2020-12-24"
        greetings = self.run_engine()
        self.assertEqual(len(greetings), 3)
        self.merge(self.own.partner_id, self.others.partner_id)
        self.assertEqual(self.greetings(), greetings)
        self.assertEqual(greetings.customer_id, self.own)
        planned = greetings.filtered(lambda a: a.state == "planned")
        self.assertEqual(sorted(planned.mapped("name")), ["Mid-Autumn", "Signing"])
        self.assertEqual(planned.occasion_id, greetings.occasion_id)
        self.assertEqual(self.dates(occasion_id=other), [("2026-12-24", 2026)])
        self.assertEqual(self.run_engine("2026-09-02"), greetings)

    @covers("R076", "R184")
    def test_merged_persons_lose_no_activity(self):
        self.make_occasion("Birthday", kind="birthday", lead_days=30)
        cards = self.make_birthday(self.own, "One") + self.make_birthday(
            self.own, "Two"
        )
        greetings = self.run_engine()
        self.assertEqual(len(greetings), 2)
        self.merge(*cards.partner_id)
        self.assertEqual(self.greetings(), greetings)
        self.assertEqual(sorted(greetings.mapped("state")), ["cancelled", "planned"])
        self.assertEqual(len(greetings.contact_id), 1)


# Stands in for a server that dies: plans in batches of two, and hangs in the third.
VICTIM = """
import sys, time
import odoo.api
from freezegun import freeze_time
from odoo.modules.registry import Registry
from odoo.tools import config, mute_logger

database, occasion_id, *options = sys.argv[1:]
config.parse_config([*options, "-d", database, "--no-http", "--log-level=warn"])
registry = Registry(database)
from odoo.addons.keqin_addon.models import keqin_occasion_engine as module
module._BATCH = 2
real, batches = module.KeqinOccasion._greet_batch, []

def greet_batch(self, *args):
    done = real(self, *args)
    batches.append(done)
    if len(batches) == 3:
        self.env.flush_all()
        print("in the middle", flush=True)
        time.sleep(120)
    return done

module.KeqinOccasion._greet_batch = greet_batch
with freeze_time("2026-09-20 02:00:00", tick=True), registry.cursor() as cr:
    env = odoo.api.Environment(cr, odoo.api.SUPERUSER_ID, {"cron_id": 1})
    env["keqin.occasion"].browse(int(occasion_id))._greet()
"""


@tagged("post_install", "-at_install")
class ConcurrencyCase(Killing, BaseCase):
    """With real transactions; what is committed here is deleted again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        cls.startClassPatcher(freeze_time("2026-09-20 02:00:00", tick=True))

    def setUp(self):
        super().setUp()
        self.addCleanup(self.clean_up)
        with self.server() as env:
            company = env["res.company"].create({"name": "Keqin Two"})
            self.company_id = company.id
            partners = env["res.partner"].create(
                [
                    {"name": f"Keqin Two {i}", "is_company": True, "user_id": 2}
                    for i in range(7)
                ]
            )
            self.partner_ids = partners.ids
            env["keqin.customer"].create(
                [
                    {"partner_id": partner.id, "company_id": company.id}
                    for partner in partners
                ]
            )
            self.occasion_id = (
                env["keqin.occasion"]
                .create(
                    {
                        "name": "Two",
                        "company_id": company.id,
                        "calendar": "lunar",
                        "month": 8,
                        "day": 15,
                        "type_id": env["keqin.activity.type"].search([], limit=1).id,
                    }
                )
                .id
            )

    def clean_up(self):
        with self.server() as env:
            company = env["res.company"].browse(self.company_id)
            self.greetings(env).unlink()
            env["keqin.occasion"].browse(self.occasion_id).unlink()
            files = env["keqin.customer"].search([("company_id", "=", company.id)])
            files.unlink()
            env["keqin.grading.policy"].search(
                [("company_id", "=", company.id)]
            ).unlink()
            calendars = env["resource.calendar"].search(
                [("company_id", "=", company.id)]
            )
            own = company.partner_id
            company.unlink()
            calendars.unlink()
            (env["res.partner"].browse(self.partner_ids) + own).unlink()

    @contextmanager
    def server(self, **context):
        """A transaction of its own, as of another server; commits unless it fails."""
        with db_connect(get_db_name()).cursor() as cr:
            context = {"tracking_disable": True, **context}
            yield odoo.api.Environment(cr, odoo.api.SUPERUSER_ID, context)

    def greetings(self, env):
        return env["keqin.activity"].search([("company_id", "=", self.company_id)])

    def greet(self, env):
        return env["keqin.occasion"].browse(self.occasion_id)._greet()

    def count(self):
        with self.server() as env:
            return len(self.greetings(env))


@covers("R076")
class TestTwoServers(ConcurrencyCase):
    def test_who_comes_while_another_plans_leaves_it_alone(self):
        with self.server() as first, self.server() as second:
            self.greet(first)
            self.assertEqual(len(self.greetings(first)), 7)
            self.greet(second)
            self.assertEqual(len(self.greetings(second)), 0)
        self.assertEqual(self.count(), 7)

    def test_who_looked_before_and_plans_after_the_other_does_nothing(self):
        with self.server() as second:
            self.assertEqual(len(self.greetings(second)), 0)  # its snapshot is taken
            with self.server() as first:
                self.greet(first)
            self.assertTrue(self.greet(second))
        self.assertEqual(self.count(), 7)

    def test_who_takes_over_between_two_batches_goes_on_alone(self):
        cron = self.registry["ir.cron"]
        real, acted = cron._commit_progress, []

        def commit_progress(cron, *args, **kwargs):
            result = real(cron, *args, **kwargs)
            if not acted:
                acted.append(True)
                with patch(f"{ENGINE}._BATCH", 1000), self.server() as second:
                    self.greet(second)
            return result

        with (
            patch.object(cron, "_commit_progress", commit_progress),
            patch(f"{ENGINE}._BATCH", 2),
            self.server(cron_id=1) as first,
        ):
            self.greet(first)
        self.assertTrue(acted)
        self.assertEqual(self.count(), 7)

    def test_a_greeting_made_by_hand_meanwhile_stops_only_its_batch(self):
        with self.server() as stale:
            self.assertEqual(len(self.greetings(stale)), 0)
            with self.server() as other:
                customer = other["keqin.customer"].search(
                    [("company_id", "=", self.company_id)], limit=1
                )
                other["keqin.activity"].create(
                    {
                        "name": "By hand",
                        "customer_id": customer.id,
                        "type_id": other["keqin.activity.type"].search([], limit=1).id,
                        "occasion_id": self.occasion_id,
                        "occasion_year": 2026,
                    }
                )
            self.greet(stale)
        with self.server() as env:
            self.greet(env)
        self.assertEqual(self.count(), 7)


@covers("R076")
class TestKilled(ConcurrencyCase):
    def test_kill_minus_nine(self):
        self.kill_minus_nine(VICTIM, self.occasion_id)
        self.assertEqual(self.count(), 4)
        with self.server() as env:
            occasion = env["keqin.occasion"].browse(self.occasion_id)
        self.wait_for_the_locks(occasion)
        with self.server(cron_id=1) as env:
            self.assertTrue(self.greet(env))
        self.assertEqual(self.count(), 7)
