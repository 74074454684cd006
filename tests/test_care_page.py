"""Customer pages: what they show, who is let in, what the customer may say."""

import re

from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.keqin_addon.models.keqin_web_request import LIMITS

from .care_page_case import (
    LINE_WORDS,
    PLAN_WORDS,
    PROMISE_WORDS,
    UNTIL,
    CarePageCase,
)
from .covers import covers

CLOSED = "This link opens nothing any more"
# In every field of what hangs off the customer that is not for customers.
SECRET = "Internal: "


@tagged("post_install", "-at_install")
class TestCarePageContent(CarePageCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users["sales"].partner_id.write(
            {"phone": "0512 2222", "function": "Key accounts"}
        )
        cls.promise = cls.make_promise(customer_wording=PROMISE_WORDS)
        cls.plan = cls.make_plan()

    @classmethod
    def make_promise(cls, **vals):
        return cls.env["keqin.promise"].create(
            {
                "name": SECRET + "samples",
                "note": SECRET + "they wait since May",
                "customer_id": cls.customer.id,
                "promised_by_id": cls.users["sales"].id,
                "user_id": cls.users["service"].id,
                "due_on": "2026-09-25",
                **vals,
            }
        )

    @classmethod
    def make_plan(cls):
        """In effect, with words for the customer on half of its parts."""
        phone = cls.env.ref("keqin_addon.keqin_activity_type_phone")
        parts = {"sequence": 1}
        plan = cls.env["keqin.plan"].create(
            {
                "name": SECRET + "plan",
                "customer_id": cls.customer.id,
                "date_start": "2026-01-01",
                "date_end": "2026-12-31",
                "objective": SECRET + "raise prices",
                "strategy": SECRET + "corner them",
                "objective_ids": [
                    (0, 0, {"name": SECRET + "one", "customer_wording": PLAN_WORDS}),
                    (0, 0, {"name": SECRET + "two"}),
                ],
                "line_ids": [
                    (0, 0, {**line, **parts, "type_id": phone.id, "name": SECRET + "x"})
                    for line in ({"customer_wording": LINE_WORDS}, {})
                ],
            }
        )
        plan.state = "running"
        return plan

    def text(self, url=None, user=None):
        self.enter(user)
        return self.page(url or self.link())

    def test_who_looks_after_you(self):
        text = self.text()
        for words in ("keqin_sales", "Key accounts", "0512 2222", "keqin_executive"):
            self.assertIn(words, text)
        self.assertIn("keqin_service", text)
        self.shared.show_team = False
        self.assertNotIn("0512 2222", self.text())

    @covers("R156")
    def test_promises_and_plan_only_in_words_for_the_customer(self):
        text = self.text()
        for words in (PROMISE_WORDS, PLAN_WORDS, LINE_WORDS):
            self.assertIn(words, text)
        self.promise.customer_wording = False
        self.assertNotIn(PROMISE_WORDS, self.text())
        self.assertFalse(self.shared._content()["promises"])
        self.promise.customer_wording = PROMISE_WORDS
        self.promise.sudo().state = "released"
        self.assertNotIn(PROMISE_WORDS, self.text())

    def test_plan_only_while_in_effect(self):
        for state in ("draft", "submitted", "rejected", "cancelled"):
            with self.subTest(state=state):
                self.plan.state = state
                self.assertNotIn(PLAN_WORDS, self.text())
        self.plan.state = "approved"
        self.assertIn(PLAN_WORDS, self.text())
        self.plan.date_end = "2026-09-20"
        self.assertNotIn(PLAN_WORDS, self.text())

    def test_promise_to_a_colleague_is_not_shown(self):
        self.promise.contact_id = self.zhao.partner_id
        self.assertNotIn(PROMISE_WORDS, self.text())
        self.customer.main_contact_id = self.person
        self.assertIn(PROMISE_WORDS, self.text())

    def test_wording_is_released_while_the_plan_is_frozen(self):
        sales, marketing = self.users["sales"], self.users["marketing"]
        objective = self.plan.objective_ids[1]
        objective.with_user(sales).customer_wording = "Also this"
        self.assertIn("Also this", self.text())
        self.assertRefused(
            objective.with_user(sales).write,
            {"name": "x", "customer_wording": "y"},
            error=UserError,
        )
        line = self.plan.line_ids[0].with_user(marketing)
        self.assertAllowed(False, line.write, {"customer_wording": "z"})

    def test_own_cases_as_on_the_portal(self):
        self.make_case("working", name="Pallet broken")
        self.make_case("closed", name="Old matter")
        self.make_case(customer=self.other, name="Their secret")
        text = self.text()
        self.assertIn("Pallet broken", text)
        self.assertNotIn("Old matter", text)
        self.assertNotIn("Their secret", text)
        service = self.shared._content()["service"]
        self.assertEqual((service["received"], service["settled"]), (2, 1))
        self.assertEqual(len(service["open"]), 1)

    def test_own_events_to_come(self):
        Event = self.env["event.event"]
        names = {"Plant tour": "2026-10-01", "Gone by": "2026-09-01"}
        for name, day in names.items():
            event = Event.create(
                {
                    "name": name,
                    "date_begin": f"{day} 09:00:00",
                    "date_end": f"{day} 11:00:00",
                }
            )
            self.env["event.registration"].create(
                {"event_id": event.id, "partner_id": self.person.id}
            )
        foreign = Event.create(
            {
                "name": "Not for you",
                "date_begin": "2026-10-02 09:00:00",
                "date_end": "2026-10-02 11:00:00",
            }
        )
        self.env["event.registration"].create(
            {"event_id": foreign.id, "partner_id": self.zhao.partner_id.id}
        )
        text = self.text()
        self.assertIn("Plant tour", text)
        for name in ("Gone by", "Not for you"):
            self.assertNotIn(name, text)

    def test_nothing_internal_on_the_page(self):
        """Whatever text can be stored with the customer is on it, marked."""
        cards = self.env["keqin.contact"].create(
            {"partner_id": self.person.id, "customer_id": self.customer.id}
        )
        records = (self.customer, cards, self.promise, self.person)
        shown = {"name", "function", "phone", "email", "website", "vat", "street"}
        shown |= {"street2", "zip", "city", "customer_wording", "lang", "tz"}
        marked = 0
        for record in records:
            for name, field in record._fields.items():
                free = field.store and not field.related and not field.compute
                kept = name in shown or name.startswith(("message", "barco"))
                if free and not kept and field.type in ("char", "text", "html"):
                    record.sudo()[name] = SECRET + name
                    marked += 1
        self.assertGreater(marked, 20)
        self.make_case("waiting", name="Ours", description=SECRET + "angry")
        for user in (None, self.wang):
            text = self.text("/my/care" if user else None, user)
            self.assertIn(PROMISE_WORDS, text)
            self.assertFalse(re.findall(SECRET + r"\w*", text))

    def test_looking_changes_nothing_but_the_count(self):
        counted = ("keqin.archive.answer", "keqin.feedback", "mail.message")

        def state():
            self.env.flush_all()
            return [self.env[model].search_count([]) for model in counted]

        before = state()
        self.text()
        self.text("/my/care", self.wang)
        self.assertEqual(state(), before)
        self.env.invalidate_all()
        visits = self.shared.visit_ids
        self.assertEqual({visit.via for visit in visits}, {"link", "login"})
        self.text()
        self.env.invalidate_all()
        self.assertEqual(self.shared.visit_count, 3)

    def test_the_page_is_not_kept_framed_or_told_about(self):
        self.enter(None)
        headers = self.url_open(self.link()).headers
        self.assertEqual(headers["Cache-Control"], "no-store")
        self.assertEqual(headers["Referrer-Policy"], "no-referrer")
        self.assertIn("frame-ancestors 'self'", headers["Content-Security-Policy"])
        self.assertIn("noindex", headers["X-Robots-Tag"])


@tagged("post_install", "-at_install")
class TestCarePageAccess(CarePageCase):
    def assertClosed(self, url, user=None):
        self.enter(user)
        self.assertIn(CLOSED, self.page(url, 404))

    def test_wrong_links_are_all_alike(self):
        key = self.shared.sudo().token
        other = self.make_page(self.zhao.partner_id)
        # the last digit may be the one it is changed to
        wrong = key[:-1] + ("1" if key.endswith("0") else "0")
        for url in (
            f"/care/page/{self.shared.id}/{wrong}",
            f"/care/page/{self.shared.id}/{key}x",
            f"/care/page/{self.shared.id}/False",
            f"/care/page/{other.id}/{key}",
            f"/care/page/{other.id + 999}/{key}",
            f"/care/page/{self.make_page(self.lonely_person(), release=False).id}/x",
        ):
            with self.subTest(url=url):
                self.assertClosed(url)

    def lonely_person(self):
        return self.make_person("Qian", self.customer)

    def test_closed_by_day_switch_step_and_leaving(self):
        link = self.link()
        company, customer = self.company, self.customer

        def reopen():
            self.shared.expires_on = UNTIL
            company.keqin_care_page = customer.active = self.person.active = True
            customer.invalid_reason = False
            self.wang.active = True
            self.person.parent_id = customer.partner_id

        for name, close in {
            "day": lambda: self.shared.write({"expires_on": "2026-09-20"}),
            "switch": lambda: company.write({"keqin_care_page": False}),
            "out of care": lambda: customer.write({"active": False}),
            "invalid": lambda: customer.write({"invalid_reason": "closed"}),
            "person gone": lambda: self.person.write({"active": False}),
            "person moved": lambda: self.person.write(
                {"parent_id": self.other.partner_id.id}
            ),
        }.items():
            with self.subTest(name):
                if name == "person gone":
                    self.wang.active = False
                close()
                self.assertFalse(self.shared.is_open)
                self.assertClosed(link)
                reopen()
                self.assertTrue(self.shared.is_open)
        self.assertIn("Ruichen", self.page(link))

    def test_last_day_is_in(self):
        with freeze_time(f"{UNTIL} 23:00:00"):
            self.assertTrue(self.shared._is_released())
        with freeze_time("2027-01-01 01:00:00"):
            self.assertFalse(self.shared._is_released())

    def test_revoked_and_renewed(self):
        old = self.link()
        self.by("sales", self.shared).action_release()
        self.assertNotEqual(old, self.link())
        self.assertClosed(old)
        self.assertIn("Ruichen", self.page(self.link()))
        new = self.link()
        self.by("sales", self.shared).action_revoke()
        self.assertClosed(new)
        self.assertFalse(self.shared.sudo().token)
        self.enter(self.wang)
        self.assertTrue(self.url_open("/my/care").url.endswith("/my"))

    def test_others_with_the_link_or_a_login(self):
        self.assertClosed(self.link(), self.stranger)
        self.assertClosed(self.link(), self.lonely)
        for user in (self.zhao, self.stranger, self.lonely):
            self.enter(user)
            self.assertTrue(self.url_open("/my/care").url.endswith("/my"))

    def test_preview_is_for_who_may_release(self):
        url = f"/care/page/{self.shared.id}/preview"
        self.by("sales", self.shared).action_revoke()
        allowed = {"sales", "sales_manager", "manager"}
        for role in ("sales", "sales_manager", "manager", "service", "executive"):
            with self.subTest(role=role):
                self.enter(self.users[role])
                self.page(url, 200 if role in allowed else 404)
        for user in (self.rival, self.wang, self.users["employee"], None):
            self.assertClosed(url, user)
        self.env.invalidate_all()
        self.assertFalse(self.shared.visit_count)

    def test_colleagues_say_nothing_for_a_customer(self):
        self.enter(self.users["sales"])
        for url in (self.link(), f"/care/page/{self.shared.id}/preview"):
            self.send(f"{url}/confirm", form_url=url)
        self.env.invalidate_all()
        self.assertFalse(self.answers())
        self.assertFalse(self.customer.verified_on)

    def test_many_wrong_keys_from_one_network(self):
        self.enter(None)
        url = f"/care/page/{self.shared.id}/wrong"
        for _time in range(LIMITS["guess"]):
            self.assertEqual(self.url_open(url).status_code, 404)
        self.assertEqual(self.url_open(url).status_code, 429)
        self.assertEqual(self.url_open(self.link()).status_code, 200)

    def test_release_needs_the_switch_and_a_day_to_come(self):
        page = self.make_page(self.zhao.partner_id, release=False)
        page.expires_on = "2026-09-20"
        self.assertRefused(page.action_release, error=UserError)
        page.expires_on = UNTIL
        self.company.keqin_care_page = False
        self.assertRefused(page.action_release, error=UserError)
        self.assertRefused(page.action_revoke, error=UserError)

    def test_page_stays_with_its_person(self):
        vals = {"contact_id": self.zhao.partner_id.id}
        self.assertRefused(self.shared.write, vals, error=UserError)
        stranger = {"contact_id": self.stranger.partner_id.id}
        page = self.make_page(self.zhao.partner_id, release=False)
        self.assertRefused(page.write, stranger, error=ValidationError)

    def test_mail_carries_the_link_to_its_person_alone(self):
        before = self.env["mail.mail"].search([])
        page = self.make_page(self.zhao.partner_id, release=False)
        page.contact_id.email = False
        self.assertRefused(self.by("sales", page).action_send, error=UserError)
        page.contact_id.email = "zhao@example.com"
        self.by("sales", page).action_send()
        mail = self.env["mail.mail"].search([]) - before
        self.assertEqual(mail.recipient_ids, self.zhao.partner_id)
        self.assertIn(self.link(page), mail.body_html)
        self.assertEqual(page.state, "released")
        self.assertTrue(page.sent_on)
        log = self.customer.message_ids.mapped("body")
        self.assertFalse([body for body in log if page.sudo().token in body])


@covers("R189")
@tagged("post_install", "-at_install")
class TestCarePageAnswers(CarePageCase):
    def correct(self, **values):
        return self.answer("correct", **values)

    def open_values(self):
        waiting = self.answers(state="proposed", kind="correction")
        return {(a.subject, a.field_name): a.new_value for a in waiting}

    def test_all_right_verifies(self):
        self.answer("confirm")
        self.assertEqual(str(self.customer.verified_on), "2026-09-21")
        self.assertRecordValues(
            self.answers(),
            [{"kind": "confirmed", "state": "accepted", "contact_id": self.person.id}],
        )
        self.assertIn("confirmed", self.shared.visit_ids.mapped("what"))

    def test_logged_in_needs_no_link(self):
        self.answer("confirm", user=self.wang)
        self.assertTrue(self.customer.verified_on)
        done = self.shared.visit_ids.filtered(lambda v: v.what == "confirmed")
        self.assertEqual(done.via, "login")

    def test_correction_is_a_proposal_of_what_differs(self):
        self.correct(
            company_phone=" 0512  9999 ",
            company_city="Suzhou",
            person_email="new@ruichen.example.com",
            remark="Zhao has left",
        )
        self.assertEqual(
            self.open_values(),
            {
                ("company", "phone"): "0512 9999",
                ("person", "email"): "new@ruichen.example.com",
            },
        )
        self.assertEqual(self.customer.phone, "0512 1111")
        self.assertFalse(self.customer.verified_on)
        self.assertEqual(self.answers(kind="remark").remark, "Zhao has left")
        text = self.page(self.link())
        self.assertIn("0512 9999", text)
        self.assertIn("Being checked", text)

    def test_only_what_is_asked_about_is_taken(self):
        self.correct(
            company_user_id="1",
            company_comment="x",
            company_credit_limit="9",
            person_parent_id=str(self.other.partner_id.id),
            person_phone="1",
            customer_tier="A",
            page_id="1",
            state="accepted",
        )
        self.assertEqual(self.open_values(), {("person", "phone"): "1"})

    def test_said_again_it_is_replaced_and_withdrawn(self):
        self.correct(company_phone="1")
        self.correct(company_phone="2")
        self.correct(company_phone="2")
        self.assertEqual(self.open_values(), {("company", "phone"): "2"})
        self.assertEqual(len(self.answers(state="replaced")), 1)
        self.correct(company_phone="0512 1111")
        self.assertFalse(self.open_values())
        self.correct(company_phone="3")
        self.answer("confirm")
        self.assertFalse(self.open_values())
        self.assertTrue(self.customer.verified_on)

    def test_what_is_wrong_is_said_and_nothing_lost(self):
        for values, message in (
            ({"person_email": "nobody"}, "one valid e-mail address"),
            ({"company_name": " "}, "Please fill it in"),
            ({"company_city": "x" * 201}, "200 characters at most"),
            ({"remark": "x" * 2001}, "2000 characters at most"),
        ):
            with self.subTest(values=values):
                response = self.correct(company_phone="typed-4711", **values)
                self.assertIn(message, response.text)
                self.assertIn("typed-4711", response.text)
                self.assertFalse(self.answers())

    def test_html_and_control_characters(self):
        self.correct(company_street="<script>alert(1)</script>\x00\x1b[2J")
        [value] = self.open_values().values()
        self.assertNotIn("\x1b", value)
        self.assertNotIn("<script>alert", self.url_open(self.link()).text)

    def test_not_asked_nothing_is_taken(self):
        self.enter(None)
        url = self.link()
        self.shared.write({"ask_data": False, "ask_rating": False})
        other = self.make_page(self.zhao.partner_id)
        form = self.link(other)
        for step in ("confirm", "correct", "rate", "_take_rate", "__class__"):
            self.send(f"{url}/{step}", form_url=form, company_phone="1", rating="1")
        self.env.invalidate_all()
        self.assertFalse(self.answers())
        self.assertFalse(self.customer.verified_on)
        self.assertFalse(self.env["keqin.feedback"].search([("source", "=", "page")]))

    def test_limit_of_one_page(self):
        self.enter(None)
        url = self.link()
        codes = [
            self.send(f"{url}/confirm", form_url=url).status_code
            for _time in range(LIMITS["page"] + 1)
        ]
        self.assertEqual(set(codes[:-1]), {200})
        self.assertEqual(codes[-1], 429)

    def test_accepted_it_is_written_and_verifies_at_last(self):
        self.correct(company_phone="0512 9999", person_function="Buyer")
        phone, function = self.answers(kind="correction").sorted("field_name", True)
        self.by("sales", phone).action_accept()
        self.assertEqual(self.customer.phone, "0512 9999")
        self.assertFalse(self.customer.verified_on)
        self.by("sales", function).action_accept()
        self.assertEqual(self.person.function, "Buyer")
        self.assertTrue(self.customer.verified_on)
        self.assertEqual(function.decided_by_id, self.users["sales"])
        for step in ("action_accept", "action_reject", "action_undo"):
            self.assertRefused(getattr(function, step), error=UserError)

    def test_rejected_nothing_is_written(self):
        self.correct(company_phone="0512 9999")
        answer = self.answers(kind="correction")
        self.by("sales", answer).action_reject()
        self.assertEqual(self.customer.phone, "0512 1111")
        self.assertFalse(self.customer.verified_on)
        self.by("sales", answer).action_undo()
        self.by("sales", answer).action_accept()
        self.assertEqual(self.customer.phone, "0512 9999")

    def test_on_the_desk_of_the_account_manager(self):
        self.correct(company_phone="0512 9999")

        def rows(user):
            desk = self.env["keqin.desk"].with_user(user)
            return desk.get_rows(kind="answer")["rows"]

        [row] = rows(self.users["sales"])
        self.assertIn("0512 9999", row["reason"])
        methods = [action["method"] for action in row["actions"]]
        self.assertEqual(methods, ["action_accept", "action_reject"])
        self.assertFalse(rows(self.rival))

    def test_rating_is_an_opinion_a_month(self):
        def opinions():
            return self.env["keqin.feedback"].search(
                [("customer_id", "=", self.customer.id), ("source", "=", "page")]
            )

        for value in ("0", "6", "", "x", "4.5", "٣"):
            self.answer("rate", rating=value)
        self.assertFalse(opinions())
        self.answer("rate", rating="2", comment="Late again")
        self.answer("rate", rating="4", comment="Better")
        self.assertRecordValues(
            opinions(),
            [
                {
                    "score": 4.0,
                    "comment": "Better",
                    "contact_id": self.person.id,
                    "metric": "csat",
                    "is_counted": True,
                }
            ],
        )
        with freeze_time("2026-10-02 09:00:00"):
            self.answer("rate", rating="5")
        self.assertEqual(len(opinions()), 2)


@tagged("post_install", "-at_install")
class TestCarePageTour(CarePageCase):
    browser_size = "390x844"

    @covers("R189")
    def test_on_a_phone(self):
        self.start_tour(self.link(), "keqin_care_page_tour")
        self.assertEqual(self.answers(kind="correction").new_value, "0512 4711")
        rated = self.env["keqin.feedback"].search([("source", "=", "page")])
        self.assertEqual(rated.score, 5.0)
