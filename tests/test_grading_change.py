"""History, locks, key customers and what a second grading does: nothing."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time

from .common import AS_OF
from .covers import covers
from .grading_case import GradingCase

NEXT_YEAR = "2027-06-30"


@covers("R017", "R020", "R026", "R190")
class TestHistory(GradingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.big, cls.middle, cls.small = (
            cls.make_buyer(amount) for amount in (700.0, 200.0, 100.0)
        )
        cls.customers = cls.big + cls.middle + cls.small

    def changes(self, customer):
        return self.env["keqin.grade.change"].search(
            [("customer_id", "=", customer.id)]
        )

    def test_first_grading_is_in_the_history(self):
        run = self.grade()
        self.assertEqual(self.customers.mapped("tier"), ["A", "B", "C"])
        change = self.changes(self.big)
        self.assertEqual(len(change), 1)
        self.assertEqual((change.tier_old, change.tier_new), (False, "A"))
        self.assertEqual(change.potential_new, self.big.potential)
        self.assertEqual(change.score_new, self.big.value_score)
        self.assertEqual(str(change.date), AS_OF)
        self.assertEqual((change.run_id, change.reason), (run, run.display_name))
        self.assertEqual(change.changed_by_id, self.env.user)
        self.assertEqual(change.direction, "up")
        self.assertEqual((run.moved_count, run.up_count, run.down_count), (3, 3, 0))
        self.assertEqual(run.state, "done")

    def test_reason_is_in_the_language_of_the_company(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.policy.company_id.partner_id.lang = "zh_CN"
        self.grade()
        self.assertEqual(self.changes(self.big).reason, f"分级 {AS_OF}")

    def test_growth_lifts_the_tier_and_tells_from_where(self):
        """R026: from 100 to 8000."""
        self.grade()
        self.make_order(self.small.partner_id, 7900.0)
        run = self.grade()
        self.assertEqual(self.customers.mapped("tier"), ["B", "C", "A"])
        risen = self.changes(self.small)[0]
        self.assertEqual((risen.tier_old, risen.tier_new), ("C", "A"))
        self.assertEqual((risen.direction, risen.run_id), ("up", run))
        self.assertLess(risen.score_old, risen.score_new)
        fallen = self.changes(self.big)[0]
        self.assertEqual((fallen.tier_old, fallen.tier_new), ("A", "B"))
        self.assertEqual(fallen.direction, "down")
        self.assertEqual((run.moved_count, run.up_count, run.down_count), (3, 1, 2))

    def test_one_change_per_file_and_run(self):
        run = self.grade()
        files = run.change_ids.mapped("file_ref")
        self.assertEqual(sorted(files), sorted(self.customers.ids))
        self.grade(NEXT_YEAR)
        self.assertEqual(self.customers.mapped("tier"), [False] * 3)
        self.assertEqual([len(self.changes(c)) for c in self.customers], [2, 2, 2])
        self.assertEqual(self.changes(self.big)[0].tier_old, "A")
        self.assertEqual(self.changes(self.big)[0].direction, "down")

    def test_moved_figures_without_a_moved_grade_are_no_history(self):
        self.grade()
        self.make_order(self.big.partner_id, 1.0)
        run = self.grade()
        self.assertEqual((run.moved_count, len(run.change_ids)), (0, 0))
        self.assertEqual(run.changed_count, 1)
        self.assertEqual(self.big.amount_window, 701.0)

    def test_potential_alone_is_history_of_the_same_tier(self):
        self.grade()
        self.policy.write({"potential_high": 1.0, "potential_medium": 0.0})
        run = self.grade()
        self.assertEqual(
            run.change_ids.mapped("tier_old"), run.change_ids.mapped("tier_new")
        )
        self.assertEqual(set(run.change_ids.mapped("direction")), {"same"})

    def test_contact_mirrors_the_grade(self):
        self.grade()
        partners = self.customers.partner_id
        self.assertEqual(partners.mapped("keqin_tier"), ["A", "B", "C"])
        self.assertEqual(
            partners.mapped("keqin_potential"), self.customers.mapped("potential")
        )
        self.assertIn(self.big.partner_id, partners.search([("keqin_tier", "=", "A")]))
        self.grade(NEXT_YEAR)
        self.assertEqual(partners.mapped("keqin_tier"), [False] * 3)

    def test_nobody_writes_a_computed_grade(self):
        self.grade()
        for role in ("manager", "executive", "sales_manager"):
            file = self.big.with_user(self.users[role])
            for name, value in (("tier", "C"), ("value_score", 1.0)):
                with self.assertRaises(AccessError):
                    file.write({name: value})


@covers("R020")
class TestTwice(GradingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for i in range(8):
            cls.make_buyer(100.0 + 33.33 * i, wallet_share=i)
        cls.make_customer("Without")

    def assert_writes_nothing(self):
        before = self.versions()
        run = self.grade()
        self.assertEqual(before, self.versions())
        self.assertEqual(run.state, "done")
        self.assertEqual((run.changed_count, run.moved_count), (0, 0))
        self.assertEqual(self.policy.last_run_id, run)

    def test_second_grading_writes_nothing(self):
        self.grade()
        self.assert_writes_nothing()

    def test_second_grading_writes_nothing_even_if_it_computes_again(self):
        self.grade()
        self.policy.sudo().fingerprint = False
        self.assert_writes_nothing()

    def test_one_moved_order_rewrites_only_what_it_moves(self):
        self.policy.method = "threshold"
        self.grade()
        top = self.env["keqin.customer"].search(
            [("company_id", "=", self.company.id)], order="amount_window desc", limit=1
        )
        self.make_order(top.partner_id, 1e6)
        before = dict(self.versions()["keqin_customer"])
        run = self.grade()
        after = dict(self.versions()["keqin_customer"])
        moved = {id_ for id_, version in after.items() if before[id_] != version}
        self.assertIn(top.id, moved)
        self.assertEqual(len(moved), run.changed_count)
        self.assertLess(len(moved), 8)

    def test_swapped_locks_are_noticed(self):
        """As many locks as before, but not the same ones."""
        self.grade()
        first, second = self.env["keqin.customer"].search(
            [("company_id", "=", self.company.id), ("tier", "!=", "C")], limit=2
        )
        with freeze_time("2026-06-30 08:00:00"):
            first.lock_grade("C", "low", "Insolvency ahead", "2026-07-15")
        self.grade("2026-06-30")
        self.assertEqual(first.tier, "C")
        with freeze_time("2026-07-16 08:00:00"):
            second.lock_grade(second.tier, second.potential, "Stays as it is")
        self.grade("2026-07-16")
        self.assertFalse(first.tier_locked)
        self.assertEqual(first.tier, first.tier_proposed)


@covers("R028", "R020", "R190")
class TestLock(GradingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.big, cls.small = cls.make_buyer(900.0), cls.make_buyer(100.0)

    def setUp(self):
        super().setUp()
        self.grade()
        self.lead = self.users["sales_manager"]

    @freeze_time("2026-07-01 08:00:00")
    def lock(self, until=None, tier="A", potential="high"):
        file = self.small.with_user(self.lead)
        file.lock_grade(tier, potential, "Framework contract signed", until)
        self.env.invalidate_all()

    def test_lock_survives_gradings_and_the_proposal_is_shown(self):
        self.lock()
        run = self.grade("2026-07-31")
        self.assertEqual((self.small.tier, self.small.potential), ("A", "high"))
        self.assertEqual(self.small.tier_proposed, "C")
        self.assertEqual(self.small.partner_id.keqin_tier, "A")
        self.assertFalse(run.change_ids.filtered(lambda c: c.customer_id == self.small))
        self.assertTrue(self.small.grade_differs)
        differing = self.env["keqin.customer"].search([("grade_differs", "=", True)])
        self.assertEqual(differing, self.small)
        others = self.env["keqin.customer"].search(
            [("grade_differs", "=", False), ("company_id", "=", self.company.id)]
        )
        self.assertEqual(others, self.big)
        self.assert_explained(self.small)

    def test_lock_says_who_why_and_until_when(self):
        self.lock("2026-12-31")
        self.assertEqual(self.small.tier_locked_by_id, self.lead)
        self.assertEqual(self.small.tier_lock_reason, "Framework contract signed")
        self.assertEqual(str(self.small.tier_locked_until), "2026-12-31")
        change = self.small.grade_change_ids[0]
        self.assertEqual((change.tier_old, change.tier_new), ("C", "A"))
        self.assertEqual(change.reason, "Framework contract signed")
        self.assertEqual((change.changed_by_id, change.run_id.id), (self.lead, False))
        self.assertEqual((str(change.date), change.direction), ("2026-07-01", "up"))

    def test_lock_holds_through_its_last_day_and_then_expires(self):
        self.lock("2026-07-31")
        self.grade("2026-07-31")
        self.assertEqual((self.small.tier, self.small.tier_locked), ("A", True))
        run = self.grade("2026-08-01")
        self.assertEqual((self.small.tier, self.small.tier_locked), ("C", False))
        self.assertFalse(self.small.tier_lock_reason or self.small.tier_locked_until)
        change = run.change_ids
        self.assertEqual((change.customer_id, change.tier_old), (self.small, "A"))

    def test_release_restores_what_the_figures_say(self):
        self.lock()
        self.grade("2026-07-31")
        self.small.with_user(self.lead).action_release_grade()
        self.assertEqual((self.small.tier, self.small.tier_locked), ("C", False))
        self.assertEqual(self.small.potential, self.small.potential_proposed)
        self.assertEqual(self.small.partner_id.keqin_tier, "C")
        change = self.small.grade_change_ids[0]
        self.assertEqual((change.tier_old, change.tier_new), ("A", "C"))
        self.assertFalse(self.small.grade_differs)

    def test_confirming_the_grade_is_no_change(self):
        before = len(self.small.grade_change_ids)
        self.lock(tier=self.small.tier, potential=self.small.potential)
        self.assertEqual(len(self.small.grade_change_ids), before)
        self.assertFalse(self.small.grade_differs)

    def test_unclassified_can_be_fixed_too(self):
        self.lock(tier=False, potential=False)
        self.grade("2026-07-31")
        self.assertFalse(self.small.tier or self.small.potential)
        self.assertTrue(self.small.grade_differs)

    def test_lock_needs_a_reason_and_a_day_to_come(self):
        file = self.small.with_user(self.lead)
        with freeze_time("2026-07-01 08:00:00"):
            for reason, until in ((" ", None), (None, None), ("Why", "2026-06-30")):
                with self.assertRaises(UserError):
                    file.lock_grade("A", "high", reason, until)
        self.assertEqual((self.small.tier, self.small.tier_locked), ("C", False))

    def test_only_leads_fix_and_release(self):
        self.small.partner_id.user_id = self.users["sales"]
        for role in ("sales", "service", "marketing", "contributor"):
            file = self.small.with_user(self.users[role])
            self.assertRefused(lambda f=file: f.lock_grade("A", "high", "Why"))
            self.assertRefused(lambda f=file: f.action_release_grade())
        for role in ("sales_manager", "executive", "manager"):
            file = self.small.with_user(self.users[role])
            self.assertAllowed(True, lambda f=file: f.action_release_grade())

    def test_wizard_fixes_the_chosen_customers(self):
        files = (self.big + self.small).with_user(self.lead)
        wizard = (
            self.env["keqin.grade.lock"]
            .with_user(self.lead)
            .with_context(**files.action_lock_grade()["context"])
            .create({"reason": "Board decision"})
        )
        self.assertEqual(wizard.customer_ids, files)
        wizard.tier, wizard.potential = "B", "medium"
        wizard.action_apply()
        self.assertEqual(files.mapped("tier"), ["B", "B"])
        self.assertEqual(files.mapped("tier_locked"), [True, True])


@covers("R021", "R022", "R023")
class TestCareLevel(GradingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls.env["keqin.customer"].browse()
        for amount in (700.0, 200.0, 100.0):
            cls.customers |= cls.make_buyer(amount)
        cls.customers |= cls.make_customer("Without")

    def test_key_tiers_make_key_customers(self):
        expected = {
            "none": ["ordinary"] * 4,
            "A": ["key"] + ["ordinary"] * 3,
            "AB": ["key"] * 2 + ["ordinary"] * 2,
        }
        for key_tiers, levels in expected.items():
            self.policy.key_tiers = key_tiers
            self.grade()
            self.assertEqual(self.customers.mapped("care_level"), levels, key_tiers)

    def test_customer_on_the_key_list_is_key_whatever_its_tier(self):
        file = self.customers[3]
        file.partner_id.user_id = self.users["sales"]
        file.key_customer = True
        self.assertEqual(file.care_level, "key")
        self.grade()
        self.assertEqual((file.tier, file.care_level), (False, "key"))
        file.key_customer = False
        self.assertEqual(file.care_level, "ordinary")

    def test_fixed_tier_decides_the_care_level_at_once(self):
        self.grade()
        self.customers[2].lock_grade("A", "low", "Strategic")
        self.assertEqual(self.customers[2].care_level, "key")
        self.grade()
        self.assertEqual(self.customers[2].care_level, "key")

    def test_key_customer_needs_an_account_manager(self):
        with self.assertRaises(ValidationError):
            self.customers[0].key_customer = True


@covers("R020")
class TestNotification(GradingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager, cls.other = cls.users["sales"], cls.rival
        cls.big = cls.make_buyer(700.0, user=cls.manager)
        cls.middle = cls.make_buyer(200.0, user=cls.manager)
        cls.small = cls.make_buyer(100.0, user=cls.other)
        cls.nobodys = cls.make_buyer(50.0)

    def told(self, user):
        return self.env["mail.message"].search(
            [
                ("partner_ids", "=", user.partner_id.id),
                ("message_type", "=", "user_notification"),
                ("subject", "=", "Tiers of your customers moved"),
            ]
        )

    def test_first_grading_tells_nobody(self):
        self.grade()
        self.assertFalse(self.told(self.manager) + self.told(self.other))

    def test_each_manager_is_told_once_of_all_moves(self):
        self.grade()
        self.make_order(self.small.partner_id, 7900.0)
        run = self.grade()
        self.assertEqual(run.moved_count, 3)
        message = self.told(self.manager)
        self.assertEqual(len(message), 1)
        self.assertIn("2 of your customers", message.body)
        self.assertIn("1 of your customers", self.told(self.other).body)
        self.grade()
        self.assertEqual(len(self.told(self.manager)), 1)

    def test_moves_of_an_interrupted_run_are_told_by_the_next(self):
        self.grade()
        self.make_order(self.small.partner_id, 7900.0)
        Policy = type(self.policy)
        with (
            patch("odoo.addons.keqin_addon.models.keqin_grading_policy._BATCH", 1),
            patch.object(Policy, "_checkpoint", lambda *args: False),
        ):
            run = self.grade()
        self.assertEqual((run.state, run.moved_count), ("running", 1))
        self.assertFalse(self.told(self.manager))
        self.grade()
        self.assertEqual(run.state, "interrupted")
        self.assertIn("2 of your customers", self.told(self.manager).body)
        self.assertEqual(len(self.told(self.other)), 1)
