"""How a case is rated is an opinion of the customer: once, corrected, taken back."""

from odoo.http import Request
from odoo.tests import HttpCase, tagged

from .covers import covers
from .test_case_rating import RatingCase


@tagged("post_install", "-at_install")
class TestRatingFeedback(RatingCase):
    def said(self, rating):
        return self.env["keqin.feedback"].search(
            [("source_key", "=", f"rating-{rating.id}")]
        )

    @covers("R101", "R107")
    def test_a_rating_is_feedback(self):
        case = self.settled(topic="delivery")
        self.assertFalse(self.said(case.rating_ids))
        self.customer.tier = "A"
        rating = self.rate(case, 5, "Quick")
        feedback = self.said(rating)
        self.assertEqual(feedback.customer_id, self.customer)
        self.assertEqual(feedback.contact_id, self.person)
        self.assertEqual(feedback.case_id, case)
        self.assertEqual(feedback.rating_id, rating)
        self.assertEqual(feedback.answered_on, rating.rated_on)
        self.assertEqual(
            (feedback.source, feedback.metric, feedback.dimension, feedback.comment),
            ("case", "csat", "service", "Quick"),
        )
        self.assertEqual((feedback.level, feedback.csat_value), (5.0, 100.0))
        self.assertEqual(feedback.tier, "A")
        self.assertEqual(feedback.user_id, self.users["sales"])
        self.assertTrue(feedback.is_counted)

    @covers("R101")
    def test_scale(self):
        for value, level, sentiment in (
            (1, 1.0, "negative"),
            (3, 3.0, "neutral"),
            (4, 4.0, "positive"),
        ):
            feedback = self.said(self.rate(self.settled(), value))
            self.assertEqual((feedback.level, feedback.sentiment), (level, sentiment))

    @covers("R101")
    def test_changed_it_is_corrected(self):
        rating = self.rate(self.settled(), 5, "Quick")
        first = self.said(rating)
        self.customer.tier = "C"
        self.rate(rating.keqin_case_id, 2, "Broke again", rating)
        self.assertEqual(self.said(rating), first)
        self.assertEqual((first.score, first.comment), (2.0, "Broke again"))
        self.assertEqual(first.csat_value, 0.0)
        self.assertFalse(first.tier)

    @covers("R101")
    def test_taken_back_it_is_gone_deleted_it_stays(self):
        rating = self.rate(self.settled(), 5)
        rating.reset()
        self.assertFalse(self.said(rating))
        self.rate(rating.keqin_case_id, 4, rating=rating)
        feedback = self.said(rating)
        self.assertTrue(feedback)
        rating.unlink()
        self.env.invalidate_all()
        self.assertTrue(feedback.exists())
        self.assertEqual((feedback.score, feedback.rating_id.id), (4.0, False))

    @covers("R101")
    def test_not_rated_is_no_opinion(self):
        rating = self.rate(self.settled(), 0, "No idea")
        self.assertTrue(rating.consumed)
        self.assertFalse(self.said(rating))
        open_one = self.settled().rating_ids
        open_one.rating = 5
        self.assertFalse(self.said(open_one), "asked for, not given")

    @covers("R101")
    def test_ratings_of_other_things_are_none_of_ours(self):
        rating = self.env["rating.rating"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": self.person.id,
                "rating": 5,
                "consumed": True,
            }
        )
        self.assertFalse(self.said(rating))

    @covers("R101")
    def test_whose_case_it_is_may_be_said_later(self):
        case = self.env["keqin.case"].create(
            {
                "name": "Who?",
                "company_id": self.company.id,
                "email_from": "w@x.example.com",
            }
        )
        rating = self.env["rating.rating"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("keqin.case"),
                "res_id": case.id,
                "partner_id": self.person.id,
                "rating": 4,
                "consumed": True,
            }
        )
        self.assertFalse(self.said(rating))
        self.by("service", case).customer_id = self.customer
        self.assertEqual(self.said(rating).customer_id, self.customer)

    @covers("R101")
    def test_a_stranger_speaks_for_the_customer_without_a_name(self):
        stranger = self.make_partner("Stranger", is_company=False)
        case = self.settled()
        case.sudo().rating_ids.partner_id = stranger
        feedback = self.said(self.rate(case, 5))
        self.assertEqual(feedback.customer_id, self.customer)
        self.assertFalse(feedback.contact_id)

    @covers("R101")
    def test_what_was_rated_before_is_taken_over_once(self):
        ratings = self.env["rating.rating"]
        for value in (5, 1, 4):
            ratings |= self.rate(self.settled("closed"), value)
        unrated = self.settled().rating_ids
        kept = self.said(ratings[2])
        self.env["keqin.feedback"].search(
            [("rating_id", "in", ratings[:2].ids)]
        ).unlink()
        self.env["rating.rating"]._backfill_feedback()
        made = self.said(ratings[0]) | self.said(ratings[1])
        self.assertEqual(made.mapped("score"), [5.0, 1.0])
        self.assertEqual(self.said(ratings[2]), kept)
        self.assertFalse(self.said(unrated))
        self.env.flush_all()
        stamps = made.mapped("write_date")
        self.env["rating.rating"]._backfill_feedback()
        self.assertEqual(made.mapped("write_date"), stamps)
        count = self.env["keqin.feedback"].search_count(
            [("rating_id", "in", ratings.ids)]
        )
        self.assertEqual(count, 3)


@tagged("post_install", "-at_install")
class TestRatingFeedbackPage(RatingCase, HttpCase):
    @covers("R101", "R107")
    def test_what_a_visitor_says_by_the_link(self):
        case = self.settled()
        rating = case.sudo().rating_ids
        self.authenticate(None, None)
        for rate, text in ((5, "Quick"), (1, "Broke again")):
            data = {
                "rate": rate,
                "feedback": text,
                "csrf_token": Request.csrf_token(self),
            }
            url = f"/rate/{rating.access_token}/submit_feedback"
            self.url_open(url, data=data).raise_for_status()
            feedback = self.env["keqin.feedback"].search([("case_id", "=", case.id)])
            self.assertEqual((feedback.score, feedback.comment), (rate, text))
            self.assertEqual(feedback.contact_id, self.person)
