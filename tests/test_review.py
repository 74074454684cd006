"""Relationships are reviewed from time to time, and what follows from it."""

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .activity_case import TODAY, ActivityCase
from .covers import covers
from .desk_case import TODAY as DESK_DAY
from .desk_case import DeskCase

MAY_REVIEW = ("sales", "sales_manager", "executive", "manager")


class ReviewCase(ActivityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(f"{TODAY} 09:00:00"))
        cls.customer.sudo().write({"tier": "A", "relationship_level": "satisfied"})

    def review(self, role="sales", **vals):
        env = self.in_companies(self.env(user=self.users[role], su=False), self.company)
        return env["keqin.relationship.review"].create(
            {"customer_id": self.customer.id, "finding": "They trust us", **vals}
        )

    def make_plan(self):
        plan = self.env["keqin.plan"].create(
            {
                "customer_id": self.customer.id,
                "date_start": "2026-01-01",
                "date_end": "2026-12-31",
            }
        )
        plan.sudo().state = "running"
        self.env.flush_all()
        return plan


@covers("R049")
@tagged("post_install", "-at_install")
class TestReview(ReviewCase):
    def test_a_review_sets_the_day_of_the_next(self):
        for tier, on in (("A", "2026-09-30"), ("B", "2026-12-30"), ("C", "2027-06-30")):
            self.customer.sudo().tier = tier
            self.review()
            self.assertEqual(str(self.customer.reviewed_on), TODAY)
            self.assertEqual(str(self.customer.next_review_on), on)
        self.review(next_review_on="2026-07-15")
        self.assertEqual(str(self.customer.next_review_on), "2026-07-15")

    def test_it_keeps_what_stood_then_and_changes_the_level(self):
        self.customer.sudo().write({"health_score": 44.5, "health_band": "red"})
        review = self.review(relationship_level="transaction")
        self.assertEqual(self.customer.relationship_level, "transaction")
        change = self.env["keqin.customer.change"].search(
            [("customer_id", "=", self.customer.id)], limit=1
        )
        self.assertEqual(change.reason, "They trust us")
        self.customer.sudo().write({"health_score": 80, "health_band": "green"})
        self.assertEqual((review.health_score, review.health_band), (44.5, "red"))
        self.assertEqual(review.user_id, self.users["sales"])

    def test_it_opens_a_revision_and_the_plan_stays(self):
        plan = self.make_plan()
        review = self.review(conclusion="revise")
        self.assertEqual(review.plan_id.revised_id, plan)
        self.assertEqual((plan.state, review.plan_id.state), ("running", "draft"))
        self.assertEqual(review.action_open_plan()["res_id"], review.plan_id.id)

    def test_without_a_plan_there_is_nothing_to_revise(self):
        with self.assertRaises(UserError):
            self.review(conclusion="revise")
        self.assertFalse(self.review().action_open_plan())

    def test_the_next_one_comes_later(self):
        with self.assertRaises(ValidationError):
            self.review(next_review_on=TODAY)

    def test_the_button_opens_a_form_that_is_filled(self):
        customer = self.customer.with_user(self.users["sales"])
        action = customer.action_review_relationship()
        form = Form(
            self.env[action["res_model"]]
            .with_user(self.users["sales"])
            .with_context(action["context"])
        )
        self.assertEqual(form.relationship_level, "satisfied")
        self.assertEqual(str(form.next_review_on), "2026-09-30")
        form.finding = "Fine"
        form.save()
        self.assertEqual(str(customer.reviewed_on), TODAY)

    def test_a_review_stays_as_it_is(self):
        review = self.review()
        for role in MAY_REVIEW:
            with self.subTest(role):
                mine = review.with_user(self.users[role])
                for values in ({"finding": "Better"}, {"date": "2026-01-01"}):
                    self.assertFalse(
                        self.attempt(mine.write, values, denial=(UserError,))
                    )
        for name, value in (("date", "2026-01-01"), ("user_id", self.rival.id)):
            with self.assertRaises(AccessError):
                self.review(**{name: value})

    def test_the_first_one_is_due_by_the_tier(self):
        engine = self.env["keqin.people.engine"]
        new = self.make_customer("New", self.users["sales"])
        lost = self.make_customer("Lost", self.users["sales"], lifecycle="lost")
        (new | lost).sudo().tier = "B"
        ungraded = self.make_customer("Ungraded", self.users["sales"])
        self.customer.next_review_on = "2026-08-01"
        engine._run(self.company)
        self.assertEqual(str(new.next_review_on), "2026-12-30")
        self.assertFalse(ungraded.next_review_on or lost.next_review_on)
        self.assertEqual(str(self.customer.next_review_on), "2026-08-01")


@covers("R049")
@tagged("post_install", "-at_install")
class TestReviewOnTheDesk(DeskCase):
    def on_desk(self, role="sales"):
        rows = self.desk(role).get_rows(kind="review")["rows"]
        return [row["res_id"] for row in rows]

    def test_due_reviews_of_my_customers(self):
        (self.mine | self.theirs).next_review_on = DESK_DAY
        self.assertEqual(self.on_desk(), [self.mine.id])
        self.assertEqual(self.on_desk("marketing"), [])
        self.mine.next_review_on = "2026-06-30"
        self.assertEqual(self.on_desk(), [], "far away")
        self.mine.write({"next_review_on": "2026-06-01", "lifecycle": "lost"})
        self.assertEqual(self.on_desk(), [], "lost")

    def test_the_row_says_since_when_and_opens_the_form(self):
        self.mine.next_review_on = "2026-06-08"
        [row] = self.desk().get_rows(kind="review")["rows"]
        self.assertEqual(row["reason"], "Relationship review overdue by 7 days")
        [action] = row["actions"]
        self.assertEqual(action["model"], "keqin.relationship.review")
        self.assertEqual(action["context"], {"default_customer_id": self.mine.id})
