"""Benefits: granted to one customer, valid from when until when, used (R179)."""

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tools import mute_logger

from .covers import covers
from .grow_case import TODAY, GrowCase


@covers("R179")
class TestBenefit(GrowCase):
    def found(self, *states):
        return self.env["keqin.benefit"].search(
            [("customer_id", "=", self.customer.id), ("state", "in", states)]
        )

    def test_state_of_the_day(self):
        benefits = {
            "planned": self.make_benefit(date_start="2026-07-01"),
            "expired": self.make_benefit(date_end="2026-06-29"),
            "used": self.make_benefit(),
            "valid": self.make_benefit(date_start=TODAY, date_end=TODAY)
            | self.make_benefit(date_end=False),
        }
        benefits["used"].action_use()
        for state, expected in benefits.items():
            with self.subTest(state=state):
                self.assertEqual(set(expected.mapped("state")), {state})
                self.assertEqual(self.found(state), expected)
        self.assertEqual(
            self.found("used", "planned"), benefits["used"] | benefits["planned"]
        )
        with freeze_time("2026-07-01 04:00:00"):
            benefits["valid"].invalidate_recordset()
            self.assertEqual(benefits["valid"][0].state, "expired")

    def test_day_of_the_company(self):
        self.policy.tz = "Asia/Shanghai"
        benefit = self.make_benefit(date_end=TODAY)
        with freeze_time(f"{TODAY} 16:30:00"):
            self.assertEqual(benefit.state, "expired", "it is tomorrow there")
            self.assertEqual(self.found("expired"), benefit)

    def test_used_once_while_valid(self):
        benefit = self.make_benefit()
        benefit.action_use()
        self.assertEqual(str(benefit.used_on), TODAY)
        self.assertRefused(benefit.action_use, error=UserError)
        self.assertRefused(benefit.unlink, error=UserError)
        benefit.action_unuse()
        self.assertEqual(benefit.state, "valid")
        for vals in (
            {"date_start": "2026-07-01"},
            {"date_end": "2026-06-29"},
            {"kind": "membership"},
        ):
            other = self.make_benefit(**vals)
            self.assertRefused(other.action_use, error=UserError, message=str(vals))

    def test_granted_in_an_activity(self):
        activity = self.by("sales", self.make_activity("visit"))
        context = activity.action_grant_benefit()["context"]
        Benefit = self.env["keqin.benefit"].with_user(self.users["sales"])
        benefit = Benefit.with_context(**context).create(
            {"name": "Free calibration", "kind": "service"}
        )
        self.assertEqual(activity.benefit_ids, benefit)
        self.assertEqual(benefit.customer_id, self.customer)
        self.assertEqual(benefit.user_id, self.users["sales"])
        with self.assertRaises(ValidationError):
            self.make_benefit(self.other, activity_id=activity.id)

    def test_values_make_sense(self):
        for vals in (
            {"date_end": "2026-05-31"},
            {"discount": 101},
            {"discount": -1},
        ):
            with (
                self.subTest(vals=vals),
                self.undone(),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
            ):
                self.make_benefit(**vals)
                self.env.flush_all()
