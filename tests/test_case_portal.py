"""What customers see of their cases, what they can do there, and that it is all."""

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .covers import covers
from .portal_case import PortalCase

# What a customer reads of a case. Whoever adds a field has it closed to customers, and
# opens it by adding it here and in the model.
SHOWN = {
    "access_url",
    "active",
    "agreed_on",
    "contact_id",
    "description",
    "display_name",
    "id",
    "impact",
    "kind",
    "name",
    "number",
    "opened_on",
    "product_id",
    "state",
}
DENIED = mute_logger("odoo.http", "odoo.models", "odoo.addons.base.models.ir_rule")
NOTE = "They always complain before a price round"
LOG = "Escalated: might leave us"


class PortalMessages(PortalCase):
    """A case with words to the customer and words among us, each with a file."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls.make_case("responded")
        cls.foreign = cls.make_case(customer=cls.other, name="Their secret")
        cls.answer = cls.say(cls.case, "We send new ones", "mail.mt_comment", "a.txt")
        cls.note = cls.say(cls.case, NOTE, "mail.mt_note", "n.txt")
        cls.theirs = cls.say(cls.foreign, "For them", "mail.mt_comment", "t.txt")
        cls.log = cls.case._message_log(body=LOG)
        cls.file, cls.note_file, cls.their_file = (
            message.attachment_ids for message in (cls.answer, cls.note, cls.theirs)
        )

    @classmethod
    def say(cls, case, body, subtype, file):
        return case.message_post(
            body=body,
            author_id=cls.users["service"].partner_id.id,
            message_type="comment",
            subtype_xmlid=subtype,
            attachments=[(file, b"words")],
        )


@tagged("post_install", "-at_install")
class TestPortalFields(PortalCase):
    """Only the fields of the list, by whatever way a client can ask."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls.make_case("responded")
        cls.mine = cls.case.with_user(cls.wang)

    def test_only_the_list_is_readable(self):
        for name in self.mine._fields:
            shown = name in SHOWN
            with self.subTest(name), self.undone():
                read = self.attempt(lambda n=name: self.mine.read([n]))
                self.assertEqual(read, shown, "read")
                got = self.attempt(lambda n=name: [self.mine[n]])
                self.assertEqual(got, shown, "attribute")
                self.assertEqual(name in self.mine.fields_get(), shown, "fields_get")

    def test_only_the_list_can_be_searched_ordered_and_grouped(self):
        for name, field in self.mine._fields.items():
            if not field._description_searchable or name == "id":
                continue
            with self.subTest(name), self.undone():
                value = self.case[name]
                value = value.ids[:1] if field.relational else [value]
                domain = [(name, "in", value)]
                found = self.attempt(lambda d=domain: [self.mine.search_count(d)])
                self.assertEqual(found, name in SHOWN, "domain")
            if field.store and field.column_type:
                with self.subTest(name):
                    self.check_order_and_groups(field)

    def check_order_and_groups(self, field):
        name, group = field.name, self.mine.formatted_read_group
        key = f"{name}:day" if field.type in ("date", "datetime") else name
        for attempt in (
            lambda: self.mine.search([], order=name),
            lambda: group([], [key], ["__count"]),
            lambda: group([], [], [f"{name}:count"]),
        ):
            self.assertEqual(self.attempt(attempt), name in SHOWN)

    def test_paths_and_exports_are_closed(self):
        for path in ("customer_id.user_id", "user_id.login", "task_ids.name"):
            self.assertRefused(self.mine.search, [(path, "!=", False)])
        self.assertRefused(self.mine.export_data, ["name"], error=UserError)
        self.assertRefused(self.mine.web_read, {"policy_id": {}})
        self.assertRefused(self.mine.search, [("access_token", "like", "a")])

    def test_nothing_is_writable(self):
        self.assertRefused(self.mine.write, {"name": "Mine"})
        self.assertRefused(self.mine.create, {"name": "Mine"})
        self.assertRefused(self.mine.unlink)
        self.assertRefused(self.mine.action_archive)
        for name in self.mine._fields:
            field = self.mine._fields[name]
            self.assertFalse(self.mine._has_field_access(field, "write"), name)

    def test_no_other_model_of_ours_is_open(self):
        """What hangs off a case (tasks, times, solutions), and all the rest of care."""
        for user, open_models in ((self.wang, ["keqin.case"]), ("public", [])):
            user = self.users.get(user) or user
            env = self.env(user=user)
            ours = [name for name in env if name.startswith("keqin.")]
            readable = [
                name
                for name in ours
                if not env[name]._abstract and env[name].has_access("read")
            ]
            self.assertEqual(readable, open_models)

    def test_order_without_deadlines(self):
        later = self.make_case(opened_on="2026-09-20 09:00:00")
        first, second = self.mine.search([("id", "in", (self.case | later).ids)])
        self.assertEqual(first | second, self.case | later)
        self.assertEqual(first, self.case)
        self.assertEqual(self.mine.search_count([("id", "=", self.case.id)]), 1)


@tagged("post_install", "-at_install")
class TestPortalReach(PortalCase):
    """Whose cases a customer reaches."""

    def reaches(self, user, case):
        return case.with_user(user).has_access("read")

    def test_own_company_only(self):
        case = self.make_case()
        for user, reached in (
            (self.wang, True),
            (self.zhao, True),
            (self.stranger, False),
            (self.lonely, False),
            (self.users["portal"], False),
            (self.users["public"], False),
        ):
            self.assertEqual(self.reaches(user, case), reached, user.login)

    def test_archived_is_read_and_not_listed(self):
        case = self.make_case(active=False)
        self.assertTrue(self.reaches(self.wang, case))
        self.assertNotIn(case, self.env["keqin.case"].with_user(self.wang).search([]))

    def test_another_of_our_companies(self):
        company = self.env["res.company"].create({"name": "Sister"})
        there = self.make_customer("Branch", company_id=company.id)
        self.person.parent_id = there.partner_id
        case = self.make_case(customer=there, user_id=False)
        self.assertEqual(case.company_id, company)
        self.assertFalse(self.reaches(self.wang, case))
        self.wang.company_ids += company
        self.assertFalse(self.reaches(self.wang, case), "not chosen")
        env = self.in_companies(self.env, self.company, company)
        self.assertTrue(self.reaches(self.wang, case.with_env(env)))

    def test_without_care_file_only_who_raised_it(self):
        nobody = self.env["keqin.customer"]
        case = self.make_case(customer=nobody, contact_id=self.lonely.partner_id.id)
        unknown = self.make_case(customer=nobody)
        self.assertTrue(self.reaches(self.lonely, case))
        self.assertFalse(self.reaches(self.lonely, unknown))
        self.assertFalse(self.reaches(self.wang, unknown))

    def test_who_changed_the_employer_leaves_the_cases_behind(self):
        case = self.make_case()
        self.person.parent_id = self.other.partner_id
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(self.reaches(self.wang, case))
        self.assertTrue(self.reaches(self.zhao, case))


@tagged("post_install", "-at_install")
class TestPortalMessages(PortalMessages):
    """The conversation: what is said to the customer, and nothing else."""

    def fetch(self, case, **params):
        return self.rpc(
            "/mail/chatter_fetch",
            thread_model="keqin.case",
            thread_id=case.id,
            **params,
        )

    def post(self, case, body="Thanks", subtype="mail.mt_comment", **params):
        return self.rpc(
            "/mail/message/post",
            thread_model="keqin.case",
            thread_id=case.id,
            post_data={"body": body, "subtype_xmlid": subtype},
            **params,
        )

    def test_internal_words_are_nowhere(self):
        token = self.case._portal_ensure_token()
        for user, params in ((self.wang, {}), (None, {"token": token})):
            self.enter(user)
            answer = str(self.fetch(self.case, **params))
            self.assertIn("We send new ones", answer)
            self.assertNotIn(NOTE, answer)
            self.assertNotIn(LOG, answer)

    @DENIED
    def test_internal_words_by_rpc(self):
        self.enter(self.wang)
        ids = (self.answer | self.note | self.log).ids
        found = self.call("mail.message", "search", [("id", "in", ids)])
        self.assertEqual(found, self.answer.ids)
        for message in self.note | self.log | self.theirs:
            got = self.call("mail.message", "read", message.ids, ["body"])
            self.assertEqual(got, "AccessError", message.body)
        answer = self.rpc(
            "/mail/thread/messages", thread_model="keqin.case", thread_id=self.case.id
        )
        self.assertEqual(answer["messages"], self.answer.ids)

    def test_colleagues_read_the_log(self):
        """Odoo's own rules are the same for everybody else."""
        for role in ("service", "sales"):
            self.assertTrue(self.log.with_user(self.users[role]).read(["body"]), role)

    @DENIED
    def test_files(self):
        """Odoo gives customers a file by the token that comes with its message."""
        files = self.file | self.note_file | self.their_file
        for user, params in (
            (self.wang, {}),
            (None, {"token": self.case._portal_ensure_token()}),
        ):
            self.enter(user)
            messages = self.fetch(self.case, **params)["data"]["mail.message"]
            (given,) = [file for m in messages for file in m["attachment_ids"]]
            self.assertEqual(given["id"], self.file.id)
            token = given["raw_access_token"]
            for file in files:
                reached = file == self.file
                url = f"/web/content/{file.id}"
                self.page(f"{url}?access_token={token}", 200 if reached else 404)
                self.page(url, 404)
        self.enter(self.wang)
        found = self.call("ir.attachment", "search", [("id", "in", files.ids)])
        self.assertFalse(found)

    def test_plans_and_followers_are_not_handed_out(self):
        self.case.activity_schedule(
            "mail.mail_activity_data_todo", summary=NOTE, user_id=self.env.uid
        )
        self.case.message_subscribe(self.users["executive"].partner_id.ids)
        token = self.case._portal_ensure_token()
        requests = ["activities", "attachments", "followers", "suggestedRecipients"]
        for user, access in ((self.wang, {}), (None, {"token": token})):
            self.enter(user)
            params = {
                "thread_model": "keqin.case",
                "thread_id": self.case.id,
                "request_list": requests,
                "access_params": access,
            }
            answer = str(self.rpc("/mail/data", fetch_params=[["mail.thread", params]]))
            self.assertIn("keqin.case", answer)
            for secret in (NOTE, "n.txt", self.users["executive"].name):
                self.assertNotIn(secret, answer)

    @covers("R090")
    def test_answering(self):
        for user, params, author in (
            (self.wang, {}, self.person),
            (self.zhao, {}, self.zhao.partner_id),
            (None, {"token": self.case._portal_ensure_token()}, self.person),
        ):
            self.enter(user)
            self.assertTrue(self.post(self.case, **params)["message_id"])
            message = self.case.message_ids[0]
            self.assertEqual(message.author_id, author)
            self.assertTrue(self.case.answered_on)

    @DENIED
    def test_answering_what_is_not_theirs(self):
        own, foreign = self.case._portal_ensure_token(), self.foreign
        foreign._portal_ensure_token()
        before = len(foreign.message_ids)
        for user, params in (
            (self.wang, {}),
            (self.wang, {"token": own}),
            (None, {}),
            (None, {"token": own}),
            (None, {"token": "0" * 36}),
            (None, {"token": ""}),
            (None, {"pid": self.person.id, "hash": self.case._sign_token(1)}),
        ):
            self.enter(user)
            self.assertEqual(self.post(foreign, **params), "NotFound", params)
            fetched = self.fetch(foreign, **params)
            self.assertNotIn("For them", str(fetched))
        self.assertEqual(len(foreign.message_ids), before)

    @DENIED
    def test_a_closed_case_is_not_answered(self):
        closed = self.make_case("closed")
        token = closed._portal_ensure_token()
        for user, params in ((self.wang, {}), (None, {"token": token})):
            self.enter(user)
            self.assertEqual(self.post(closed, **params), "NotFound")
        mine = closed.with_user(self.wang)
        self.assertRefused(lambda: mine.message_post(body="x"), message="by RPC")
        self.assertTrue(closed.with_user(self.users["service"]).message_post(body="x"))


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

    def test_solution_only_when_handed_back(self):
        self.case.solution = "<p>Perhaps cheaper paper</p>"
        self.enter(self.wang)
        self.assertNotIn("cheaper", self.page(f"/my/cases/{self.case.id}"))


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


def unescape_page(response):
    return response.text.replace("&lt;", "<").replace("&gt;", ">")
