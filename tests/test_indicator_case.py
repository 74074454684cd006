"""Known answers: complaints, deadlines, time to resolve (K14 to K21)."""

from odoo.tests import tagged
from odoo.tools import SQL

from .covers import covers
from .indicator_care_case import IndicatorCareCase

DONE = {"state": "resolved", "result": "solved"}


@tagged("post_install", "-at_install")
class TestIndicatorCase(IndicatorCareCase):
    def case(self, customer, opened, kind="complaint", **columns):
        """A case as its clock left it."""
        case = self.env["keqin.case"].create(
            {
                "name": "Cartons too soft",
                "kind": kind,
                "customer_id": customer.id,
                "user_id": self.users["service"].id,
                "opened_on": opened,
            }
        )
        columns = {
            "first_response_on": None,
            "response_met_on": None,
            "response_deadline": None,
            "response_breached_on": None,
            "resolution_deadline": None,
            "resolution_breached_on": None,
        } | columns
        self.env.flush_all()
        for name, value in columns.items():
            self.env.cr.execute(
                SQL(
                    "UPDATE keqin_case SET %s = %s WHERE id = %s",
                    SQL.identifier(name),
                    value,
                    case.id,
                )
            )
        self.env.invalidate_all()
        return case

    @covers("R122")
    def test_complaints(self):
        """Two complained of three; before, one did. A fall counts as positive."""
        self.case(self.north, "2026-03-31 16:00:00", **DONE)
        self.case(self.north, "2026-06-30 15:59:59", first_response_on="2026-07-01")
        self.case(self.south, "2026-05-01")
        self.case(self.south, "2026-03-31 15:59:59")
        # no complaint, not of the period, not of a customer in care
        self.case(self.loose, "2026-05-01", counts=False, result="spam")
        self.case(self.loose, "2026-05-01", "enquiry")
        self.case(self.loose, "2026-06-30 16:00:00")
        self.case(self.outside[0], "2026-05-01")
        self.case(self.outside[2], "2026-05-01")
        self.assertParts("K16", (1, 3))
        self.assertParts("K16", (0, 1), scope="tier", key="A")
        # 3 of 3 now, 1 of 3 before: (1 - 3) / 1
        self.assertAlmostEqual(self.figure("K14").value, -200.0)
        self.assertEqual(self.figure("K14", scope="employee", key=self.other).value, 0)
        self.assertIsNone(self.figure("K14", scope="employee", key=self.sales).value)
        self.assertAddsUp("K14")
        # 2 of 4 answered or closed: also that of a prospect was received
        self.assertParts("K15", (2, 4))
        self.assertParts("K15", (2, 3), scope="employee", key=self.sales)
        service = self.users["service"]
        self.assertParts("K15", (2, 4), scope="employee", key=service)
        # in the next quarter one, after three: it fell by two thirds
        fall = self.figure("K14", "2026-07-01", "2026-09-30").value
        self.assertAlmostEqual(fall, 100 * 2 / 3)

    @covers("R122")
    def test_no_data(self):
        for code in ("K14", "K15", "K16", "K17", "K18", "K19", "K20", "K21"):
            self.assertNoData(code)

    @covers("R122", "R147")
    def test_problems_resolved_in_time(self):
        """Of five decided ones two were solved in time; two are still in time."""
        late = {"resolution_breached_on": "2026-05-10"}
        self.case(self.north, "2026-05-01", **DONE)
        self.case(
            self.south, "2026-05-01", "support", state="closed", result="answered"
        )
        self.case(self.south, "2026-05-01", **DONE, **late)
        self.case(self.south, "2026-05-01", state="resolved", result="not_solved")
        self.case(self.loose, "2026-05-01", resolution_deadline="2026-07-07")
        self.case(self.loose, "2026-05-01", resolution_deadline="2026-07-09")
        self.case(self.loose, "2026-05-01", state="waiting")
        self.case(self.loose, "2026-05-01", "request", **DONE)
        self.assertParts("K17", (2, 5))
        self.assertParts("K17", (1, 1), scope="tier", key="A")
        self.assertParts("K17", (1, 3), scope="employee", key=self.other)

    @covers("R122", "R147")
    def test_time_to_resolve(self):
        """12 and 4 hours of working days of 8: 1 working day in the mean; waiting for
        the customer is no time of ours."""
        for customer, hours, on in (
            (self.north, 12, "2026-04-01"),
            (self.south, 4, "2026-06-30"),
            (self.south, 99, "2026-07-01"),
        ):
            case = self.case(customer, "2026-03-01", "support", **DONE, resolved_on=on)
            self.env["keqin.case.segment"].search([("case_id", "=", case.id)]).unlink()
            self.env["keqin.case.segment"].create(
                [
                    {
                        "case_id": case.id,
                        "state": state,
                        "running": running,
                        "date_from": "2026-03-01",
                        "date_to": on,
                        "worked_hours": worked,
                    }
                    for state, running, worked in (
                        ("working", True, hours - 1),
                        ("waiting", False, 40),
                        ("working", True, 1),
                    )
                ]
            )
        self.company.resource_calendar_id.hours_per_day = 8
        self.assertParts("K18", (2, 2))
        self.assertEqual(self.figure("K18").value, 1.0)
        self.assertParts("K18", (1.5, 1), scope="tier", key="A")
        self.assertParts("K18", (0.5, 1), scope="employee", key=self.other)

    @covers("R122")
    def test_first_response(self):
        """Due in the period: in time, late, unanswered; one is still in time."""
        due = {"response_deadline": "2026-06-15"}
        met = {"response_met_on": "2026-06-14"}
        missed = {"response_breached_on": "2026-06-15"}
        self.case(self.north, "2026-05-01", "enquiry", **due, **met)
        self.case(self.south, "2026-05-01", "enquiry", **due, **met, **missed)
        self.case(self.south, "2026-05-01", "support", **due)
        first = {"response_deadline": "2026-06-30 15:59:59"}
        self.case(self.north, "2026-05-01", "enquiry", **first, **met)
        after = {"response_deadline": "2026-06-30 16:00:00"}
        self.case(self.north, "2026-05-01", "enquiry", **after, **met)
        self.assertParts("K19", (2, 4))
        self.assertParts("K19", (2, 2), scope="tier", key="A")
        self.assertParts("K19", (0, 2), scope="employee", key=self.other)
        self.case(self.north, "2026-07-01", response_deadline="2026-07-09")
        self.assertEqual(self.parts("K19", "2026-07-01", "2026-07-31"), (1, 1))

    @covers("R122")
    def test_needs(self):
        """General ones by their service level, complex ones by the agreed day."""
        due = {"resolution_deadline": "2026-06-15"}
        late = {"resolution_breached_on": "2026-06-15"}
        for code, kind in (("K20", "request"), ("K21", "complex_request")):
            self.case(self.north, "2026-05-01", kind, **due, **DONE)
            self.case(self.south, "2026-05-01", kind, **due, **DONE, **late)
            self.case(self.south, "2026-05-01", kind, **due)
            soon = {"resolution_deadline": "2026-07-09"}
            self.case(self.south, "2026-05-01", kind, **soon)
            self.case(self.south, "2026-05-01", kind, **soon, **DONE)
            self.assertParts(code, (1, 3))
            self.assertParts(code, (1, 1), scope="tier", key="A")
            self.assertParts(code, (0, 2), scope="employee", key=self.other)
