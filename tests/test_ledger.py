"""The ledger of a customer: everything that passed, for whoever may read it."""

from markupsafe import Markup

from odoo.exceptions import UserError

from .case_task_case import TaskCase
from .common import OUTSIDERS, ROLES
from .covers import covers

DOCUMENTS = {
    "activity": "keqin.activity",
    "case": "keqin.case",
    "task": "keqin.case.task",
    "need": "keqin.need",
    "promise": "keqin.promise",
    "solution": "keqin.solution",
    "feedback": "keqin.feedback",
    "invitation": "keqin.survey.invitation",
    "recovery": "keqin.recovery",
    "risk": "keqin.risk",
}


class LedgerCase(TaskCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.documents = {kind: [] for kind in DOCUMENTS}
        for customer in (cls.customer, cls.other):
            for role in ROLES:
                cls.make_documents(customer, cls.users[role])
        cls.said = cls.make_messages(cls.case)
        cls.env.flush_all()

    @classmethod
    def make_documents(cls, customer, user):
        """One of each kind, in the hands of ``user``."""
        whose = {"customer_id": customer.id, "user_id": user.id}
        visit = cls.env.ref("keqin_addon.keqin_activity_type_visit").id
        owner = user if user in cls.users["service"] else cls.users["service"]
        case = cls.make_case(customer=customer, user_id=owner.id)
        made = {
            "case": case,
            "task": cls.make_task(case=case, user_id=user.id),
            "activity": cls.env["keqin.activity"].create(
                {"name": "Visit", "type_id": visit, **whose}
            ),
            "need": cls.env["keqin.need"].create({"name": "Softer box", **whose}),
            "promise": cls.env["keqin.promise"].create(
                {"name": "Samples", "due_on": "2026-09-25", **whose}
            ),
            "risk": cls.make_risk(customer, user),
            "solution": cls.env["keqin.solution"].create(
                {"name": "Glue", "case_id": case.id, "user_id": user.id}
            ),
            **cls.make_voice(customer, user),
        }
        for kind, document in made.items():
            cls.documents[kind].append(document)
        return made

    @classmethod
    def make_risk(cls, customer, user):
        """In the hands of the user, or else of a lead: not everybody owns risks."""
        lead = cls.users["sales_manager"]
        owner = user if user.has_group("keqin_addon.group_keqin_service") else lead
        return cls.env["keqin.risk"].create(
            {"name": "Rivals", "customer_id": customer.id, "user_id": owner.id}
        )

    @classmethod
    def make_voice(cls, customer, user):
        """Asked, answered with a detractor's score, and taken up."""
        survey = cls.env["survey.survey"].create({"title": "How are we doing"})
        asked = cls.env["keqin.survey.invitation"].create(
            {
                "customer_id": customer.id,
                "survey_id": survey.id,
                "contact_id": customer.partner_id.id,
                "state": "sent",
                "sent_on": "2026-09-18 08:00:00",
            }
        )
        key = f"ledger-{customer.id}-{user.id}"
        said = cls.env["keqin.feedback"]._record(
            [
                {
                    "source_key": key,
                    "answer_key": key,
                    "customer_id": customer.id,
                    "contact_id": customer.partner_id.id,
                    "answered_on": "2026-09-19 08:00:00",
                    "source": "survey",
                    "metric": "nps",
                    "score": 4,
                    "comment": "Nobody \n called",
                }
            ]
        )
        return {
            "invitation": asked,
            "feedback": said,
            "recovery": said.recovery_id,
        }

    @classmethod
    def make_messages(cls, case):
        """What was said in a case: by mail, to the customer, and between us."""
        post = case.with_context(mail_notify_force_send=False).message_post
        said = {"subtype_xmlid": "mail.mt_comment", "author_id": cls.person.id}
        return {
            "mail": post(
                body=Markup("It <b>smells</b> &amp; sticks"),
                message_type="email",
                **said,
            ),
            "reply": post(
                body="",
                subject="Your question",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            ),
            "note": post(
                body="Between us", message_type="comment", subtype_xmlid="mail.mt_note"
            ),
            "absent": post(
                body="Back soon", message_type="email", is_internal=True, **said
            ),
            "log": case._message_log(body="Step"),
        }

    def ledger(self, user, **context):
        env = self.in_companies(self.env(user=user, su=False), self.company)
        return env["keqin.ledger"].with_context(**context)

    def rows(self, user, *kinds):
        found = self.ledger(user).search([("kind", "in", kinds or tuple(DOCUMENTS))])
        return {(row.res_model, row.res_id) for row in found}


class TestLedgerReaders(LedgerCase):
    @covers("R155")
    def test_row_is_there_exactly_for_who_may_read_the_document(self):
        for user in (*map(self.users.get, ROLES), self.rival, self.chemist):
            env = self.ledger(user).env
            for kind, model in DOCUMENTS.items():
                readable = set()
                if env[model].has_access("read"):
                    found = env[model].with_context(active_test=False).search([])
                    readable = {(model, record.id) for record in found}
                with self.subTest(user=user.login, kind=kind):
                    self.assertEqual(self.rows(user, kind), readable)

    @covers("R155", "R196")
    def test_roles_that_must_not_see_cases(self):
        for role in ("marketing", "contributor"):
            user = self.users[role]
            self.assertFalse(self.rows(user, "case", "solution", "message"))
            self.assertTrue(self.rows(user, "task"))
            owners = self.ledger(user).search([("kind", "=", "task")]).user_id
            self.assertEqual(owners, user)
        mine = self.ledger(self.users["sales"]).search([("kind", "=", "case")])
        self.assertEqual(mine.customer_id, self.customer)

    @covers("R155")
    def test_messages_of_readable_cases_that_the_customer_has_seen(self):
        seen = [self.said["mail"], self.said["reply"]]
        expected = {("mail.message", message.id) for message in seen}
        for role in ROLES:
            with self.subTest(role=role):
                user = self.users[role]
                found = self.ledger(user).search(
                    [("kind", "=", "message"), ("customer_id", "=", self.customer.id)]
                )
                rows = {(row.res_model, row.res_id) for row in found}
                may_read = self.case.with_user(user).has_access("read")
                ours = rows & {("mail.message", m.id) for m in self.said.values()}
                self.assertEqual(ours, expected if may_read else set())
                for message in self.env["mail.message"].browse([i for _m, i in rows]):
                    self.assertTrue(message.with_user(user).has_access("read"))

    def test_archived_cases_stay_in_the_ledger(self):
        self.case.active = False
        row = ("keqin.case", self.case.id)
        self.assertIn(row, self.rows(self.users["service"], "case"))

    def test_outsiders_have_no_ledger(self):
        for name in OUTSIDERS:
            self.assertRefused(self.ledger(self.users[name]).search, [])
        for role in ROLES:
            Ledger = self.ledger(self.users[role])
            self.assertRefused(Ledger.create, {"name": "x"})
            row = Ledger.search([], limit=1)
            self.assertRefused(row.write, {"name": "x"})
            self.assertRefused(row.unlink)

    def test_companies_are_separate(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        there = self.make_customer("There", company_id=elsewhere.id)
        self.make_case(customer=there, user_id=False)
        for role in ROLES:
            Ledger = self.ledger(self.users[role])
            self.assertFalse(Ledger.search([("customer_id", "=", there.id)]), role)

    def test_row_of_another_cannot_be_opened_by_its_number(self):
        for kind in DOCUMENTS:
            theirs = self.ledger(self.users["executive"]).search(
                [("kind", "=", kind), ("customer_id", "=", self.other.id)],
                order="id",
                limit=1,
            )
            with self.subTest(kind=kind):
                blind = self.ledger(self.chemist).browse(theirs.id)
                self.assertRefused(blind.action_open)
                self.assertFalse(blind.exists())


class TestLedger(LedgerCase):
    @covers("R155")
    def test_one_row_for_each_with_one_responsible(self):
        Ledger = self.ledger(self.users["executive"])
        found = Ledger.search([("customer_id", "=", self.customer.id)])
        self.assertFalse(found.filtered(lambda row: not row.user_id))
        for kind, made in self.documents.items():
            rows = found.filtered(lambda row, kind=kind: row.kind == kind)
            expected = [d for d in made if d.customer_id == self.customer]
            expected += [self.case] if kind == "case" else []
            self.assertEqual(len(rows), len(expected), kind)
            if kind in ("feedback", "invitation"):
                continue  # no document with a name and an owner of its own
            for document in expected:
                [row] = rows.filtered(lambda row, d=document: row.res_id == d.id)
                state = document._fields["state"]
                labels = dict(state._description_selection(row.env))
                self.assertEqual(row.status, labels[document.state])
                self.assertEqual(row.user_id, document.user_id)
                self.assertIn(document.name, row.name)
                if "is_open" in document._fields:
                    self.assertEqual(row.is_open, document.is_open, kind)

    @covers("R155")
    def test_there_at_once_and_as_it_is_now(self):
        Ledger = self.ledger(self.users["sales"])
        whose = [("customer_id", "=", self.customer.id), ("kind", "=", "task")]
        task = self.make_task(name="New one")
        row = Ledger.search([*whose, ("name", "=", "New one")])
        self.assertTrue(row.is_open)
        self.assertEqual(str(row.due), str(task.due_on))
        task._step("answered", answer="<p>Yes</p>")
        self.env.invalidate_all()
        self.assertFalse(row.is_open)

    @covers("R155")
    def test_transfers_are_counted(self):
        task = self.make_task()
        self.by("contributor", task).action_transfer(self.chemist.id, "She knows")
        row = self.ledger(self.users["service"]).search(
            [("kind", "=", "task"), ("res_id", "=", task.id)]
        )
        self.assertEqual((row.transfers, row.user_id), (1, self.chemist))
        [(total,)] = self.ledger(self.users["service"])._read_group(
            [("customer_id", "=", self.customer.id)], [], ["transfers:sum"]
        )
        self.assertEqual(total, 1)

    def test_what_was_said_is_readable(self):
        found = self.ledger(self.users["service"]).search([("kind", "=", "message")])
        said = {row.res_id: row for row in found}
        mail = said[self.said["mail"].id]
        self.assertEqual(" ".join(mail.name.split()), "It smells & sticks")
        self.assertEqual(mail.author_id, self.person)
        self.assertEqual(said[self.said["reply"].id].name, "Your question")

    def test_row_opens_its_document(self):
        Ledger = self.ledger(self.users["service"])
        for kind, model in (*DOCUMENTS.items(), ("message", "keqin.case")):
            row = Ledger.search([("kind", "=", kind)], limit=1)
            self.env.invalidate_all()
            action = row.action_open()
            self.assertEqual(action["res_model"], model)
            self.assertTrue(Ledger.env[model].browse(action["res_id"]).exists())
        for gone in (2**30, 2**30 + 6, 2**30 + 15):
            self.assertRefused(Ledger.browse(gone).action_open, error=UserError)

    def test_ledger_of_one_customer(self):
        action = self.by("sales", self.customer).action_open_ledger()
        found = self.ledger(self.users["sales"]).search(action["domain"])
        self.assertEqual(found.customer_id, self.customer)

    def test_page_costs_the_same_for_many_rows(self):
        Ledger = self.ledger(self.users["service"])
        spec = {"name": {}, "status": {}, "user_id": {"fields": {"display_name": {}}}}
        spec["customer_id"] = {"fields": {"display_name": {}}}

        def cost(limit):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            page = Ledger.web_search_read([], spec, limit=limit)["records"]
            return len(page), self.env.cr.sql_log_count - before

        cost(80)
        (few, little), (many, much) = cost(4), cost(80)
        self.assertGreater(many, 10 * few)
        self.assertLessEqual(much, little)

    def test_customer_is_looked_for_in_each_table_not_in_their_union(self):
        for role in ("sales", "service"):
            Ledger = self.ledger(self.users[role])
            query = Ledger._search(
                [("customer_id", "=", self.customer.id)], order="date desc", limit=80
            )
            self.env.cr.execute("SET LOCAL enable_seqscan = off")
            sql = query.select("id", "name", "date")
            self.env.cr.execute(f"EXPLAIN (FORMAT JSON) {sql.code}", sql.params)
            [[[plan]]] = self.env.cr.fetchall()
            conditions = {}
            for node in self.nodes(plan["Plan"]):
                found = node.get("Index Cond", "") + node.get("Filter", "")
                table = node.get("Relation Name")
                conditions[table] = conditions.get(table, "") + found
            for model in DOCUMENTS.values():
                table = self.env[model]._table
                with self.subTest(role=role, table=table):
                    self.assertIn(
                        f"customer_id = {self.customer.id}", conditions[table]
                    )

    def nodes(self, plan):
        yield plan
        for child in plan.get("Plans", ()):
            yield from self.nodes(child)


class TestLedgerVoice(LedgerCase):
    @covers("R155")
    def test_an_answer_is_one_row_with_its_worst(self):
        common = {
            "answer_key": "whole",
            "customer_id": self.customer.id,
            "contact_id": self.person.id,
            "answered_on": "2026-09-20 08:00:00",
            "source": "survey",
        }
        first = self.env["keqin.feedback"]._record(
            [
                common | {"source_key": "w1", "metric": "nps", "score": 9},
                common
                | {"source_key": "w2", "metric": "csat", "score": 2}
                | {"scale_min": 1, "scale_max": 5},
                common | {"source_key": "w3", "metric": "comment", "comment": "Slow"},
            ]
        )[0]
        row = self.ledger(self.users["service"]).search(
            [("kind", "=", "feedback"), ("author_id", "=", self.person.id)]
        )
        self.assertEqual(row.res_id, first.id)
        self.assertEqual(row.name, "NPS 9/10 · CSAT 2.0/5 · Slow")
        self.assertEqual(row.status, "Negative")
        self.assertEqual(row.action_open()["res_id"], first.id)

    def test_who_was_left_out_got_nothing(self):
        asked = self.documents["invitation"][0]
        asked.write({"state": "left_out", "sent_on": False})
        rows = self.rows(self.users["service"], "invitation")
        self.assertTrue(rows)
        self.assertNotIn((asked._name, asked.id), rows)

    def test_survey_is_open_until_answered(self):
        asked = self.documents["invitation"][0]
        row = self.ledger(self.users["service"]).search(
            [("kind", "=", "invitation"), ("res_id", "=", asked.id)]
        )
        self.assertEqual((row.name, row.is_open), ("How are we doing", True))
        asked.state = "answered"
        row.invalidate_recordset()
        self.assertFalse(row.is_open)
