"""Verification as a step of its own, invalid files, and archives to look at again."""

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import OUTSIDERS, ROLES, KeqinCase
from .covers import covers

TODAY = "2026-06-30"
WRITERS = {"sales", "sales_manager", "service", "service_manager", "executive"}
WRITERS |= {"manager"}


@freeze_time(TODAY)
class ArchiveCase(KeqinCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        cls.sales = cls.users["sales"]
        cls.north = cls.make_customer("North", user=cls.sales, lifecycle="active")
        cls.south = cls.make_customer("South", user=cls.rival, lifecycle="active")

    def verify(self, role="sales", customer=None):
        file = (customer or self.north).with_user(self.users[role])
        return file.action_verify()

    def mark(self, role="sales", customer=None, reason="closed"):
        wizard = self.env["keqin.customer.invalid"].with_user(self.users[role])
        return wizard.create(
            {
                "customer_ids": (customer or self.north).ids,
                "reason": reason,
                "note": "Office empty since March",
            }
        ).action_apply()


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestVerification(ArchiveCase):
    @covers("R189")
    def test_says_who_and_when(self):
        self.verify("service")
        self.assertEqual(str(self.north.verified_on), TODAY)
        self.assertEqual(self.north.verified_by, self.users["service"])

    @covers("R189")
    def test_key_data_take_it_back(self):
        partner = self.north.partner_id
        person = self.make_partner("Ms. Wang", parent_id=partner.id, is_company=False)
        for record, vals in (
            (partner, {"phone": "+86 21 5555 0001"}),
            (partner, {"name": "North Ltd."}),
            (partner, {"vat": "CN91310000"}),
            (self.north, {"street": "1 Century Avenue"}),
            (self.north, {"main_contact_id": person.id}),
        ):
            with self.subTest(vals=vals):
                self.verify()
                record.with_user(self.users["service"]).write(vals)
                self.assertFalse(self.north.verified_on or self.north.verified_by)
                self.assertEqual(self.north.entered_by, self.users["service"])

    @covers("R189")
    def test_anything_else_leaves_it(self):
        self.north.partner_id.phone = "1"
        self.verify()
        for record, vals in (
            (self.north.partner_id, {"phone": "1"}),
            (self.north.partner_id, {"comment": "Nice"}),
            (self.north, {"company_size": "large"}),
            (self.south.partner_id, {"phone": "2"}),
        ):
            record.write(vals)
            self.assertTrue(self.north.verified_on, vals)

    @covers("R189")
    def test_four_eyes(self):
        self.company.keqin_archive_four_eyes = True
        self.north.partner_id.with_user(self.sales).phone = "5"
        self.assertRefused(self.verify, "sales", error=UserError)
        self.verify("service")
        self.company.keqin_archive_four_eyes = False
        self.verify("sales")

    @covers("R189", "R191")
    def test_who_may(self):
        for role in (*ROLES, *OUTSIDERS):
            own, other = self.north, self.south
            for customer, allowed in (
                (own, role in WRITERS),
                (other, role in WRITERS - {"sales"}),
            ):
                self.assertAllowed(allowed, self.verify, role, customer, message=role)

    def test_stamps_are_no_entries(self):
        for role in ROLES:
            file = self.north.with_user(self.users[role])
            for vals in (
                {"verified_on": TODAY},
                {"verified_by": self.sales.id},
                {"entered_by": self.rival.id},
                {"invalid_reason": "wrong"},
            ):
                self.assertRefused(file.write, vals, message=f"{role} {vals}")

    def test_contacts_of_many_cost_the_queries_of_few(self):
        partners = self.north.partner_id
        for number in range(20):
            partners |= self.make_customer(f"C{number}").partner_id
        self.env.flush_all()

        def cost(records):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.write({"phone": f"+86 {len(records)}"})
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        few = cost(partners[:2])
        self.assertLessEqual(cost(partners), few + 2)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestInvalid(ArchiveCase):
    @covers("R187")
    def test_marked_with_reason_and_restored(self):
        self.mark()
        file = self.north
        self.assertEqual((file.invalid_reason, file.invalid_by), ("closed", self.sales))
        self.assertEqual(str(file.invalid_on), TODAY)
        self.assertTrue(file.active)
        self.assertRefused(self.verify, error=UserError)
        file.with_user(self.sales).action_restore_valid()
        self.assertFalse(file.invalid_reason or file.invalid_note or file.invalid_on)

    @covers("R187")
    def test_left_out_of_plans(self):
        both = self.north | self.south
        wizard = Form(
            self.env["keqin.plan.make"].with_context(
                active_model="keqin.customer", active_ids=both.ids
            )
        ).save()
        self.assertEqual(wizard._customers(), both)
        self.mark()
        self.assertEqual(wizard._customers(), self.south)
        self.assertFalse(self.north.needs_plan)
        self.assertTrue(self.south.needs_plan)

    @covers("R187")
    def test_left_out_of_waves_and_greetings(self):
        wave = self.env["keqin.survey.wave"].new({"company_id": self.company.id})
        customers = self.env["keqin.customer"]
        festival = self.env["keqin.occasion"].search(
            [("kind", "=", "festival")], limit=1
        )
        for domain in (wave._audience_domain, festival._domain_in_care):
            before = customers.search(domain())
            with self.undone():
                self.mark()
                after = customers.search(domain())
                self.assertEqual(before - after, self.north)

    @covers("R187", "R191")
    def test_who_may(self):
        for role in (*ROLES, *OUTSIDERS):
            self.assertAllowed(role in WRITERS, self.mark, role, message=role)
            others = role in WRITERS - {"sales"}
            self.assertAllowed(others, self.mark, role, self.south, message=role)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestReview(ArchiveCase):
    def tasks(self, user):
        todo = self.env.ref("keqin_addon.mail_activity_type_archive")
        return self.env["mail.activity"].search(
            [("activity_type_id", "=", todo.id), ("user_id", "=", user.id)]
        )

    def run_cron(self):
        self.env["keqin.customer"]._cron_archive_review()
        self.env.flush_all()

    @covers("R186")
    def test_day_of_the_next_look(self):
        self.company.keqin_archive_days = 90
        self.verify()
        self.assertEqual(str(self.north.verify_on), "2026-09-28")
        self.company.keqin_archive_days = 0
        self.assertFalse(self.north.verify_on)

    @covers("R186")
    def test_owner_is_asked_once_a_week(self):
        self.company.keqin_archive_days = 10
        self.verify()
        self.env.flush_all()
        with freeze_time("2026-07-09"):
            self.run_cron()
            self.assertFalse(self.tasks(self.sales))
        with freeze_time("2026-07-10"):
            self.run_cron()
            [task] = self.tasks(self.sales)
            self.assertEqual(task.summary, "1 archives to verify")
        with freeze_time("2026-07-13"):
            self.run_cron()
            self.assertEqual(self.tasks(self.sales), task)
        with freeze_time("2026-07-18"):
            self.run_cron()
            [again] = self.tasks(self.sales)
            self.assertNotEqual(again, task)
        with freeze_time("2026-07-19"):
            self.verify()
            self.assertEqual(str(self.north.verify_on), "2026-07-29")

    @covers("R186")
    def test_on_the_desk_and_off_it(self):
        self.company.keqin_archive_days = 10
        self.verify()
        self.env.flush_all()
        with freeze_time("2026-07-12"):
            self.assertEqual(self.rows("sales"), [("verify", "action_verify")])
            self.assertEqual(self.rows("contributor"), [])
            self.mark()
            self.assertEqual(self.rows("sales"), [])
            self.north.action_restore_valid()
            self.verify()
            self.assertEqual(self.rows("sales"), [])

    def rows(self, role):
        self.env.flush_all()
        env = self.in_companies(self.env(user=self.users[role], su=False), self.company)
        rows = env["keqin.desk"].get_rows(kind="archive")["rows"]
        return [(row["item"][2], row["actions"][0]["method"]) for row in rows]
