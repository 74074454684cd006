"""Who gets a care file, who leaves care, and who comes back (R024)."""

from unittest.mock import patch

import psycopg2

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from .common import KeqinCase
from .covers import covers

SCOPE = "odoo.addons.keqin_addon.models.keqin_customer_scope"


class ScopeCase(KeqinCase):
    def setUp(self):
        super().setUp()
        # not the class: that would stop the clocks of the test runner too
        self.startPatcher(freeze_time("2026-06-30 08:00:00"))

    def enroll(self):
        run = self.env["keqin.customer"]._enroll(self.policy)
        self.env.invalidate_all()
        return run

    def files(self, partners, archived=False):
        return (
            self.env["keqin.customer"]
            .with_context(active_test=not archived)
            .search([("partner_id", "in", partners.ids)])
        )

    def in_care(self, *partners):
        """Whether each of them has an active care file after an enrolment."""
        self.enroll()
        return [bool(self.files(partner)) for partner in partners]


@covers("R024")
class TestRules(ScopeCase):
    def test_with_a_confirmed_order(self):
        buyer, asker, stranger = (self.make_partner(name) for name in "abc")
        self.make_order(buyer, 10.0)
        self.make_order(asker, 10.0, state="draft")
        self.assertEqual(self.in_care(buyer, asker, stranger), [True, False, False])
        self.assertEqual(self.files(buyer).company_id, self.company)

    def test_order_of_a_contact_brings_its_company(self):
        group = self.make_partner()
        contact = self.make_partner("x", parent_id=group.id, is_company=False)
        self.make_order(contact, 10.0)
        self.assertEqual(self.in_care(group, contact), [True, False])

    def test_order_within_months(self):
        self.policy.scope_months = 12
        recent, old = self.make_partner("recent"), self.make_partner("old")
        self.make_order(recent, 10.0, on="2025-07-01")
        self.make_order(old, 10.0, on="2025-06-28")
        self.assertEqual(self.in_care(recent, old), [True, False])
        self.policy.scope_months = 0
        self.assertEqual(self.in_care(recent, old), [True, True])

    def test_order_of_another_company_does_not_count(self):
        other = self.env["res.company"].create({"name": "Other"})
        partner = self.make_partner()
        self.make_order(partner, 10.0, company_id=other.id)
        self.assertEqual(self.in_care(partner), [False])

    def test_contact_of_another_company_stays_out(self):
        other = self.env["res.company"].create({"name": "Other"})
        partner = self.make_partner(company_id=other.id, keqin_scope="always")
        self.assertEqual(self.in_care(partner), [False])

    def test_a_customer_of_two_companies_has_one_file(self):
        other = self.env["res.company"].create({"name": "Other"})
        partner = self.make_partner()
        for company in (self.company, other):
            self.make_order(partner, 10.0, company_id=company.id)
        self.enroll()
        self.env["keqin.customer"]._enroll(self.policy_of(other))
        self.assertEqual(self.files(partner).company_id, self.company)

    def test_invoices_as_source(self):
        self.policy.source = "invoice"
        partner = self.make_partner()
        self.make_order(partner, 10.0)
        self.assertEqual(self.in_care(partner), [False])

    def test_matching_a_filter(self):
        self.policy.write(
            {"scope_rule": "filter", "scope_domain": "[('ref', '=like', 'KQ%')]"}
        )
        marked, other = self.make_partner(ref="KQ1"), self.make_partner(ref="X1")
        self.make_order(other, 10.0)
        self.assertEqual(self.in_care(marked, other), [True, False])

    def test_filter_narrows_the_order_rule(self):
        self.policy.scope_domain = "[('ref', '=like', 'KQ%')]"
        marked, other = self.make_partner(ref="KQ1"), self.make_partner(ref="X1")
        silent = self.make_partner(ref="KQ2")
        for partner in (marked, other):
            self.make_order(partner, 10.0)
        self.assertEqual(self.in_care(marked, other, silent), [True, False, False])

    def test_only_by_hand(self):
        self.policy.scope_rule = "manual"
        buyer, marked = self.make_partner("a"), self.make_partner(keqin_scope="always")
        self.make_order(buyer, 10.0)
        self.assertEqual(self.in_care(buyer, marked), [False, True])

    def test_always_and_never_beat_the_rule(self):
        always = self.make_partner(keqin_scope="always")
        never = self.make_partner(keqin_scope="never")
        self.make_order(never, 10.0)
        self.assertEqual(self.in_care(always, never), [True, False])

    def test_individuals_stay_out_unless_wanted(self):
        person = self.make_partner("Person", is_company=False)
        self.make_order(person, 10.0)
        marked = self.make_partner("Marked", is_company=False, keqin_scope="always")
        self.assertEqual(self.in_care(person, marked), [False, True])
        self.policy.scope_companies_only = False
        self.assertEqual(self.in_care(person, marked), [True, True])

    def test_contact_below_a_company_has_no_file_of_its_own(self):
        group = self.make_partner()
        contact = self.make_partner(
            parent_id=group.id, is_company=False, keqin_scope="always"
        )
        self.assertEqual(self.in_care(group, contact), [False, False])

    def test_own_companies_are_no_customers(self):
        own = self.company.partner_id
        self.make_order(own, 10.0)
        own.is_company = True
        self.assertEqual(self.in_care(own), [False])

    def test_buyers_start_active_and_others_as_prospects(self):
        buyer, marked = self.make_partner("a"), self.make_partner(keqin_scope="always")
        self.make_order(buyer, 10.0)
        self.enroll()
        self.assertEqual(self.files(buyer).lifecycle, "active")
        self.assertEqual(self.files(marked).lifecycle, "prospect")


@covers("R024", "R026")
class TestLeaving(ScopeCase):
    def setUp(self):
        super().setUp()
        self.partner = self.make_partner()
        self.order = self.make_order(self.partner, 10.0)
        self.enroll()
        self.file = self.files(self.partner)

    def test_leaving_archives_and_coming_back_restores_the_same_file(self):
        self.file.business_needs = "Kept"
        self.order._action_cancel()
        run = self.enroll()
        self.assertFalse(self.file.active)
        self.assertEqual((run.entered_count, run.left_count), (0, 1))
        self.make_order(self.partner, 20.0)
        run = self.enroll()
        self.assertTrue(self.file.active)
        self.assertEqual(self.file.business_needs, "Kept")
        self.assertEqual(self.files(self.partner, archived=True), self.file)
        self.assertEqual((run.entered_count, run.left_count), (1, 0))

    def test_leaving_and_coming_back_take_the_grade_along(self):
        self.policy.run("2026-06-30")
        self.assertEqual(self.partner.keqin_tier, "A")
        self.partner.keqin_scope = "never"
        self.enroll()
        self.assertFalse(self.partner.keqin_tier)
        self.assertEqual(self.file.tier, "A")
        self.partner.keqin_scope = False
        self.enroll()
        self.assertEqual(self.partner.keqin_tier, "A")

    def test_archived_contact_leaves_and_returns(self):
        self.partner.active = False
        self.assertFalse(self.file.active)
        self.enroll()
        self.assertFalse(self.file.active)
        self.partner.active = True
        self.enroll()
        self.assertTrue(self.file.active)

    def test_archived_by_hand_stays_archived(self):
        self.file.with_user(self.users["sales_manager"]).action_archive()
        self.assertEqual(self.partner.keqin_scope, "never")
        self.enroll()
        self.assertFalse(self.file.active)
        self.file.with_user(self.users["sales_manager"]).action_unarchive()
        self.enroll()
        self.assertTrue(self.file.active)

    def test_created_by_hand_stays(self):
        partner = self.make_partner("Without orders")
        file = self.make_customer(partner=partner)
        self.assertEqual(partner.keqin_scope, "always")
        self.enroll()
        self.assertTrue(file.active)

    def test_a_second_file_is_refused_also_beside_an_archived_one(self):
        self.file.active = False
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.UniqueViolation),
        ):
            self.make_customer(partner=self.partner)

    def test_a_contact_with_a_file_is_not_deleted(self):
        self.order._action_cancel()
        self.order.unlink()
        with self.assertRaisesRegex(UserError, "care file"):
            self.partner.unlink()


@covers("R024")
class TestRuns(ScopeCase):
    def setUp(self):
        super().setUp()
        # whatever else is in the database takes none of the time
        others = self.env["keqin.grading.policy"].search([]) - self.policy
        others.active = False
        self.partners = self.env["res.partner"]
        for i in range(5):
            self.partners |= self.make_partner(f"Buyer {i}")
            self.make_order(self.partners[-1], 10.0 + i)

    def test_twice_is_once(self):
        run = self.enroll()
        self.assertEqual(
            (run.kind, run.state, run.entered_count), ("enroll", "done", 5)
        )
        self.assertEqual(run.customer_count, 5)
        before = self.versions()
        run = self.enroll()
        self.assertEqual((run.state, run.entered_count, run.left_count), ("done", 0, 0))
        self.assertEqual(self.versions(), before)
        self.assertEqual(self.policy.last_enrollment_id, run)
        self.assertIn("0 entered care scope, 0 left", run.summary)

    def versions(self):
        self.env.flush_all()
        self.env.cr.execute("SELECT id, ctid::text FROM keqin_customer ORDER BY id")
        files = self.env.cr.fetchall()
        self.env.cr.execute("SELECT id, ctid::text FROM res_partner ORDER BY id")
        return files, self.env.cr.fetchall()

    def test_in_batches(self):
        with patch(f"{SCOPE}._BATCH", 2):
            run = self.enroll()
        self.assertEqual((run.state, run.entered_count), ("done", 5))
        self.assertEqual(len(self.files(self.partners)), 5)

    def test_button_says_what_came_of_it(self):
        result = self.policy.with_user(self.users["manager"]).action_enroll()
        self.assertIn("5 entered", result["params"]["message"])
        self.assertEqual(len(self.files(self.partners)), 5)

    def test_only_the_administrator_of_the_standard_enrols(self):
        for role, user in self.users.items():
            policy = self.policy.with_user(user)
            self.assertAllowed(
                role == "manager", lambda p=policy: p.action_enroll(), message=role
            )

    def trigger(self, name):
        with self.enter_registry_test_mode():
            error = self.env.ref(f"keqin_addon.{name}").method_direct_trigger()
        self.env.invalidate_all()
        self.assertIs(error, True)

    def test_scheduled_actions_enrol_and_grade(self):
        self.trigger("cron_enroll")
        files = self.files(self.partners)
        self.assertEqual(len(files), 5)
        self.assertFalse(any(files.mapped("tier")))
        self.trigger("cron_grade")
        self.assertTrue(all(files.mapped("tier")))
        self.assertEqual(self.policy.last_run_id.state, "done")
        self.assertEqual(str(self.policy.last_run_id.as_of), "2026-06-30")

    def test_scheduled_actions_care_for_every_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        partner = self.make_partner()
        self.make_order(partner, 10.0, company_id=other.id)
        self.trigger("cron_enroll")
        self.trigger("cron_grade")
        file = self.files(partner)
        self.assertEqual((file.company_id, file.tier), (other, "A"))

    def test_scheduled_actions_come_to_an_end_without_time(self):
        """Each call has time for one batch only; the scheduler calls ten times."""
        with (
            patch("odoo.addons.base.models.ir_cron.MIN_TIME_PER_JOB", 0),
            patch(f"{SCOPE}._BATCH", 2),
            patch("odoo.addons.keqin_addon.models.keqin_grading_policy._BATCH", 2),
        ):
            self.trigger("cron_enroll")
            self.assertEqual(len(self.files(self.partners)), 5)
            self.assertEqual(self.policy.last_enrollment_id.state, "done")
            self.trigger("cron_grade")
        self.assertTrue(all(self.files(self.partners).mapped("tier")))
        self.assertEqual(self.policy.last_run_id.state, "done")
        runs = self.policy.run_ids.filtered(lambda run: run.kind == "grade")
        self.assertEqual(
            runs.sorted("id").mapped("state"), ["interrupted", "interrupted", "done"]
        )

    def test_archived_policy_rests(self):
        self.policy.active = False
        self.trigger("cron_enroll")
        self.assertFalse(self.files(self.partners))


@covers("R024")
class TestCommercialPartner(ScopeCase):
    def test_a_file_belongs_to_a_commercial_partner(self):
        group = self.make_partner()
        contact = self.make_partner("x", parent_id=group.id, is_company=False)
        with self.assertRaisesRegex(ValidationError, "belongs to"):
            self.make_customer(partner=contact)

    def test_file_made_with_its_contact(self):
        file = self.env["keqin.customer"].create(
            {
                "name": "New",
                "is_company": True,
                "company_id": self.company.id,
                "child_ids": [Command.create({"name": "Wang"})],
            }
        )
        self.assertEqual(file.partner_id.child_ids.name, "Wang")
        self.assertEqual(file.partner_id.keqin_scope, "always")
