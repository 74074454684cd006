"""Whom of a customer we know and speak with, where that is thin, and the map of it."""

from odoo.tests import tagged

from .covers import covers
from .people_case import PeopleCase


@covers("R116")
@tagged("post_install", "-at_install")
class TestPeople(PeopleCase):
    def people(self, customer=None):
        customer = customer or self.customer
        return (
            customer.touched_count,
            customer.has_no_decider,
            customer.is_single_thread,
            customer.key_person_left,
        )

    def test_nobody_known(self):
        bare = self.make_customer("Bare", self.users["sales"])
        self.assertEqual(self.people(bare), (0, True, False, False))
        self.make_card("Buyer", "buyer", bare)
        self.assertTrue(bare.has_no_decider)
        self.make_card("Signs", "approver", bare)
        self.assertFalse(bare.has_no_decider)

    def test_one_person_is_a_single_thread_two_are_none(self):
        self.talk(self.wang, "2026-06-01")
        self.assertEqual(self.people(), (1, False, True, False))
        self.assertEqual(str(self.customer.last_touch_on), "2026-06-01")
        self.talk(self.li, "2026-06-02")
        self.assertEqual(self.people(), (2, False, False, False))

    def test_a_year_ago_is_too_long(self):
        self.talk(self.wang, "2026-06-01")
        self.talk(self.li, "2025-06-30")
        self.assertTrue(self.customer.is_single_thread, "a year ago to the day")
        self.talk(self.li, "2025-07-01")
        self.assertFalse(self.customer.is_single_thread)
        self.assertEqual(self.rerun("2026-07-01")[1] and 1, 1)
        self.assertTrue(self.customer.is_single_thread, "nobody logged a thing")

    def test_who_left_counts_for_nothing_and_is_missed(self):
        self.talk(self.wang, "2026-06-01")
        self.talk(self.li, "2026-06-02")
        elsewhere = self.make_partner("Competitor")
        self.wang.partner_id.parent_id = elsewhere
        self.assertEqual(self.people(), (1, True, True, True))
        self.wang.active = False
        self.assertEqual(self.people(), (1, True, True, False))

    def test_who_has_weight_is_missed_without_deciding(self):
        guru = self.make_card("Knows everybody", "user")
        guru.partner_id.parent_id = self.make_partner("Competitor")
        self.env["keqin.people.engine"]._run(self.company)
        self.assertFalse(self.customer.key_person_left)
        guru.influence = "high"
        self.assertTrue(self.customer.key_person_left)
        self.env["keqin.people.engine"]._run(self.company)
        self.env.invalidate_all()
        self.assertTrue(self.customer.key_person_left, "the run says the same")

    def test_an_archived_contact_has_left_a_minor_one_is_not_missed(self):
        self.li.partner_id.active = False
        self.assertFalse(self.customer.key_person_left)
        self.wang.partner_id.active = False
        self.assertTrue(self.customer.key_person_left)

    def test_the_run_says_the_same_as_the_records(self):
        self.talk(self.wang, "2026-06-01")
        before = self.people()
        self.rerun()
        self.assertEqual(self.people(), before)
        self.env.cr.execute(
            "UPDATE keqin_customer SET touched_count = 7, has_no_decider = TRUE,"
            " is_single_thread = NULL WHERE id = %s",
            [self.customer.id],
        )
        self.assertEqual(self.rerun(), (0, 1))
        self.assertEqual(self.people(), before)

    def test_nobody_writes_it(self):
        for name in ("touched_count", "has_no_decider", "is_single_thread"):
            for role in ("sales", "executive", "manager"):
                file = self.customer.with_user(self.users[role])
                self.assertRefused(file.write, {name: 1})


@covers("R116")
@tagged("post_install", "-at_install")
class TestPeopleMap(PeopleCase):
    def map(self, role="sales", customer=None):
        customer = customer or self.customer
        env = self.in_companies(self.env(user=self.users[role], su=False), self.company)
        return customer.with_env(env).get_people_map()

    def gaps(self, **kwargs):
        return {gap["code"] for gap in self.map(**kwargs)["gaps"]}

    def test_lanes_by_role_the_influential_first(self):
        self.make_card("Zhao", "user", influence="high", attitude="critic")
        self.make_card("Nobody")
        lanes = {lane["role"]: lane["cards"] for lane in self.map()["lanes"]}
        self.assertEqual(list(lanes), ["decider", "user", ""])
        self.assertEqual([card["name"] for card in lanes["user"]], ["Zhao", "Li"])
        zhao = lanes["user"][0]
        self.assertEqual((zhao["influence"], zhao["attitude"]), (3, "critic"))
        self.assertEqual(zhao["warmth"], "never")

    def test_links_are_the_last_talks_of_each_of_ours(self):
        sales, service = self.users["sales"], self.users["service"]
        boss = self.users["executive"]
        self.talk(self.wang, "2026-06-01", user=sales)
        self.talk(self.wang, "2026-02-01", user=sales)
        self.talk(self.wang, "2026-02-01", user=service)
        self.talk(self.wang, "2025-02-01", "executive_visit", user=sales)
        data = self.map()
        links = {(it["card"], it["user"]): it["warmth"] for it in data["links"]}
        self.assertEqual(
            links,
            {
                (self.wang.id, sales.id): "warm",
                (self.wang.id, service.id): "cool",
                (self.wang.id, boss.id): "cold",
            },
        )
        ours = [(user["id"], user["part"]) for user in data["ours"]]
        self.assertEqual(
            ours,
            [
                (sales.id, "Account manager"),
                (boss.id, "Executive sponsor"),
                (service.id, ""),
            ],
        )

    def test_who_did_not_come_is_not_linked(self):
        self.invite("2026-06-12", self.wang, missed=[self.li])
        self.assertEqual({it["card"] for it in self.map()["links"]}, {self.wang.id})

    def test_a_confidential_talk_is_told_to_nobody_else(self):
        boss = self.users["executive"]
        self.customer.sponsor_id = False
        talk = self.talk(self.wang, "2026-06-20", user=boss, confidential=True)
        for role, seen in (("executive", True), ("sales", True), ("service", False)):
            with self.subTest(role):
                users = {link["user"] for link in self.map(role)["links"]}
                self.assertEqual(boss.id in users, seen)
                self.assertEqual(talk.with_user(self.users[role])._is_visible(), seen)

    def test_gaps(self):
        self.assertEqual(self.gaps(), {"no_thread", "cold"})
        self.talk(self.wang, "2026-06-01")
        self.assertEqual(self.gaps(), {"single_thread", "unpaired"})
        self.talk(self.wang, "2026-06-01", user=self.users["executive"])
        self.talk(self.li, "2026-06-01")
        self.assertEqual(self.gaps(), set())
        self.wang.attitude = "opponent"
        self.assertEqual(self.gaps(), {"against"})
        self.wang.decision_role = "gatekeeper"
        self.assertEqual(self.gaps(), {"against", "no_decider"})
        self.wang.partner_id.active = False
        self.assertEqual(self.gaps(), {"no_decider", "single_thread", "left"})

    def test_executives_meet_important_customers_only(self):
        self.talk(self.wang, "2026-06-01")
        self.talk(self.li, "2026-06-01")
        self.customer.sponsor_id = False
        self.assertEqual(self.gaps(), set())
        self.customer.sudo().tier = "A"
        self.assertEqual(self.gaps(), {"unpaired"})

    def test_people_without_a_card(self):
        names = [person["name"] for person in self.map()["strangers"]]
        self.assertEqual(names, ["Ms. Wang"])
        self.li.active = False
        names = [person["name"] for person in self.map()["strangers"]]
        self.assertEqual(names, ["Ms. Wang"], "an archived card is a card")

    def test_queries_do_not_grow(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.map()
            return self.env.cr.sql_log_count - before

        self.talk(self.wang, "2026-06-01")
        self.talk(self.li, "2026-06-01", user=self.users["service"])
        queries()
        few = queries()
        for number in range(6):
            card = self.make_card(f"More {number}", "influencer")
            self.talk(card, "2026-06-01", user=self.users["service"])
        self.assertEqual(queries(), few)
