"""The form for whoever has no account: what it takes, whom it believes, its limits."""

from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.keqin_addon.models.keqin_web_request import LIMITS

from .covers import covers
from .portal_case import PortalCase

FORM = {
    "kind": "enquiry",
    "name": "Food safe?",
    "text": "Is the <i>film</i> food safe?",
    "person": "Mr. Qian",
    "company": "Unknown Ltd",
    "email": "qian@unknown.example.com",
    "phone": "+86 512 1234",
    "consent": "1",
}
THANKS = "we have received your message"
LIMIT = "Many messages have come from here"


@tagged("post_install", "-at_install")
class TestWebForm(PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"keqin_web_form": True, "phone": "+86 512 0000"})
        cls.url = f"/care/contact/{cls.company.keqin_web_key}"

    def write_in(self, user=None, url=None, form_url=None, **values):
        """Send the form; return the new case and the answer."""
        cases = self.env["keqin.case"]
        before = cases.search([])
        self.enter(user)
        url = url or self.url
        response = self.send(url, form_url or url, **(FORM | values))
        return cases.search([]) - before, response

    @covers("R090")
    def test_stranger(self):
        case, response = self.write_in()
        self.assertIn(THANKS, response.text)
        self.assertIn(case.number, response.text)
        self.assertTrue(response.url.endswith("/care/contact/thanks"))
        self.assertRecordValues(
            case,
            [
                {
                    "channel": "web",
                    "kind": "enquiry",
                    "name": "Food safe?",
                    "state": "new",
                    "customer_id": False,
                    "contact_id": False,
                    "company_id": self.company.id,
                    "email_from": "qian@unknown.example.com",
                    "phone": "+86 512 1234",
                    "impact": "none",
                }
            ],
        )
        self.assertIn("&lt;i&gt;", case.description)
        note = case.message_ids.filtered(lambda m: "Mr. Qian" in (m.body or ""))
        self.assertIn("Unknown Ltd", note.body)
        self.assertTrue(note.is_internal or note.subtype_id.internal)

    def test_known_address_is_linked_and_not_told(self):
        stranger, unknown = self.write_in()
        case, known = self.write_in(email=" WANG@ruichen.example.com")
        self.assertEqual(case.contact_id, self.person)
        self.assertEqual(case.customer_id, self.customer)
        self.assertEqual(
            known.text.replace(case.number, "").split("<main")[1],
            unknown.text.replace(stranger.number, "").split("<main")[1],
        )

    def test_ambiguous_address_is_nobodys(self):
        self.make_partner(
            "Twin",
            parent_id=self.other.partner_id.id,
            is_company=False,
            email=self.person.email,
        )
        case, _response = self.write_in(email=self.person.email)
        self.assertFalse(case.contact_id | case.customer_id.partner_id)

    def test_contact_of_no_customer_is_nobodys(self):
        self.make_partner("Passer-by", email=FORM["email"])
        case, _response = self.write_in()
        self.assertFalse(case.contact_id)

    def test_no_mail_goes_to_an_address_nobody_proved(self):
        mails = self.env["mail.mail"].search([])
        self.write_in()
        self.write_in(email=self.person.email)
        new = self.env["mail.mail"].search([]) - mails
        sent_to = " ".join(filter(None, new.mapped("email_to")))
        self.assertNotIn("qian@", sent_to)
        self.assertNotIn(self.person, new.recipient_ids)

    def test_what_is_wrong_is_said_and_nothing_lost(self):
        for values, message in (
            ({"name": ""}, "Please give it a subject"),
            ({"text": ""}, "Please tell us what it is about"),
            ({"person": ""}, "Please tell us your name"),
            ({"email": "nobody"}, "one valid e-mail address"),
            ({"email": "a@b.example.com, c@d.example.com"}, "one valid e-mail"),
            ({"consent": ""}, "Without that we cannot answer"),
            ({"phone": "1" * 41}, "40 characters at most"),
        ):
            with self.subTest(values=values):
                case, response = self.write_in(**values)
                self.assertFalse(case)
                self.assertIn(message, response.text)
                for name in {"name", "text", "person", "phone"} - set(values):
                    typed = FORM[name].replace("<", "&lt;").replace(">", "&gt;")
                    self.assertIn(typed, response.text)

    def test_only_the_fields_of_the_form(self):
        case, _response = self.write_in(
            user_id=str(self.rival.id),
            customer_id=str(self.other.id),
            contact_id=str(self.person.id),
            impact="stopped",
            severity="4_critical",
            state="closed",
            product=str(self.product.id),
        )
        self.assertFalse(case.customer_id or case.contact_id or case.product_id)
        self.assertEqual((case.state, case.severity), ("new", "2_normal"))
        self.assertNotEqual(case.user_id, self.rival)

    def test_a_program_learns_nothing(self):
        case, response = self.write_in(website="https://spam.example.com")
        self.assertFalse(case)
        self.assertIn(THANKS, response.text)

    def test_limit_by_email(self):
        for _index in range(LIMITS["email"]):
            case, _response = self.write_in()
            self.assertTrue(case)
        case, response = self.write_in(email="Qian@Unknown.example.com")
        self.assertFalse(case)
        self.assertEqual(response.status_code, 429)
        self.assertIn(LIMIT, response.text)
        self.assertIn("+86 512 0000", response.text)
        self.assertIn("film", response.text, "what was typed stays")
        case, _response = self.write_in(email="other@unknown.example.com")
        self.assertTrue(case)
        with freeze_time("2026-09-21 10:30:00"):
            case, _response = self.write_in()
        self.assertTrue(case, "an hour later")

    def test_limit_by_address(self):
        for index in range(LIMITS["address"]):
            self.write_in(email=f"q{index}@unknown.example.com")
        case, response = self.write_in(email="last@unknown.example.com")
        self.assertFalse(case)
        self.assertEqual(response.status_code, 429)

    def test_senders_are_counted_not_kept(self):
        requests = self.env["keqin.web.request"]
        now = self.at("2026-09-21 09:40:00")
        self.assertTrue(requests._count("email", "a@b.example.com", now))
        (row,) = requests.search([("hour", "=", "2026-09-21 09:00:00")])
        self.assertNotIn("b.example", row.sender)
        for first, second, same in (
            ("2001:db8::1", "2001:db8::ffff:1", True),
            ("2001:db8::1", "2001:db8:1::1", False),
            ("192.0.2.1", "192.0.2.2", False),
            ("unknown", "unknown", True),
        ):
            pair = {requests._sender("address", value) for value in (first, second)}
            self.assertEqual(len(pair) == 1, same, (first, second))
        with freeze_time("2026-09-23 09:00:00"):
            requests._gc_old()
        self.assertFalse(row.exists())

    def test_captcha_where_one_is_configured(self):
        http = type(self.env["ir.http"])
        refusal = ValidationError("The human validation failed.")

        def refuse(_self, action):
            self.assertEqual(action, "keqin_case")
            raise refusal

        with patch.object(http, "_verify_request_recaptcha_token", refuse):
            case, response = self.write_in()
        self.assertFalse(case)
        self.assertIn("The human validation failed.", response.text)
        self.assertIn("film", response.text, "what was typed stays")
        self.assertIn('data-captcha="keqin_case"', self.page(self.url))

    def test_off_and_unknown(self):
        self.enter(None)
        self.page("/care/contact/other", 404)
        self.company.keqin_web_form = False
        self.page(self.url, 404)
        self.assertFalse(self.company.keqin_web_url)
        key = self.company.keqin_web_key
        self.company.keqin_web_form = True
        self.assertEqual(self.company.keqin_web_key, key, "links stay good")

    def test_default_address_is_that_of_the_site(self):
        company = self.env.ref("base.public_user").company_id
        self.enter(None)
        company.keqin_web_form = False
        self.page("/care/contact", 404)
        company.keqin_web_form = True
        case, _response = self.write_in(url="/care/contact")
        self.assertEqual(case.company_id, company)

    def test_without_its_token(self):
        self.enter(None)
        before = self.env["keqin.case"].search_count([])
        self.assertEqual(self.url_open(self.url, data=FORM).status_code, 400)
        for method in ("GET", "HEAD"):
            self.url_open(self.url, params=FORM, method=method)
        self.assertEqual(self.env["keqin.case"].search_count([]), before)

    def test_customers_with_a_login_have_their_own_page(self):
        self.enter(self.wang)
        response = self.url_open(self.url)
        self.assertTrue(response.url.endswith("/my/cases/new"))
