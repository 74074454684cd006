"""What customers do on the pages: say whether it is settled, raise a case."""

from odoo import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .covers import covers
from .portal_case import PortalCase


@tagged("post_install", "-at_install")
class TestPortalVerdict(PortalCase):
    """Settled or not: what a customer says with a button."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls.make_case("resolved")
        cls.url = f"/my/cases/{cls.case.id}"

    @covers("R097")
    def test_confirm(self):
        self.enter(self.wang)
        self.send(f"{self.url}/confirm", self.url)
        self.assertEqual(self.case.state, "confirmed")
        self.assertEqual(self.case.confirmation, "customer")
        self.assertIn("You have confirmed", self.page(self.url))

    def test_decline_with_reason(self):
        self.enter(self.wang)
        page = self.send(f"{self.url}/decline", self.url, reason="  ").text
        self.assertEqual(self.case.state, "resolved")
        self.assertIn("Please tell us what is still missing", page)
        long = "long words " * 400
        page = self.send(f"{self.url}/decline", self.url, reason=long).text
        self.assertEqual(self.case.state, "resolved")
        self.assertIn("long words", page, "what was typed stays")
        self.send(f"{self.url}/decline", self.url, reason="Still <b>soft</b>")
        self.assertIn(self.case.state, ("responded", "working"))
        self.assertEqual(self.case.reopen_count, 1)
        self.assertTrue(self.case.answered_on)
        self.assertIn("Still &lt;b&gt;soft", self.said().body)
        self.assertEqual(self.said().author_id, self.person)

    def said(self):
        """What was said to the other side last."""
        spoken = self.case.message_ids.filtered(lambda m: m.message_type == "comment")
        return spoken.filtered(lambda m: not m.subtype_id.internal)[:1]

    def test_by_token(self):
        token = self.case._portal_ensure_token()
        self.enter(None)
        page = f"{self.url}?access_token={token}"
        response = self.send(f"{self.url}/confirm", page, access_token=token)
        self.assertEqual(self.case.state, "confirmed")
        self.assertIn('id="discussion"', response.text, "the token is kept")

    def test_reason_by_token_is_the_contacts(self):
        token = self.case._portal_ensure_token()
        self.enter(None)
        page = f"{self.url}?access_token={token}"
        self.send(f"{self.url}/decline", page, access_token=token, reason="No")
        self.assertEqual(self.said().author_id, self.person)

    def test_who_may_not(self):
        other = self.make_case("resolved", customer=self.other)
        wrong = other._portal_ensure_token()
        own = f"/my/cases/{other.id}?access_token={wrong}"
        for user, page, token in (
            (self.stranger, f"/my/cases/{other.id}", ""),
            (self.stranger, f"/my/cases/{other.id}", wrong),
            (None, own, ""),
            (None, own, wrong),
            (None, own, self.case._portal_ensure_token()[:-1]),
        ):
            self.enter(user)
            for step in ("confirm", "decline"):
                self.send(f"{self.url}/{step}", page, access_token=token, reason="x")
                self.assertEqual(self.case.state, "resolved", (user, step))

    def test_colleagues_do_not_speak_for_the_customer(self):
        token = self.case._portal_ensure_token()
        for role in ("service", "sales", "executive"):
            self.enter(self.users[role])
            page = self.page(self.url)
            self.assertNotIn('id="verdict"', page)
            for step in ("confirm", "decline"):
                self.send(
                    f"{self.url}/{step}", "/my/security", access_token=token, reason="x"
                )
                self.assertEqual(self.case.state, "resolved", role)

    @mute_logger("odoo.http")
    def test_only_by_post_with_its_token(self):
        self.enter(self.wang)
        for step in ("confirm", "decline"):
            url = f"{self.url}/{step}"
            self.assertEqual(self.url_open(f"{url}?reason=x").status_code, 405)
            for data in ({"reason": "x"}, {"reason": "x", "csrf_token": "0" * 40}):
                self.assertEqual(self.url_open(url, data=data).status_code, 400)
        self.assertEqual(self.case.state, "resolved")

    def test_second_click_and_wrong_state(self):
        self.enter(self.wang)
        self.send(f"{self.url}/confirm", self.url)
        since = self.case.state_since
        self.assertEqual(self.case.state, "confirmed")
        fresh = self.make_case("working")
        for case in (self.case, fresh):
            state = case.state
            for step in ("confirm", "decline"):
                url = f"/my/cases/{case.id}/{step}"
                response = self.send(url, "/my/cases/new", reason="x")
                self.assertEqual(response.status_code, 200)
                self.assertEqual(case.state, state)
        self.assertEqual(self.case.state_since, since)


@tagged("post_install", "-at_install")
class TestPortalNew(PortalCase):
    """A new case from the portal."""

    FORM = {"kind": "complaint", "name": "Torn", "text": "All 40 of them\n<b>!</b>"}

    def raise_case(self, user, files=None, **values):
        """Send the form; return the new case, or none and the page."""
        cases = self.env["keqin.case"].with_context(active_test=False)
        before = cases.search([])
        self.enter(user)
        response = self.send("/my/cases/new", files=files, **(self.FORM | values))
        return cases.search([]) - before, unescape_page(response)

    @covers("R090")
    def test_raise(self):
        files = [("files", ("photo.txt", b"torn", "text/plain"))]
        case, page = self.raise_case(self.wang, files, impact="stopped")
        self.assertIn(case.number, page)
        self.assertIn("Thank you", page)
        self.assertRecordValues(
            case,
            [
                {
                    "kind": "complaint",
                    "name": "Torn",
                    "channel": "portal",
                    "impact": "stopped",
                    "severity": "4_critical",
                    "state": "new",
                    "customer_id": self.customer.id,
                    "company_id": self.company.id,
                    "contact_id": self.person.id,
                }
            ],
        )
        self.assertIn("&lt;b&gt;", case.description)
        self.assertIn("<br>", case.description)
        message = case.message_ids.filtered("attachment_ids")
        self.assertEqual(message.author_id, self.person)
        self.assertEqual(message.attachment_ids.raw, b"torn")
        self.assertFalse(case.first_response_on)

    def test_only_the_fields_of_the_form(self):
        case, _page = self.raise_case(
            self.wang,
            user_id=str(self.rival.id),
            customer_id=str(self.other.id),
            contact_id=str(self.stranger.partner_id.id),
            company_id="1",
            state="closed",
            severity="1_minor",
            number="X",
            opened_on="2020-01-01",
            channel="visit",
        )
        self.assertEqual(case.customer_id, self.customer)
        self.assertEqual(case.contact_id, self.person)
        self.assertEqual(case.company_id, self.company)
        self.assertEqual((case.state, case.channel), ("new", "portal"))
        self.assertNotEqual(case.user_id, self.rival)
        self.assertNotEqual(case.number, "X")
        self.assertEqual(case.opened_on, self.at("2026-09-21 09:00:00"))

    def test_what_is_wrong_is_said_and_nothing_lost(self):
        self.make_order(self.customer.partner_id, 10)
        for values, message in (
            ({"name": "  "}, "Please give it a subject"),
            ({"text": ""}, "Please tell us what it is about"),
            ({"kind": "complex_request"}, "Please choose what it is"),
            ({"kind": "spam"}, "Please choose what it is"),
            ({"impact": "4_critical"}, "Please choose one of these"),
            ({"product": "1 OR 1"}, "one of your products"),
            ({"name": "n" * 201}, "200 characters at most"),
            ({"text": "t" * 10001}, "10000 characters at most"),
        ):
            with self.subTest(values=values):
                case, page = self.raise_case(self.wang, **values)
                self.assertFalse(case)
                self.assertIn(message, page)
                for name in {"name", "text"} - set(values):
                    self.assertIn(self.FORM[name].splitlines()[0], page)

    def test_too_many_or_too_big_files(self):
        many = [("files", (f"{i}.txt", b"x", "text/plain")) for i in range(11)]
        case, page = self.raise_case(self.wang, many)
        self.assertFalse(case)
        self.assertIn("10 files at most", page)
        self.assertIn("Please choose the files again", page)
        big = [("files", ("big.bin", b"x" * (25 * 1024 * 1024 + 1), "text/plain"))]
        case, page = self.raise_case(self.wang, big)
        self.assertFalse(case)
        self.assertIn("25.00 Mb at most", page)

    def test_nul_and_line_breaks_in_the_subject(self):
        case, _page = self.raise_case(self.wang, name="A\x00\r\nBcc: x@y.example")
        self.assertEqual(case.name, "A Bcc: x@y.example")

    def test_products_are_those_ordered(self):
        self.make_order(self.customer.partner_id, 10)
        foreign = self.env["product.product"].create({"name": "Not theirs"})
        ordered = [Command.create({"product_id": foreign.id})]
        self.make_order(self.other.partner_id, 10, order_line=ordered)
        self.enter(self.wang)
        page = self.page("/my/cases/new")
        self.assertIn(f'value="{self.product.id}"', page)
        self.assertNotIn("Not theirs", page)
        case, _page = self.raise_case(self.wang, product=str(self.product.id))
        self.assertEqual(case.product_id, self.product)
        case, page = self.raise_case(self.wang, product=str(foreign.id))
        self.assertFalse(case)
        self.assertIn("one of your products", page)

    def test_without_care_file(self):
        case, page = self.raise_case(self.lonely)
        self.assertFalse(case.customer_id)
        self.assertEqual(case.contact_id, self.lonely.partner_id)
        self.assertIn(case.number, page, "who raised it follows it")
        self.assertIn(case.number, self.page("/my/cases"))

    def test_the_company_that_cares(self):
        company = self.env["res.company"].create({"name": "Sister"})
        partner = self.lonely.partner_id
        there = self.make_customer(partner=partner, company_id=company.id)
        case, _page = self.raise_case(self.lonely)
        self.assertFalse(case.customer_id, "no company the user belongs to")
        self.lonely.company_ids += company
        case, _page = self.raise_case(self.lonely)
        self.assertEqual(case.customer_id, there)
        self.assertEqual(case.company_id, company)

    def test_only_customers_raise_here(self):
        for user in (self.users["service"], self.users["employee"]):
            self.enter(user)
            self.assertNotIn("o_keqin_case_form", self.page("/my/cases/new"))
        self.enter(None)
        self.assertIn("/web/login", self.url_open("/my/cases/new").url)


def unescape_page(response):
    return response.text.replace("&lt;", "<").replace("&gt;", ">")
