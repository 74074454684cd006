"""What customers see of their cases on the pages, from list to confirmation."""

from datetime import timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from .case_case import NOW
from .covers import covers
from .portal_case import PortalCase, PortalMessages

HOUR = timedelta(hours=1)


@tagged("post_install", "-at_install")
class TestPortalPages(PortalMessages):
    """The pages, as a browser gets them."""

    def reached(self, url):
        """Whether a page shows a case, rather than leading elsewhere."""
        response = self.url_open(url)
        self.assertEqual(response.status_code, 200)
        return 'id="discussion"' in response.text

    def test_list(self):
        self.enter(self.wang)
        page = self.page("/my/cases")
        self.assertIn(self.case.number, page)
        self.assertNotIn("Their secret", page)
        self.assertIn(self.case.number, self.page("/my/cases?search=soft"))
        self.assertNotIn(self.case.number, self.page("/my/cases?search=nothing"))
        self.assertNotIn(self.case.number, self.page("/my/cases?filterby=done"))
        self.assertIn(self.case.number, self.page("/my/cases?filterby=x&sortby=y"))
        self.enter(self.zhao)
        self.assertIn(self.case.number, self.page("/my/cases?filterby=open"))
        self.assertNotIn(self.case.number, self.page("/my/cases?filterby=mine"))
        self.enter(self.stranger)
        page = self.page("/my/cases")
        self.assertIn("Their secret", page)
        self.assertNotIn(self.case.number, page)

    def test_list_of_many(self):
        self.enter(self.wang)
        people = [self.make_person(f"P{index}", self.customer) for index in range(15)]
        for person in people[:3]:
            self.make_case(contact_id=person.id)
        self.page("/my/cases")

        def count():
            self.env.flush_all()
            before = self.cr.sql_log_count
            self.page("/my/cases")
            return self.cr.sql_log_count - before

        few = count()
        for person in people[3:]:
            self.make_case(contact_id=person.id)
        self.assertEqual(count(), few)

    def test_counters(self):
        self.make_case("resolved")
        self.enter(self.wang)
        counters = ["case_count", "case_waiting_count"]
        got = self.rpc("/my/counters", counters=counters)
        self.assertEqual(got, {"case_count": 2, "case_waiting_count": 1})

    def test_employee_without_care_sees_nothing(self):
        self.enter(self.users["employee"])
        self.assertNotIn(self.case.number, self.page("/my/cases"))
        self.assertFalse(self.reached(f"/my/cases/{self.case.id}"))

    def test_one_case(self):
        url = f"/my/cases/{self.case.id}"
        token = self.case._portal_ensure_token()
        other = self.foreign._portal_ensure_token()
        for user, query, reached in (
            (self.wang, "", True),
            (self.zhao, "", True),
            (self.stranger, "", False),
            (self.lonely, "", False),
            (None, "", False),
            (None, f"?access_token={token}", True),
            (None, f"?access_token={token[:-1]}", False),
            (None, f"?access_token={other}", False),
            (None, "?access_token=", False),
            (self.stranger, f"?access_token={other}", False),
        ):
            self.enter(user)
            self.assertEqual(self.reached(url + query), reached, (user, query))
        self.enter(self.wang)
        self.assertFalse(self.reached("/my/cases/999999999"))

    def test_logged_in_the_token_of_the_link_is_not_needed(self):
        """With it, Odoo's conversation finds nothing for a customer with a login."""
        token = self.case._portal_ensure_token()
        url = f"/my/cases/{self.case.id}?access_token={token}"
        for user, passed_on in (
            (None, True),
            (self.stranger, True),
            (self.wang, False),
        ):
            self.enter(user)
            self.assertEqual(f'data-token="{token}"' in self.page(url), passed_on, user)

    def test_mail_link_leads_there_without_token(self):
        token = self.case._portal_ensure_token()
        self.enter(self.wang)
        response = self.url_open(f"/mail/view?model=keqin.case&res_id={self.case.id}")
        self.assertTrue(response.url.endswith(f"/my/cases/{self.case.id}"))
        self.enter(None)
        response = self.url_open(
            f"/mail/view?model=keqin.case&res_id={self.case.id}&access_token={token}"
        )
        self.assertIn(f"/my/cases/{self.case.id}?", response.url)

    def test_looking_changes_nothing(self):
        self.case.access_token = False
        self.make_case("resolved")
        self.enter(self.wang)
        self.env.flush_all()
        before = self.all_of_cases()
        for url in ("/my", "/my/cases", "/my/cases/new", f"/my/cases/{self.case.id}"):
            self.page(url)
        self.env.invalidate_all()
        self.assertEqual(self.all_of_cases(), before)

    def all_of_cases(self):
        self.cr.execute("SELECT * FROM keqin_case ORDER BY id")
        return self.cr.fetchall()

    def test_page_shows_what_is_for_customers(self):
        case = self.make_case(
            "resolved",
            name="<script>alert(1)</script>",
            description="<p>Bad <img src=x onerror=alert(2)></p>",
        )
        case.cause_id = self.cause
        self.enter(self.wang)
        response = self.url_open(f"/my/cases/{case.id}")
        self.assertNotIn("<script>alert(1)", response.text)
        self.assertIn("&lt;script&gt;alert(1)", response.text)
        self.assertNotIn("onerror=alert", response.text)
        self.assertNotIn("<script>alert(1)", self.url_open("/my/cases").text)
        self.assertIn("Double-walled", response.text)
        self.assertIn(self.users["service"].name, response.text)
        for secret in (self.cause.name, "keqin.sla", "Escalat", "everity"):
            self.assertNotIn(secret, response.text)

    def test_an_answer_is_promised_until_it_is_late(self):
        case = self.make_case()
        due = case.response_deadline
        for moment, promised in ((NOW, due), (due, False), (due + HOUR, False)):
            with freeze_time(moment):
                self.assertEqual(case._portal_respond_by(), promised, moment)
        self.assertFalse(self.case._portal_respond_by(), "It has been answered.")

    def test_no_other_site_frames_a_page_with_buttons(self):
        self.enter(self.wang)
        for url in (f"/my/cases/{self.case.id}", "/my/cases/new"):
            policy = self.url_open(url).headers["Content-Security-Policy"]
            self.assertIn("frame-ancestors 'self'", policy, url)

    def test_solution_only_when_handed_back(self):
        self.case.solution = "<p>Perhaps cheaper paper</p>"
        self.enter(self.wang)
        self.assertNotIn("cheaper", self.page(f"/my/cases/{self.case.id}"))


@tagged("post_install", "-at_install")
class TestPortalTour(PortalCase):
    """In a browser: raise, write, decline, confirm; once on a phone."""

    browser_size = "1366x768"

    def solve(self, case):
        """What service does between the customer's visits."""
        service = case.with_user(self.users["service"])
        service.message_post(
            body="We send new ones",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self.assertEqual(case.state, "responded")
        service.action_resolve("<p>New ones are on the way</p>", "solved")

    @covers("R090", "R097")
    def test_complaint_to_confirmation(self):
        login = self.wang.login
        before = self.env["keqin.case"].search([])
        self.start_tour("/my", "keqin_case_raise_tour", login=login)
        case = self.env["keqin.case"].search([]) - before
        self.assertEqual(case.customer_id, self.customer)
        self.assertEqual((case.kind, case.severity), ("complaint", "3_serious"))
        self.assertEqual(case.state, "new")
        self.solve(case)
        self.start_tour("/my", "keqin_case_decline_tour", login=login)
        self.assertEqual(case.reopen_count, 1)
        case.with_user(self.users["service"]).action_resolve("<p>All</p>", "solved")
        self.browser_size = "390x844"
        self.start_tour("/my", "keqin_case_confirm_tour", login=login)
        self.assertEqual((case.state, case.confirmation), ("confirmed", "customer"))
