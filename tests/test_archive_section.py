"""Sections of the archive, what is missing in words, duplicates, data quality."""

from freezegun import freeze_time

from odoo.tests import tagged

from .common import OUTSIDERS, ROLES
from .covers import covers
from .test_archive_quality import ArchiveCase as _ArchiveCase

TODAY = "2026-06-30"


class SectionCase(_ArchiveCase):
    def sections(self, customer=None):
        rows = self.env["keqin.archive.section"].search(
            [("customer_id", "=", (customer or self.north).id)]
        )
        return {row.section: (row.updated_by, str(row.updated_on)[:10]) for row in rows}


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestArchiveSection(SectionCase):
    @covers("R186")
    def test_each_change_stamps_its_section(self):
        partner = self.north.partner_id
        person = self.make_partner("Ms. Wang", parent_id=partner.id, is_company=False)
        service = self.users["service"]
        for record, vals, section in (
            (partner, {"phone": "+86 21 5555 0001"}, "basic"),
            (self.north, {"street": "1 Century Avenue"}, "basic"),
            (self.north, {"main_contact_id": person.id}, "people"),
            (self.north, {"business_needs": "Less scrap"}, "needs"),
            (self.north, {"wallet_share": 20}, "cooperation"),
            (self.north, {"development_plan": "A second plant"}, "business"),
        ):
            with self.subTest(vals=vals), self.undone():
                record.with_user(service).write(vals)
                self.env.flush_all()
                self.assertEqual(self.sections(), {section: (service, TODAY)})
        self.assertFalse(self.sections(self.south))

    @covers("R186")
    def test_the_last_update_counts(self):
        self.north.with_user(self.sales).phone = "1"
        with freeze_time("2026-07-02"):
            self.north.with_user(self.users["service"]).phone = "2"
        expected = {"basic": (self.users["service"], "2026-07-02")}
        self.assertEqual(self.sections(), expected)

    @covers("R186")
    def test_records_of_a_section(self):
        Pain = self.env["keqin.pain.point"].with_user(self.sales)
        Pain.create({"customer_id": self.north.id, "name": "Scrap"})
        self.assertEqual(self.sections(), {"needs": (self.sales, TODAY)})

    def test_other_fields_and_the_system_stamp_nothing(self):
        self.north.phone = "3"
        self.north.with_user(self.users["service"]).comment = "Nice"
        self.assertFalse(self.sections())

    @covers("R186", "R191")
    def test_read_by_role_and_entered_by_nobody(self):
        for customer in (self.north, self.south):
            customer.with_user(self.users["service"]).phone = "1"
        rows = self.env["keqin.archive.section"].search(
            [("customer_id", "in", (self.north | self.south).ids)]
        )
        seen = dict.fromkeys(ROLES, 2) | {"sales": 1, "contributor": 0}
        seen |= dict.fromkeys(OUTSIDERS, 0)
        for role, count in seen.items():
            own = rows.with_user(self.users[role])
            self.assertEqual(bool(count), self.attempt(own[0].read, ["section"]), role)
            found = self.attempt(lambda own=own: own.search([("id", "in", rows.ids)]))
            self.assertEqual(bool(count), found, role)
            both = self.attempt(own.read, ["section"])
            self.assertEqual(both, count == 2, role)
            self.assertRefused(own.write, {"section": "needs"}, message=role)
            self.assertRefused(own.unlink, message=role)

    def test_many_cost_the_queries_of_one(self):
        files = self.env["keqin.customer"].union(
            *(self.make_customer(f"Many {n}") for n in range(20))
        )
        Section = self.env(user=self.users["service"])["keqin.archive.section"]
        with self.assertQueryCount(1):
            Section._stamp(files, ["basic", "needs"])
        found = Section.sudo().search_count([("customer_id", "in", files.ids)])
        self.assertEqual(found, 40)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestArchiveMissing(SectionCase):
    @covers("R004")
    def test_what_is_missing_in_words(self):
        self.north.write({"phone": "1", "street": "1 Century Avenue"})
        missing = self.north.archive_missing.split(", ")
        self.assertIn("Person in charge", missing)
        self.assertNotIn("Phone", missing)
        part = 10 - len(missing)
        self.assertEqual(self.north.completeness, 10.0 * part)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDuplicates(SectionCase):
    @covers("R189")
    def test_same_name_number_phone_or_mail(self):
        values = {
            "vat": "KEQIN-TEST-1",
            "phone": "+86 21 5555 0009",
            "email": "Office@North.test",
        }
        self.north.partner_id.write(values)
        person = self.make_partner("Mr. Li", is_company=False, phone=values["phone"])
        for vals in (
            {"name": "North"},
            {"vat": values["vat"]},
            {"phone": values["phone"]},
            {"email": "office@north.test"},
        ):
            with self.subTest(vals=vals), self.undone():
                self.assertNotIn(self.north, self.listed())
                other = self.make_partner(**{"name": "Elsewhere"} | vals)
                self.env.invalidate_all()
                self.assertEqual(self.north.duplicate_ids, other)
                self.assertFalse(self.south.duplicate_ids)
                self.assertIn(self.north, self.listed())
                self.assertNotIn(self.south, self.listed())
        self.assertNotIn(person, self.north.duplicate_ids)

    @covers("R189")
    def test_warned_on_entry_and_never_refused(self):
        self.north.partner_id.phone = "+86 21 5555 0009"
        Partner = self.env["res.partner"].with_user(self.users["service_manager"])
        spec = {name: {} for name in ("name", "phone", "is_company", "parent_id")}
        values = {"name": "Elsewhere", "is_company": True, "parent_id": False}
        for phone, warned in (("+86 21 5555 0009", True), ("+86 21 1", False)):
            result = Partner.onchange(values | {"phone": phone}, ["phone"], spec)
            message = result.get("warning", {}).get("message", "")
            self.assertEqual("North" in message, warned)
        file = self.south.with_user(self.users["service"])
        spec = {name: {} for name in ("name", "vat", "phone", "email")}
        result = file.onchange({"phone": "+86 21 5555 0009"}, ["phone"], spec)
        self.assertIn("North", result["warning"]["message"])
        file.phone = "+86 21 5555 0009"
        self.assertEqual(file.duplicate_ids, self.north.partner_id)

    def listed(self):
        files = (self.north | self.south).ids
        domain = [("id", "in", files), ("duplicate_ids", "!=", False)]
        return self.env["keqin.customer"].search(domain)

    def test_no_values_no_duplicates(self):
        self.south.partner_id.write({"phone": "", "vat": False})
        self.north.partner_id.write({"phone": "", "vat": False})
        self.assertFalse((self.north | self.south).duplicate_ids)

    def test_many_cost_the_queries_of_few(self):
        files = self.env["keqin.customer"].union(
            *(self.make_customer(f"Twin {n // 2}") for n in range(20))
        )
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(8):
            self.assertEqual(len(files.mapped("duplicate_ids")), 20)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDataQuality(SectionCase):
    def row(self, customer=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["keqin.archive.quality"].search(
            [("customer_id", "=", (customer or self.north).id)]
        )

    @covers("R185")
    def test_figures_of_a_file(self):
        self.north.with_user(self.sales).phone = "1"
        self.assertEqual(self.row().completeness, self.north.completeness)
        self.assertEqual(self.row().freshness, 20.0)
        self.assertEqual((self.row().age, self.row().verified), (0, 0))
        self.verify()
        self.assertEqual(self.row().verified, 100)
        # verified is fresh, also where nobody ever touched the section
        self.assertAlmostEqual(self.row().freshness, 100.0)
        half = self.company.keqin_archive_days
        with freeze_time("2026-12-27"):
            self.assertEqual(half, 180)
            self.assertEqual(self.row().age, 180)
            self.assertAlmostEqual(self.row().freshness, 50.0)
            self.assertEqual(self.row().verified, 0, "verified too long ago")

    @covers("R185", "R187")
    def test_invalid_files_and_former_customers_are_left_out(self):
        self.assertTrue(self.row())
        self.mark()
        self.assertFalse(self.row())
        self.south.lifecycle = "lost"
        self.assertFalse(self.row(self.south))

    @covers("R004", "R185")
    def test_late_logs(self):
        kind = self.env.ref("keqin_addon.keqin_activity_type_chat")
        vals = {"customer_id": self.north.id, "type_id": kind.id, "name": "Chat"}
        activity = self.env["keqin.activity"].create(vals)
        self.assertEqual((self.row().activity_count, self.row().late_count), (0, 0))
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE keqin_activity SET state = 'done', logged_late = true"
            " WHERE id = %s",
            [activity.id],
        )
        self.assertEqual((self.row().activity_count, self.row().late_count), (1, 1))

    @covers("R185", "R191")
    def test_by_role(self):
        own, other = self.row(), self.row(self.south)
        for role in (*ROLES, *OUTSIDERS):
            sees = role in {*ROLES} - {"marketing", "contributor"}
            for row, allowed in ((own, sees), (other, sees and role != "sales")):
                reading = row.with_user(self.users[role])
                self.assertAllowed(allowed, reading.read, ["freshness"], message=role)
        by_owner = self.env["keqin.archive.quality"].with_user(self.users["executive"])
        groups = by_owner._read_group(
            [("customer_id", "in", (self.north | self.south).ids)],
            ["user_id"],
            ["completeness:avg", "verified:avg", "freshness:avg", "late_count:sum"],
        )
        self.assertEqual(len(groups), 2)
