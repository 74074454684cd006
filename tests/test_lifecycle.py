"""Lifecycle, intent and relationship: who moves them, why, and what is kept of it."""

from freezegun import freeze_time

from odoo.exceptions import UserError

from .common import OUTSIDERS, ROLES
from .covers import covers
from .rhythm_case import AS_OF, RhythmCase

MONTHLY = ("2026-01-01", "2026-01-31", "2026-03-02")


class LifecycleCase(RhythmCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.keqin_lost_factor = 3
        cls.customer.lifecycle = "active"
        cls.customer.change_ids.unlink()

    def last_change(self, customer=None):
        return (customer or self.customer).change_ids.sorted("id")[-1:]


@covers("R121")
class TestLostByRule(LifecycleCase):
    def test_after_so_many_own_intervals(self):
        """30 days apart, factor 3: lost on the 90th day and not on the 89th."""
        self.order_on(*MONTHLY)
        self.assertEqual(self.run_rhythm("2026-05-30")["lost"], 0)
        self.assertEqual(self.customer.lifecycle, "active")
        self.assertEqual(self.run_rhythm("2026-05-31")["lost"], 1)
        self.assertEqual(self.customer.lifecycle, "lost")
        self.assertEqual(self.customer.lost_by, "rule")
        self.assertEqual(str(self.customer.lost_on), "2026-05-31")
        self.assertEqual(
            self.customer.lost_reason,
            "No order for 90 days: 3.0 times the own interval of 30 days",
        )

    def test_the_factor_is_the_companys(self):
        self.company.keqin_lost_factor = 6
        self.order_on(*MONTHLY)
        self.assertEqual(self.run_rhythm("2026-06-30")["lost"], 0)

    def test_without_rhythm_after_days(self):
        self.order_on("2025-06-30")
        self.assertEqual(self.run_rhythm("2026-06-29")["lost"], 0)
        self.assertEqual(self.run_rhythm("2026-06-30")["lost"], 1)
        self.assertEqual(self.customer.lost_reason, "No order for 365 days")

    def test_without_rhythm_never(self):
        self.company.keqin_lost_days = 0
        self.order_on("2020-06-30")
        self.assertEqual(self.run_rhythm()["lost"], 0)

    def test_who_never_bought_is_not_lost(self):
        self.assertEqual(self.run_rhythm()["lost"], 0)

    def test_not_renewed_and_no_order_since(self):
        self.order_on("2026-05-01", "2026-05-21", "2026-06-10")
        agreement = self.make_agreement("2026-06-12")
        self.assertEqual(self.run_rhythm("2026-07-01")["lost"], 0)
        self.assertEqual(self.run_rhythm("2026-07-02")["lost"], 1)
        self.assertEqual(self.customer.lost_by, "renewal")
        self.assertIn("not renewed", self.customer.lost_reason)
        self.assertTrue(agreement)

    def test_renewed_or_ordering_is_not_lost(self):
        ordering = self.make_customer("Orders on", lifecycle="active")
        self.order_on("2026-05-01", "2026-05-21", "2026-06-20", customer=ordering)
        self.make_agreement("2026-06-12", ordering)
        self.order_on("2026-05-01", "2026-05-21", "2026-06-10")
        self.make_agreement("2026-06-12")
        self.make_agreement("2027-06-12")
        self.assertEqual(self.run_rhythm("2026-07-10")["lost"], 0)

    def make_agreement(self, end, customer=None):
        return self.env["keqin.agreement"].create(
            {
                "name": "Frame",
                "customer_id": (customer or self.customer).id,
                "date_start": "2025-01-01",
                "date_end": end,
                "state": "active",
            }
        )

    def test_again_changes_nothing(self):
        self.order_on(*MONTHLY)
        self.run_rhythm()
        before = self.versions()
        counts = self.run_rhythm()
        self.assertEqual((counts["lost"], counts["changed"]), (0, 0))
        self.assertEqual(self.versions(), before)
        self.assertEqual(len(self.customer.change_ids), 1)

    @covers("R014")
    def test_a_new_order_brings_back_with_history(self):
        self.order_on(*MONTHLY)
        self.run_rhythm("2026-06-01")
        self.order_on("2026-06-20")
        self.assertEqual(self.run_rhythm("2026-06-21")["back"], 1)
        self.assertEqual(self.customer.lifecycle, "active")
        self.assertFalse(self.customer.lost_on or self.customer.lost_by)
        self.assertFalse(self.customer.lost_reason)
        steps = [
            (c.stage_old, c.stage_new, c.is_rule, str(c.date))
            for c in self.customer.change_ids.sorted("id")
        ]
        self.assertEqual(
            steps,
            [
                ("active", "lost", True, "2026-06-01"),
                ("lost", "active", True, "2026-06-21"),
            ],
        )
        self.assertEqual(self.last_change().reason, "Ordered again on 06/20/2026")

    @covers("R014")
    def test_the_first_order_makes_a_customer_of_a_prospect(self):
        prospect = self.make_customer("Prospect")
        self.order_on("2026-06-20", customer=prospect)
        self.run_rhythm()
        self.assertEqual(prospect.lifecycle, "active")
        self.assertEqual(self.last_change(prospect).reason, "First order on 06/20/2026")

    def test_who_says_it_is_not_lost_is_believed_for_a_while(self):
        self.order_on(*MONTHLY)
        self.run_rhythm("2026-06-01")
        with freeze_time("2026-06-02"):
            self.customer.with_user(self.users["sales"]).lifecycle = "active"
        self.assertEqual(self.run_rhythm("2026-06-03")["lost"], 0)
        self.assertEqual(self.run_rhythm("2026-08-30")["lost"], 0)
        self.assertEqual(self.run_rhythm("2026-08-31")["lost"], 1)

    def test_managers_are_told_once(self):
        for number in range(3):
            customer = self.make_customer(f"No. {number}", self.users["sales"])
            customer.lifecycle = "active"
            self.order_on(*MONTHLY, customer=customer)
        told = self.env["mail.message"].search_count([])
        self.run_rhythm("2026-06-01")
        news = self.env["mail.message"].search([], limit=5, order="id desc")
        news = news.filtered(lambda m: m.message_type == "user_notification")
        self.assertEqual(self.env["mail.message"].search_count([]) - told, 1)
        self.assertEqual(news[0].partner_ids, self.users["sales"].partner_id)
        self.assertIn("3 of your customers", news[0].body)

    def test_the_reason_is_in_the_language_of_who_looks_after_it(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.users["sales"].lang = "fr_FR"
        self.order_on("2025-06-01")
        self.run_rhythm()
        reason = self.env["keqin.rhythm.engine"].with_context(lang="fr_FR")
        self.assertEqual(
            self.customer.lost_reason, reason._reason("rule", (394, None, None))
        )


@covers("R121", "R191")
class TestLostByHand(LifecycleCase):
    def lose(self, user, customer=None, reason="Closed its plant"):
        wizard = (
            self.env["keqin.customer.lost"]
            .with_user(user)
            .create(
                {"customer_ids": [(customer or self.customer).id], "reason": reason}
            )
        )
        return wizard.action_apply()

    @freeze_time("2026-06-30 20:00:00")
    def test_with_reason_and_day_there(self):
        self.lose(self.users["sales"])
        self.assertEqual(self.customer.lifecycle, "lost")
        self.assertEqual(str(self.customer.lost_on), "2026-07-01")
        self.assertEqual(self.customer.lost_by, "person")
        self.assertEqual(self.customer.lost_reason, "Closed its plant")
        change = self.last_change()
        self.assertEqual(change.reason, "Closed its plant")
        self.assertEqual(change.changed_by_id, self.users["sales"])
        self.assertFalse(change.is_rule)

    def test_not_without_reason(self):
        for name in ("sales", "sales_manager", "executive", "manager"):
            customer = self.customer.with_user(self.users[name])
            self.assertRefused(customer.write, {"lifecycle": "lost"}, error=UserError)
        forged = self.customer.with_user(self.users["sales"]).with_context(
            keqin_because={"reasons": "x", "is_rule": True}
        )
        self.assertRefused(forged.write, {"lifecycle": "lost"}, error=UserError)

    def test_an_order_known_that_day_brings_nobody_back(self):
        with freeze_time("2026-06-30"):
            self.order_on("2026-06-30")
            self.lose(self.users["sales"])
        self.run_rhythm("2026-06-30")
        self.assertEqual(self.customer.lifecycle, "lost")
        self.order_on("2026-07-01")
        self.run_rhythm("2026-07-01")
        self.assertEqual(self.customer.lifecycle, "active")

    def test_who_may(self):
        """Whoever writes the care file: account managers only their own."""
        self.add_outsiders()
        may = ("sales", "sales_manager", "service", "service_manager")
        may += ("executive", "manager")
        for name in (*ROLES, *OUTSIDERS):
            with self.subTest(user=name):
                self.assertAllowed(name in may, self.lose, self.users[name])
        self.assertAllowed(False, self.lose, self.rival)

    def test_facts_are_written_by_nobody(self):
        for name in ROLES:
            customer = self.customer.with_user(self.users[name])
            for field, value in (
                ("lost_on", "2026-01-01"),
                ("lost_reason", "x"),
                ("lost_by", "rule"),
                ("lost_denied_on", "2026-01-01"),
                ("lifecycle_proposed", "growing"),
                ("rhythm_state", "regular"),
                ("next_order_on", "2026-01-01"),
            ):
                with self.subTest(user=name, field=field):
                    self.assertRefused(customer.write, {field: value})


@covers("R014", "R073")
class TestHistory(LifecycleCase):
    def test_every_change_of_the_three(self):
        customer = self.customer.with_user(self.users["sales"])
        with freeze_time("2026-06-30"):
            customer.write({"lifecycle": "growing", "cooperation_intent": "high"})
            customer.relationship_level = "loyal"
            customer.write({"relationship_level": "loyal", "phone": "1"})
        self.assertEqual(
            [
                (c.kind, c.stage_old, c.stage_new, c.changed_by_id, str(c.date))
                for c in self.customer.change_ids.sorted("id")
            ],
            [
                ("lifecycle", "active", "growing", self.users["sales"], AS_OF),
                ("cooperation_intent", False, "high", self.users["sales"], AS_OF),
                ("relationship_level", False, "loyal", self.users["sales"], AS_OF),
            ],
        )

    def test_a_call_cannot_pass_for_a_rule(self):
        customer = self.customer.with_user(self.users["sales"])
        forged = {"reasons": "By rule", "is_rule": True, "activity_id": 1}
        customer.with_context(keqin_because=forged).lifecycle = "growing"
        change = self.last_change()
        self.assertFalse(change.is_rule or change.reason or change.activity_id)

    def test_is_made_by_nobody(self):
        self.customer.lifecycle = "growing"
        values = {
            "customer_id": self.customer.id,
            "kind": "lifecycle",
            "date": AS_OF,
        }
        for name in ROLES:
            change = self.last_change().with_user(self.users[name])
            with self.subTest(user=name):
                self.assertRefused(change.write, {"reason": "x"})
                self.assertRefused(change.create, values)
                self.assertRefused(change.unlink)

    def test_is_as_visible_as_the_customer(self):
        self.customer.lifecycle = "growing"
        change = self.last_change()
        self.add_outsiders()
        readers = {*ROLES} - {"contributor"}
        told = readers - {"marketing"}  # it may be what a review has found
        for name in (*ROLES, *OUTSIDERS):
            with self.subTest(user=name):
                self.assertEqual(
                    name in readers,
                    change.with_user(self.users[name]).has_access("read"),
                )
                reason = change.with_user(self.users[name])
                self.assertEqual(name in told, self.attempt(reason.read, ["reason"]))
        self.assertFalse(change.with_user(self.rival).has_access("read"))

    def test_followers_hear_of_a_change_of_intent(self):
        follower = self.make_user("service", login="keqin_follower")
        customer = self.customer.with_context(tracking_disable=False)
        customer.message_subscribe(
            follower.partner_id.ids,
            self.env.ref("keqin_addon.mail_message_subtype_intent").ids,
        )
        self.env.cr.precommit.clear()  # nothing is tracked while it is being made
        customer.with_user(self.users["sales"]).cooperation_intent = "low"
        self.env.cr.flush()
        intent = self.env.ref("keqin_addon.mail_message_subtype_intent")
        message = customer.message_ids.filtered(lambda m: m.subtype_id == intent)
        self.assertIn(follower.partner_id, message.notified_partner_ids)


@covers("R014", "R215")
class TestProposed(LifecycleCase):
    def test_what_the_purchases_speak_for(self):
        self.company.keqin_lost_factor = 10
        self.order_on(*MONTHLY)
        for as_of, proposed in (
            ("2026-03-20", False),
            ("2026-05-10", "at_risk"),
            ("2026-06-10", "dormant"),
        ):
            self.run_rhythm(as_of)
            with self.subTest(as_of=as_of):
                self.assertEqual(self.customer.lifecycle_proposed, proposed)
        self.assertEqual(self.customer.lifecycle, "active", "a person decides")

    def test_accepted_with_history(self):
        self.company.keqin_lost_factor = 10
        self.order_on(*MONTHLY)
        self.run_rhythm("2026-06-10")
        self.customer.with_user(self.users["sales"]).action_accept_lifecycle()
        self.assertEqual(self.customer.lifecycle, "dormant")
        self.assertIn("Proposed", self.last_change().reason)
        self.assertFalse(self.customer.lifecycle_proposed)
        rival = self.customer.with_user(self.rival)
        self.assertRefused(rival.action_accept_lifecycle)
