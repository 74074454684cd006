"""The calendar feed: whose link it is sees what it may, others nothing."""

import vobject

from odoo.tests import HttpCase, tagged

from .covers import covers
from .test_occasion import OccasionCase


@tagged("post_install", "-at_install")
class TestFeed(OccasionCase, HttpCase):
    """Not in frozen time: the library that writes calendars knows no other dates."""

    now = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        cls.festival = cls.make_occasion("Mid-Autumn")
        cls.make_occasion("Birthday", kind="birthday")
        cls.make_occasion("Signing", kind="signing")
        for customer in (cls.own, cls.others):
            cls.make_birthday(customer, f"Person of {customer.name}", taboos="Secret")
            customer.signed_on = "2020-10-12"
        cls.env["keqin.occasion.date"]._renew()
        cls.env.flush_all()

    def token(self, name):
        return self.users[name].sudo()._keqin_new_feed_token()

    def get(self, token):
        self.env.flush_all()
        return self.url_open(f"/keqin/occasions/{token}.ics", allow_redirects=False)

    def names(self, response):
        self.assertEqual(response.status_code, 200)
        calendar = vobject.readOne(response.text)
        return sorted({event.summary.value for event in calendar.vevent_list})

    @covers("R079")
    def test_feed_is_a_calendar_of_the_own_customers(self):
        response = self.get(self.token("sales"))
        expected = ["Birthday: Person of Own", "Mid-Autumn", "Signing: Own"]
        self.assertEqual(self.names(response), expected)
        self.assertNotIn("Secret", response.text)
        self.assertIn("text/calendar", response.headers["Content-Type"])
        self.assertIn("private", response.headers["Cache-Control"])
        self.assertTrue(
            all(len(line) <= 75 for line in response.content.split(b"\r\n"))
        )
        events = vobject.readOne(response.text).vevent_list
        uids = [event.uid.value for event in events]
        self.assertEqual(len(uids), len(set(uids)))
        autumn = next(e for e in events if e.summary.value == "Mid-Autumn")
        rows = self.env["keqin.occasion.date"].search(
            [("occasion_id", "=", self.festival.id)]
        )
        self.assertEqual(autumn.dtstart.value, rows[0].date)
        self.assertEqual((autumn.dtend.value - autumn.dtstart.value).days, 1)
        self.assertEqual(autumn.description.value, "lunar 8/15")
        self.assertIn("DTSTAMP:", response.text)
        self.assertRegex(autumn.serialize(), r"DTSTAMP:\d{8}T\d{6}Z")

    @covers("R180", "R181")
    def test_each_role_sees_what_it_may(self):
        """Who is responsible for no customer has the festivals only."""
        self.own.write({"sponsor_id": self.users["executive"].id})
        self.others.write({"service_user_id": self.users["service"].id})
        # nobody makes marketing responsible, but even then no person comes out
        self.own.write({"service_user_id": self.users["marketing"].id})
        expected = {
            "executive": ["Birthday: Person of Own", "Mid-Autumn", "Signing: Own"],
            "service": ["Birthday: Person of Others", "Mid-Autumn", "Signing: Others"],
            "marketing": ["Mid-Autumn", "Signing: Own"],
            "manager": ["Mid-Autumn"],
        }
        for name, names in expected.items():
            with self.subTest(name):
                self.assertEqual(self.names(self.get(self.token(name))), names)

    @covers("R180")
    def test_outsiders_have_no_feed(self):
        for name in ("employee", "portal", "public", "contributor"):
            with self.subTest(name):
                self.assertEqual(self.get(self.token(name)).status_code, 404)

    @covers("R180")
    def test_a_link_lasts_until_it_is_replaced_withdrawn_or_the_user_leaves(self):
        sales = self.users["sales"]
        first = self.token("sales")
        second = self.token("sales")
        for wrong in (first, "x", second[:-1], sales.sudo().keqin_feed_hash, "%00"):
            with self.subTest(wrong):
                self.assertEqual(self.get(wrong).status_code, 404)
        self.assertEqual(self.get(second).status_code, 200)
        sales.active = False
        self.assertEqual(self.get(second).status_code, 404)
        sales.active = True
        self.assertEqual(self.get(second).status_code, 200)
        self.env["keqin.feed.link"].with_user(sales).create({}).action_withdraw()
        self.assertEqual(self.get(second).status_code, 404)

    @covers("R180")
    def test_looking_changes_nothing(self):
        token = self.token("sales")
        url = f"/keqin/occasions/{token}.ics"
        self.assertEqual(self.url_open(url, data={"x": 1}).status_code, 405)
        row = self.env["keqin.occasion.date"].search([], limit=1)
        before = (row.write_date, self.users["sales"].write_date)
        self.get(token)
        self.env.invalidate_all()
        self.assertEqual((row.write_date, self.users["sales"].write_date), before)

    @covers("R180")
    def test_the_dialog_shows_a_new_link_once(self):
        link = self.env["keqin.feed.link"].with_user(self.users["sales"])
        dialog = link.create({})
        self.assertFalse(dialog.has_link or dialog.url)
        context = dialog.action_new()["context"]
        shown = link.with_context(**context).new()
        token = context["keqin_feed_token"]
        self.assertTrue(shown.url.endswith(f"/keqin/occasions/{token}.ics"))
        self.assertEqual(self.get(token).status_code, 200)
        again = link.new()
        self.assertEqual((again.has_link, again.url), (True, False))

    @covers("R180")
    def test_nobody_reads_or_sets_the_hash(self):
        self.token("sales")
        system = self.make_user(login="keqin_system", groups="base.group_system")
        for user in (self.users["sales"], self.users["manager"], system):
            target = self.users["sales"].with_user(user)
            with self.subTest(user.login):
                self.assertRefused(target.read, ["keqin_feed_hash"])
                self.assertRefused(target.write, {"keqin_feed_hash": "x"})
                domain = [("keqin_feed_hash", "!=", False)]
                self.assertRefused(target.search, domain)
