"""Marketing's side: activities, the calendar, publications, ideas for plans."""

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError

from .common import OUTSIDERS, ROLES, KeqinCase
from .covers import covers

TODAY = "2026-06-17"
MARKETERS = ("marketing", "executive", "manager")
PUBLISHERS = ("marketing", "manager")


class MarketingCase(KeqinCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        cls.startClassPatcher(freeze_time(f"{TODAY} 02:00:00"))
        cls.customer = cls.make_customer("Mine", user=cls.users["sales"])
        cls.other = cls.make_customer("Theirs", user=cls.rival)

    @classmethod
    def make_marketing(cls, **vals):
        vals = {
            "name": "Autumn of news",
            "date_from": TODAY,
            "user_id": cls.users["marketing"].id,
        } | vals
        return cls.env["keqin.marketing.activity"].create(vals)

    @classmethod
    def make_publication(cls, **vals):
        vals = {
            "name": "A new cold store",
            "platform": "weibo",
            "user_id": cls.users["marketing"].id,
        } | vals
        return cls.env["keqin.publication"].create(vals)

    def by(self, role, records):
        self.env.flush_all()
        self.env.invalidate_all()
        user = self.users[role]
        return records.with_env(
            self.in_companies(self.env(user=user, su=False), self.company)
        )

    def check_roles(self, record, vals, writers):
        """All staff reads it, ``writers`` write, create and delete it."""
        records = record.browse()
        staff = set(ROLES) - {"contributor"}
        for role in (*ROLES, *OUTSIDERS):
            with self.subTest(role=role):
                mine = self.by(role, record)
                found = self.by(role, records).search
                self.assertAllowed(role in staff, found, [("id", "=", record.id)])
                self.assertAllowed(role in writers, mine.write, {"name": "New"})
                self.assertAllowed(role in writers, mine.unlink)
                self.assertAllowed(role in writers, self.by(role, records).create, vals)


class TestMarketingActivity(MarketingCase):
    @covers("R168")
    def test_it_has_customers_of_its_own(self):
        self.customer.care_level = "key"
        everybody = self.make_marketing()
        self.assertEqual(everybody._audience(), self.customer | self.other)
        self.assertEqual(self.make_marketing(key_only=True)._audience(), self.customer)
        marketing = self.by("marketing", everybody)
        marketing.key_only = True
        marketing.action_start()
        self.assertEqual(everybody.customer_count, 1)

    @covers("R168", "R213")
    def test_a_segment_is_read_with_the_rights_of_who_chose_it(self):
        segment = self.env["ir.filters"].create(
            {
                "name": "Mine",
                "model_id": "keqin.customer",
                "domain": "[('name', 'ilike', '%')]",
                "user_ids": False,
            }
        )
        marketing = self.make_marketing(segment_id=segment.id)
        self.assertEqual(len(marketing._audience()), 2)
        chosen = self.by("marketing", marketing)
        chosen.segment_id = segment
        self.assertEqual(marketing.segment_user_id, self.users["marketing"])
        segment.domain = "[('budget_limit', '>', 0)]"
        self.assertFalse(marketing._audience(), "what marketing may not see")
        self.assertRefused(
            chosen.write, {"segment_user_id": self.users["executive"].id}
        )

    @covers("R168")
    def test_it_moves_in_order_and_tells_what_it_brought(self):
        marketing = self.by("marketing", self.make_marketing())
        self.assertRefused(marketing.action_finish, error=UserError)
        marketing.action_start()
        self.assertRefused(marketing.action_finish, error=UserError)
        marketing.result = "30 visits"
        marketing.action_finish()
        self.assertEqual(marketing.state, "done")
        self.assertRefused(marketing.action_start, error=UserError)
        self.assertRefused(marketing.write, {"state": "planned"})
        for role in set(ROLES) - set(MARKETERS):
            record = self.by(role, self.make_marketing())
            self.assertRefused(record.action_start, message=role)

    @covers("R168")
    def test_one_calendar_opens_everything(self):
        marketing = self.make_marketing()
        item = self.make_publication(marketing_id=marketing.id, date="2026-06-20")
        mailing = self.env["mailing.mailing"].create(
            {
                "subject": "News",
                "keqin_marketing_id": marketing.id,
                "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
                "schedule_date": "2026-06-22 02:00:00",
            }
        )
        event = self.env["event.event"].create(
            {
                "name": "Launch",
                "keqin_kind": "launch",
                "company_id": self.company.id,
                "date_begin": "2026-06-25 01:00:00",
                "date_end": "2026-06-25 09:00:00",
            }
        )
        rows = self.by("sales", self.env["keqin.marketing.calendar"]).search([])
        found = {(row.res_model, row.res_id): str(row.date_from.date()) for row in rows}
        self.assertEqual(
            found,
            {
                ("keqin.marketing.activity", marketing.id): TODAY,
                ("keqin.publication", item.id): "2026-06-20",
                ("mailing.mailing", mailing.id): "2026-06-22",
                ("event.event", event.id): "2026-06-25",
            },
        )
        for row in rows:
            action = row.action_open()
            self.assertEqual(
                (action["res_model"], action["res_id"]), (row.res_model, row.res_id)
            )
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.make_marketing(company_id=elsewhere.id)
        self.make_publication(company_id=elsewhere.id)
        again = self.by("sales", self.env["keqin.marketing.calendar"]).search([])
        self.assertEqual(len(again), 4)
        for role in ("contributor", *OUTSIDERS):
            calendar = self.by(role, self.env["keqin.marketing.calendar"])
            self.assertRefused(calendar.search, [], message=role)

    @covers("R168", "R165")
    def test_who_writes_it(self):
        vals = {"name": "Another", "date_from": TODAY}
        self.check_roles(self.make_marketing(), vals, MARKETERS)


class TestPublication(MarketingCase):
    @covers("R065")
    def test_nothing_is_published_unchecked(self):
        item = self.by("marketing", self.make_publication())
        self.assertTrue(item.open_checks)
        self.assertRefused(item.action_publish, error=UserError)
        item.check_ids.filtered("is_required").is_done = True
        self.assertEqual(item.check_ids.done_by_id, self.users["marketing"])
        self.assertFalse(item.open_checks)
        item.action_publish()
        self.assertEqual(
            (item.state, item.published_by_id), ("published", self.users["marketing"])
        )
        self.assertRefused(item.write, {"body": "Other"}, error=UserError)
        self.assertRefused(item.unlink, error=UserError)
        self.assertRefused(item.check_ids.write, {"is_done": False}, error=UserError)
        item.reads = 500
        item.action_withdraw()
        self.assertRefused(item.action_publish, error=UserError, message="anew")

    @covers("R065")
    def test_points_are_those_of_the_platform(self):
        self.env["keqin.publication.point"].create(
            {"name": "Subtitles", "platform": "douyin"}
        )
        names = self.make_publication().check_ids.mapped("name")
        self.assertNotIn("Subtitles", names)
        video = self.by("marketing", self.make_publication(platform="douyin"))
        self.assertIn("Subtitles", video.check_ids.mapped("name"))
        self.env["keqin.publication.point"].create({"name": "New law"})
        video.check_ids.is_done = True
        with self.assertRaises(UserError):
            video.action_publish()

    @covers("R065")
    def test_nobody_goes_round_the_checks(self):
        item = self.make_publication()
        for role in MARKETERS:
            mine = self.by(role, item)
            for vals in (
                {"state": "published"},
                {"published_by_id": self.users[role].id},
                {"check_ids": [(5, 0, 0)]},
                {"check_ids": [(1, item.check_ids[0].id, {"is_required": False})]},
            ):
                self.assertRefused(mine.write, vals, message=f"{role} {vals}")
        item.check_ids.is_done = True
        for role in ROLES:
            mine = self.by(role, item)
            self.assertAllowed(role in PUBLISHERS, mine.action_publish, message=role)

    @covers("R065")
    def test_a_link_is_one(self):
        with self.assertRaises(ValidationError):
            self.make_publication(url="javascript:alert(1)")

    @covers("R065")
    def test_who_writes_it(self):
        vals = {"name": "Another", "platform": "douyin"}
        self.check_roles(self.make_publication(), vals, MARKETERS)


class TestPlanIdea(MarketingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls.env["keqin.plan"].create(
            {
                "customer_id": cls.customer.id,
                "name": "2026",
                "date_start": "2026-01-01",
                "date_end": "2026-12-31",
            }
        )

    def make_idea(self, role="marketing", **vals):
        ideas = self.by(role, self.env["keqin.plan.idea"])
        return ideas.create({"plan_id": self.plan.id, "name": "A film", **vals})

    @covers("R201")
    def test_marketing_brings_ideas_and_sales_decides(self):
        news = self.env["keqin.intelligence"].create(
            {"name": "News", "url": "http://a"}
        )
        with self.assertRaises(ValidationError):
            self.make_idea(intelligence_id=news.id)
        news._step("published")
        idea = self.make_idea(intelligence_id=news.id)
        self.assertEqual(idea.user_id, self.users["marketing"])
        self.assertRefused(idea.action_take)
        self.assertRefused(idea.write, {"state": "taken"})
        plan = self.by("marketing", self.plan)
        for step in (plan.action_submit, plan.action_approve):
            self.assertRefused(step)
        self.by("sales", idea).action_take()
        self.assertEqual(idea.state, "taken")
        self.assertFalse(self.attempt(idea.write, {"text": "Other"}))

    @covers("R201")
    def test_news_of_another_customer_is_no_idea(self):
        news = self.env["keqin.intelligence"].create(
            {"name": "News", "url": "http://a", "customer_id": self.other.id}
        )
        news._step("published")
        with self.assertRaises(ValidationError):
            self.make_idea(intelligence_id=news.id)

    @covers("R201")
    def test_nothing_comes_into_a_plan_that_is_submitted(self):
        idea = self.make_idea()
        self.plan.sudo().state = "submitted"
        with self.assertRaises(UserError):
            self.make_idea()
        self.assertRefused(self.by("sales", idea).action_take, error=UserError)

    @covers("R201")
    def test_who_reads_and_adds(self):
        idea = self.make_idea()
        readers = set(ROLES) - {"contributor"}
        for role in (*ROLES, *OUTSIDERS):
            with self.subTest(role=role):
                found = self.by(role, idea.browse()).search
                self.assertAllowed(role in readers, found, [("id", "=", idea.id)])
                adds = role in ("sales", "sales_manager", "marketing", "manager")
                self.assertAllowed(adds, self.make_idea, role)
        self.users["rival"] = self.rival
        found = self.by("rival", idea.browse()).search([("id", "=", idea.id)])
        self.assertFalse(found)
        self.assertRefused(self.make_idea, "rival", error=AccessError)
