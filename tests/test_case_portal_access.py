"""What of which cases customers reach: by field, page, message, file and call."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .covers import covers
from .portal_case import DENIED, LOG, NOTE, PortalCase, PortalMessages

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

    def post(
        self, case, body="Thanks", subtype="mail.mt_comment", kind="comment", **params
    ):
        return self.rpc(
            "/mail/message/post",
            thread_model="keqin.case",
            thread_id=case.id,
            post_data={"body": body, "subtype_xmlid": subtype, "message_type": kind},
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
        colleague = self.make_user("marketing", login="keqin_portal_colleague")
        for user, access in (
            (self.wang, {}),
            (None, {"token": token}),
            (colleague, {"token": token}),
        ):
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

    def test_customers_leave_no_notes_among_us(self):
        """What they send is said to us, whatever kind of message they call it."""
        token = {"token": self.case._portal_ensure_token()}
        for user, params in ((self.wang, {}), (None, token)):
            for kind in ("comment", "notification", "auto_comment"):
                self.enter(user)
                self.case.answered_on = False
                self.post(self.case, "Aside", "mail.mt_note", kind=kind, **params)
                message = self.case.message_ids[0]
                self.assertIn("Aside", message.body)
                self.assertEqual(message.message_type, "comment")
                self.assertFalse(message.subtype_id.internal)
                self.assertTrue(self.case.answered_on)

    def test_a_stranger_with_the_link_is_not_the_customer(self):
        self.enter(self.stranger)
        self.post(self.case, token=self.case._portal_ensure_token())
        self.assertEqual(self.case.message_ids[0].author_id, self.stranger.partner_id)
        self.assertFalse(self.case.answered_on)

    @DENIED
    def test_nobody_reacts_to_what_he_may_not_read(self):
        token = {"token": self.case._portal_ensure_token()}
        for user, params in ((self.wang, {}), (None, token), (self.stranger, token)):
            self.enter(user)
            for message in self.note | self.log:
                got = self.react(message, **params)
                self.assertEqual(got, "NotFound", message.body)
        self.enter(self.wang)
        self.assertIn("MessageReactions", self.react(self.answer))

    def react(self, message, **params):
        return self.rpc(
            "/mail/message/reaction",
            message_id=message.id,
            content="!",
            action="add",
            **params,
        )

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
