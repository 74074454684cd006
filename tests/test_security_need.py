"""Needs and solutions: who reads, works on, answers and sends them; nobody else."""

from odoo import Command
from odoo.exceptions import AccessError

from .common import OUTSIDERS, ROLES
from .covers import covers
from .need_case import HANDLERS, NeedCase

STAMPS = {
    "state": "closed",
    "verdict": "accepted",
    "answer": "<p>Yes</p>",
    "answer_by": "2026-06-15",
    "answered_on": "2026-06-15 00:00:00",
    "acknowledged_on": "2026-06-15",
    "planned_on": "2026-06-15",
    "department": "finance",
    "result": "met",
    "closed_on": "2026-06-15",
    "updated_on": "2026-06-15",
    "reminded_on": "2026-06-15",
    "lead_rate": 100,
}


@covers("R095", "R096", "R099")
class TestNeedSecurity(NeedCase):
    def test_who_reads_a_need(self):
        need = self.make_need()
        Need = self.env["keqin.need"]
        for role in (*ROLES, *OUTSIDERS):
            with self.subTest(role=role):
                found = Need.with_user(self.users[role])
                self.assertAllowed(
                    role in HANDLERS,
                    lambda found=found: found.search([("id", "=", need.id)]),
                )
                read = self.by(role, need).read
                self.assertAllowed(role in HANDLERS, read, ["name"])

    def test_sales_reach_their_own_customers_needs_only(self):
        theirs = self.by("sales", self.make_need("analysed", customer=self.other))
        for attempt in (
            lambda: theirs.read(["name"]),
            lambda: theirs.write({"name": "x"}),
            theirs.action_hand_over,
            theirs.action_close,
            theirs.action_make_lead,
            theirs.action_make_case,
            lambda: theirs.message_post(body="x"),
            lambda: theirs.copy({"customer_id": self.customer.id}),
        ):
            self.assertRefused(attempt)
        Need = self.env["keqin.need"].with_user(self.users["sales"])
        vals = {"name": "x", "customer_id": self.other.id}
        self.assertRefused(Need.create, vals)
        self.assertRefused(Need.create, vals | {"user_id": self.users["sales"].id})

    def test_owner_without_the_customer_reads_only(self):
        need = self.make_need(customer=self.other, user_id=self.users["sales"].id)
        mine = self.by("sales", need)
        self.assertEqual(mine.read(["name"])[0]["name"], need.name)
        self.assertRefused(mine.write, {"name": "x"})
        self.assertRefused(mine.action_analyse)

    def test_who_creates(self):
        for role in (*ROLES, *OUTSIDERS):
            with self.subTest(role=role):
                Need = self.env["keqin.need"].with_user(self.users[role])
                self.assertAllowed(
                    role in HANDLERS,
                    Need.create,
                    {"name": "x", "customer_id": self.customer.id},
                )

    def test_who_takes_the_steps(self):
        steps = {
            "captured": ["action_analyse", "action_make_lead", "action_make_case"],
            "analysed": ["action_hand_over", "action_close"],
            "closed": ["action_reopen"],
        }
        for state, names in steps.items():
            need = self.make_need(state)
            for role in (*ROLES, *OUTSIDERS):
                mine = self.by(role, need)
                for name in names:
                    with self.subTest(role=role, step=name):
                        self.assertAllowed(role in HANDLERS, getattr(mine, name))
        answered = self.make_need("handed_over")
        self.by("contributor", answered).action_accept()
        for role in (*ROLES, *OUTSIDERS):
            with self.subTest(role=role, step="action_note_answer"):
                self.assertAllowed(
                    role in HANDLERS, self.by(role, answered).action_note_answer
                )

    def test_only_the_receiver_answers(self):
        for receiver in ("contributor", "marketing", "service"):
            need = self.make_need("handed_over", receiver=receiver)
            for role in (*ROLES, *OUTSIDERS):
                with self.subTest(receiver=receiver, role=role):
                    mine = self.by(role, need)
                    self.assertAllowed(role == receiver, mine.action_accept)
                    self.assertAllowed(role == receiver, mine.action_answer)
                    self.assertAllowed(
                        role == receiver, self.apply, "keqin.need.answer", mine
                    )

    def test_windows_follow_the_need(self):
        analysed = self.make_need("analysed")
        windows = {
            "keqin.need.handover": {"receiver_id": self.users["contributor"].id},
            "keqin.need.close": {"result": "unmet"},
        }
        for role in (*ROLES, *OUTSIDERS):
            for model, vals in windows.items():
                with self.subTest(role=role, model=model):
                    mine = self.by(role, analysed)
                    self.assertAllowed(role in HANDLERS, self.apply, model, mine, vals)
        theirs = self.by("sales", self.make_need("analysed", customer=self.other))
        for model, vals in windows.items():
            self.assertRefused(self.apply, model, theirs, vals)

    def apply(self, model, need, vals=None):
        vals = {"need_ids": [Command.set(need.ids)]} | (vals or {})
        return need.env[model].create(vals).action_apply()

    def test_receivers_read_and_discuss_what_they_answer_and_no_more(self):
        lead = self.make_need("handed_over")
        lead.action_make_lead()
        other = self.make_need("handed_over", receiver="service")
        for role in ("contributor", "marketing"):
            asked = self.make_need("handed_over", receiver=role)
            asked.action_make_lead()
            self.env["keqin.solution"].create({"name": "Plan", "need_id": asked.id})
            mine = self.by(role, asked)
            with self.subTest(role=role):
                mine.web_read(
                    {
                        name: {}
                        for name in mine.fields_get()
                        if name not in ("message_partner_ids", "activity_ids")
                    }
                )
                self.assertTrue(mine.message_post(body="Which glue?"))
                self.assertRefused(mine.write, {"name": "x"})
                self.assertRefused(mine.write, {"analysis": "x"})
                self.assertRefused(mine.unlink)
                self.assertRefused(self.by(role, other).read, ["name"])
                for name in ("lead_id", "won_amount", "solution_ids", "case_id"):
                    self.assertRefused(mine.read, [name])

    def test_receiver_loses_it_when_it_goes_to_somebody_else(self):
        need = self.make_need("handed_over")
        need._hand_over("service", self.users["service"])
        self.assertRefused(self.by("contributor", need).read, ["name"])

    @covers("R191")
    def test_steps_are_not_written(self):
        need = self.make_need("handed_over")
        Need = self.env["keqin.need"]
        stamps = STAMPS | {"receiver_id": self.users["service"].id}
        for role in (*HANDLERS, "contributor"):
            for name, value in stamps.items():
                with self.subTest(role=role, field=name):
                    self.assertRefused(self.by(role, need).write, {name: value})
                    self.assertRefused(
                        Need.with_user(self.users[role]).create,
                        {"name": "x", "customer_id": self.customer.id, name: value},
                    )

    def test_who_reads_what_was_won(self):
        need = self.make_need()
        for role in HANDLERS:
            with self.subTest(role=role):
                self.assertAllowed(
                    role in ("sales", "sales_manager", "executive"),
                    self.by(role, need).read,
                    ["won_amount"],
                )

    def test_service_makes_opportunities_without_reading_sales(self):
        need = self.by("service", self.make_need())
        self.assertEqual(need.action_make_lead()["tag"], "display_notification")
        with self.assertRaises(AccessError), self.undone():
            need.sudo().lead_id.with_user(self.users["service"]).read(["name"])

    def test_unlinked_by_the_administrator_only(self):
        for role in (*ROLES, *OUTSIDERS):
            with self.subTest(role=role):
                need = self.by(role, self.make_need())
                self.assertAllowed(role == "manager", need.unlink)


@covers("R089", "R098")
class TestSolutionSecurity(NeedCase):
    def make_solution(self, customer=None, **vals):
        need = self.make_need(customer=customer)
        vals = {"name": "Plan", "need_id": need.id, "content": "<p>A</p>"} | vals
        return self.env["keqin.solution"].create(vals)

    def test_who_reads_writes_and_proposes(self):
        solution = self.make_solution()
        need = self.make_need()
        Solution = self.env["keqin.solution"]
        for role in (*ROLES, *OUTSIDERS):
            with self.subTest(role=role):
                mine, allowed = self.by(role, solution), role in HANDLERS
                self.assertAllowed(allowed, mine.read, ["name", "content"])
                self.assertAllowed(allowed, mine.write, {"name": "x"})
                self.assertAllowed(allowed, mine.action_propose)
                self.assertAllowed(
                    allowed,
                    Solution.with_user(self.users[role]).create,
                    {"name": "x", "need_id": need.id},
                )

    def test_sales_reach_their_own_customers_only(self):
        theirs = self.by("sales", self.make_solution(self.other))
        for attempt in (
            lambda: theirs.read(["name"]),
            lambda: theirs.write({"name": "x"}),
            theirs.action_propose,
            lambda: theirs.create({"name": "x", "need_id": theirs.sudo().need_id.id}),
        ):
            self.assertRefused(attempt)

    def test_steps_are_not_written(self):
        solution = self.make_solution()
        stamps = {
            "state": "accepted",
            "proposed_on": "2026-06-15",
            "decided_on": "2026-06-15",
            "decline_reason": "x",
        }
        for role in HANDLERS:
            for name, value in stamps.items():
                with self.subTest(role=role, field=name):
                    self.assertRefused(self.by(role, solution).write, {name: value})

    def test_documents_of_others_are_not_attached(self):
        """Linking an attachment is no way to read it, nor to take it away."""
        theirs = self.make_solution(self.other)
        secret = self.env["ir.attachment"].create(
            {
                "name": "secret.txt",
                "raw": b"secret",
                "res_model": "keqin.solution",
                "res_id": theirs.id,
            }
        )
        mine = self.by("sales", self.make_solution())
        link = {"document_ids": [Command.link(secret.id)]}
        self.assertRefused(mine.write, link)
        self.assertRefused(
            mine.create, link | {"name": "x", "need_id": self.make_need().id}
        )
        self.assertEqual(secret.res_id, theirs.id)

    def test_report_is_for_readers(self):
        solution = self.make_solution()
        report = "keqin_addon.keqin_solution_report"
        for role in (*ROLES, "portal"):
            env = self.env(user=self.users[role], su=False)
            with self.subTest(role=role):
                self.assertAllowed(
                    role in HANDLERS,
                    env["ir.actions.report"]._render_qweb_html,
                    report,
                    solution.ids,
                )
