"""Who sees which care activity, and what hangs off it: by role, by company, by seal."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .activity_case import LEADS, SEES_ALL, ActivityCase
from .common import OUTSIDERS, ROLES
from .covers import covers

STAFF = ("sales", *SEES_ALL, "marketing")


class ActivitySecurityCase(ActivityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        cls.others = cls.make_customer("Others", cls.rival)

    def ways_to_see(self, record, field="name"):
        """Every way a client reads a record that a rule has to stop."""
        Model, domain = record.browse(), [("id", "=", record.id)]
        yield "read", lambda: record.read([field])
        yield "search", lambda: Model.search(domain)
        yield "count", lambda: Model.search_count(domain)
        yield (
            "group",
            lambda: Model.formatted_read_group(domain, ["create_uid"], ["__count"]),
        )
        yield "web", lambda: Model.web_search_read(domain, {field: {}})["records"]

    def assertSees(self, sees, record, role, field="name"):
        mine = record.with_user(self.users[role])
        for way, look in self.ways_to_see(mine, field):
            self.assertAllowed(sees, look, message=f"{role} {way}")

    def assertWrites(self, writes, record, role, **vals):
        mine = record.with_user(self.users[role])
        self.assertAllowed(writes, lambda: mine.write(vals), message=role)


@tagged("post_install", "-at_install")
class TestActivityRules(ActivitySecurityCase):
    @covers("R054", "R066", "R180", "R181")
    def test_sales_see_their_customers_others_see_all(self):
        own, others = (
            self.make_activity(),
            self.make_activity(user=self.rival, customer=self.others),
        )
        for role in (*ROLES, *OUTSIDERS):
            with self.subTest(role):
                sees = role in SEES_ALL
                self.assertSees(sees, others, role)
                self.assertWrites(sees, others, role, location="X")
                self.assertSees(sees or role == "sales", own, role)
                self.assertWrites(sees or role == "sales", own, role, location="X")

    @covers("R054")
    def test_who_supports_or_is_responsible_sees_it(self):
        activity = self.make_activity(user=self.rival, customer=self.others)
        for role in ("sales", "marketing"):
            self.assertSees(False, activity, role)
            activity.support_user_ids = self.users[role]
            self.assertSees(True, activity, role)
            activity.write({"support_user_ids": False, "user_id": self.users[role].id})
            self.assertSees(True, activity, role)

    @covers("R180")
    def test_create(self):
        """Account managers for their customers, marketing what it does itself."""
        for role in (*ROLES, *OUTSIDERS):
            Activity = self.env["keqin.activity"].with_user(self.users[role])
            values = {"name": "X", "type_id": self.types["chat"].id}
            for customer, may in (
                (self.customer, role in STAFF),
                (self.others, role in STAFF and role != "sales"),
            ):
                given = values | {"customer_id": customer.id}
                self.assertAllowed(may, Activity.create, given, message=role)

    def test_marketing_plans_for_its_department_only(self):
        Activity = self.env["keqin.activity"].with_user(self.users["marketing"])
        values = {
            "name": "X",
            "customer_id": self.customer.id,
            "type_id": self.types["chat"].id,
            "user_id": self.users["sales"].id,
        }
        mine = Activity.create(values)
        self.assertEqual(mine.department, "marketing")
        self.assertSees(True, mine, "marketing")
        values["department"] = "sales"
        self.assertRefused(Activity.create, values)

    @covers("R180")
    def test_only_the_administrator_deletes(self):
        activity = self.make_activity()
        for role in (*ROLES, *OUTSIDERS):
            mine = activity.with_user(self.users[role])
            self.assertAllowed(role == "manager", lambda m=mine: m.unlink() or True)

    @covers("R180")
    def test_children_are_as_closed_as_their_activity(self):
        activity = self.make_activity(
            "visit",
            user=self.rival,
            customer=self.others,
            attendee_ids=[Command.create({"partner_id": self.person.id})],
        )
        for child, field in (
            (activity.check_ids[:1], "name"),
            (activity.attendee_ids, "display_name"),
        ):
            for role in (*ROLES, *OUTSIDERS):
                self.assertSees(role in SEES_ALL, child, role, field)
                self.assertWrites(role in SEES_ALL, child, role)
            self.check_create(child)
            self.check_stays(child)

    def check_create(self, child):
        for role in (*ROLES, *OUTSIDERS):
            Child = child.browse().with_user(self.users[role])
            values = {"activity_id": child.activity_id.id}
            partner = self.users[role].partner_id.id
            extra = (
                {"name": "X"} if "name" in child._fields else {"partner_id": partner}
            )
            self.assertAllowed(role in SEES_ALL, Child.create, values | extra)

    def check_stays(self, child):
        own = self.make_activity()
        mine = child.with_user(self.users["manager"])
        self.assertRefused(mine.write, {"activity_id": own.id}, error=UserError)

    @covers("R180")
    def test_other_companies(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        partner = self.make_partner("Far away")
        partner.user_id = self.users["sales"]
        customer = self.make_customer(
            "Far away", partner=partner, company_id=elsewhere.id
        )
        activity = self.make_activity(
            "visit", customer=customer, user=self.users["sales"]
        )
        for role in ROLES:
            self.assertSees(False, activity, role)
            self.assertSees(False, activity.check_ids[:1], role)

    def test_company_follows_from_the_customer(self):
        activity = self.make_activity()
        for role in SEES_ALL:
            self.assertWrites(False, activity, role, company_id=self.env.company.id)

    @covers("R074")
    def test_only_leads_rate(self):
        activity = self.make_activity()
        for role in ("sales", *SEES_ALL):
            self.assertWrites(role in LEADS, activity, role, quality=5)

    @covers("R172")
    def test_learning_log(self):
        Learning = self.env["keqin.learning"]
        values = {"name": "Packaging law", "company_id": self.company.id}
        for role in ROLES:
            mine = Learning.with_user(self.users[role]).create(dict(values))
            self.assertEqual(mine.user_id, self.users[role])
            self.assertWrites(True, mine, role, hours=2)
            others = values | {"user_id": self.rival.id}
            self.assertAllowed(
                False, Learning.with_user(self.users[role]).create, others
            )
        for role in ROLES:
            foreign = Learning.create(values | {"user_id": self.rival.id})
            self.assertSees(role in LEADS, foreign, role)
            self.assertWrites(False, foreign, role, hours=2)
        for role in OUTSIDERS:
            self.assertAllowed(
                False, Learning.with_user(self.users[role]).create, dict(values)
            )

    @covers("R068")
    def test_configuration_is_the_administrators(self):
        track = self.env.ref("keqin_addon.keqin_talk_track_standard")
        kind = self.env.ref("keqin_addon.keqin_information_kind_policy")
        for record in (track, kind, self.types["visit"]):
            for role in (*ROLES, *OUTSIDERS):
                self.assertSees(role in STAFF, record, role)
                self.assertWrites(role == "manager", record, role, name="X")


@tagged("post_install", "-at_install")
class TestConfidential(ActivitySecurityCase):
    """Only the people of the matter and executives, whatever else a role may see."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.secret = cls.make_activity(
            "visit",
            name="Talk on the merger",
            user=cls.rival,
            customer=cls.others,
            confidential=True,
            summary="<p>Merger</p>",
            start_at="2026-07-01 08:00:00",
            attendee_ids=[Command.create({"partner_id": cls.person.id})],
        )

    def assertSecret(self, sees, role):
        secret = self.secret
        self.assertSees(sees, secret, role)
        self.assertSees(sees, secret.check_ids[:1], role)
        self.assertSees(sees, secret.attendee_ids, role, "display_name")
        Activity = secret.browse().with_user(self.users[role])
        self.assertAllowed(sees, Activity.name_search, "Talk on the merger")
        self.assertAllowed(
            sees,
            lambda: Activity.formatted_read_group(
                [("customer_id", "=", self.others.id)], ["name"], ["__count"]
            ),
        )
        message = secret.message_post(body="Merger")
        Message = message.browse().with_user(self.users[role])
        self.assertAllowed(sees, lambda: Message.search([("id", "=", message.id)]))
        self.assertAllowed(sees, lambda: Message.browse(message.id).read(["body"]))
        self.assertAllowed(
            sees, lambda: Activity.browse(secret.id).action_log(), message="log"
        )

    @covers("R180", "R188")
    def test_roles(self):
        for role in (*ROLES, *OUTSIDERS):
            with self.subTest(role), self.undone():
                self.assertSecret(role == "executive", role)

    @covers("R180", "R188")
    def test_people_of_the_matter(self):
        service = self.users["service"]
        self.assertSecret(False, "service")
        for target, name in (
            (self.secret, "user_id"),
            (self.secret, "support_user_ids"),
            (self.others, "sponsor_id"),
            (self.others.partner_id, "user_id"),
        ):
            with self.subTest(name), self.undone():
                target[name] = service
                self.assertSecret(True, "service")
                self.assertTrue(self.secret.with_user(service).sudo()._is_visible())
        mine = self.make_activity(confidential=True)
        self.assertTrue(mine.with_user(self.users["sales"]).read(["name"]))
        self.assertFalse(self.secret.with_user(service).sudo()._is_visible())

    @covers("R188")
    def test_creator_sees_what_they_sealed(self):
        Activity = self.env["keqin.activity"].with_user(self.users["service"])
        made = Activity.create(
            {
                "name": "Mine",
                "customer_id": self.others.id,
                "type_id": self.types["chat"].id,
                "user_id": self.rival.id,
                "confidential": True,
            }
        )
        self.assertSees(True, made, "service")
        self.assertSees(False, made, "service_manager")

    @covers("R188")
    def test_subject_is_not_told_by_what_points_to_it(self):
        for role in STAFF:
            shown = self.secret.with_user(self.users[role]).sudo().display_name
            expected = self.secret.name if role == "executive" else "Confidential"
            self.assertEqual(shown, expected, role)

    @covers("R188")
    def test_meeting_is_private(self):
        self.assertEqual(self.secret.meeting_id.privacy, "private")
        self.env.flush_all()
        self.env.invalidate_all()
        shown = self.secret.meeting_id.with_user(self.users["service"])
        self.assertEqual(shown.read(["name"])[0]["name"], "Busy")
        self.assertAllowed(False, lambda: shown.write({"name": "Mine"}))

    @covers("R188")
    def test_sealing_hides_at_once(self):
        activity = self.make_activity()
        self.assertSees(True, activity, "service")
        activity.with_user(self.users["sales"]).confidential = True
        self.assertSees(False, activity, "service")
        self.assertSees(True, activity, "sales")
        with self.assertRaises(AccessError):
            activity.with_user(self.users["service"]).write({"confidential": False})
