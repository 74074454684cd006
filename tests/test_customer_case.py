from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import ValidationError

from .common import KeqinCase
from .covers import covers

NOW = "2026-09-16 03:00:00"


@freeze_time(NOW)
class TestCustomerCases(KeqinCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        cls.ours = cls.make_customer("Ours", user=cls.users["sales"])
        cls.theirs = cls.make_customer("Theirs", user=cls.rival)

    @classmethod
    def make_case(cls, customer, **vals):
        return cls.env["keqin.case"].create(
            {"name": "Case", "customer_id": customer.id, **vals}
        )

    @covers("R003")
    def test_counts_of_the_care_file(self):
        self.make_case(self.ours, kind="complaint", opened_on="2026-09-15 03:00:00")
        self.make_case(self.ours, kind="complaint", opened_on="2025-09-10 03:00:00")
        closed = self.make_case(self.ours, opened_on="2026-09-14 03:00:00")
        closed.sudo().state = "closed"
        self.make_case(self.theirs)
        self.assertEqual(self.ours.case_open_count, 2)
        self.assertEqual(self.ours.complaint_count, 1)
        self.assertEqual(len(self.ours.case_ids), 3)

    def test_late_ones(self):
        late = self.make_case(self.ours, opened_on="2026-09-07 03:00:00")
        late.sudo().resolution_deadline = "2026-09-10 03:00:00"
        fine = self.make_case(self.ours)
        deadlines = {"response_deadline": False, "resolution_deadline": False}
        fine.sudo().write(deadlines)
        self.assertEqual(self.ours.case_late_count, 1)

    @covers("R192")
    def test_marketing_reads_counts_and_nothing_else(self):
        self.make_case(self.ours, kind="complaint")
        file = self.ours.with_user(self.users["marketing"])
        self.assertEqual((file.case_open_count, file.complaint_count), (1, 1))
        self.assertRefused(lambda: file.case_ids)
        self.assertRefused(self.env["keqin.case"].with_user(file.env.user).search, [])

    def test_counts_in_a_list_cost_the_same_for_many(self):
        def read(customers):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            names = ["case_open_count", "case_late_count", "complaint_count"]
            customers.read([*names, "first_screen"])
            return self.env.cr.sql_log_count - before

        more = self.ours | self.theirs
        for number in range(8):
            more |= self.make_customer(f"More {number}")
        read(more)
        self.assertEqual(read(self.ours), read(more))

    @covers("R076")
    def test_no_congratulations_while_a_serious_complaint_is_open(self):
        Occasion = self.env["keqin.occasion"].with_user(self.users["sales"])
        both = self.ours | self.theirs
        self.make_case(self.ours, kind="complaint", severity="2_normal")
        self.make_case(self.ours, kind="enquiry", severity="4_critical")
        self.assertFalse(Occasion._customers_not_to_congratulate(both))
        case = self.make_case(self.theirs, kind="complaint", severity="3_serious")
        silent = Occasion._customers_not_to_congratulate(both)
        self.assertEqual(silent, {self.theirs.id})
        case.sudo().write({"state": "resolved", "resolved_on": fields.Datetime.now()})
        self.assertFalse(Occasion._customers_not_to_congratulate(both))

    @covers("R090", "R095")
    def test_person_of_another_customer_is_refused(self):
        """What one customer said or was told is nobody's else."""
        stranger = self.make_partner(
            "Stranger", parent_id=self.theirs.partner_id.id, is_company=False
        )
        own = self.make_partner(
            "Own", parent_id=self.ours.partner_id.id, is_company=False
        )
        due = {"due_on": "2026-09-30"}
        for model, more in (("case", {}), ("need", {}), ("promise", due)):
            vals = {"name": "Matter", "customer_id": self.ours.id, **more}
            records = self.env[f"keqin.{model}"]
            with self.subTest(model=model):
                record = records.create({**vals, "contact_id": own.id})
                for call in (
                    lambda r=records, v=vals: r.create(
                        {**v, "contact_id": stranger.id}
                    ),
                    lambda r=record: r.write({"contact_id": stranger.id}),
                ):
                    with self.assertRaisesRegex(ValidationError, "does not work for"):
                        call()
