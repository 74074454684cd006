"""Odoo's own merge of contacts keeps one care file and loses nothing of it."""

from odoo import Command
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from .common import AS_OF
from .covers import covers
from .grading_case import GradingCase


@covers("R024", "R184")
class TestMerge(GradingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.target = cls.make_partner("Target")
        cls.source = cls.make_partner("Source")

    def merge(self, *sources, target=None):
        """As the administrator does with the wizard."""
        target = target or self.target
        wizard = self.env["base.partner.merge.automatic.wizard"].create(
            {
                "state": "selection",
                "partner_ids": [Command.set([target.id, *(s.id for s in sources)])],
                "dst_partner_id": target.id,
            }
        )
        with mute_logger("odoo.addons.base.partner.merge"):
            wizard.action_merge()
        self.env.invalidate_all()
        self.assertFalse(any(source.exists() for source in sources))

    def file_of(self, partner):
        files = (
            self.env["keqin.customer"]
            .with_context(active_test=False)
            .search([("partner_id", "=", partner.id)])
        )
        self.assertLessEqual(len(files), 1)
        return files

    def both(self, **source_values):
        keep = self.make_customer(partner=self.target)
        gone = self.make_customer(partner=self.source, **source_values)
        return keep, gone

    def test_file_of_the_target_stays(self):
        keep, gone = self.both()
        self.merge(self.source)
        self.assertEqual(self.file_of(self.target), keep)
        self.assertFalse(gone.exists())

    def test_file_on_the_source_only_moves(self):
        file = self.make_customer(partner=self.source, business_needs="Speed")
        self.merge(self.source)
        self.assertEqual(self.file_of(self.target), file)
        self.assertEqual(file.business_needs, "Speed")

    def test_contacts_without_files_merge_as_ever(self):
        self.merge(self.source)
        self.assertFalse(self.file_of(self.target))

    def test_files_on_two_sources_become_one(self):
        third = self.make_partner("Third")
        first = self.make_customer(partner=self.source, business_needs="Speed")
        second = self.make_customer(partner=third, development_plan="East")
        self.merge(self.source, third)
        file = self.file_of(self.target)
        self.assertIn(file, first + second)
        self.assertEqual(file.business_needs, "Speed")
        self.assertEqual(file.development_plan, "East")

    def test_files_on_all_three_become_one(self):
        third = self.make_partner("Third")
        keep, _gone = self.both(business_needs="Speed")
        self.make_customer(partner=third, business_needs="Price", pain_points="Heat")
        self.merge(self.source, third)
        self.assertEqual(self.file_of(self.target), keep)
        self.assertEqual((keep.business_needs, keep.pain_points), ("Speed", "Heat"))

    def test_values_fill_what_is_blank_and_overwrite_nothing(self):
        mode = self.env["keqin.cooperation.mode"].create({"name": "By barge"})
        category = self.env["product.category"].create({"name": "Anchors"})
        keep, _gone = self.both(
            company_size="large",
            cooperation_intent="high",
            cooperation_mode_id=mode.id,
            preference_category_ids=[Command.set(category.ids)],
            wallet_share=40.0,
            budget_limit=5000.0,
            business_needs="Speed",
            business_situation="Growing",
            sponsor_id=self.users["executive"].id,
            service_user_id=self.users["service"].id,
            founded_on="1999-09-09",
            relationship_level="loyal",
        )
        keep.write({"company_size": "small", "business_needs": "Price"})
        self.merge(self.source)
        self.assertEqual((keep.company_size, keep.business_needs), ("small", "Price"))
        self.assertEqual(keep.cooperation_intent, "high")
        self.assertEqual(keep.cooperation_mode_id, mode)
        self.assertEqual(keep.preference_category_ids, category)
        self.assertEqual((keep.wallet_share, keep.budget_limit), (40.0, 5000.0))
        self.assertEqual(keep.business_situation, "Growing")
        self.assertEqual(keep.sponsor_id, self.users["executive"])
        self.assertEqual(keep.service_user_id, self.users["service"])
        self.assertEqual(str(keep.founded_on), "1999-09-09")
        self.assertEqual(keep.relationship_level, "loyal")

    def test_key_customer_stays_key(self):
        keep, gone = self.both(user=self.users["sales"])
        with freeze_time("2024-02-29 08:00:00"):
            gone.with_user(self.users["executive"]).key_customer = True
        self.merge(self.source)
        self.assertTrue(keep.key_customer)
        self.assertEqual(str(keep.key_since), "2024-02-29")
        self.assertEqual(keep.key_by_id, self.users["executive"])
        self.assertEqual(keep.user_id, self.users["sales"])
        self.assertEqual(keep.care_level, "key")

    def test_key_customer_keeps_its_own_date(self):
        keep, gone = self.both(user=self.users["sales"])
        self.target.user_id = self.users["sales"]
        for day, file in (("2024-02-29", keep), ("2023-03-03", gone)):
            with freeze_time(f"{day} 08:00:00"):
                file.key_customer = True
        self.merge(self.source)
        self.assertEqual(str(keep.key_since), "2024-02-29")

    def test_fixed_grade_stays_fixed(self):
        keep, gone = self.both()
        lead = self.users["sales_manager"]
        gone.with_user(lead).lock_grade("B", "high", "Board decision")
        self.merge(self.source)
        self.assertEqual((keep.tier, keep.potential), ("B", "high"))
        self.assertTrue(keep.tier_locked)
        self.assertEqual(keep.tier_lock_reason, "Board decision")
        self.assertEqual(keep.tier_locked_by_id, lead)
        self.grade()
        self.assertEqual((keep.tier, keep.partner_id.keqin_tier), ("B", "B"))

    def test_fixed_grade_of_the_target_wins(self):
        keep, gone = self.both()
        keep.lock_grade("C", "low", "Mine")
        gone.lock_grade("A", "high", "Theirs")
        self.merge(self.source)
        self.assertEqual((keep.tier, keep.tier_lock_reason), ("C", "Mine"))

    def test_histories_of_both_stand_side_by_side(self):
        keep, gone = self.both()
        self.make_order(self.target, 900.0)
        self.make_order(self.source, 100.0)
        run = self.grade()
        changes = run.change_ids
        self.assertEqual(len(changes), 2)
        self.merge(self.source)
        self.assertEqual(changes.exists(), changes)
        self.assertEqual(changes.customer_id, keep)
        self.assertEqual(sorted(changes.mapped("file_ref")), sorted((keep + gone).ids))

    def test_chatter_attachments_activities_and_followers_are_kept(self):
        keep, gone = self.both()
        message = gone.message_post(body="Met Mr Li")
        attachment = self.env["ir.attachment"].create(
            {"name": "map.txt", "raw": b"x", "res_model": gone._name, "res_id": gone.id}
        )
        activity = gone.activity_schedule(
            "mail.mail_activity_data_todo", summary="Call"
        )
        shared, only = (
            self.users[name].partner_id for name in ("service", "executive")
        )
        keep.message_subscribe(shared.ids)
        gone.message_subscribe((shared + only).ids)
        self.merge(self.source)
        self.assertIn(message, keep.message_ids)
        self.assertEqual(attachment.exists().res_id, keep.id)
        self.assertIn(activity, keep.activity_ids)
        self.assertIn(shared, keep.message_partner_ids)
        self.assertIn(only, keep.message_partner_ids)

    def test_references_from_elsewhere_follow(self):
        keep, gone = self.both()
        self.env["ir.model.data"].create(
            {
                "module": "keqin_import",
                "name": "customer_4711",
                "model": gone._name,
                "res_id": gone.id,
            }
        )
        self.merge(self.source)
        self.assertEqual(self.env.ref("keqin_import.customer_4711"), keep)

    def test_active_wins_over_archived(self):
        for keep_active, gone_active in ((True, False), (False, True), (False, False)):
            with self.subTest(keep=keep_active, gone=gone_active):
                target, source = self.make_partner("T"), self.make_partner("S")
                keep = self.make_customer(partner=target)
                gone = self.make_customer(partner=source)
                keep.active, gone.active = keep_active, gone_active
                self.merge(source, target=target)
                self.assertEqual(self.file_of(target), keep)
                self.assertEqual(keep.active, keep_active or gone_active)

    def test_archived_files_on_two_sources(self):
        third = self.make_partner("Third")
        archived = self.make_customer(partner=self.source)
        active = self.make_customer(partner=third)
        archived.active = False
        self.merge(self.source, third)
        self.assertEqual(self.file_of(self.target), active)
        self.assertTrue(active.active)

    def test_next_grading_counts_the_orders_of_both(self):
        keep, _gone = self.both()
        self.make_order(self.target, 900.0)
        self.make_order(self.source, 100.0)
        other = self.make_buyer(500.0)
        self.grade()
        self.assertEqual((keep.amount_window, keep.orders_window), (900.0, 1))
        self.merge(self.source)
        run = self.grade(AS_OF)
        self.assertEqual(run.customer_count, 2)
        self.assertEqual((keep.amount_window, keep.orders_window), (1000.0, 2))
        self.assertEqual((keep.tier, self.target.keqin_tier), ("A", "A"))
        self.assert_explained(keep + other)

    def test_contact_shows_the_grade_of_the_kept_file_at_once(self):
        """The source alone had a file: the target becomes the graded contact."""
        file = self.make_customer(partner=self.source)
        self.make_order(self.source, 100.0)
        self.grade()
        self.merge(self.source)
        self.assertEqual(file.tier, "A")
        self.assertEqual(self.target.keqin_tier, "A")
        self.assertEqual(self.target.keqin_potential, file.potential)

    @covers("R091", "R099", "R155")
    def test_cases_and_what_hangs_off_them_follow(self):
        """Two files become one, or the only one moves: nobody loses sight of a case."""
        for files in (2, 1):
            with self.subTest(files=files):
                self.check_cases_follow(files)

    def check_cases_follow(self, files):
        sales, rival = self.users["sales"], self.rival
        target, source = self.make_partner("T"), self.make_partner("S")
        keep = self.make_customer(partner=target, user=sales) if files == 2 else None
        gone = self.make_customer(partner=source, user=rival)
        target.user_id = sales
        person = self.make_partner("Pat", parent_id=source.id, is_company=False)
        portal = self.make_user(
            login=f"keqin_pat_{files}", groups="base.group_portal", partner_id=person.id
        )
        case = self.env["keqin.case"].create(
            {"name": "x", "customer_id": gone.id, "contact_id": person.id}
        )
        asked = {"name": "x", "case_id": case.id, "user_id": self.users["service"].id}
        told = {"name": "x", "customer_id": gone.id, "case_id": case.id}
        parts = (
            self.env["keqin.case.task"].create(asked),
            self.env["keqin.need"].create(told),
            self.env["keqin.solution"].create(told),
        )
        self.assertIn(rival.partner_id, case.message_partner_ids)
        self.merge(source, target=target)
        for record in (case, *parts):
            self.assertEqual(record.customer_id, keep or gone, record._name)
        in_database = self.env["keqin.case"].search([("partner_id", "=", target.id)])
        self.assertEqual(in_database, case)
        self.assertTrue(case.with_user(portal).has_access("read"))
        self.assertTrue(case.with_user(sales).has_access("read"))
        self.assertFalse(case.with_user(rival).has_access("read"))
        followers = case.message_partner_ids
        self.assertIn(person, followers)
        self.assertIn(sales.partner_id, followers)
        self.assertNotIn(rival.partner_id, followers)
        rows = self.env["keqin.ledger"].search(
            [("customer_id", "=", (keep or gone).id)]
        )
        self.assertEqual(set(rows.mapped("kind")), {"case", "task", "need", "solution"})

    def hear(self, customer, key, score, **vals):
        said = {
            "source_key": key,
            "customer_id": customer.id,
            "answered_on": "2026-06-01 08:00:00",
            "source": "survey",
            "metric": "nps",
            "score": score,
        }
        return self.env["keqin.feedback"]._record([said | vals])

    def rate(self, customer, score, note):
        return self.env["keqin.relationship.rating"].create(
            {
                "customer_id": customer.id,
                "aspect": "trust",
                "score": score,
                "note": note,
                "date": "2026-06-01",
                "user_id": self.users["sales"].id,
            }
        )

    @covers("R101", "R109", "R112")
    def test_voice_of_both_is_the_voice_of_one(self):
        keep, gone = self.both()
        old = self.hear(keep, "old", 9)
        new = self.hear(gone, "new", 3, answered_on="2026-06-20 08:00:00")
        recovery = new.recovery_id
        self.rate(keep, 4, "Open talks")
        self.rate(gone, 2, "Hides plans")
        self.assertTrue(recovery)
        self.assertEqual(keep.nps_last, 9)
        self.merge(self.source)
        self.assertEqual(keep.feedback_ids, old + new)
        self.assertEqual(recovery.customer_id, keep)
        self.assertEqual(keep.nps_last, 3, "the last of both")
        [rating] = keep.relationship_rating_ids
        self.assertEqual(rating.note, "Open talks\nHides plans")

    @covers("R101", "R102")
    def test_invitations_of_one_person_entered_twice(self):
        """A wave asks a person once; what the other one was asked is not forgotten."""
        company = self.make_customer(partner=self.target).partner_id
        people = [
            self.make_partner(name, parent_id=company.id, is_company=False)
            for name in ("Pat", "P. Lee")
        ]
        survey = self.env["survey.survey"].create({"title": "S"})
        waves = self.env["keqin.survey.wave"].create(
            [
                {"name": name, "survey_id": survey.id, "company_id": self.company.id}
                for name in ("First", "Second")
            ]
        )
        file = self.file_of(company)
        kept, answered, other = self.env["keqin.survey.invitation"].create(
            [
                {
                    "customer_id": file.id,
                    "survey_id": survey.id,
                    "wave_id": wave.id,
                    "contact_id": person.id,
                    "state": state,
                }
                for wave, person, state in (
                    (waves[0], people[0], "sent"),
                    (waves[0], people[1], "answered"),
                    (waves[1], people[1], "expired"),
                )
            ]
        )
        said = self.hear(
            file, "said", 9, contact_id=people[1].id, invitation_id=answered.id
        )
        self.merge(people[1], target=people[0])
        self.assertEqual((kept + answered + other).exists().contact_id, people[0])
        self.assertEqual(
            (kept + answered + other).mapped("state"),
            ["left_out", "answered", "expired"],
        )
        self.assertEqual(said.contact_id, people[0])
        self.assertEqual(said.invitation_id, answered)
