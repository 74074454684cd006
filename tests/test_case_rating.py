"""The customer rates what was settled; a low rating takes it up again."""

from odoo.exceptions import AccessError
from odoo.http import Request
from odoo.tests import HttpCase, tagged

from .case_case import READERS, CaseCase
from .common import OUTSIDERS, ROLES
from .covers import covers


class RatingCase(CaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person.lang = "en_US"
        cls.pair = {"user_id": cls.users["service"].id, "kind": "enquiry"}

    def requests(self, case):
        return case.message_ids.filtered(lambda message: "/rate/" in message.body)

    def settled(self, state="confirmed", **vals):
        return self.make_case(state, **{**self.pair, **vals})

    def rate(self, case, value, feedback=None, rating=None):
        rating = rating or case.rating_ids[:1]
        case.sudo().rating_apply(value, rating=rating, feedback=feedback)
        self.env.flush_all()
        return rating


@tagged("post_install", "-at_install")
class TestRating(RatingCase):
    @covers("R107")
    def test_asked_once_for_each_closing(self):
        case = self.settled("resolved")
        self.assertFalse(self.requests(case))
        self.move(case, "confirmed")
        self.assertEqual(len(self.requests(case)), 1)
        self.assertEqual(self.requests(case).notified_partner_ids, self.person)
        self.move(case, "closed")
        self.assertEqual(len(self.requests(case)), 1)
        case._reopen("Not yet")
        self.assertFalse(case.rating_requested_on)
        self.move(case, "resolved")
        self.move(case, "closed")
        self.assertEqual(len(self.requests(case)), 2)

    @covers("R107")
    def test_who_is_not_asked(self):
        nobody = self.make_partner(
            "Mr. Without", parent_id=self.customer.partner_id.id, is_company=False
        )
        silent = self.settled("closed", contact_id=nobody.id)
        self.assertFalse(self.requests(silent))
        for result in ("spam", "duplicate", "withdrawn"):
            case = self.settled("resolved")
            case._step("closed", result=result)
            self.assertFalse(self.requests(case), result)
        self.company.keqin_rate_cases = False
        self.assertFalse(self.requests(self.settled("closed")))

    @covers("R107")
    def test_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        template = self.env.ref("keqin_addon.mail_template_case_rating")
        body = template.body_html.replace("is settled on our side", "ZH")
        template.with_context(lang="zh_CN").body_html = body
        self.person.lang = "zh_CN"
        self.assertIn("ZH", self.requests(self.settled()).body)
        self.person.lang = "en_US"
        self.assertIn("is settled on our side", self.requests(self.settled()).body)

    @covers("R107", "R097")
    def test_who_rates_whom(self):
        case = self.settled()
        rating = case.rating_ids
        self.assertEqual(rating.partner_id, self.person)
        self.assertEqual(rating.rated_partner_id, self.users["service"].partner_id)
        self.assertEqual(rating.keqin_case_id, case)
        self.rate(case, 5, "Quick")
        self.assertEqual(case.rating_last_value, 5.0)
        self.assertEqual(case.state, "confirmed")

    @covers("R097", "R107")
    def test_low_rating_reopens_once(self):
        case = self.settled("closed")
        rating = self.rate(case, 1, "Still soft")
        self.assertEqual((case.state, case.reopen_count), ("working", 1))
        self.assertFalse(case.closed_on)
        segment = case.segment_ids.filtered(lambda segment: not segment.date_to)
        self.assertEqual(segment.reason, "Rated 1 of 5")
        told = self.env["mail.message"].search(
            [("res_id", "=", case.id), ("subject", "ilike", "rated 1 of 5")]
        )
        people = self.users["service"] | self.users["service_manager"]
        self.assertLessEqual(people.partner_id, told.notified_partner_ids)
        self.assertNotIn(self.person, told.notified_partner_ids)
        self.move(case, "resolved")
        self.move(case, "closed")
        self.rate(case, 1, "Still", rating)
        self.assertEqual((case.state, case.reopen_count), ("closed", 1))
        second = case.rating_ids - rating
        self.rate(case, 1, "Again", second)
        self.assertEqual((case.state, case.reopen_count), ("working", 2))

    @covers("R097")
    def test_what_is_low(self):
        for value, reopens in (
            (0, False),
            (1, True),
            (2, True),
            (3, False),
            (5, False),
        ):
            case = self.settled()
            self.rate(case, value)
            self.assertEqual(case.state == "working", reopens, value)
        changed = self.settled()
        rating = self.rate(changed, 5)
        self.rate(changed, 1, rating=rating)
        self.assertEqual(changed.state, "working")

    @covers("R097")
    def test_low_rating_of_what_is_open_again(self):
        case = self.settled()
        case._reopen("Called")
        self.rate(case, 1)
        self.assertEqual((case.state, case.reopen_count), ("working", 1))

    @covers("R191")
    def test_nobody_of_ours_rates(self):
        case = self.settled()
        rating = case.rating_ids
        for role in ROLES:
            own = rating.with_user(self.users[role])
            self.assertAllowed(False, own.write, {"rating": 5}, message=role)
            vals = {
                "res_model_id": rating.res_model_id.id,
                "res_id": case.id,
                "rating": 5,
                "consumed": True,
            }
            self.assertAllowed(False, own.create, vals, message=role)
        service = self.by("service", case)
        service.message_post(body="Five stars", rating_value=5)
        self.assertEqual(case.rating_ids, rating)
        self.assertFalse(case.rating_last_value)
        self.assertAllowed(False, service.write, {"rating_requested_on": False})

    @covers("R107", "R099")
    def test_who_reads_ratings(self):
        own, others = self.settled(), self.settled(customer=self.other)
        self.env["rating.rating"].create(
            {"res_model_id": own.rating_ids.res_model_id.id, "res_id": others.id}
        )
        unrelated = self.env["rating.rating"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": self.person.id,
            }
        )
        cases = own | others
        everything = self.env["rating.rating"].search(
            [("id", "in", (cases.rating_ids | unrelated).ids)]
        )
        for role in (*ROLES, *OUTSIDERS):
            Rating = self.env["rating.rating"].with_user(self.users[role])
            try:
                found = Rating.search([("id", "in", everything.ids)])
            except AccessError:
                found = None
            if role in ("portal", "public"):
                self.assertIsNone(found, role)
                continue
            readable = {"sales": own}.get(role, cases if role in READERS else own[:0])
            self.assertEqual(found.keqin_case_id.sudo(), readable.sudo(), role)
            self.assertIn(unrelated.id, found.ids, role)


@tagged("post_install", "-at_install")
class TestRatingPage(RatingCase, HttpCase):
    @covers("R107", "R097")
    def test_page_rates_and_reopens(self):
        case = self.settled()
        token = case.sudo().rating_ids.access_token
        self.authenticate(None, None)
        page = self.url_open(f"/rate/{token}/1")
        self.assertIn("Thank you for rating our services", page.text)
        self.assertFalse(case.rating_last_value)
        answer = self.submit(token, 1)
        self.assertIn("Thank you for your feedback", answer.text)
        self.assertEqual((case.state, case.rating_last_value), ("working", 1.0))
        self.assertIn("Too soft", case.rating_last_feedback)

    @covers("R191")
    def test_page_refuses_our_own_people(self):
        case = self.settled()
        token = case.sudo().rating_ids.access_token
        self.users["service"].password = "keqin_service"
        self.authenticate("keqin_service", "keqin_service")
        answer = self.submit(token, 5)
        self.assertIn("You cannot rate this", answer.text)
        self.assertFalse(case.rating_last_value)

    def submit(self, token, rate):
        data = {
            "rate": rate,
            "feedback": "Too soft",
            "csrf_token": Request.csrf_token(self),
        }
        return self.url_open(f"/rate/{token}/submit_feedback", data=data)
