"""Who answers for a customer, what is noted and reported, and the layers reached."""

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import OUTSIDERS, ROLES, KeqinCase
from .covers import covers

TODAY = "2026-06-30"
SECRET = "Succession in the family"


class ResponsibleCase(KeqinCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(TODAY))
        cls.add_outsiders()
        cls.rival = cls.make_user("sales", login="rival_responsible")
        cls.customer = cls.make_customer("North", user=cls.users["sales"])
        cls.person = cls.make_partner(
            "Ms. Wang", parent_id=cls.customer.partner_id.id, is_company=False
        )

    def by(self, user, record):
        """The record, as a user or a role uses it."""
        user = self.users[user] if isinstance(user, str) else user
        return record.with_user(user)


@tagged("post_install", "-at_install")
class TestReportedContact(ResponsibleCase):
    def report(self, user="contributor", **vals):
        reports = self.by(user, self.env["keqin.reported.contact"])
        return reports.create(
            {
                "partner_id": self.customer.partner_id.id,
                "contact_id": self.person.id,
                "summary": "They plan a second line",
                **vals,
            }
        )

    @covers("R192")
    def test_becomes_care_on_the_file(self):
        report = self.report()
        activity = report.sudo().activity_id
        self.assertEqual(activity.customer_id, self.customer)
        self.assertEqual((activity.state, str(activity.date_done)), ("done", TODAY))
        self.assertEqual(activity.user_id, self.users["contributor"])
        self.assertEqual(activity.result, "They plan a second line")
        # its account manager reads it there
        self.by("sales", activity).read(["result"])

    @covers("R192")
    def test_the_reporter_reads_own_reports_and_nothing_else(self):
        own, other = self.report(), self.report("service")
        reports = self.by("contributor", own)
        self.assertEqual(reports.search([]), reports)
        self.assertEqual(reports.read(["summary"])[0]["id"], own.id)
        with self.assertRaises(AccessError):
            self.by("contributor", other).read(["summary"])
        for model in ("keqin.activity", "keqin.contact", "keqin.case"):
            with self.subTest(model):
                self.assertRefused(self.by("contributor", self.env[model]).search, [])
        self.assertFalse(self.by("contributor", self.env["keqin.customer"]).search([]))

    @covers("R192")
    def test_who_reads_and_who_reports(self):
        report = self.report()
        seen = {"sales", "sales_manager", "service", "service_manager"}
        seen |= {"executive", "manager", "contributor"}
        for role in (*ROLES, *OUTSIDERS):
            with self.subTest(role):
                reports = self.by(role, self.env["keqin.reported.contact"])
                if role in OUTSIDERS:
                    self.assertRefused(reports.search, [])
                    self.assertRefused(lambda r=role: self.report(r))
                else:
                    found = reports.search([("id", "=", report.id)])
                    self.assertEqual(bool(found), role in seen)
                    self.assertRefused(
                        self.by(role, report).write, {"summary": "Not so"}
                    )
        rival = self.by(self.rival, self.env["keqin.reported.contact"])
        self.assertFalse(rival.search([("id", "=", report.id)]))

    def test_nobody_reports_in_the_name_of_others(self):
        self.assertRefused(lambda: self.report(user_id=self.users["sales"].id))

    def test_bad_reports_say_what_to_do_and_leave_nothing(self):
        stranger = self.make_partner("Stranger")
        before = self.env["keqin.activity"].search_count([])
        with self.assertRaisesRegex(UserError, "not in care"):
            self.report(partner_id=stranger.id, contact_id=False)
        with self.assertRaisesRegex(UserError, "does not work for"):
            self.report(contact_id=stranger.id)
        # the file is of another company
        other = self.env["res.company"].create({"name": "Other"})
        reports = self.env["keqin.reported.contact"].sudo()
        vals = {"partner_id": self.customer.partner_id.id, "summary": "Hello"}
        with self.assertRaisesRegex(UserError, "not in care"):
            reports.create({**vals, "company_id": other.id})
        self.assertEqual(self.env["keqin.activity"].search_count([]), before)


@tagged("post_install", "-at_install")
class TestNote(ResponsibleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.sponsor_id = cls.make_user("executive", login="sponsor_note")
        cls.note = (
            cls.env["keqin.note"]
            .with_user(cls.users["service"])
            .create(
                {
                    "customer_id": cls.customer.id,
                    "contact_id": cls.person.id,
                    "name": SECRET,
                    "body": "Not before next summer",
                }
            )
        )

    @covers("R188")
    def test_confidential_ones_stay_with_their_people(self):
        readers = {"sales", "service", "executive"}
        for role in (*ROLES, *OUTSIDERS):
            with self.subTest(role):
                notes = self.by(role, self.env["keqin.note"])
                if role in (*OUTSIDERS, "contributor"):
                    self.assertRefused(notes.search, [])
                    continue
                found = notes.search([("body", "ilike", "summer")])
                self.assertEqual(found == self.note, role in readers)
                count = notes.search_count([("id", "=", self.note.id)])
                self.assertEqual(bool(count), role in readers)
                groups = notes._read_group(
                    [("customer_id", "=", self.customer.id)], ["name"]
                )
                self.assertEqual(bool(groups), role in readers)
                self.assertEqual(bool(notes.name_search(SECRET)), role in readers)
                if role not in readers:
                    with self.assertRaises(AccessError):
                        self.by(role, self.note).read(["name"])
        self.assertFalse(self.by(self.rival, self.env["keqin.note"]).search([]))

    @covers("R188")
    def test_others_are_for_who_reads_the_customer(self):
        self.by("service", self.note).confidential = False
        for role in ("sales_manager", "marketing", "manager", "service_manager"):
            with self.subTest(role):
                self.assertTrue(self.by(role, self.env["keqin.note"]).search([]))
        self.assertFalse(self.by(self.rival, self.env["keqin.note"]).search([]))

    @covers("R188")
    def test_authors_alone_change_their_notes(self):
        for role in ("sales", "executive", "manager"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.by(role, self.note).write({"confidential": False})
        self.assertRefused(
            self.by("service", self.note).write, {"user_id": self.users["sales"].id}
        )

    @covers("R188")
    def test_account_managers_note_on_their_own_customers(self):
        vals = {"customer_id": self.customer.id, "name": "Heard at the fair"}
        self.assertRefused(self.by(self.rival, self.env["keqin.note"]).create, vals)
        mine = self.by("sales", self.env["keqin.note"]).create(vals)
        mine.body = "Twice"
        # handed over, they still read what they wrote, and change it no more
        self.customer.partner_id.sudo().user_id = self.rival
        mine.invalidate_recordset()
        self.assertEqual(mine.body, "Twice")
        self.assertRefused(mine.write, {"body": "Thrice"})

    @covers("R188", "R016")
    def test_briefing_tells_readers_alone(self):
        for role in ("sales", "sales_manager"):
            with self.subTest(role):
                page = str(self.by(role, self.customer).get_briefing()["html"])
                self.assertEqual(SECRET in page, role == "sales")

    @covers("R182", "R188")
    def test_erased_with_the_person(self):
        self.env["keqin.privacy.engine"].sudo()._erase_care(self.person)
        self.note.invalidate_recordset()
        self.assertNotIn("Succession", self.note.sudo().name)
        self.assertNotIn("summer", self.note.sudo().body)


@tagged("post_install", "-at_install")
class TestResponsible(ResponsibleCase):
    @covers("R193")
    def test_three_levels_in_one_view(self):
        head = self.users["sales_manager"]
        team = self.env["crm.team"].create({"name": "East", "user_id": head.id})
        self.env["crm.team.member"].create(
            {"crm_team_id": team.id, "user_id": self.users["sales"].id}
        )
        lead = self.users["service_manager"]
        self.env["keqin.operation.team"].search(
            [("company_id", "=", self.company.id)]
        ).active = False
        self.env["keqin.operation.team"].create(
            {"name": "Team", "lead_id": lead.id, "company_id": self.company.id}
        )
        file = self.by("marketing", self.customer)
        self.assertEqual((file.sales_head_id, file.service_head_id), (head, lead))

    @covers("R193")
    def test_gaps_by_the_levels_in_use(self):
        self.customer.sudo().write({"tier": "A", "service_user_id": False})
        for levels, missing in (
            ("1", False),
            ("2", "Head of sales, Service owner"),
            ("3", "Management, Head of sales, Service owner"),
        ):
            with self.subTest(levels):
                self.company.keqin_levels = levels
                self.assertEqual(self.customer.responsible_missing, missing)
        self.customer.sudo().tier = "C"
        self.assertNotIn("Management", self.customer.responsible_missing)
        # one person may stand on all levels
        user = self.users["executive"]
        self.customer.sudo().write({"service_user_id": user.id, "sponsor_id": user.id})
        self.company.keqin_levels = "3"
        self.assertEqual(self.customer.responsible_missing, "Head of sales")


@tagged("post_install", "-at_install")
class TestLayers(ResponsibleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Metric = cls.env["keqin.layer.metric"]
        Metric.search([]).active = False
        targets = {
            "basic": ("csat", 4),
            "advanced": ("nps", 9),
            "strategic": ("trust", 4),
        }
        for layer, (metric, target) in targets.items():
            found = Metric.with_context(active_test=False).search(
                [("layer", "=", layer), ("metric", "=", metric)]
            )
            found.write({"active": True, "target": target})
        cls.customer.lifecycle = "active"

    def assess(self, csat, nps, trust):
        self.customer.sudo().write(
            {"csat_last": csat, "nps_last": nps, "trust_last": trust}
        )
        return self.customer.layer_reached, self.customer.layer_lacks or ""

    @covers("R027")
    def test_a_layer_rests_on_those_before(self):
        for said, layer, lack in (
            ((0, 0, 0), False, "Satisfaction"),
            ((3.9, 10, 5), False, "3.9 / 4"),
            ((4, 0, 5), "basic", "Recommendation"),
            ((4, 8, 5), "basic", "8 / 9"),
            ((4, 9, 3), "advanced", "3 / 4"),
            ((5, 10, 4), "strategic", ""),
        ):
            with self.subTest(said):
                reached, lacks = self.assess(*said)
                self.assertEqual(reached, layer)
                self.assertIn(lack, lacks)
                self.assertEqual(bool(lack), bool(lacks))

    @covers("R027", "R211")
    def test_report_by_layer(self):
        self.assess(4, 8, 0)
        self.env.flush_all()
        rows = self.env["keqin.layer.report"].search(
            [("customer_id", "=", self.customer.id)]
        )
        told = {row.layer: (row.value, row.is_known, row.met) for row in rows}
        self.assertEqual(
            told,
            {
                "basic": (4.0, True, 100.0),
                "advanced": (8.0, True, 0.0),
                "strategic": (0.0, False, 0.0),
            },
        )
        self.assertEqual(rows.mapped("layer"), ["basic", "advanced", "strategic"])
        sets = rows.formatted_read_grouping_sets(
            [("id", "in", rows.ids)], [["layer"], ["tier", "layer"]], ["met:avg"]
        )
        for groups in sets:
            layers = [group["layer"] for group in groups]
            self.assertEqual(layers, ["basic", "advanced", "strategic"])
        self.assertEqual(rows[0].action_open()["res_id"], self.customer.id)
        self.customer.lifecycle = "lost"
        self.env.flush_all()
        self.assertFalse(
            self.env["keqin.layer.report"].search([("id", "in", rows.ids)])
        )

    @covers("R027")
    def test_who_reads(self):
        readers = {"sales", "sales_manager", "service", "service_manager"}
        readers |= {"executive", "manager"}
        for role in (*ROLES, *OUTSIDERS):
            with self.subTest(role):
                report = self.by(role, self.env["keqin.layer.report"])
                domain = [("customer_id", "=", self.customer.id)]
                if role in readers:
                    self.assertTrue(report.search(domain))
                else:
                    self.assertRefused(report.search, domain)
        rival = self.by(self.rival, self.env["keqin.layer.report"])
        self.assertFalse(rival.search([]))


@tagged("post_install", "-at_install")
class TestResourceUse(ResponsibleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        kind = cls.env.ref("keqin_addon.keqin_activity_type_phone")
        ours = {"customer_id": cls.customer.id, "user_id": cls.users["sales"].id}
        visit = {**ours, "type_id": kind.id, "duration": 2.0}
        cls.late, cls.today, cls.done = cls.env["keqin.activity"].create(
            [
                {**visit, "name": "Late", "date_planned": "2026-06-28"},
                {**visit, "name": "Today", "date_planned": TODAY},
                {**visit, "name": "Done", "date_planned": "2026-06-20"},
            ]
        )
        cls.done.sudo().write({"state": "done", "date_done": "2026-06-20", "cost": 50})
        cls.promise = cls.env["keqin.promise"].create(
            {
                **ours,
                "name": "Samples",
                "department": "service",
                "due_on": "2026-07-02",
            }
        )
        cls.case = cls.env["keqin.case"].create(
            {"name": "Case", "customer_id": cls.customer.id}
        )
        cls.case.sudo().user_id = cls.users["service"]
        cls.env.flush_all()

    def rows(self, user="executive"):
        rows = self.by(user, self.env["keqin.resource.use"])
        return rows.search([("customer_id", "=", self.customer.id)])

    @covers("R200")
    def test_work_hours_and_money_over_departments(self):
        told = {
            (row.res_model, row.res_id): (
                row.open_count, row.late_count, row.done_count,
                row.hours, row.hours_ahead, row.amount,
            )
            for row in self.rows()
        }  # fmt: skip
        self.assertEqual(
            told,
            {
                ("keqin.activity", self.late.id): (1, 1, 0, 0, 2, 0),
                ("keqin.activity", self.today.id): (1, 0, 0, 0, 2, 0),
                ("keqin.activity", self.done.id): (0, 0, 1, 2, 0, 50),
                ("keqin.promise", self.promise.id): (1, 0, 0, 0, 0, 0),
                ("keqin.case", self.case.id): (1, 0, 0, 0, 0, 0),
            },
        )
        action = self.rows().filtered(lambda row: row.kind == "case").action_open()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("keqin.case", self.case.id)
        )

    @covers("R200")
    def test_costs_of_events_are_marketings(self):
        event = self.env["event.event"].create(
            {
                "name": "Plant tour",
                "date_begin": "2026-06-29 01:00:00",
                "date_end": "2026-06-29 05:00:00",
                "company_id": self.company.id,
                "user_id": self.users["marketing"].id,
            }
        )
        self.env["keqin.event.cost"].create(
            {"event_id": event.id, "name": "Bus", "amount": 300.0}
        )
        self.env.flush_all()
        row = self.env["keqin.resource.use"].search(
            [("res_model", "=", "event.event"), ("res_id", "=", event.id)]
        )
        told = (row.department, row.user_id, row.amount)
        self.assertEqual(told, ("marketing", self.users["marketing"], 300.0))

    @covers("R200")
    def test_an_executive_gives_open_work_to_somebody_else(self):
        other = self.users["service_manager"]
        action = self.rows().action_reassign()
        self.assertEqual(len(action["context"]["default_row_ids"]), 4)
        wizard = self.env["keqin.resource.reassign"].with_user(self.users["executive"])
        # done work stays, also when a call asks for all of it
        wizard = wizard.create(
            {"user_id": other.id, "reason": "On leave", "row_ids": self.rows().ids}
        )
        wizard.action_apply()
        moved = (self.late.user_id, self.promise.user_id, self.case.user_id)
        self.assertEqual(moved, (other,) * 3)
        self.assertEqual(self.done.user_id, self.users["sales"])
        self.assertIn("On leave", str(self.promise.message_ids.mapped("body")))
        done = self.rows().filtered("done_count")
        with self.assertRaisesRegex(UserError, "Nothing of it is open"):
            done.action_reassign()

    @covers("R200")
    def test_executives_and_the_administrator_alone(self):
        for role in (*ROLES, *OUTSIDERS):
            with self.subTest(role):
                if role in ("executive", "manager"):
                    self.assertTrue(self.rows(role))
                else:
                    self.assertRefused(lambda r=role: self.rows(r))
                    wizard = self.by(role, self.env["keqin.resource.reassign"])
                    self.assertRefused(wizard.create, {"reason": "Mine"})


@tagged("post_install", "-at_install")
class TestChangeLog(ResponsibleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls.users["sales_manager"]
        cls.card = cls.make_card(cls.person, cls.customer)
        cls.boss = cls.make_card(
            cls.make_partner(
                "Mr. Zhou", parent_id=cls.customer.partner_id.id, is_company=False
            ),
            cls.customer,
        )

    @classmethod
    def make_card(cls, person, customer):
        return cls.env["keqin.contact"].create(
            {"partner_id": person.id, "customer_id": customer.id}
        )

    def change(self, record, user="sales_manager", **vals):
        """Write as a user whose changes Odoo tracks; what is new in the log."""
        self.env.flush_all()
        self.env.cr.precommit.clear()  # what is being made is not tracked
        before = self.env["keqin.change.log"].sudo().search([])
        # sudo: key customers are named by a step of their own
        record = self.by(user, record).sudo("key_customer" in vals)
        record.with_context(tracking_disable=False).write(vals)
        self.env.cr.flush()
        return self.rows(user) - before

    def rows(self, user="sales_manager"):
        rows = self.by(user, self.env["keqin.change.log"])
        return rows.search([("customer_id", "=", self.customer.id)])

    @covers("R190")
    def test_who_changed_what_from_what_to_what(self):
        changes = (
            (self.customer.partner_id, {"user_id": self.rival.id}, "owner", self.rival),
            (
                self.customer,
                {"main_contact_id": self.person.id},
                "people",
                self.person,
            ),
            (self.card, {"decision_role": "decider"}, "people", "Decision maker"),
            (self.card, {"influence": "high"}, "people", "High"),
            (self.card, {"hierarchy_level": "executive"}, "people", "Executive"),
            (self.card, {"reports_to_id": self.boss.id}, "people", self.boss),
            (self.customer, {"budget_limit": 1500}, "sensitive", "1500"),
            (self.customer, {"signed_on": "2020-02-03"}, "archive", "2020-02-03"),
            (self.customer, {"key_customer": True}, "grade", "Yes"),
        )
        for record, vals, kind, value in changes:
            with self.subTest(vals):
                rows = self.change(record, **vals)
                [name] = vals
                row = rows.filtered(
                    lambda row, field=record._fields[name]: row.what == field.string
                )
                new = value if isinstance(value, str) else value.display_name
                self.assertEqual((row.kind, row.value_new), (kind, new))
                self.assertEqual(row.changed_by_id, self.lead)
                self.assertEqual(row.customer_id, self.customer)
        row = self.change(self.card, influence="low")
        self.assertEqual((row.value_old, row.value_new), ("High", "Low"))
        self.assertEqual(row.partner_id, self.person)

    @covers("R190", "R020")
    def test_tiers(self):
        old = self.customer.tier
        self.env["keqin.grade.change"].create(
            {
                "customer_id": self.customer.id,
                "date": TODAY,
                "tier_old": old,
                "tier_new": "A",
                "changed_by_id": self.lead.id,
            }
        )
        self.env.flush_all()
        row = self.rows()[0]
        self.assertEqual((row.kind, row.what, row.value_new), ("grade", "Tier", "A"))
        self.assertEqual((row.value_old or False, row.changed_by_id), (old, self.lead))

    @covers("R190")
    def test_who_reads_what(self):
        self.change(self.customer, budget_limit=1500)
        self.change(self.card, influence="high")
        card_readers = {"sales", "sales_manager", "service", "service_manager"}
        card_readers |= {"executive", "manager"}
        for role in (*ROLES, *OUTSIDERS):
            with self.subTest(role):
                if role not in card_readers:
                    self.assertRefused(self.rows, role)
                    continue
                kinds = set(self.rows(role).mapped("kind"))
                self.assertIn("people", kinds)
                customer = self.by(role, self.customer)
                reads = customer._has_field_access(
                    customer._fields["budget_limit"], "read"
                )
                self.assertEqual("sensitive" in kinds, reads)
                self.assertRefused(self.rows(role)[0].unlink)
        self.assertFalse(self.rows(self.rival))

    @covers("R190", "R182")
    def test_names_are_erased_from_it(self):
        self.change(self.card, reports_to_id=self.boss.id)
        self.change(self.customer, main_contact_id=self.boss.partner_id.id)
        self.change(self.card, reports_to_id=False)
        self.change(self.customer, main_contact_id=self.person.id)
        self.env["keqin.privacy.engine"].sudo()._erase_care(self.boss.partner_id)
        self.env.invalidate_all()
        rows = self.rows("executive")
        self.assertGreaterEqual(len(rows), 4)
        told = str(rows.mapped("value_old") + rows.mapped("value_new"))
        self.assertNotIn("Zhou", told)
        self.assertIn("Ms. Wang", told)
