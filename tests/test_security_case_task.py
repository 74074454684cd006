"""Who sees and moves routed tasks: their owners see them, and nothing around them."""

from odoo import Command
from odoo.exceptions import AccessError, UserError

from .case_task_case import COORDINATORS, LEADS, READERS, TaskCase
from .common import OUTSIDERS, ROLES
from .covers import covers

EVERYBODY = (*ROLES, *OUTSIDERS)
# What the owner of a task knows of its case.
CONTEXT = ("case_number", "case_subject", "case_description", "contact_name")


class TestTaskReaders(TaskCase):
    def sees(self, user, task):
        return task.with_user(user).search([("id", "=", task.id)])

    @covers("R099", "R195", "R196")
    def test_who_reads_the_task_of_others(self):
        task = self.make_task(user_id=self.chemist.id)
        for role in EVERYBODY:
            with self.subTest(role=role):
                user = self.users[role]
                self.assertAllowed(role in READERS, self.sees, user, task)
                self.assertAllowed(role in READERS, task.with_user(user).read, ["name"])
        self.assertFalse(self.sees(self.rival, task))

    @covers("R196")
    def test_owner_of_any_role_reads_answers_and_only_that(self):
        for role in ROLES:
            with self.subTest(role=role):
                user = self.users[role]
                task = self.make_task(user_id=user.id)
                self.assertTrue(self.sees(user, task))
                task.with_user(user).action_accept()
                task.with_user(user).action_answer("<p>Yes</p>")
                self.assertEqual(task.state, "answered")

    @covers("R196")
    def test_contributor_knows_the_context_and_nothing_around_it(self):
        self.case.description = "<p>It smells</p>"
        self.case.message_post(body="Between us", subtype_xmlid="mail.mt_note")
        mine, other = self.make_task(), self.make_task(user_id=self.chemist.id)
        known = self.by("contributor", mine)
        self.assertEqual(known.case_subject, "Is the glue safe?")
        self.assertEqual(known.case_description, "<p>It smells</p>")
        self.assertEqual(known.customer_name, "Ruichen")
        self.assertEqual(known.contact_name, "Ms. Wang")
        self.env.invalidate_all()
        known.read()
        card = self.env["keqin.contact"].create(
            {"partner_id": self.person.id, "customer_id": self.customer.id}
        )
        for hidden in (self.case, other, self.case.message_ids[:1], card):
            with self.subTest(hidden=hidden._name):
                fields = hidden.fields_get().keys() & {"name", "body", "partner_id"}
                self.assertRefused(self.by("contributor", hidden).read, list(fields))
        for path in ("case_id.solution", "case_id.user_id.name"):
            self.assertRefused(known.search, [(path, "!=", False)])

    @covers("R196")
    def test_form_that_is_not_saved_shows_no_other_case(self):
        """A client may name any case in it, also on a task that is the user's own."""
        secret = self.make_case(customer=self.other, name="Secret", kind="complaint")
        task = self.make_task(requested_by_id=self.users["sales"].id)
        spec = {name: {} for name in CONTEXT}
        for role, record in (
            ("contributor", task),
            ("sales", task),
            ("sales", task.browse()),
            ("service", task),
        ):
            with self.subTest(role=role, new=not record):
                shown = self.by(role, record).onchange(
                    {"case_id": secret.id}, ["case_id"], spec
                )
                found = shown["value"].get("case_subject")
                self.assertEqual(found == "Secret", role == "service")
        known = self.by("contributor", task).onchange(
            {"case_id": self.case.id}, ["case_id"], spec
        )
        self.assertNotIn("case_subject", known["value"])

    @covers("R196")
    def test_contributor_reads_the_care_file_while_he_is_asked(self):
        file = self.by("contributor", self.customer)
        self.assertRefused(file.read, ["name"])
        task = self.make_task()
        self.assertEqual(file.read(["name"])[0]["name"], "Ruichen")
        self.assertRefused(file.write, {"name": "x"})
        self.assertRefused(self.by("contributor", self.other).read, ["name"])
        for state in ("rejected", "answered", "cancelled"):
            task._step(state)
            self.env.invalidate_all()
            self.assertRefused(file.read, ["name"], message=state)

    def test_who_had_it_no_longer_reads_it(self):
        task = self.make_task()
        self.by("contributor", task).action_transfer(self.chemist.id, "She knows")
        self.assertFalse(self.sees(self.tech, task))
        self.assertTrue(self.sees(self.chemist, task))

    def test_companies_are_separate(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.tech.company_ids = [Command.link(elsewhere.id)]
        there = self.make_customer("There", company_id=elsewhere.id)
        case = self.make_case(customer=there, user_id=False)
        task = self.make_task(case=case)
        for role in ROLES:
            self.assertRefused(self.by(role, task).read, ["name"], message=role)


class TestTaskWriters(TaskCase):
    def test_who_asks(self):
        Task = self.env["keqin.case.task"]
        for case, roles in (
            (self.case, READERS),
            (self.make_case(customer=self.other), set(READERS) - {"sales"}),
        ):
            vals = {"name": "x", "case_id": case.id, "user_id": self.tech.id}
            for role in EVERYBODY:
                with self.subTest(role=role, case=case.customer_id.name):
                    mine = Task.with_user(self.users[role])
                    self.assertAllowed(role in roles, mine.create, vals)

    def test_asked_in_somebody_elses_name_by_leads_only(self):
        vals = {"name": "x", "case_id": self.case.id, "user_id": self.tech.id}
        vals["requested_by_id"] = self.users["executive"].id
        for role in READERS:
            Task = self.env["keqin.case.task"].with_user(self.users[role])
            self.assertAllowed(role in LEADS, Task.create, vals, message=role)

    @covers("R191", "R196")
    def test_owner_and_leads_answer(self):
        steps = {
            "action_accept": (),
            "action_plan": ("2026-09-28",),
            "action_reject": ("No",),
            "action_answer": ("<p>Yes</p>",),
        }
        task = self.make_task()
        for role in EVERYBODY:
            for method, args in steps.items():
                with self.subTest(role=role, method=method):
                    step = getattr(self.by(role, task), method)
                    self.assertAllowed(
                        role in ("contributor", *LEADS),
                        lambda step=step, args=args: step(*args) is None,
                    )
        with_chemist = task.with_user(self.chemist)
        self.assertRefused(with_chemist.action_answer, "<p>Yes</p>")

    @covers("R191", "R195")
    def test_who_asked_and_service_take_it_back(self):
        task = self.make_task(requested_by_id=self.users["sales"].id)
        for role in EVERYBODY:
            for method, state, args in (
                ("action_cancel", "new", ()),
                ("action_reopen", "answered", ("More",)),
                ("action_transfer", "rejected", (self.chemist.id, "Her")),
            ):
                task._step(state, answer="<p>Yes</p>")
                with self.subTest(role=role, method=method):
                    step = getattr(self.by(role, task), method)
                    self.assertAllowed(
                        role in ("sales", *COORDINATORS),
                        lambda step=step, args=args: step(*args) is None,
                    )

    def test_screen_offers_what_the_server_allows(self):
        for state in ("new", "rejected", "answered"):
            task = self.make_task(state, requested_by_id=self.users["sales"].id)
            for role in (*READERS, "contributor"):
                with self.subTest(state=state, role=role):
                    mine = self.by(role, task)
                    answers = self.attempt(
                        lambda t=mine: t.action_answer("<p>Yes</p>") is None,
                        denial=(AccessError, UserError),
                    )
                    self.assertEqual(mine.may_answer, answers)
                    asks = self.attempt(lambda t=mine: t._check_asker() is None)
                    self.assertEqual(mine.may_ask, asks)

    @covers("R191")
    def test_steps_are_not_written(self):
        task = self.make_task()
        for role in (*READERS, "contributor"):
            for vals in (
                {"state": "answered"},
                {"answered_on": "2026-09-21 00:00:00"},
                {"asked_on": "2026-09-21 00:00:00"},
                {"planned_on": "2026-09-28"},
                {"transfer_count": 0},
                {"escalated_on": False},
                {"reason": "x"},
            ):
                with self.subTest(role=role, vals=vals):
                    self.assertRefused(self.by(role, task).write, vals)
        vals = {"name": "x", "case_id": self.case.id, "user_id": self.tech.id}
        Task = self.env["keqin.case.task"].with_user(self.users["service"])
        self.assertRefused(Task.create, vals | {"state": "answered"})

    @covers("R155")
    def test_owner_changes_by_transfer_only_and_the_case_never(self):
        task = self.make_task()
        for role in (*READERS, "contributor"):
            for vals in (
                {"user_id": self.chemist.id},
                {"case_id": self.make_case().id},
            ):
                with self.subTest(role=role, vals=vals):
                    self.assertRefused(self.by(role, task).write, vals, error=UserError)

    def test_question_belongs_to_who_asks_and_answer_to_who_owns(self):
        task = self.make_task()
        for role in EVERYBODY:
            with self.subTest(role=role):
                mine = self.by(role, task)
                for vals in ({"due_on": "2026-10-01"}, {"name": "Easier"}):
                    self.assertAllowed(role in COORDINATORS, mine.write, vals)
                self.assertAllowed(
                    role in ("contributor", *LEADS), mine.write, {"answer": "x"}
                )
        done = self.make_task("answered")
        for vals in ({"name": "Easier"}, {"answer": "<p>No</p>"}):
            lead = self.by("service_manager", done)
            self.assertRefused(lead.write, vals, error=UserError)

    def test_dialogs_give_no_way_around(self):
        task = self.make_task(user_id=self.chemist.id)
        vals = {"step": "reject", "reason": "x", "task_ids": [Command.set(task.ids)]}
        for role in EVERYBODY:
            with self.subTest(role=role):
                Wizard = self.env["keqin.case.route.step"].with_user(self.users[role])
                self.assertAllowed(
                    role in LEADS, lambda w=Wizard: w.create(vals).action_done()
                )
        vals = {"case_id": self.make_case(customer=self.other).id, "name": "x"}
        vals["user_id"] = self.tech.id
        for role in EVERYBODY:
            with self.subTest(role=role):
                Wizard = self.env["keqin.case.route"].with_user(self.users[role])
                self.assertAllowed(
                    role in set(READERS) - {"sales"},
                    lambda w=Wizard, vals=vals: w.create(vals).action_route(),
                )

    def test_administrator_alone_removes(self):
        for role in EVERYBODY:
            task = self.make_task()
            self.assertAllowed(
                role == "manager", self.by(role, task).unlink, message=role
            )

    def test_portal_reaches_no_task_through_the_case(self):
        task = self.make_task()
        portal = self.users["portal"]
        portal.partner_id.parent_id = self.customer.partner_id
        with self.undone(), self.assertRaises(AccessError):
            self.case.with_user(portal).task_ids.mapped("name")
        self.assertRefused(task.with_user(portal).read, ["name"])
