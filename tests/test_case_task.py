"""Parts of a case that other departments answer: asked, answered, sent back, late."""

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form

from .case_task_case import TaskCase
from .covers import covers

LATER = "2026-09-24 09:00:00"


class TestRouting(TaskCase):
    def route(self, case, user="service", **vals):
        """Fill in the dialog as ``user``, and ask."""
        action = case.with_user(self.users[user]).action_route()
        Wizard = self.env["keqin.case.route"].with_user(self.users[user])
        form = Form(Wizard.with_context(**action["context"]))
        form.name = "Check the glue"
        for name, value in vals.items():
            setattr(form, name, value)
        wizard = form.save()
        wizard.action_route()
        return case.task_ids.sorted("id")[-1]

    @covers("R094")
    def test_kind_suggests_the_department_and_the_last_person_asked(self):
        invoice = self.make_case(kind="finance")
        question = self.make_case(kind="enquiry")
        self.assertEqual(self.case.suggested_department, "technical")
        self.assertEqual(invoice.suggested_department, "finance")
        self.assertFalse(question.suggested_department)
        first = self.route(invoice, user_id=self.chemist)
        self.assertEqual(first.department, "finance")
        self.assertFalse(invoice.suggested_department, "asked already")
        again = self.route(self.make_case(kind="finance"))
        self.assertEqual(again.user_id, self.chemist)
        self.assertEqual(again.requested_by_id, self.users["service"])

    @covers("R094")
    def test_due_in_a_working_day_and_within_the_case(self):
        far, near = self.make_case(), self.make_case()
        far.sudo().resolution_deadline = "2026-09-30 09:00:00"
        near.sudo().resolution_deadline = "2026-09-21 15:00:00"
        self.assertEqual(str(self.make_task(case=far).due_on), "2026-09-22 09:00:00")
        self.assertEqual(str(self.make_task(case=near).due_on), "2026-09-21 15:00:00")

    @covers("R196")
    def test_only_chosen_attachments_are_passed_on(self):
        Attachment = self.env["ir.attachment"]
        sheet, contract = Attachment.create(
            [
                {"name": n, "raw": b"x", "res_model": "keqin.case", "res_id": c.id}
                for n, c in (("sheet.txt", self.case), ("contract.txt", self.case))
            ]
        )
        action = self.by("service", self.case).action_route()
        wizard = (
            self.env["keqin.case.route"]
            .with_user(self.users["service"])
            .with_context(**action["context"])
            .create(
                {
                    "name": "Check the glue",
                    "user_id": self.tech.id,
                    "attachment_ids": [Command.set(sheet.ids)],
                }
            )
        )
        wizard.action_route()
        task = self.by("contributor", self.case.task_ids)
        self.assertEqual(task.attachment_ids.mapped("name"), ["sheet.txt"])
        self.assertEqual(task.attachment_ids.raw, b"x")
        for original in (sheet, contract):
            self.assertRefused(self.by("contributor", original).read, ["raw"])

    def test_settled_case_asks_nobody(self):
        settled = self.make_case("closed")
        vals = {"name": "x", "case_id": settled.id, "user_id": self.tech.id}
        Task = self.env["keqin.case.task"].with_user(self.users["service"])
        self.assertRefused(Task.create, vals, error=UserError)
        task = self.by("service", self.make_task("answered", settled))
        self.assertRefused(task.action_reopen, "More", error=UserError)

    def test_owner_has_a_role(self):
        for stranger in ("employee", "portal"):
            with self.assertRaises(ValidationError):
                self.make_task(user_id=self.users[stranger].id)


class TestFlow(TaskCase):
    @covers("R091", "R094", "R096")
    def test_answer_comes_back_to_who_asked_and_the_account_manager(self):
        case = self.make_case(kind="support", user_id=self.colleague.id)
        task = self.by("contributor", self.make_task(case=case))
        task.action_accept()
        self.assertEqual(task.state, "accepted")
        task.answer = "<p>Safe for <b>food</b></p>"
        task.action_answer()
        self.assertEqual(task.state, "answered")
        note = case.message_ids[0]
        self.assertIn("Safe for <b>food</b>", note.body)
        self.assertTrue(note.subtype_id.internal, "not for the customer")
        told = self.users["service"] | self.users["sales"] | self.colleague
        self.assertEqual(note.notified_partner_ids, told.partner_id)
        self.assertEqual(note.author_id, self.tech.partner_id)
        self.assertFalse(case.first_response_on, "the customer knows nothing yet")
        self.assertEqual(case.state, "new")

    @covers("R091", "R155")
    def test_case_keeps_every_stage(self):
        task = self.by("contributor", self.make_task())
        task.action_accept()
        task.action_plan("2026-09-25")
        task.action_reject("Ask the supplier")
        notes = self.notes(self.case)
        for step in ("Routed to", "Accepted", "Planned for", "Ask the supplier"):
            self.assertTrue([note for note in notes if step in note], step)

    @covers("R094")
    def test_case_says_how_many_are_answered(self):
        self.make_task("cancelled")
        self.assertFalse(self.case.tasks_done)
        self.make_task("answered"), self.make_task("answered"), self.make_task()
        self.assertEqual(self.case.tasks_done, "2 of 3 answered")
        self.assertEqual(self.case.task_open_count, 1)

    @covers("R094")
    def test_case_is_not_resolved_while_departments_owe_an_answer(self):
        waiting, rejected = self.make_task(), self.make_task("rejected", name="Price")
        case = self.by("service", self.case)
        resolve = ("<p>Use water glue</p>", "solved")
        with self.assertRaisesRegex(UserError, "Check the glue.*Price"):
            case.action_resolve(*resolve)
        self.by("contributor", waiting).action_answer("<p>Safe</p>")
        self.assertRefused(case.action_resolve, *resolve, error=UserError)
        self.by("service", rejected).action_cancel()
        case.action_resolve(*resolve)
        self.assertEqual(case.state, "resolved")

    @covers("R096")
    def test_planned_for_a_day_to_come(self):
        task = self.by("contributor", self.make_task())
        self.assertEqual(task.action_plan()["res_model"], "keqin.case.route.step")
        self.assertRefused(task.action_plan, "2026-09-20", error=UserError)
        task.action_plan("2026-09-21")
        task.action_plan("2026-09-28")
        self.assertEqual(task.state, "planned")
        self.assertEqual(str(task.planned_on), "2026-09-28")

    @covers("R096")
    def test_rejected_with_a_reason_comes_back_to_who_asked(self):
        task = self.make_task()
        owner, asker = self.by("contributor", task), self.by("service", task)
        for reason in (None, " "):
            self.assertEqual(owner.action_reject(reason)["target"], "new")
            self.assertEqual(task.state, "new")
        owner.action_plan("2026-09-25")
        owner.action_reject("Ask the supplier")
        self.assertEqual((task.state, task.reason), ("rejected", "Ask the supplier"))
        self.assertFalse(task.planned_on)
        self.assertIn(
            self.users["service"].partner_id,
            self.case.message_ids[0].notified_partner_ids,
        )
        for step in (
            lambda: owner.action_answer("<p>x</p>"),
            lambda: owner.action_transfer(self.chemist.id, "Not me"),
        ):
            self.assertRefused(step)
        asker.action_answer("<p>The supplier says yes</p>")
        self.assertEqual(task.state, "answered")

    def test_asked_again(self):
        task = self.by("service", self.make_task("answered"))
        self.assertEqual(task.action_reopen()["target"], "new")
        task.action_reopen("And for children?")
        self.assertEqual((task.state, task.answered_on), ("new", False))
        self.assertIn(self.tech.partner_id, task.message_ids.notified_partner_ids)

    def test_empty_answer_is_no_answer(self):
        task = self.by("contributor", self.make_task("accepted"))
        for empty in (None, "<p><br></p>"):
            self.assertRefused(task.action_answer, empty, error=UserError)

    @covers("R191")
    def test_wrong_order_is_refused(self):
        steps = {
            "action_accept": ((), {"new"}),
            "action_plan": (("2026-09-28",), {"new", "accepted", "planned"}),
            "action_reject": (("No",), {"new", "accepted", "planned"}),
            "action_answer": (
                ("<p>Yes</p>",),
                {"new", "accepted", "planned", "rejected"},
            ),
            "action_cancel": ((), {"new", "accepted", "planned", "rejected"}),
            "action_reopen": (("More",), {"answered", "rejected", "cancelled"}),
            "action_transfer": (
                (self.chemist.id, "Not me"),
                {"new", "accepted", "planned", "rejected"},
            ),
        }
        states = dict(self.env["keqin.case.task"]._fields["state"].selection)
        for state in states:
            task = self.by("service_manager", self.make_task(state))
            for method, (args, allowed) in steps.items():
                with self.subTest(state=state, method=method):
                    step = getattr(task, method)
                    if state in allowed:
                        with self.undone():
                            step(*args)
                    else:
                        self.assertRefused(step, *args, error=UserError)

    @covers("R155")
    def test_transfer_is_counted_logged_and_a_lead_hears_of_the_second(self):
        task = self.make_task("planned")
        owner = self.by("contributor", task)
        task.message_subscribe(self.tech.partner_id.ids)
        self.assertEqual(owner.action_transfer()["target"], "new")
        owner.action_transfer(self.chemist.id, "She knows glue")
        self.assertEqual((task.user_id, task.state), (self.chemist, "new"))
        self.assertFalse(task.planned_on)
        self.assertEqual(task.transfer_count, 1)
        self.assertNotIn(self.tech.partner_id, task.message_follower_ids.partner_id)
        for record in (task, self.case):
            self.assertIn("She knows glue", self.notes(record)[0])
        leads = self.users["service_manager"].partner_id
        self.assertFalse(task.message_ids.notified_partner_ids & leads)
        task.with_user(self.chemist).action_transfer(self.tech.id, "No, he does")
        self.assertEqual(task.transfer_count, 2)
        self.assertEqual(task.message_ids[0].notified_partner_ids & leads, leads)

    def test_transfer_needs_another_owner(self):
        task = self.by("service", self.make_task())
        for user_id in (self.tech.id, 2**30):
            self.assertRefused(task.action_transfer, user_id, "x", error=UserError)

    def test_dialog_takes_each_step(self):
        Wizard = self.env["keqin.case.route.step"].with_user(self.tech)
        vals = {"planned_on": "2026-09-28", "reason": "Because"}
        vals["user_id"] = self.chemist.id
        for step, state in (
            ("plan", "planned"),
            ("reject", "rejected"),
            ("transfer", "new"),
        ):
            task = self.make_task("accepted")
            wizard = Wizard.create(
                vals | {"step": step, "task_ids": [Command.set(task.ids)]}
            )
            done = wizard.action_done()
            self.assertEqual(task.state, state)
            gone = step == "transfer"
            self.assertEqual(done.get("target") == "main", gone, "no longer readable")
        self.assertEqual(task.user_id, self.chemist)

    def test_customers_never_follow(self):
        task = self.make_task()
        before = task.message_partner_ids
        task.message_subscribe((self.person | self.users["portal"].partner_id).ids)
        self.assertEqual(task.message_partner_ids, before)
        task.message_subscribe(self.colleague.partner_id.ids)
        self.assertIn(self.colleague.partner_id, task.message_partner_ids)

    def test_worked_on_is_kept(self):
        self.make_task().unlink()
        self.assertRefused(self.make_task("answered").unlink, error=UserError)


class TestLate(TaskCase):
    @covers("R094")
    def test_overdue_is_told_once_to_who_asked_and_to_leads(self):
        late = self.make_task(due_on="2026-09-21 08:00:00")
        self.make_task(due_on="2026-09-21 10:00:00")
        self.make_task("answered", due_on="2026-09-21 08:00:00")
        Task, Message = self.env["keqin.case.task"], self.env["mail.message"]
        last = Message.search([], order="id desc", limit=1).id
        self.assertEqual(Task._escalate_overdue() & self.case.task_ids, late)
        self.assertTrue(late.escalated_on)
        sent = Message.search([("id", ">", last), ("subject", "like", "Overdue")])
        told = self.users["service"] | self.users["service_manager"]
        self.assertEqual(sent.notified_partner_ids & told.partner_id, told.partner_id)
        self.assertNotIn(self.tech.partner_id, sent.notified_partner_ids)
        self.assertFalse(Task._escalate_overdue() & self.case.task_ids)
        with freeze_time(LATER):
            late.due_on = "2026-09-24 08:00:00"
            self.assertIn(late, Task._escalate_overdue(), "late for a second time")

    def test_telling_costs_the_same_for_many(self):
        def cost(count):
            for number in range(count):
                self.make_task(name=f"T{number}", due_on="2026-09-21 08:00:00")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertGreaterEqual(
                len(self.env["keqin.case.task"]._escalate_overdue()), count
            )
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        cost(2)
        few, many = cost(2), cost(40)
        self.assertLessEqual(many, few + 4)

    @covers("R094")
    def test_late_search_matches_the_flag(self):
        due = {"due_on": "2026-09-21 08:00:00"}
        open_late, rejected = self.make_task(**due), self.make_task("rejected", **due)
        answered_late = self.make_task("answered", **due)
        self.make_task("cancelled", **due), self.make_task("answered"), self.make_task()
        found = self.env["keqin.case.task"].search(
            [("is_late", "=", True), ("case_id", "=", self.case.id)]
        )
        self.assertEqual(found, open_late | rejected | answered_late)
        self.assertEqual(found, self.case.task_ids.filtered("is_late"))

    def test_time_to_answer(self):
        quick, slow = self.make_task(), self.make_task()
        with freeze_time("2026-09-21 12:00:00"):
            self.by("contributor", quick).action_answer("<p>Yes</p>")
        with freeze_time("2026-09-23 09:00:00"):
            self.by("contributor", slow).action_answer("<p>Yes</p>")
        self.assertEqual((quick.answer_hours, quick.answered_in_time), (3, 100))
        self.assertEqual((slow.answer_hours, slow.answered_in_time), (48, 0))

    def test_counting_costs_the_same_for_many_cases(self):
        cases = self.case.browse([self.make_case(name=f"C{n}").id for n in range(12)])
        for case in cases:
            self.make_task(case=case)

        def cost(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.mapped("tasks_done"), records.mapped("suggested_department")
            return self.env.cr.sql_log_count - before

        cost(cases)
        self.assertEqual(cost(cases), cost(cases[:2]))


class TestTaskDesk(TaskCase):
    def rows(self, user):
        env = self.in_companies(self.env(user=user, su=False), self.company)
        rows = env["keqin.desk"].get_rows(kind="task")["rows"]
        return [(row["res_id"], row["reason"]) for row in rows]

    @covers("R094")
    def test_on_the_desk_of_who_has_to_act(self):
        task = self.make_task(due_on="2026-10-21 08:00:00")
        [(found, reason)] = self.rows(self.tech)
        self.assertEqual(found, task.id)
        self.assertIn("Accept: Check the glue", reason)
        task._step("accepted")
        self.assertFalse(self.rows(self.tech), "not in the next seven days")
        task.due_on = "2026-09-22 08:00:00"
        self.assertIn("Answer: Check the glue", self.rows(self.tech)[0][1])
        task._step("rejected", reason="Ask the supplier")
        self.assertFalse(self.rows(self.tech))
        [(found, reason)] = self.rows(self.users["service"])
        self.assertIn("Rejected: Check the glue", reason)
        self.assertFalse(self.rows(self.chemist))
