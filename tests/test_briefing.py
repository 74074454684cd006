"""The briefing before a visit: whole for its readers, and never more than they read."""

from freezegun import freeze_time
from lxml import html

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import OUTSIDERS, ROLES, KeqinCase
from .covers import covers

TODAY = "2026-06-30"
SECRETS = ("Hates to be photographed", "Daughter sits an exam", "Collects teapots")
CARD_READERS = {"sales", "sales_manager", "service", "service_manager"}
CARD_READERS |= {"executive", "manager"}


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestBriefing(KeqinCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        sales = cls.users["sales"]
        cls.north = cls.make_customer("North", user=sales, lifecycle="active")
        cls.boss = cls.make_partner(
            "Ms. Wang",
            parent_id=cls.north.partner_id.id,
            is_company=False,
            function="Managing director",
        )
        cls.env["keqin.contact"].create(
            {
                "partner_id": cls.boss.id,
                "customer_id": cls.north.id,
                "decision_role": "decider",
                "taboos": SECRETS[0],
                "family_notes": SECRETS[1],
                "interests": SECRETS[2],
            }
        )
        cls.clerk = cls.make_partner(
            "Mr. Li", parent_id=cls.north.partner_id.id, is_company=False
        )
        cls.visit = cls.make_activity("Visit the plant", contact_id=cls.clerk.id)
        done = cls.make_activity("Call about the line", contact_id=cls.boss.id)
        done.sudo().write(
            {
                "state": "done",
                "date_done": "2026-06-12",
                "result": "Wants a second line",
            }
        )
        secret = cls.make_activity("Succession", confidential=True)
        secret.sudo().write({"state": "done", "date_done": "2026-06-20"})
        secret.user_id = cls.users["executive"]
        cls.promise = cls.env["keqin.promise"].create(
            {
                "name": "Spare parts list",
                "customer_id": cls.north.id,
                "user_id": sales.id,
                "department": "sales",
                "promised_on": "2026-06-12",
                "due_on": "2026-06-28",
            }
        )
        cls.env["keqin.pain.point"].create(
            {"name": "Change-over takes too long", "customer_id": cls.north.id}
        )

    @classmethod
    def make_activity(cls, name, **vals):
        return cls.env["keqin.activity"].create(
            {
                "name": name,
                "customer_id": cls.north.id,
                "type_id": cls.env.ref("keqin_addon.keqin_activity_type_visit").id,
                "user_id": cls.users["sales"].id,
                "date_planned": TODAY,
                **vals,
            }
        )

    def page(self, role="sales", activity=None):
        file = self.north.with_user(self.users[role])
        return str(file.get_briefing(activity.id if activity else False)["html"])

    @covers("R016")
    def test_what_to_know_is_there(self):
        page = self.page()
        for text in (
            "North",
            "Ms. Wang",
            "Managing director",
            "Spare parts list",
            "Wants a second line",
            "Change-over takes too long",
            *SECRETS,
        ):
            with self.subTest(text=text):
                self.assertIn(text, page)

    @covers("R016")
    def test_who_is_met_comes_first(self):
        names = [
            node.text
            for node in html.fromstring(self.page()).iter("b")
            if node.text in ("Ms. Wang", "Mr. Li")
        ]
        self.assertEqual(names[0], "Ms. Wang")
        people = self.env["keqin.briefing"]._of(self.north, self.visit)["people"]
        self.assertEqual(
            [(person["name"], person["met"]) for person in people],
            [("Ms. Wang", False), ("Mr. Li", True)],
        )
        self.env["keqin.contact"].create(
            {
                "partner_id": self.clerk.id,
                "customer_id": self.north.id,
                "decision_role": "user",
            }
        )
        people = self.env["keqin.briefing"]._of(self.north, self.visit)["people"]
        self.assertEqual([person["met"] for person in people], [True, False])
        self.visit.contact_ids = self.boss
        people = self.env["keqin.briefing"]._of(self.north, self.visit)["people"]
        self.assertTrue(people[0]["met"])

    @covers("R010", "R016")
    def test_what_is_not_clear_is_to_be_found_out(self):
        self.assertNotIn(
            "Where it hurts", self.env["keqin.briefing"]._of(self.north)["find_out"]
        )
        self.assertIn("Which dates matter", self.page())
        self.env["keqin.pain.point"].search([]).unlink()
        self.assertIn(
            "Where it hurts", self.env["keqin.briefing"]._of(self.north)["find_out"]
        )

    @covers("R016")
    def test_from_the_appointment_in_the_calendar(self):
        start = "2026-07-01 02:00:00"
        meeting = self.env["calendar.event"].create(
            {"name": "Plant", "start": start, "stop": "2026-07-01 03:00:00"}
        )
        self.visit.sudo().meeting_id = meeting
        sales = meeting.with_user(self.users["sales"])
        self.assertEqual(sales.keqin_activity_id, self.visit)
        params = sales.action_keqin_briefing()["params"]
        self.assertEqual(
            params, {"customer_id": self.north.id, "activity_id": self.visit.id}
        )
        rival = self.make_user("sales", login="rival_briefing")
        self.assertFalse(meeting.with_user(rival).keqin_activity_id)

    @covers("R016")
    def test_from_the_desk(self):
        desk = self.env["keqin.desk"].with_user(self.users["sales"])
        self.env.flush_all()
        [row] = desk.get_rows("mine", kind="care")["rows"]
        methods = [action["method"] for action in row["actions"]]
        self.assertIn("action_open_briefing", methods)

    def test_late_is_marked(self):
        sections = dict(self.env["keqin.briefing"]._of(self.north)["open"])
        [(text, _day, is_late)] = sections["What we promised"]
        self.assertEqual((text, is_late), ("Spare parts list", True))

    @covers("R016", "R182")
    def test_personal_notes_for_readers_of_cards_alone(self):
        self.north.message_subscribe(self.users["contributor"].partner_id.ids)
        for role in (*ROLES, "employee"):
            with self.subTest(role=role):
                if role == "employee":
                    self.assertRefused(self.page, role)
                    continue
                page = self.page(role)
                for text in SECRETS:
                    self.assertEqual(text in page, role in CARD_READERS)

    @covers("R016", "R188")
    def test_confidential_talks_stay_with_their_people(self):
        self.assertNotIn("Succession", self.page("service"))
        self.assertIn("Succession", self.page("executive"))

    @covers("R016", "R181")
    def test_on_paper_as_on_the_screen(self):
        report = "keqin_addon.keqin_briefing_document"
        Report = self.env["ir.actions.report"]
        for role, sees in (("sales", True), ("marketing", False)):
            here = Report.with_user(self.users[role])
            page, _kind = here._render_qweb_html(report, self.north.ids)
            with self.subTest(role=role):
                self.assertEqual(SECRETS[0] in page.decode(), sees)
        rival = Report.with_user(self.rival)
        self.assertRefused(rival._render_qweb_html, report, self.north.ids)

    @covers("R016", "R181")
    def test_nobody_reads_customers_of_others(self):
        others = self.north.with_user(self.rival)
        self.assertRefused(others.get_briefing)
        for role in OUTSIDERS:
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.north.with_user(self.users[role]).get_briefing()

    def test_activity_of_another_customer_brings_nothing(self):
        south = self.make_customer("South", user=self.rival)
        foreign = self.make_activity("Foreign visit")
        other = self.env["keqin.activity"].create(
            {
                "name": "Secret visit",
                "customer_id": south.id,
                "type_id": foreign.type_id.id,
                "user_id": self.rival.id,
            }
        )
        self.assertRefused(self.page, "sales", other)
        self.assertNotIn("Secret visit", self.page("executive", other))

    def test_cost_does_not_grow_with_what_is_open(self):
        def cost():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.page()
            return self.env.cr.sql_log_count - before

        cost()
        before = cost()
        for number in range(8):
            self.promise.copy({"name": f"Promise {number}"})
            person = self.clerk.copy({"name": f"Person {number}"})
            self.env["keqin.contact"].create(
                {"partner_id": person.id, "customer_id": self.north.id}
            )
        self.env.flush_all()
        self.assertLessEqual(cost(), before + 2)
