"""Promises: made by one, delivered by another, kept or broken, never forgotten."""

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form
from odoo.tools import mute_logger

from .common import OUTSIDERS, ROLES, KeqinCase
from .covers import covers

TODAY = "2026-06-15"


class PromiseCase(KeqinCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        cls.startClassPatcher(freeze_time(f"{TODAY} 04:00:00"))
        cls.customer = cls.make_customer("Mine", user=cls.users["sales"])
        cls.other = cls.make_customer("Theirs", user=cls.rival)

    @classmethod
    def make_promise(cls, customer=None, **vals):
        vals = {
            "name": "Samples by Friday",
            "customer_id": (customer or cls.customer).id,
            "due_on": "2026-06-19",
            "user_id": cls.users["contributor"].id,
            "promised_by_id": cls.users["sales"].id,
            "department": "technical",
        } | vals
        return cls.env["keqin.promise"].create(vals)

    def by(self, role, promise):
        return promise.with_user(self.users[role])


class TestPromise(PromiseCase):
    @covers("R156")
    def test_owner_hears_of_it_and_acknowledges(self):
        promise = self.make_promise()
        reminder = promise.activity_ids
        self.assertEqual(reminder.user_id, self.users["contributor"])
        self.assertEqual(str(reminder.date_deadline), "2026-06-19")
        waiting = self.env["keqin.promise"].search([("state", "=", "open")])
        self.assertIn(promise, waiting)
        self.by("contributor", promise).action_acknowledge()
        self.assertEqual(promise.state, "acknowledged")
        self.assertTrue(promise.acknowledged_on)
        self.assertNotIn(
            promise, self.env["keqin.promise"].search([("state", "=", "open")])
        )

    @covers("R156")
    def test_kept_late_and_broken_count_against(self):
        in_time = self.make_promise()
        late = self.make_promise(promised_on="2026-06-01", due_on="2026-06-10")
        broken, released = self.make_promise(), self.make_promise()
        self.make_promise(name="Still open")
        (in_time | late).with_user(self.users["contributor"]).action_keep()
        self.by("contributor", broken).action_break("The mould cracked")
        self.by("contributor", released).action_release("They changed the design")
        self.assertTrue(late.is_late)
        self.assertFalse(in_time.is_late)
        [(count, rate)] = self.env["keqin.promise"]._read_group(
            [("customer_id", "=", self.customer.id), ("counts", "=", True)],
            [],
            ["__count", "kept_rate:avg"],
        )
        self.assertEqual(count, 3)
        self.assertAlmostEqual(rate, 100 / 3, places=2)
        self.assertFalse(in_time.activity_ids, "the reminder is gone")

    def test_late_search_matches_the_flag(self):
        overdue = self.make_promise(promised_on="2026-06-01", due_on="2026-06-14")
        today = self.make_promise(promised_on="2026-06-01", due_on=TODAY)
        kept_late = self.make_promise(promised_on="2026-06-01", due_on="2026-06-10")
        kept_late.action_keep()
        found = self.env["keqin.promise"].search(
            [("is_late", "=", True), ("customer_id", "=", self.customer.id)]
        )
        self.assertEqual(found, overdue | kept_late)
        self.assertEqual(found.filtered("is_late"), found)
        self.assertFalse(today.is_late)

    def test_breaking_needs_a_reason(self):
        promise = self.by("contributor", self.make_promise())
        action = promise.action_break()
        self.assertEqual(promise.state, "open")
        wizard = Form(
            self.env["keqin.promise.close"]
            .with_user(self.users["contributor"])
            .with_context(action["context"])
        )
        wizard.reason = "No paper of that weight"
        wizard.save().action_close()
        self.assertEqual(promise.state, "broken")
        self.assertEqual(promise.closing_reason, "No paper of that weight")

    def test_new_owner_acknowledges_anew(self):
        promise = self.make_promise()
        self.by("contributor", promise).action_acknowledge()
        promise.user_id = self.users["service"]
        self.assertEqual(promise.state, "open")
        self.assertEqual(promise.activity_ids.user_id, self.users["service"])
        promise.due_on = "2026-06-25"
        self.assertEqual(str(promise.activity_ids.date_deadline), "2026-06-25")

    def test_reopened_the_same_day_by_the_owner_later_by_a_lead(self):
        promise = self.make_promise()
        self.by("contributor", promise).action_keep()
        self.by("contributor", promise).action_reopen()
        self.assertEqual(promise.state, "open")
        self.assertFalse(promise.closed_on)
        self.by("contributor", promise).action_keep()
        with freeze_time("2026-06-16 04:00:00"):
            self.assertRefused(self.by("contributor", promise).action_reopen)
            self.by("sales_manager", promise).action_reopen()
        self.assertEqual(promise.state, "open")

    def test_wrong_order_is_refused(self):
        promise = self.make_promise()
        owner = self.by("contributor", promise)
        owner.action_keep()
        for step in (
            owner.action_acknowledge,
            owner.action_keep,
            lambda: owner.action_break("x"),
        ):
            self.assertRefused(step, error=UserError)
        owner.action_reopen()
        self.assertRefused(owner.action_reopen, error=UserError)

    def test_bad_input_is_refused_by_name(self):
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        with self.assertRaisesRegex(ValidationError, "Stranger"):
            self.make_promise(contact_id=stranger.id)
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as raised:
            self.make_promise(promised_on=TODAY, due_on="2026-06-14")
        self.assertIn("promise_due_after_promised", str(raised.exception))
        visit = self.env["keqin.activity"].create(
            {
                "name": "Visit",
                "customer_id": self.other.id,
                "type_id": self.env.ref("keqin_addon.keqin_activity_type_visit").id,
            }
        )
        with self.assertRaises(ValidationError):
            self.make_promise(activity_id=visit.id)
        promise = self.make_promise()
        with self.assertRaises(UserError):
            promise.customer_id = self.other

    def test_acknowledged_wording_is_for_leads(self):
        promise = self.make_promise()
        self.by("sales", promise).due_on = "2026-06-22"
        self.by("contributor", promise).action_acknowledge()
        for vals in ({"name": "Fewer samples"}, {"due_on": "2026-07-22"}):
            self.assertRefused(self.by("sales", promise).write, vals, error=UserError)
            self.by("sales_manager", promise).write(vals)
        self.assertRefused(promise.unlink, error=UserError)


class TestPromiseSecurity(PromiseCase):
    READERS = {"sales", "sales_manager", "service", "service_manager", "executive"}

    def test_who_reads_a_promise_of_others(self):
        promise = self.make_promise(
            user_id=self.users["service"].id, promised_by_id=self.users["service"].id
        )
        Promise = self.env["keqin.promise"]
        for role in (*ROLES, *OUTSIDERS):
            with self.subTest(role=role):
                readers = self.READERS | {"manager"}
                self.assertAllowed(
                    role in readers,
                    lambda user=self.users[role]: Promise.with_user(user).search(
                        [("id", "=", promise.id)]
                    ),
                )

    def test_sales_see_their_customers_and_their_own_promises_only(self):
        theirs = self.make_promise(self.other, promised_by_id=self.rival.id)
        mine = self.make_promise(self.other)
        seen = self.env["keqin.promise"].with_user(self.users["sales"])
        seen = seen.search([("id", "in", (theirs | mine).ids)])
        self.assertIn(mine, seen)
        self.assertNotIn(theirs, seen)

    def test_owner_of_any_role_can_acknowledge(self):
        for role in ROLES:
            with self.subTest(role=role):
                promise = self.make_promise(user_id=self.users[role].id)
                self.by(role, promise).action_acknowledge()
                self.assertEqual(promise.state, "acknowledged")

    @covers("R156")
    def test_only_owner_and_leads_close(self):
        closers = {"contributor", "sales_manager", "service_manager", "executive"}
        for role in (*ROLES, *OUTSIDERS):
            with self.subTest(role=role):
                promise = self.by(role, self.make_promise())
                self.assertAllowed(
                    role in closers | {"manager"},
                    lambda promise=promise: promise.action_keep() is None,
                )

    def test_steps_are_not_written(self):
        promise = self.make_promise()
        for role in ROLES:
            for vals in (
                {"state": "kept"},
                {"acknowledged_on": "2026-06-15 00:00:00"},
                {"closed_on": TODAY},
            ):
                with self.subTest(role=role, vals=vals):
                    self.assertRefused(self.by(role, promise).write, vals)

    def test_created_in_a_later_state_is_refused(self):
        vals = {
            "name": "Cheat",
            "customer_id": self.customer.id,
            "due_on": TODAY,
            "state": "kept",
        }
        Promise = self.env["keqin.promise"].with_user(self.users["sales"])
        self.assertRefused(Promise.create, vals)

    def test_who_records_a_promise(self):
        allowed = {"sales", "sales_manager", "service", "service_manager"}
        allowed |= {"marketing", "executive", "manager"}
        for role in (*ROLES, *OUTSIDERS):
            with self.subTest(role=role):
                Promise = self.env["keqin.promise"].with_user(self.users[role])
                self.assertAllowed(
                    role in allowed,
                    Promise.create,
                    {"name": "x", "customer_id": self.customer.id, "due_on": TODAY},
                )

    def test_companies_are_separate(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.users["executive"].company_ids = [Command.link(elsewhere.id)]
        there = self.make_customer("There", company_id=elsewhere.id)
        promise = self.make_promise(there)
        here = self.by("executive", promise)
        self.assertRefused(here.read, ["name"])

    def test_reason_wizard_follows_the_promise(self):
        promise = self.make_promise(self.other, promised_by_id=self.rival.id)
        wizard = self.env["keqin.promise.close"].with_user(self.users["sales"])
        vals = {
            "promise_ids": [Command.set(promise.ids)],
            "state": "broken",
            "reason": "x",
        }
        self.assertRefused(wizard.create, vals)
