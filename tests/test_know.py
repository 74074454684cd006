"""What is known of a customer: pain points, milestones, the three clears."""

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import OUTSIDERS, ROLES, KeqinCase
from .covers import covers

TODAY = "2026-06-30"


@freeze_time(TODAY)
class KnowCase(KeqinCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        cls.north = cls.make_customer("North", user=cls.users["sales"])
        cls.south = cls.make_customer("South", user=cls.rival)
        cls.north.lifecycle = cls.south.lifecycle = "active"

    def make_pain(self, customer=None, **vals):
        customer = customer or self.north
        vals = {"name": "Lines stand still", "customer_id": customer.id} | vals
        return self.env["keqin.pain.point"].create(vals)

    def make_person(self, name="Ms. Wang", customer=None):
        return self.make_partner(
            name,
            parent_id=(customer or self.north).partner_id.id,
            is_company=False,
        )


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestClears(KnowCase):
    def clears(self):
        self.env.flush_all()
        file = self.north
        return (file.clear_needs, file.clear_people, file.clear_dates)

    @covers("R010")
    def test_each_of_the_three(self):
        self.assertEqual(self.clears(), (False, False, False))
        self.assertEqual(self.north.three_clears, 0)
        pain = self.make_pain()
        self.assertEqual(self.clears(), (True, False, False))
        card = self.env["keqin.contact"].create(
            {
                "partner_id": self.make_person().id,
                "customer_id": self.north.id,
                "decision_role": "decider",
            }
        )
        self.assertEqual(self.clears(), (True, True, False))
        self.north.founded_on = "2001-09-09"
        self.assertEqual(self.clears(), (True, True, True))
        self.assertEqual(self.north.three_clears, 3)
        pain.state = "solved"
        card.decision_role = "user"
        self.north.founded_on = False
        self.assertEqual(self.clears(), (False, False, False))

    @covers("R010")
    def test_dates_follow_the_occasions(self):
        occasion = self.env["keqin.occasion"].create(
            {
                "name": "Moves house",
                "kind": "customer",
                "customer_id": self.north.id,
                "type_id": self.env.ref("keqin_addon.keqin_activity_type_phone").id,
                "calendar": "solar",
                "month": 7,
                "day": 1,
            }
        )
        self.assertEqual(self.clears(), (False, False, True))
        occasion.active = False
        self.assertEqual(self.clears(), (False, False, False))

    @covers("R010")
    def test_nobody_types_it_in(self):
        for role in ROLES:
            file = self.north.with_user(self.users[role])
            for name in ("three_clears", "clear_needs"):
                with self.subTest(role=role, field=name):
                    self.assertRefused(file.write, {name: 1})

    @covers("R010")
    def test_listed_to_the_account_manager(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqin_addon.keqin_customer_action_clears"
        )
        domain = [
            ("three_clears", "<", 3),
            ("lifecycle", "not in", ("prospect", "lost")),
        ]
        self.assertIn("three_clears", action["domain"])
        files = self.env["keqin.customer"].with_user(self.users["sales"])
        self.assertEqual(files.search(domain), self.north)

    def test_many_cost_the_queries_of_few(self):
        def cost(files):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            files.env.add_to_compute(files._fields["three_clears"], files)
            files.mapped("three_clears")
            return self.env.cr.sql_log_count - before

        few = self.north | self.south
        many = few.union(*(self.make_customer(f"C{n}") for n in range(20)))
        self.env.flush_all()
        self.assertLessEqual(cost(many), cost(few))


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestPainPoint(KnowCase):
    @covers("R010", "R095")
    def test_becomes_one_need(self):
        pain = self.make_pain(note="Two hours a shift").with_user(self.users["sales"])
        action = pain.action_make_need()
        need = self.env["keqin.need"].browse(action["res_id"])
        self.assertEqual((need.name, need.customer_id), (pain.name, self.north))
        self.assertEqual(need.pain_point_ids, pain)
        self.assertEqual(pain.state, "working")
        self.assertEqual(pain.action_make_need()["res_id"], need.id)

    def test_solved_has_its_day(self):
        pain = self.make_pain(found_on="2026-06-01")
        pain.state = "solved"
        self.assertEqual(str(pain.solved_on), TODAY)
        pain.state = "open"
        self.assertFalse(pain.solved_on)

    def test_told_by_a_person_of_the_customer(self):
        stranger = self.make_person("Mr. Li", self.south)
        with self.assertRaises(ValidationError):
            self.make_pain(contact_id=stranger.id)

    @covers("R010")
    def test_heard_in_a_contact(self):
        kind = self.env.ref("keqin_addon.keqin_activity_type_phone")
        wizard = self.env["keqin.activity.log"].with_user(self.users["sales"])
        with Form(wizard.with_context(default_customer_id=self.north.id)) as form:
            form.type_id = kind
            form.result = "Talked about the new line"
            form.summary = "<p>Two hours a shift are lost.</p>"
            with form.pain_ids.new() as line:
                line.name = "Change-over takes too long"
                line.severity = "high"
        form.record.action_apply()
        pain = self.env["keqin.pain.point"].search(
            [("customer_id", "=", self.north.id)]
        )
        self.assertEqual(
            (pain.name, pain.severity), ("Change-over takes too long", "high")
        )
        self.assertEqual(pain.activity_id.state, "done")

    def test_stays_with_its_customer(self):
        with self.assertRaises(UserError):
            self.make_pain().customer_id = self.south

    @covers("R010", "R180", "R181")
    def test_who_reads_and_writes(self):
        own, other = self.make_pain(), self.make_pain(self.south)
        line = self.env["keqin.milestone"].create(
            [
                {"name": "First line", "customer_id": c.id}
                for c in (self.north, self.south)
            ]
        )
        reads = {"sales": "own", "contributor": "", **dict.fromkeys(OUTSIDERS, "")}
        writes = reads | {"marketing": ""}
        for role in (*ROLES, *OUTSIDERS):
            for ours, theirs in ((own, other), tuple(line)):
                for rights, attempt in (
                    (reads, lambda record: record.read(["name"])),
                    (writes, lambda record: record.write({"name": "Other"})),
                ):
                    reach = rights.get(role, "all")
                    for record, allowed in (
                        (ours, reach in ("own", "all")),
                        (theirs, reach == "all"),
                    ):
                        here = record.with_user(self.users[role])
                        self.assertAllowed(allowed, attempt, here, message=role)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestMilestone(KnowCase):
    def note(self):
        return self.env["keqin.milestone"]._note_known(
            self.company, self.north.company_id._keqin_today()[self.company]
        )

    @covers("R012")
    def test_what_is_known_is_noted_once(self):
        self.north.signed_on = "2021-03-12"
        self.assertEqual(self.note(), 4)
        lines = self.north.milestone_ids.sorted("date")
        self.assertEqual(
            [(str(line.date), line.kind) for line in lines],
            [
                ("2021-03-12", "contract"),
                ("2022-03-12", "anniversary"),
                ("2024-03-12", "anniversary"),
                ("2026-03-12", "anniversary"),
            ],
        )
        lines[0].name = "Contract signed in Suzhou"
        lines[1].active = False
        self.assertEqual(self.note(), 0)
        self.assertEqual(lines[0].name, "Contract signed in Suzhou")

    @covers("R012")
    def test_every_night(self):
        self.north.signed_on = "2026-06-01"
        self.env["keqin.customer"]._cron_care()
        self.assertEqual(self.north.milestone_ids.name, "First contract")

    @covers("R012")
    def test_not_before_its_day(self):
        self.north.signed_on = "2026-07-01"
        self.assertEqual(self.note(), 0)

    def test_agreements_are_named_to_nobody(self):
        agreement = self.env["keqin.agreement"].create(
            {
                "name": "Secret framework",
                "customer_id": self.north.id,
                "date_start": "2026-01-01",
                "date_end": "2026-12-31",
            }
        )
        self.assertEqual(self.note(), 0)
        agreement.sudo().state = "active"
        self.note()
        self.assertEqual(self.north.milestone_ids.name, "Agreement signed")

    def test_where_it_comes_from_is_no_entry(self):
        line = self.env["keqin.milestone"].create(
            {"name": "First line", "customer_id": self.north.id}
        )
        with self.assertRaises(AccessError):
            line.with_user(self.users["sales"]).key = "order"

    @covers("R012")
    def test_album_tells_them_in_order_to_who_may_read(self):
        self.env["keqin.milestone"].create(
            [
                {"name": name, "date": day, "customer_id": self.north.id}
                for name, day in (
                    ("Second line", "2025-05-05"),
                    ("First", "2022-02-02"),
                )
            ]
        )
        report = "keqin_addon.keqin_milestone_report"
        Report = self.env["ir.actions.report"]
        album, _kind = Report.with_user(self.users["sales"])._render_qweb_html(
            report, self.north.ids
        )
        text = album.decode()
        self.assertIn("North", text)
        self.assertLess(text.index("First"), text.index("Second line"))
        self.north.message_subscribe(self.users["contributor"].partner_id.ids)
        for user in (self.rival, *map(self.users.get, ("contributor", *OUTSIDERS))):
            here = Report.with_user(user)
            self.assertRefused(here._render_qweb_html, report, self.north.ids)
