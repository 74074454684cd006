"""Market news: submitted, published, on care files, and in the digest."""

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import OUTSIDERS, ROLES, KeqinCase
from .covers import covers

TODAY = "2026-06-17"  # a Wednesday
LAST_WEEK = "2026-06-10 03:00:00"
PUBLISHERS = ("marketing", "manager")
_TODO = "keqin_addon.mail_activity_type_intelligence"


class IntelligenceCase(KeqinCase):
    """``sales`` has a customer in the food industry, a rival one in steel."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        cls.startClassPatcher(freeze_time(f"{TODAY} 02:00:00"))
        cls.food, cls.steel, cls.books = cls.env["res.partner.industry"].create(
            [{"name": "Food"}, {"name": "Steel"}, {"name": "Books"}]
        )
        cls.customer = cls.make_customer("Mine", user=cls.users["sales"])
        cls.customer.partner_id.industry_id = cls.food
        cls.other = cls.make_customer("Theirs", user=cls.rival)
        cls.other.partner_id.industry_id = cls.steel

    @classmethod
    def make_news(cls, name="News", on=LAST_WEEK, industries=None, **vals):
        """Published on ``on``; a draft without."""
        vals = {
            "name": name,
            "body": "<p>Read this</p>",
            "date": "2026-06-10",
            "industry_ids": [(6, 0, industries.ids if industries else [])],
            "user_id": cls.users["marketing"].id,
        } | vals
        item = cls.env["keqin.intelligence"].create(vals)
        if on:
            item._step("published", published_on=on)
        return item

    def by(self, role, records):
        """The records as a user sees them who has read nothing yet."""
        self.env.flush_all()
        self.env.invalidate_all()
        user = self.users[role]
        return records.with_env(
            self.in_companies(self.env(user=user, su=False), self.company)
        )


class TestIntelligence(IntelligenceCase):
    @covers("R006")
    def test_it_shows_on_every_care_file_of_its_industry(self):
        self.make_news(industries=self.food | self.books)
        self.make_news(industries=self.food, on=False)
        self.make_news(industries=self.food, date="2025-06-17")
        both = self.make_news(industries=self.food, customer_id=self.customer.id)
        self.make_news(customer_id=self.other.id)
        self.make_news()
        files = self.customer | self.other
        counts = self.by("service", files).mapped("intelligence_count")
        self.assertEqual(counts, [2, 1])
        action = self.by("service", self.customer).action_open_intelligence()
        shown = self.env["keqin.intelligence"].search(action["domain"])
        self.assertEqual(len(shown), 3, "older news is there, too")
        self.assertIn(both, shown)

    @covers("R006")
    def test_counted_in_as_many_queries_for_many_care_files(self):
        for number in range(3):
            self.make_news(str(number), industries=self.food)
        many = self.customer.browse().concat(
            *(self.make_customer(f"C{n}", user=self.users["sales"]) for n in range(12))
        )
        many.partner_id.industry_id = self.food
        self.queries(self.customer)
        few = self.queries(self.customer | self.other)
        self.assertEqual(self.queries(many), few)
        counts = self.by("service", many).mapped("intelligence_count")
        self.assertEqual(set(counts), {3})

    def queries(self, customers):
        mine = self.by("service", customers)
        mine.mapped("industry_id")
        before = self.env.cr.sql_log_count
        mine.mapped("intelligence_count")
        return self.env.cr.sql_log_count - before

    @covers("R006")
    def test_a_salesperson_submits_and_marketing_publishes(self):
        with mute_logger("odoo.tests"):
            items = self.by("sales", self.env["keqin.intelligence"])
            item = items.create({"name": "A rival lowers prices", "kind": "competitor"})
        self.assertEqual((item.state, item.user_id), ("draft", self.users["sales"]))
        todo = item.sudo().activity_ids
        self.assertEqual(todo.user_id, self.users["marketing"])
        marketing = self.by("marketing", item)
        self.assertRefused(marketing.action_publish, error=UserError)
        marketing.body = "<p>By 5 %</p>"
        marketing.action_publish()
        self.assertEqual(item.state, "published")
        self.assertFalse(item.sudo().activity_ids)
        self.assertRefused(marketing.action_publish, error=UserError)
        self.assertIn(item, self.by("service", item).search([("id", "=", item.id)]))
        self.by("marketing", item).action_withdraw()
        self.assertFalse(self.by("service", item).search([("id", "=", item.id)]))


class TestSecurityIntelligence(IntelligenceCase):
    @covers("R006", "R007")
    def test_who_reads_what_is_published(self):
        item = self.make_news(industries=self.steel)
        about_other = self.make_news(customer_id=self.other.id)
        draft = self.make_news(on=False)
        for role in (*ROLES, *OUTSIDERS):
            reader = role in ROLES and role != "contributor"
            expected = {
                item: reader,
                about_other: reader and role != "sales",
                draft: role in PUBLISHERS,
            }
            for record, seen in expected.items():
                with self.subTest(role=role, record=record.name):
                    mine = self.by(role, record)
                    domain = [("id", "=", record.id)]
                    self.assertAllowed(seen, lambda m=mine, d=domain: m.search(d))
                    self.assertAllowed(seen, lambda m=mine: m.read(["name"]))

    @covers("R006")
    def test_who_writes(self):
        published = self.make_news()
        for role in (*ROLES, *OUTSIDERS):
            staff = role in ROLES and role != "contributor"
            with self.subTest(role=role):
                may = role in PUBLISHERS
                mine = self.by(role, published)
                self.assertAllowed(may, mine.write, {"name": "x"})
                self.assertAllowed(may, lambda m=mine: m.unlink())
                self.assertAllowed(may, mine.action_withdraw)
                draft = self.by(role, self.make_news(on=False))
                self.assertAllowed(may, draft.action_publish)
                items = self.by(role, self.env["keqin.intelligence"])
                make = lambda i=items: i.create({"name": "x", "url": "x"})
                self.assertAllowed(staff, make)
                if staff:
                    own = make()
                    own.name = "y"
                    self.assertAllowed(may, own.action_publish)

    def test_what_is_published_is_no_longer_the_submitters(self):
        item = self.make_news(user_id=self.users["sales"].id)
        mine = self.by("sales", item)
        self.assertTrue(mine.read(["name"]))
        self.assertAllowed(False, mine.write, {"name": "x"})

    def test_nobody_writes_on_the_care_file_of_another(self):
        items = self.by("sales", self.env["keqin.intelligence"])
        vals = {"name": "x", "customer_id": self.other.id}
        self.assertAllowed(False, lambda: items.create(vals))
        own = items.create({"name": "x", "customer_id": self.customer.id})
        self.assertAllowed(False, own.write, {"customer_id": self.other.id})

    @covers("R006")
    def test_steps_are_written_by_nobody(self):
        item = self.make_news(on=False)
        guarded = {
            "state": "published",
            "published_on": LAST_WEEK,
            "published_by_id": self.users["sales"].id,
            "user_id": self.users["sales"].id,
        }
        for role in ("sales", "marketing", "executive", "manager"):
            for name, value in guarded.items():
                with self.subTest(role=role, field=name):
                    mine = self.by(role, item)
                    self.assertAllowed(False, mine.write, {name: value})
                    vals = {"name": "x", name: value}
                    self.assertAllowed(False, lambda m=mine, v=vals: m.create(v))

    def test_digests_are_read_by_their_reader_and_written_by_nobody(self):
        item = self.make_news()
        digest = self.env["keqin.intelligence.digest"].create(
            {
                "company_id": self.company.id,
                "user_id": self.users["service"].id,
                "date_start": "2026-06-08",
                "date_end": "2026-06-15",
                "item_ids": [(6, 0, item.ids)],
            }
        )
        for role in (*ROLES, *OUTSIDERS):
            with self.subTest(role=role):
                mine = self.by(role, digest)
                seen = role in ("service", *PUBLISHERS)
                self.assertAllowed(seen, lambda m=mine: m.search([("id", "=", m.id)]))
                self.assertAllowed(False, mine.write, {"date_end": "2026-06-16"})
                self.assertAllowed(False, lambda m=mine: m.unlink())


@tagged("post_install", "-at_install")
class TestDigest(IntelligenceCase):
    def digests(self, user=None):
        domain = [("company_id", "=", self.company.id)]
        domain += [("user_id", "=", user.id)] if user else []
        return self.env["keqin.intelligence.digest"].search(domain)

    def run_cron(self):
        Digest = self.env["keqin.intelligence.digest"].with_company(self.company)
        return Digest._send_all(self.company)

    def mails_to(self, user):
        return self.env["mail.message"].search(
            [
                ("model", "=", "keqin.intelligence.digest"),
                ("partner_ids", "in", user.partner_id.ids),
            ]
        )

    @covers("R007")
    def test_sales_and_service_get_what_was_published_last_week_once(self):
        item = self.make_news()
        self.make_news("This week", on="2026-06-16 03:00:00")
        self.make_news("Before", on="2026-06-05 03:00:00")
        self.make_news("Draft", on=False)
        self.run_cron()
        readers = {"sales", "sales_manager", "service", "service_manager"}
        expected = {self.users[role] for role in readers} | {self.rival}
        self.assertEqual(set(self.digests().user_id), expected)
        self.assertEqual(self.digests().item_ids, item)
        self.run_cron()
        self.assertEqual(len(self.digests()), len(expected), "once")
        for user in expected:
            self.assertEqual(len(self.mails_to(user)), 1)

    @covers("R007")
    def test_the_next_digest_goes_on_where_the_last_one_ended(self):
        self.make_news()
        self.run_cron()
        first = self.digests(self.rival)
        with freeze_time("2026-07-01 02:00:00"):
            late = self.make_news("Two weeks ago", on="2026-06-17 03:00:00")
            last = self.make_news("Last week", on="2026-06-25 03:00:00")
            self.run_cron()
        second = self.digests(self.rival) - first
        self.assertEqual(second.item_ids, late | last)
        self.assertEqual(str(second.date_start), "2026-06-15")

    def test_a_week_is_that_of_the_company(self):
        self.policy.tz = "Asia/Shanghai"
        item = self.make_news("Sunday there", on="2026-06-14 15:59:00")
        monday = self.make_news("Monday there", on="2026-06-14 16:00:00")
        self.run_cron()
        self.assertEqual(self.digests().item_ids, item)
        self.assertNotIn(monday, self.digests().item_ids)

    @covers("R007")
    def test_the_interval_is_the_companys(self):
        self.make_news(on="2026-05-20 03:00:00")
        self.run_cron()
        self.assertFalse(self.digests())
        self.company.keqin_intelligence_interval = "none"
        self.run_cron()
        self.assertFalse(self.digests())
        self.company.keqin_intelligence_interval = "month"
        self.run_cron()
        self.assertTrue(self.digests())

    @covers("R007")
    def test_who_does_without_gets_none(self):
        self.make_news()
        me = self.by("sales", self.users["sales"])
        me.keqin_intelligence_digest = False
        self.run_cron()
        self.assertFalse(self.digests(self.users["sales"]))
        self.assertTrue(self.digests(self.rival))

    @covers("R007")
    def test_it_holds_what_the_reader_may_read(self):
        self.make_news("General")
        self.make_news("Mine", customer_id=self.customer.id)
        self.make_news("Theirs", customer_id=self.other.id)
        self.run_cron()
        for user in self.digests().user_id:
            with self.subTest(user=user.login):
                digest = self.digests(user)
                news = self.env["keqin.intelligence"].search(
                    [("user_id", "=", self.users["marketing"].id)]
                )
                env = self.in_companies(self.env(user=user, su=False), self.company)
                readable = news.with_env(env)._filtered_access("read")
                self.assertEqual(set(digest.item_ids.ids), set(readable.ids))

    @covers("R007")
    def test_the_industries_of_own_customers_come_first(self):
        self.make_news("Paper", industries=self.books)
        self.make_news("Ore", industries=self.books | self.steel)
        self.make_news("Bread", industries=self.food)
        self.make_news("All of them")
        self.run_cron()
        order = {
            self.rival: ["Ore", "Paper", "Bread", "All of them"],
            self.users["sales"]: ["Bread", "Ore", "Paper", "All of them"],
        }
        for user, names in order.items():
            body = str(self.mails_to(user).body)
            places = [body.index(name) for name in names if name != "Ore"]
            self.assertEqual(places, sorted(places), body)
        body = str(self.mails_to(self.rival).body)
        self.assertLess(body.index("Ore"), body.index("Paper"))
        self.assertEqual(body.count(">Ore<"), 1, "each item once")

    def test_as_many_queries_for_many_readers(self):
        for number in range(5):
            self.make_news(str(number), industries=self.food)
        Digest = self.env["keqin.intelligence.digest"].with_company(self.company)

        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            since = Digest._since(self.company, Digest._window(self.company))
            Digest._own_industries(
                self.company, self.users["sales"].browse().concat(*since)
            )
            return self.env.cr.sql_log_count - before

        few = queries()
        for number in range(10):
            self.make_user("sales", login=f"keqin_many_{number}")
        self.assertEqual(queries(), few)
