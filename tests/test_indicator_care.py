"""Known answers of the indicators of care: contacts, their quality, plans (K23-K45)."""

from odoo import Command
from odoo.tests import tagged

from .common import OUTSIDERS, ROLES
from .covers import covers
from .indicator_care_case import IndicatorCareCase


@tagged("post_install", "-at_install")
class TestIndicatorCare(IndicatorCareCase):
    @covers("R122")
    def test_no_customer_no_figure(self):
        for code in ("K23", "K24", "K32", "K45"):
            with self.undone():
                self.assertNoData(code)

    @covers("R122", "R146")
    def test_contacts_per_customer(self):
        """K23: talks of the period / customers we serve."""
        # the first and the last day are in; whatever it was for
        self.care(self.north, "2026-04-01")
        self.care(self.north, "2026-06-30", "visit")
        self.care(self.south, "2026-05-05", "negotiation", proactive=False)
        # the days around are not; nor what was not answered, or no talk
        self.care(self.north, "2026-03-31")
        self.care(self.north, "2026-07-01")
        self.care(self.north, "2026-05-05", reached="no_answer")
        self.care(self.north, "2026-05-05", "sms")
        self.care(self.north, "2026-05-05", state="planned", date_done=False)
        for customer in self.outside:
            self.care(customer, "2026-05-05")
        # who came later was not served then
        self.make_known("Later", self.sales, since="2026-06-30 16:00:00")
        self.assertParts("K23", (3, 3))
        self.assertEqual(self.figure("K23").value, 1.0)
        self.assertParts("K23", (2, 1), scope="tier", key="A")
        self.assertParts("K23", (1, 1), scope="tier", key="C")
        self.assertParts("K23", (2, 1), scope="employee", key=self.sales)
        self.assertParts("K23", (1, 1), scope="team", key=self.other_team)
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        [found] = self.engine._figures(
            elsewhere, self.indicator("K23"), *map(self.day, ("2026-04-01",) * 2)
        ).values()
        self.assertIsNone(found.value)

    @covers("R074", "R122", "R146")
    def test_quality_of_contacts(self):
        """K24: four fifths of how complete the record is, one fifth for in time; a
        rating of 1 to 5 is half of it."""
        person = self.make_partner(
            "Ms. Wang", parent_id=self.north.partner_id.id, is_company=False
        )
        full = {
            "contact_id": person.id,
            "result": "Fine",
            "summary": "<p>Talked</p>",
            "needs": "More of it",
            "next_step": "Send the offer",
            "next_step_on": "2026-07-01",
        }
        self.care(self.north, "2026-04-01", **full)
        self.assertEqual(self.figure("K24").value, 100.0)
        # reached is one of seven; rated 2 of 5: a quarter of the way from 1 to 5
        record = 0.8 * 14.3 + 20
        self.care(self.south, "2026-06-30", quality=2)
        self.assertAlmostEqual(
            self.figure("K24", scope="employee", key=self.other).value,
            (record + 25) / 2,
        )
        # ten days late: the fifth is lost
        late = self.care(self.south, "2026-06-20", logged_at="2026-06-30 09:00:00")
        self.assertTrue(late.logged_late)
        self.assertAlmostEqual(
            self.figure("K24").value, (100 + (record + 25) / 2 + 0.8 * 14.3) / 3
        )
        self.assertEqual(self.figure("K24").n, 3)
        # of who did it, too
        service = self.users["service"]
        self.care(self.north, "2026-06-20", user=service, **full)
        self.assertParts("K24", (100, 1), scope="employee", key=service)
        self.assertParts("K24", (200, 2), scope="employee", key=self.sales)
        # neither a card nor an unanswered call has anything to record
        self.care(self.north, "2026-06-20", "card")
        self.care(self.north, "2026-06-20", reached="no_answer")
        self.assertEqual(self.figure("K24").n, 4)

    @covers("R122")
    def test_personalised_contacts(self):
        """K45: care made for the person / care on our initiative."""
        self.care(self.north, "2026-04-01")
        self.care(self.north, "2026-06-30", "card")
        self.care(self.south, "2026-06-30", "newsletter")
        self.care(self.loose, "2026-06-30", "sms", personalised=True, user=self.other)
        # not care, not our initiative, not reached, not in the period
        self.care(self.south, "2026-06-30", "promotion")
        self.care(self.south, "2026-06-30", proactive=False)
        self.care(self.south, "2026-06-30", reached="no_answer")
        self.care(self.south, "2026-07-01")
        self.care(self.outside[-1], "2026-06-30")
        self.assertParts("K45", (3, 4))
        self.assertParts("K45", (2, 2), scope="tier", key="A")
        self.assertParts("K45", (1, 2), scope="employee", key=self.other)

    @covers("R008")
    def test_counted_on_the_care_file(self):
        """Planned, and done in the last 12 months: a year ago to the day is over."""
        for day in ("2026-07-01", "2025-07-09", "2025-07-08"):
            self.care(self.north, day)
        for customer in (self.north, self.south, self.south):
            self.care(customer, "2026-07-01", state="planned", date_done=False)
        files = self.north | self.south | self.loose
        counts = files.mapped(lambda it: (it.care_planned_count, it.care_done_count))
        self.assertEqual(counts, [(1, 2), (2, 0), (0, 0)])

    @covers("R048", "R122")
    def test_plan_on_time(self):
        """K32: planned care done by its last day / planned care whose last day came."""
        line = self.make_line(self.north)

        def item(latest, state="done", done=False, **vals):
            return self.care(
                self.north,
                done or latest,
                plan_line_id=line.id,
                plan_id=line.plan_id.id,
                automatic=True,
                due_on=latest,
                latest_on=latest,
                state=state,
                **({} if state == "done" else {"date_done": False}),
                **vals,
            )

        item("2026-04-01")
        item("2026-06-30", done="2026-03-31")
        item("2026-04-15", done="2026-04-16")
        item("2026-04-20", reached="no_answer")
        item("2026-04-25", "missed")
        item("2026-04-26", "cancelled")
        # the plan itself asks for it no more; it is due before or after the period
        item("2026-04-27", "cancelled", closed_because="The plan has ended.")
        item("2026-03-31")
        item("2026-07-01")
        # outside the plan
        self.care(self.south, "2026-04-01")
        self.assertParts("K32", (2, 6))
        self.assertParts("K32", (2, 6), scope="employee", key=self.sales)
        self.assertIsNone(self.figure("K32", scope="employee", key=self.other))
        # still open: due once its last day is over, today is 8 July
        july = "2026-07-01", "2026-07-31"
        item("2026-07-07", "planned")
        self.env["keqin.activity"].search(
            [("plan_line_id", "=", line.id), ("state", "=", "planned")]
        ).unlink()
        self.assertParts("K32", (1, 1), *july)
        item("2026-07-08", "planned")
        self.assertParts("K32", (1, 1), *july)
        self.env["keqin.activity"].search([("latest_on", "=", "2026-07-08")]).write(
            {"latest_on": "2026-07-07", "due_on": "2026-07-07"}
        )
        self.assertParts("K32", (1, 2), *july)

    def make_line(self, customer):
        kind = self.env.ref("keqin_addon.keqin_activity_type_phone")
        values = {
            "name": "Monthly call",
            "type_id": kind.id,
            "schedule": "rolling",
            "number": 1,
            "unit": "month",
            "role": "manager",
        }
        plan = self.env["keqin.plan"].create(
            {
                "customer_id": customer.id,
                "date_start": "2026-01-01",
                "date_end": "2026-12-31",
                "line_ids": [Command.create(values)],
            }
        )
        return plan.line_ids


@tagged("post_install", "-at_install")
class TestIndicatorCompliance(IndicatorCareCase):
    """Each customer in each interval: K27 to K30."""

    @covers("R122")
    def test_no_customer_no_figure(self):
        for code in ("K27", "K28", "K29", "K30", "K31"):
            with self.undone():
                self.assertNoData(code)

    @covers("R043", "R122")
    def test_contacted_each_month(self):
        """K27: months in which the account manager cared / months of its customers."""
        self.care(self.north, "2026-04-01")
        self.care(self.north, "2026-04-30")
        self.care(self.north, "2026-06-30")
        # somebody else's, for a sale, in answer, not reached, out of the period
        self.care(self.north, "2026-05-05", user=self.other)
        self.care(self.north, "2026-05-05", "negotiation")
        self.care(self.north, "2026-05-05", proactive=False)
        self.care(self.north, "2026-05-05", reached="no_answer")
        self.care(self.south, "2026-03-31")
        self.care(self.south, "2026-07-01")
        for customer in self.outside | self.loose:
            self.care(customer, "2026-05-05")
        self.assertParts("K27", (2, 6))
        self.assertEqual(self.figure("K27").n, 2)
        self.assertParts("K27", (2, 3), scope="tier", key="A")
        self.assertParts("K27", (0, 3), scope="employee", key=self.other)
        self.assertParts("K27", (2, 3), scope="team", key=self.team)
        # one month alone
        self.assertParts("K27", (1, 2), "2026-06-01", "2026-06-30")
        # who came on 1 June in Shanghai counts from June on
        self.make_known("New", self.sales, since="2026-05-31 16:00:00")
        self.assertParts("K27", (2, 4), scope="employee", key=self.sales)
        self.make_known("Newer", self.sales, since="2026-05-31 15:59:00")
        self.assertParts("K27", (2, 6), scope="employee", key=self.sales)
        # months that have not begun are not due: of the second half, July alone
        self.assertEqual(self.parts("K27", "2026-07-01", "2026-12-31"), (1, 4))

    @covers("R043", "R122")
    def test_since_when_a_customer_counts(self):
        """From the first that is known of it, whenever its care file was made."""
        late = self.make_known(
            "Late", self.other, since="2026-07-02 00:00:00", tier="B"
        )
        self.assertIsNone(self.figure("K27", scope="tier", key="B"))
        self.care(late, "2026-05-31", "sms")
        self.assertParts("K27", (1, 2), scope="tier", key="B")
        late.signed_on = "2026-04-30"
        self.assertParts("K27", (1, 3), scope="tier", key="B")

    @covers("R043", "R199")
    def test_the_manager_before_the_handover(self):
        self.care(self.south, "2026-04-10", user=self.sales)
        self.care(self.south, "2026-06-10", user=self.sales)
        self.assertEqual(self.parts("K27", scope="tier", key="C"), (0, 3))
        self.env["keqin.handover"].create(
            {
                "customer_id": self.south.id,
                "from_user_id": self.sales.id,
                "to_user_id": self.other.id,
                "reason": "Moved",
                "state": "done",
                "taken_on": "2026-05-04 08:00:00",
            }
        )
        self.assertParts("K27", (1, 3), scope="tier", key="C")

    @covers("R044", "R045", "R122")
    def test_followed_up_in_the_interval(self):
        """K28: key customers once a month, ordinary ones once a quarter."""
        self.assertEqual(
            (self.north.care_level, self.south.care_level), ("key", "ordinary")
        )
        self.care(self.north, "2026-04-01", user=self.users["service"])
        self.care(self.north, "2026-05-31")
        self.care(self.south, "2026-04-01")
        self.care(self.south, "2026-06-30")
        self.care(self.north, "2026-06-30", reached="no_answer")
        self.assertParts("K28", (3, 5))
        self.assertParts("K28", (2, 3), scope="employee", key=self.sales)
        self.assertParts("K28", (1, 1), scope="employee", key=self.other)
        # a half-year: six months, and twice two quarters
        self.care(self.loose, "2026-03-31")
        self.assertParts("K28", (4, 10), "2026-01-01", "2026-06-30")
        # of a month, the quarter up to its end
        self.assertEqual(self.parts("K28", "2026-06-01", "2026-06-30"), (3, 5))

    @covers("R033", "R122")
    def test_executive_visits(self):
        """K29: months in which an executive visited / months of A customers."""
        self.care(self.north, "2026-04-30", "executive_visit")
        # invited, but stayed away
        missed = self.care(self.north, "2026-05-05", "executive_visit")
        self.attend(missed, self.executive.partner_id, False)
        self.assertParts("K29", (2, 3))
        self.attend(missed, self.north.partner_id, True)
        self.assertParts("K29", (1, 3))
        # without one, by telephone, of an ordinary customer
        self.care(self.north, "2026-05-05", "visit")
        self.care(self.north, "2026-05-05", "phone", user=self.executive)
        self.care(self.south, "2026-05-05", "executive_visit")
        self.assertParts("K29", (1, 3))
        self.assertParts("K29", (1, 3), scope="employee", key=self.executive)
        self.assertParts("K29", (1, 3), scope="employee", key=self.sales)
        # any visit with one counts, also when the executive reports it
        self.care(self.north, "2026-05-05", "visit", user=self.executive)
        self.care(
            self.north,
            "2026-06-01",
            "visit",
            executive_ids=[Command.link(self.executive.id)],
        )
        self.assertParts("K29", (3, 3))

    def attend(self, activity, partner, attended):
        self.env["keqin.activity.attendee"].create(
            {
                "activity_id": activity.id,
                "partner_id": partner.id,
                "is_ours": partner == self.executive.partner_id,
                "attended": attended,
            }
        )

    @covers("R034", "R122")
    def test_exclusive_activities(self):
        """K30: A customers with an exclusive activity in the quarter / A customers."""
        west = self.make_known("West", self.other, tier="A")
        self.care(self.north, "2026-06-30", "service_experience")
        self.care(west, "2026-06-30", "visit")
        self.care(west, "2026-03-31", "service_experience")
        self.care(self.south, "2026-06-30", "service_experience")
        self.assertParts("K30", (1, 2))
        self.assertParts("K30", (0, 1), scope="employee", key=self.other)
        self.assertParts("K30", (2, 4), "2026-01-01", "2026-06-30")

    @covers("R122", "R194")
    def test_key_customers_of_executives(self):
        """K31: how many key customers each executive spoke with."""
        second = self.make_user("executive", login="keqin_second_executive")
        west = self.make_known("West", self.other, key_customer=True)
        visit = self.care(self.north, "2026-04-01", "executive_visit")
        self.assertEqual(visit.executive_ids, self.executive)
        self.care(self.north, "2026-06-30", user=self.executive)
        self.care(west, "2026-06-30", user=self.executive)
        # an ordinary customer, a card, a day before
        self.care(self.south, "2026-06-30", user=second)
        self.care(west, "2026-06-30", "card", user=second)
        self.care(west, "2026-03-31", user=second)
        self.assertEqual(self.parts("K31"), (2, 2))
        self.assertEqual(self.figure("K31").value, 1.0)
        self.assertParts("K31", (2, 1), scope="employee", key=self.executive)
        self.assertParts("K31", (0, 1), scope="employee", key=second)
        # the account manager has no part in it
        self.assertIsNone(self.figure("K31", scope="employee", key=self.sales))
        # where there are no key customers, nobody can meet any
        (self.north | west).write({"key_customer": False, "tier": "C"})
        self.assertIsNone(self.figure("K31").value)


@tagged("post_install", "-at_install")
class TestIndicatorCareFacts(IndicatorCareCase):
    """Who opens the records behind these figures: nobody sees more than there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        cls.own = cls.care(cls.north, "2026-06-01")
        cls.secret = cls.care(cls.north, "2026-06-02", "visit", confidential=True)
        cls.theirs = cls.care(cls.south, "2026-06-03")

    @covers("R122", "R191")
    def test_contacts(self):
        everything = self.own | self.secret | self.theirs
        reads = {
            "sales": self.own | self.secret,
            "executive": everything,
            **dict.fromkeys(
                ("sales_manager", "service", "service_manager", "manager"),
                self.own | self.theirs,
            ),
        }
        for role in (*ROLES, *OUTSIDERS):
            expected = reads.get(role, everything.browse())
            self.assertEqual(self.behind("K45", role), set(expected.ids), role)
            self.assertEqual(self.behind("K24", role), set(expected.ids), role)

    @covers("R122", "R191")
    def test_customers(self):
        served = self.north | self.south | self.loose
        for role in (*ROLES, *OUTSIDERS):
            expected = served
            if role in (*OUTSIDERS, "contributor"):
                expected = served.browse()
            elif role == "sales":
                expected = self.north
            self.assertEqual(self.behind("K23", role), set(expected.ids), role)
            expected -= self.loose
            self.assertEqual(self.behind("K27", role), set(expected.ids), role)

    def behind(self, code, role):
        """Ids of the records that the role finds behind a figure."""
        found = []
        self.attempt(
            lambda: found.extend(
                self.facts(code, user=self.users[role]).mapped("res_id")
            )
        )
        return set(found)
