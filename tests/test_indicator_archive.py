"""Known answers of the indicators of the archive, events and trainings."""

from odoo.tests import tagged

from .covers import covers
from .indicator_care_case import IndicatorCareCase


@tagged("post_install", "-at_install")
class TestIndicatorArchive(IndicatorCareCase):
    @covers("R122")
    def test_no_customer_no_figure(self):
        for code in ("K25", "K37", "K38", "K44"):
            with self.undone():
                self.assertNoData(code)

    @covers("R008", "R122", "R149")
    def test_completeness(self):
        """K25: mean of what is there of ten fields; of prospects, too."""
        # the same for every class; what each class needs is tested with the items
        richer = self.env["keqin.archive.item"].search([("for_c", "=", False)])
        richer.active = False
        (self.outside - self.outside[:1]).unlink()
        files = self.north | self.south | self.loose | self.outside[0]
        # the account manager is one of the ten, three files have one
        self.north.write({"phone": "1", "email": "a@b.example.com", "street": "S"})
        self.assertEqual(files.mapped("completeness"), [40.0, 10.0, 0.0, 10.0])
        self.assertParts("K25", (60, 4))
        self.assertEqual(self.figure("K25").value, 15.0)
        self.assertParts("K25", (50, 2), scope="employee", key=self.sales)
        self.assertParts("K25", (10, 1), scope="tier", key="C")
        self.north.lifecycle = "lost"
        self.assertParts("K25", (20, 3))
        self.south.active = False
        self.assertParts("K25", (10, 2))

    @covers("R122")
    def test_three_clears(self):
        """K44: customers whose needs, deciders and dates are known / customers."""
        self.assertParts("K44", (0, 3))
        self.north.pain_points = "Delays"
        self.make_decider(self.north)
        self.assertParts("K44", (0, 3))
        self.north.founded_on = "2001-09-09"
        self.assertParts("K44", (1, 3))
        self.assertParts("K44", (1, 1), scope="tier", key="A")
        self.assertParts("K44", (1, 1), scope="employee", key=self.sales)
        # each of the three alone is not enough
        self.north.pain_points = "  "
        self.assertParts("K44", (0, 3))
        need = self.env["keqin.need"].create(
            {"name": "Faster delivery", "customer_id": self.north.id}
        )
        self.assertParts("K44", (1, 3))
        need.state = "closed"
        self.assertParts("K44", (0, 3))
        self.north.pain_points = "Delays"
        self.north.contact_card_ids.decision_role = "user"
        self.assertParts("K44", (0, 3))

    def make_decider(self, customer):
        person = self.make_partner(
            "Ms. Wang", parent_id=customer.partner_id.id, is_company=False
        )
        self.env["keqin.contact"].create(
            {
                "partner_id": person.id,
                "customer_id": customer.id,
                "decision_role": "decider",
            }
        )


@tagged("post_install", "-at_install")
class TestIndicatorEvent(IndicatorCareCase):
    @covers("R122")
    def test_attendance(self):
        """K37: who came / who was registered for events that ended in the period."""
        fair = self.make_event("2026-06-30 15:00:00")
        person = self.make_partner(
            "Ms. Wang", parent_id=self.north.partner_id.id, is_company=False
        )
        self.register(fair, person, "done")
        self.register(fair, self.north.partner_id, "open")
        self.register(fair, self.south.partner_id, "cancel")
        self.register(fair, self.make_partner("Stranger"), "done")
        # an archived registration, a cancelled event, one that ended in July, another
        # company's
        self.register(fair, person, "done").active = False
        called_off = self.make_event("2026-06-01 15:00:00")
        self.register(called_off, person, "open")
        called_off.kanban_state = "cancel"
        self.register(self.make_event("2026-06-30 16:00:00"), person, "done")
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        theirs = self.make_event("2026-06-01 15:00:00", company_id=elsewhere.id)
        self.register(theirs, person, "done")
        self.assertEqual(self.parts("K37"), (2, 4))
        self.assertEqual(self.figure("K37").value, 50.0)
        self.assertEqual(self.parts("K37", scope="tier", key="A"), (1, 2))
        self.assertEqual(self.parts("K37", scope="employee", key=self.other), (0, 1))
        # an event of all companies: our customers' people only
        shared = self.make_event("2026-04-01 15:00:00", company_id=False)
        self.register(shared, self.make_partner("Stranger"), "done")
        self.register(shared, self.loose.partner_id, "done")
        self.assertEqual(self.parts("K37"), (3, 5))

    def make_event(self, end, **vals):
        return self.env["event.event"].create(
            {
                "name": "Open day",
                "company_id": self.company.id,
                "date_begin": "2026-01-01 09:00:00",
                "date_end": end,
                **vals,
            }
        )

    def register(self, event, partner, state):
        return self.env["event.registration"].create(
            {"event_id": event.id, "partner_id": partner.id, "state": state}
        )

    @covers("R169", "R122")
    def test_trainings(self):
        """K38: the result of the test, else the effect: none 0 to excellent 100."""
        training = self.care(self.north, "2026-06-30", "training", user=self.other)
        self.trained(training, attended=True, score=80)
        self.trained(training, attended=True, effect="good")
        # the test says more than the impression
        self.trained(training, attended=True, score=50, effect="excellent")
        # nothing known, did not come, one of us
        self.trained(training, attended=True)
        self.trained(training, score=10)
        self.trained(training, attended=True, is_ours=True, score=10)
        # another day, another purpose
        for vals in (
            {"on": "2026-07-01", "kind": "training"},
            {"on": "2026-06-01", "kind": "visit"},
        ):
            self.trained(self.care(self.south, **vals), attended=True, score=10)
        figure = self.figure("K38")
        self.assertAlmostEqual(figure.value, (80 + 200 / 3 + 50) / 3)
        self.assertAddsUp("K38")
        self.assertEqual(self.figure("K38", scope="tier", key="A").n, 3)
        # of the trainer and of the account manager
        for user in (self.sales, self.other):
            self.assertEqual(self.figure("K38", scope="employee", key=user).n, 3)

    def trained(self, activity, **vals):
        person = self.make_partner("Trainee", parent_id=activity.partner_id.id)
        self.env["keqin.activity.attendee"].create(
            {"activity_id": activity.id, "partner_id": person.id, **vals}
        )
