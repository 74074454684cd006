"""The first screen of a care file: what is due, open and promised, for its reader."""

from freezegun import freeze_time

from odoo.tests import tagged

from .activity_case import TODAY, ActivityCase
from .covers import covers


@tagged("post_install", "-at_install")
@freeze_time("2026-06-30 03:00:00")
class TestFirstScreen(ActivityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.make_customer("Other", cls.users["sales"])
        for day in ("2026-07-04", "2026-06-28", TODAY, "2026-07-01"):
            cls.make_activity("phone", name=f"Call {day}", date_planned=day)
        cls.make_activity("phone", name="Done", state="done", date_done=TODAY)
        cls.case = cls.env["keqin.case"].create(
            {"name": "Line stands still", "customer_id": cls.customer.id}
        )
        deadlines = {"resolution_deadline": "2026-06-30 01:00:00"}
        cls.case.sudo().write({"response_deadline": False, **deadlines})
        cls.need = cls.env["keqin.need"].create(
            {"name": "Second line", "customer_id": cls.customer.id}
        )
        cls.promise = cls.env["keqin.promise"].create(
            {
                "name": "Spare parts list",
                "customer_id": cls.customer.id,
                "user_id": cls.users["sales"].id,
                "department": "sales",
                "promised_on": "2026-06-12",
                "due_on": TODAY,
            }
        )

    def screen(self, role, customer=None):
        customer = (customer or self.customer).with_user(self.users[role])
        [row] = customer.read(["first_screen"])
        return row["first_screen"]

    def told(self, cell):
        return [(line["text"], line["on"], line["is_late"]) for line in cell["lines"]]

    @covers("R008", "R211")
    def test_first_lines_by_day_and_all_counted(self):
        screen = self.screen("sales")
        self.assertEqual(
            self.told(screen["due"]),
            [
                ("Call 2026-06-28", "2026-06-28", True),
                (f"Call {TODAY}", TODAY, False),
                ("Call 2026-07-01", "2026-07-01", False),
            ],
        )
        [care] = screen["due"]["kinds"]
        self.assertEqual((care["count"], care["late"]), (4, 1))
        self.assertEqual(
            self.told(screen["promised"]), [("Spare parts list", TODAY, False)]
        )

    @covers("R008")
    def test_open_ones_of_all_kinds_the_dated_first(self):
        self.env["keqin.risk"].create(
            {
                "name": "A rival's offer",
                "customer_id": self.customer.id,
                "kind": "other",
                "level": "high",
                "user_id": self.users["sales"].id,
                "date_due": "2026-06-20",
            }
        )
        cell = self.screen("sales")["open"]
        self.assertEqual(
            self.told(cell),
            [
                ("A rival's offer", "2026-06-20", True),
                (self.case.display_name, TODAY, True),
                ("Second line", False, False),
            ],
        )
        counts = [(kind["count"], kind["late"]) for kind in cell["kinds"]]
        self.assertEqual(counts, [(1, 1), (0, 0), (1, 1), (1, 0)])

    def test_each_kind_opens_its_list(self):
        customer = self.customer.with_user(self.users["sales"])
        for cell in self.screen("sales").values():
            for kind in cell["kinds"]:
                with self.subTest(kind["label"]):
                    action = getattr(customer, kind["action"])()
                    self.assertIn(("customer_id", "=", customer.id), action["domain"])

    def test_lines_of_a_customer_are_its_own(self):
        self.assertFalse(
            any(c["lines"] for c in self.screen("sales", self.other).values())
        )

    def test_what_is_settled_leaves(self):
        self.promise.sudo().write({"state": "kept", "closed_on": TODAY})
        self.need.sudo().state = "closed"
        self.case.sudo().state = "closed"
        screen = self.screen("sales")
        self.assertFalse(screen["promised"]["lines"] + screen["open"]["lines"])

    @covers("R182", "R188", "R192")
    def test_nobody_reads_more_than_elsewhere(self):
        """A kind one may not read is not there; what is confidential has no name."""
        self.make_activity(
            "visit",
            name="Succession",
            confidential=True,
            date_planned="2026-06-01",
            user_id=self.users["executive"].id,
        )
        texts = {
            role: str(self.screen(role))
            for role in ("sales", "service", "marketing", "executive", "manager")
        }
        for role, text in texts.items():
            with self.subTest(role):
                self.assertEqual("Line stands still" in text, role != "marketing")
                self.assertEqual("Second line" in text, role != "marketing")
                self.assertEqual("Succession" in text, role in ("sales", "executive"))

    @covers("R008")
    def test_many_cost_what_few_cost(self):
        def cost(customers):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            customers.with_user(self.users["executive"]).read(["first_screen"])
            return self.env.cr.sql_log_count - before

        cost(self.customer)
        self.assertEqual(cost(self.customer), cost(self.customer | self.other))
