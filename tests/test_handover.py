"""Handover: one account manager to another, in one pack, both confirm."""

from odoo.exceptions import UserError
from odoo.tools import mute_logger

from .common import OUTSIDERS, ROLES, KeqinCase
from .covers import covers

LEADS = {"sales_manager", "executive", "manager"}


class HandoverCase(KeqinCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        cls.giver, cls.taker = cls.users["sales"], cls.rival
        cls.customer = cls.make_customer("Moving", user=cls.giver)
        cls.visit = cls.make_visit("Spring visit")
        cls.done = cls.make_visit("Winter visit")
        cls.done.sudo().write({"state": "done", "date_done": "2026-01-20"})
        cls.promise = cls.env["keqin.promise"].create(
            {
                "name": "Send the samples",
                "customer_id": cls.customer.id,
                "due_on": "2099-06-19",
                "user_id": cls.giver.id,
            }
        )

    @classmethod
    def make_visit(cls, name, user=None):
        return cls.env["keqin.activity"].create(
            {
                "name": name,
                "customer_id": cls.customer.id,
                "type_id": cls.env.ref("keqin_addon.keqin_activity_type_visit").id,
                "user_id": (user or cls.giver).id,
            }
        )

    def make_handover(self, role="sales_manager", **vals):
        vals = {
            "customer_id": self.customer.id,
            "to_user_id": self.taker.id,
            "reason": "New area",
        } | vals
        Handover = self.env["keqin.handover"].with_user(self.users[role])
        return Handover.create(vals)


class TestHandover(HandoverCase):
    @covers("R199")
    def test_both_confirm_then_everything_changes_hands(self):
        others = self.make_visit("Of service", self.users["service"])
        handover = self.make_handover(note="They decide on Fridays")
        self.assertEqual(handover.from_user_id, self.giver)
        self.assertEqual(handover.sudo().activity_ids.user_id, self.giver)
        handover.with_user(self.giver).action_give()
        self.assertEqual(self.customer.user_id, self.giver, "not yet")
        self.assertEqual(handover.sudo().activity_ids.user_id, self.taker)
        received = handover.with_user(self.taker)
        for text in ("Send the samples", "Spring visit", "Winter visit"):
            self.assertIn(text, received.pack)
        received.action_take()
        self.assertEqual(self.customer.user_id, self.taker)
        self.assertEqual(self.visit.user_id, self.taker)
        self.assertEqual(self.promise.user_id, self.taker)
        self.assertEqual(self.done.user_id, self.giver, "what was done stays theirs")
        self.assertEqual(others.user_id, self.users["service"])
        self.assertEqual(handover.state, "done")
        self.assertFalse(handover.sudo().activity_ids)
        self.assertEqual(self.customer.with_user(self.taker).name, "Moving")

    @covers("R199")
    def test_direct_assignment_leaves_a_trace_and_takes_items_along(self):
        lead = self.users["sales_manager"]
        self.customer.with_user(lead).partner_id.user_id = self.taker
        handover = self.env["keqin.handover"].search(
            [("customer_id", "=", self.customer.id)]
        )
        self.assertEqual(handover.state, "given")
        self.assertEqual(handover.from_user_id, self.giver)
        self.assertIn("Send the samples", handover.pack)
        self.assertEqual(self.visit.user_id, self.taker)
        self.assertEqual(self.promise.user_id, self.taker)
        self.assertRefused(
            handover.with_user(lead).action_cancel, error=UserError, message="happened"
        )
        handover.with_user(self.taker).action_take()
        self.assertEqual(handover.state, "done")

    def test_assigned_again_before_it_was_confirmed(self):
        third = self.make_user("sales", login="keqin_third")
        self.customer.partner_id.user_id = self.taker
        self.customer.partner_id.user_id = third
        first, second = self.env["keqin.handover"].search(
            [("customer_id", "=", self.customer.id)], order="id"
        )
        self.assertEqual((first.state, second.state), ("cancelled", "given"))
        self.assertFalse(first.activity_ids)
        self.assertEqual(second.from_user_id, self.taker)
        self.assertEqual(self.visit.user_id, third)

    def test_first_assignment_is_no_handover(self):
        free = self.make_customer("Nobody's")
        free.partner_id.user_id = self.taker
        free.partner_id.user_id = False
        self.assertFalse(
            self.env["keqin.handover"].search_count([("customer_id", "=", free.id)])
        )

    def test_assigning_many_costs_no_query_each(self):
        def assign(count, name):
            files = self.env["keqin.customer"].browse(
                self.make_customer(f"{name} {i}", user=self.giver).id
                for i in range(count)
            )
            self.env.flush_all()
            start = self.env.cr.sql_log_count
            files.partner_id.write({"user_id": self.taker.id})
            self.env.flush_all()
            return self.env.cr.sql_log_count - start

        assign(2, "warm")
        self.assertLessEqual(assign(24, "many") - assign(12, "few"), 12)

    def test_wrong_order(self):
        handover = self.make_handover()
        taker = handover.with_user(self.taker)
        self.assertRefused(taker.action_take, error=UserError)
        handover.with_user(self.giver).action_give()
        self.assertRefused(handover.with_user(self.giver).action_give, error=UserError)
        taker.action_take()
        self.assertRefused(taker.action_take, error=UserError)

    def test_one_at_a_time_and_between_two(self):
        self.make_handover()
        for vals in ({}, {"to_user_id": self.giver.id}):
            with (
                self.subTest(vals=vals),
                mute_logger("odoo.sql_db"),
                self.undone(),
                self.assertRaises(Exception) as raised,
            ):
                self.make_handover(**vals)
            self.assertIn("keqin_handover_", str(raised.exception))

    def test_manager_changed_meanwhile(self):
        handover = self.make_handover()
        self.customer.partner_id.with_context(keqin_handover=True).user_id = self.users[
            "sales_manager"
        ]
        with self.assertRaisesRegex(UserError, "Moving"):
            handover.action_give()

    def test_cancelled_is_gone_from_the_lists(self):
        handover = self.make_handover()
        handover.action_cancel()
        self.assertEqual(handover.state, "cancelled")
        self.assertFalse(handover.sudo().activity_ids)
        self.make_handover()


class TestHandoverSecurity(HandoverCase):
    def test_leads_start(self):
        for role in (*ROLES, *OUTSIDERS):
            with self.subTest(role=role):
                self.assertAllowed(role in LEADS, self.make_handover, role)

    def test_who_reads(self):
        handover = self.make_handover()
        for role in (*ROLES, *OUTSIDERS):
            with self.subTest(role=role):
                Handover = self.env["keqin.handover"].with_user(self.users[role])
                self.assertAllowed(
                    role in LEADS | {"sales"},
                    Handover.search,
                    [("id", "=", handover.id)],
                )
        third = self.make_user("sales", login="keqin_third")
        Handover = self.env["keqin.handover"].with_user(third)
        self.assertFalse(Handover.search([("id", "=", handover.id)]))

    def test_nobody_confirms_for_the_other(self):
        handover = self.make_handover()
        self.assertRefused(handover.with_user(self.taker).action_give)
        handover.with_user(self.giver).action_give()
        for role in ROLES:
            with self.subTest(role=role):
                self.assertRefused(handover.with_user(self.users[role]).action_take)

    def test_steps_and_persons_are_not_written(self):
        handover = self.make_handover()
        for user in (self.giver, self.taker, self.users["sales_manager"]):
            for vals in ({"state": "done"}, {"pack": "<p>x</p>"}, {"taken_on": False}):
                with self.subTest(user=user.login, vals=vals):
                    self.assertRefused(handover.with_user(user).write, vals)
        for user in (self.giver, self.taker):
            self.assertRefused(
                handover.with_user(user).write, {"to_user_id": self.giver.id}
            )
        handover.with_user(self.giver).note = "Mind the accountant"
        handover.with_user(self.giver).action_give()
        self.assertRefused(
            handover.with_user(self.users["sales_manager"]).write,
            {"to_user_id": self.users["sales_manager"].id},
            error=UserError,
        )

    def test_assigning_needs_a_lead_still(self):
        self.assertRefused(
            self.customer.with_user(self.giver).partner_id.write,
            {"user_id": self.taker.id},
        )
