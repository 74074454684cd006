"""Agreements: signed in order, renewed in time, and never forgotten (R176)."""

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form
from odoo.tools import mute_logger

from .covers import covers
from .grow_case import TODAY, GrowCase


@covers("R176")
class TestAgreement(GrowCase):
    def run_cron(self, on=TODAY):
        with freeze_time(f"{on} 04:00:00"):
            self.env["keqin.agreement"]._cron_agreement()

    def talk(self, agreement, done="2026-06-25", **vals):
        talk = self.make_activity(
            "phone", agreement_id=agreement.id, date_planned=done, **vals
        )
        self.prepare(talk).date_done = done
        return talk

    # in force
    def test_dates_follow_from_the_company(self):
        self.company.keqin_renewal_days = 60
        with Form(self.env["keqin.agreement"]) as form:
            form.name = "Framework"
            form.customer_id = self.customer
            form.date_start = "2026-07-01"
            form.date_end = "2027-06-30"
        agreement = form.record
        self.assertEqual(str(agreement.renewal_on), "2027-05-01")
        self.assertEqual(agreement.user_id, self.users["sales"])
        agreement.renewal_on = "2027-01-15"
        self.assertEqual(str(agreement.renewal_on), "2027-01-15")

    def test_put_in_force_when_signed(self):
        self.customer.signed_on = False
        unsigned = self.make_agreement(signatory_id=False)
        self.assertRefused(unsigned.action_activate, error=UserError)
        undated = self.make_agreement(signed_on=False)
        self.assertRefused(undated.action_activate, error=UserError)
        agreement = self.make_agreement()
        agreement.action_activate()
        self.assertEqual(agreement.state, "active")
        self.assertEqual(str(self.customer.signed_on), "2025-09-20")
        self.assertEqual(str(self.customer.agreement_until), "2026-09-30")
        self.make_agreement("active", signed_on="2024-01-01")
        self.assertEqual(
            str(self.customer.signed_on), "2025-09-20", "what was said stays"
        )

    def test_strategic_ones_are_signed_by_executives(self):
        signatory = self.users["sales_manager"]
        vals = {"signatory_id": signatory.id}
        self.make_agreement(**vals).action_activate()
        strategic = self.make_agreement(kind="strategic", **vals)
        self.assertRefused(strategic.action_activate, error=UserError)
        strategic.signatory_id = self.users["executive"]
        strategic.action_activate()

    def test_terms_are_fixed_by_the_signature(self):
        agreement = self.by("sales", self.make_agreement("active"))
        for vals in (
            {"date_end": "2027-09-30"},
            {"amount_year": 9},
            {"name": "x"},
            {"document": b"eA=="},
        ):
            self.assertRefused(agreement.write, vals, error=UserError)
        agreement.renewal_on = "2026-08-01"
        self.by("sales_manager", agreement).date_end = "2026-12-31"
        draft = self.by("sales", self.make_agreement())
        draft.amount_year = 9

    def test_steps_in_order(self):
        allowed = {
            "draft": {"action_activate"},
            "active": {"action_plan_talk", "action_renew", "action_end"},
            "expired": {"action_plan_talk", "action_renew", "action_reopen"},
            "ended": {"action_reopen"},
            "renewed": set(),
        }
        every = set().union(*allowed.values())
        for state, steps in allowed.items():
            agreement = self.make_agreement(state)
            for step in every:
                with self.subTest(state=state, step=step), self.undone():
                    attempt = getattr(agreement, step)
                    if step in steps:
                        attempt()
                    else:
                        self.assertRefused(attempt, error=UserError)

    def test_only_drafts_are_deleted(self):
        self.make_agreement().unlink()
        for state in ("active", "renewed", "expired", "ended"):
            self.assertRefused(self.make_agreement(state).unlink, error=UserError)

    def test_ended_with_a_reason_and_taken_back(self):
        agreement = self.make_agreement("active")
        action = agreement.action_end()
        Wizard = self.env["keqin.agreement.end"].with_context(**action["context"])
        with self.assertRaises(UserError):
            Wizard.create({"reason": " "}).action_end()
        Wizard.create({"reason": "They were bought"}).action_end()
        self.assertEqual(agreement.state, "ended")
        self.assertEqual(str(agreement.ended_on), TODAY)
        self.assertFalse(self.customer.agreement_until)
        agreement.action_reopen()
        self.assertEqual(agreement.state, "active")
        self.assertFalse(agreement.end_reason)

    def test_what_is_over_is_not_in_force_again(self):
        agreement = self.make_agreement("expired", date_end="2026-06-29")
        self.assertRefused(agreement.action_reopen, error=UserError)
        agreement.date_end = TODAY
        agreement.action_reopen()

    def test_dates_make_sense(self):
        for vals in (
            {"date_end": "2025-09-30"},
            {"renewal_on": "2026-10-01"},
            {"amount_year": -1},
        ):
            with (
                self.subTest(vals=vals),
                self.undone(),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
            ):
                self.make_agreement(**vals)
                self.env.flush_all()

    def test_signed_by_people_of_the_customer(self):
        stranger = self.make_partner(
            "Mr. Li", parent_id=self.other.partner_id.id, is_company=False
        )
        with self.assertRaises(ValidationError):
            self.make_agreement(contact_id=stranger.id)

    # renewal
    def test_renewed_in_one_click(self):
        agreement = self.make_agreement("active", amount_year=500)
        action = agreement.action_renew()
        successor = self.env["keqin.agreement"].browse(action["res_id"])
        self.assertEqual(successor.state, "draft")
        self.assertEqual(str(successor.date_start), "2026-10-01")
        self.assertEqual(str(successor.date_end), "2027-09-30")
        self.assertEqual(successor.amount_year, 500)
        self.assertFalse(successor.signed_on, "it is not signed yet")
        self.assertEqual(agreement.action_renew()["res_id"], successor.id, "once")
        self.assertEqual(agreement.state, "active", "until the successor is signed")
        self.assertEqual(str(agreement.renewal_started_on), TODAY)
        successor.signed_on = "2026-09-15"
        successor.action_activate()
        self.assertEqual(agreement.state, "renewed")
        self.assertEqual(str(self.customer.agreement_until), "2027-09-30")

    def test_renewed_after_it_expired(self):
        agreement = self.make_agreement("expired")
        successor = agreement.browse(agreement.action_renew()["res_id"])
        successor.signed_on = TODAY
        successor.action_activate()
        self.assertEqual(agreement.state, "renewed")

    def test_length_of_the_successor(self):
        for start, end, until in (
            ("2025-03-01", "2026-02-28", "2027-02-28"),
            ("2026-01-01", "2026-06-30", "2026-12-31"),
            ("2026-01-10", "2026-02-08", "2026-03-10"),
        ):
            agreement = self.make_agreement("active", date_start=start, date_end=end)
            successor = agreement.browse(agreement.action_renew()["res_id"])
            self.assertEqual(str(successor.date_end), until)

    def test_one_successor(self):
        agreement = self.make_agreement("active")
        agreement.action_renew()
        with (
            self.undone(),
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
        ):
            self.make_agreement(previous_id=agreement.id)
            self.env.flush_all()

    def test_talk_starts_with_an_activity(self):
        agreement = self.make_agreement("active")
        talk = self.talk(agreement)
        self.assertFalse(agreement.renewal_started_on, "planned is not held")
        talk.action_done()
        self.assertEqual(str(agreement.renewal_started_on), "2026-06-25")
        earlier = self.talk(agreement, done="2026-06-10")
        earlier.action_done()
        self.assertEqual(str(agreement.renewal_started_on), "2026-06-10")
        (talk | earlier).action_reopen()
        self.assertFalse(agreement.renewal_started_on)

    def test_unanswered_call_is_no_talk(self):
        agreement = self.make_agreement("active")
        self.talk(agreement, reached="no_answer").action_done()
        self.assertFalse(agreement.renewal_started_on)

    def test_deleted_draft_was_no_talk(self):
        agreement = self.make_agreement("active")
        agreement.browse(agreement.action_renew()["res_id"]).unlink()
        self.assertFalse(agreement.renewal_started_on)

    def test_talk_is_with_the_same_customer(self):
        agreement = self.make_agreement("active", customer=self.other)
        with self.assertRaises(ValidationError):
            self.make_activity("phone", agreement_id=agreement.id)

    def test_planned_from_the_agreement(self):
        agreement = self.by("sales", self.make_agreement("active"))
        context = agreement.action_plan_talk()["context"]
        with Form(self.env["keqin.activity"].with_context(**context)) as form:
            form.date_planned = TODAY
        self.assertEqual(form.record.agreement_id, agreement)
        self.assertEqual(form.record.user_id, self.users["sales"])

    # reminders
    def test_reminded_once_then_the_sponsor(self):
        agreement = self.make_agreement("active", renewal_on="2026-07-02")
        self.run_cron()
        self.assertFalse(agreement.activity_ids, "too early")
        self.run_cron("2026-07-02")
        [reminder] = agreement.activity_ids
        self.assertEqual(reminder.user_id, self.users["sales"])
        self.run_cron("2026-07-02")
        self.run_cron("2026-07-20")
        self.assertEqual(agreement.activity_ids, reminder, "once")
        self.run_cron("2026-08-31")
        told = agreement.activity_ids - reminder
        self.assertEqual(told.user_id, self.users["executive"])
        self.run_cron("2026-09-01")
        self.assertEqual(agreement.activity_ids, reminder | told)

    def test_sponsor_is_not_told_on_the_day_of_the_reminder(self):
        agreement = self.make_agreement(
            "active", date_end="2026-07-20", renewal_on="2026-06-01"
        )
        self.run_cron()
        self.assertEqual(agreement.activity_ids.user_id, self.users["sales"])
        self.run_cron("2026-07-01")
        told = self.users["sales"] | self.users["executive"]
        self.assertEqual(agreement.activity_ids.user_id, told)

    def test_no_reminder_of_what_was_talked_about(self):
        agreement = self.make_agreement("active", renewal_on="2026-06-01")
        self.run_cron()
        self.assertTrue(agreement.activity_ids)
        talk = self.talk(agreement)
        talk.action_done()
        self.assertFalse(agreement.activity_ids, "done")
        self.run_cron("2026-09-20")
        self.assertFalse(agreement.activity_ids)
        talk.action_reopen()
        self.run_cron("2026-09-20")
        self.assertTrue(agreement.activity_ids, "it was not held after all")

    def test_another_end_starts_anew(self):
        agreement = self.make_agreement("active", renewal_on="2026-06-01")
        self.run_cron()
        agreement.date_end = "2027-09-30"
        self.assertFalse(agreement.activity_ids)
        self.assertFalse(agreement.reminded_on)
        self.run_cron("2027-08-01")
        self.assertTrue(agreement.activity_ids)

    def test_expires_the_day_after_its_end(self):
        agreement = self.make_agreement("active", date_end=TODAY)
        self.run_cron()
        self.assertEqual(agreement.state, "active")
        self.run_cron("2026-07-01")
        self.assertEqual(agreement.state, "expired")
        self.assertEqual(len(agreement.activity_ids), 1)
        self.run_cron("2026-07-02")
        self.assertEqual(len(agreement.activity_ids), 1)

    def test_days_of_the_company(self):
        self.policy.tz = "Asia/Shanghai"
        agreement = self.make_agreement("active", date_end=TODAY)
        with freeze_time(f"{TODAY} 16:30:00"):
            self.env["keqin.agreement"]._cron_agreement()
        self.assertEqual(agreement.state, "expired", "it is tomorrow there")

    def test_drafts_and_ended_ones_are_left_alone(self):
        quiet = [self.make_agreement(s) for s in ("draft", "ended", "renewed")]
        self.run_cron("2026-12-01")
        for agreement, state in zip(quiet, ("draft", "ended", "renewed"), strict=True):
            self.assertEqual(agreement.state, state)
            self.assertFalse(agreement.activity_ids)

    def test_reminder_goes_along_with_who_is_responsible(self):
        agreement = self.make_agreement("active", renewal_on="2026-06-01")
        self.run_cron()
        agreement.user_id = self.rival
        self.assertEqual(agreement.activity_ids.user_id, self.rival)
        items = self.env["keqin.handover"]._open_items()["keqin.agreement"]
        self.assertIn(agreement, self.env["keqin.agreement"].search(items))

    @covers("R155")
    def test_in_the_ledger(self):
        agreement = self.make_agreement("active", renewal_on="2026-06-01")
        referral = self.make_referral(contact_id=self.person.id)
        benefit = self.make_benefit()
        benefit.action_use()
        self.env.flush_all()
        rows = self.env["keqin.ledger"].with_user(self.users["sales"])
        rows = rows.search([("customer_id", "=", self.customer.id)])
        by_kind = {row.kind: row for row in rows}
        self.assertEqual(by_kind["agreement"].res_id, agreement.id)
        self.assertTrue(by_kind["agreement"].is_open, "a talk is waited for")
        self.assertEqual(by_kind["agreement"].status, "In force")
        self.assertEqual(by_kind["referral"].res_id, referral.id)
        self.assertEqual(by_kind["referral"].author_id, self.person)
        self.assertEqual(by_kind["benefit"].status, "Used")
        self.assertEqual(by_kind["benefit"].action_open()["res_id"], benefit.id)

    def test_merged_customers(self):
        agreement = self.make_agreement("active", customer=self.other)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        with mute_logger("odoo.addons.base.partner.merge"):
            wizard._merge(
                (self.customer | self.other).partner_id.ids, self.customer.partner_id
            )
        self.env.invalidate_all()
        self.assertEqual(agreement.customer_id, self.customer)
        self.assertEqual(
            self.customer.agreement_until, fields.Date.to_date("2026-09-30")
        )
