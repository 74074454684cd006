"""Who reads recoveries, who takes which step, and what nobody may type in."""

from odoo import Command
from odoo.exceptions import AccessError

from .common import OUTSIDERS, ROLES
from .covers import covers
from .recovery_case import LEADS, READERS, RecoveryCase

EVERYBODY = (*ROLES, *OUTSIDERS)
STAMPED = {
    "again_on": "2026-06-15 00:00:00",
    "answer_key": "other",
    "change": "better",
    "closed_on": "2026-06-15 00:00:00",
    "escalated_on": "2026-06-15 00:00:00",
    "level_after": 5,
    "level_before": 1,
    "level_change": 4,
    "no_step_reason": "None",
    "reopen_count": 0,
    "result": "Fine",
    "said_on": "2026-01-01 00:00:00",
    "state": "done",
    "tier": "A",
}


class TestSecurityRecovery(RecoveryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        may_export = cls.env.ref("base.group_allow_export")
        for role in ("marketing", "contributor", "employee"):
            cls.users[role].group_ids += may_export

    def test_who_reads(self):
        recovery = self.make_recovery()
        for role in EVERYBODY:
            with self.subTest(role):
                Recovery = self.env["keqin.recovery"].with_user(self.users[role])
                ours = [("id", "=", recovery.id)]
                self.assertAllowed(role in READERS, Recovery.search, ours)
                if role in READERS:
                    recovery.with_user(self.users[role]).read()
                else:
                    for attempt in (
                        lambda it=Recovery: it.search_count([]),
                        lambda it=Recovery: it._read_group([], ["cause_id"]),
                        lambda it=Recovery: it.name_search("Dissatisfied"),
                        lambda it=Recovery: it.browse(recovery.id).read(["name"]),
                    ):
                        self.assertRefused(attempt)
                if role in ("marketing", "contributor", "employee"):
                    self.assertRefused(
                        Recovery.browse(recovery.id).export_data, ["name"]
                    )

    def test_account_managers_see_their_customers(self):
        theirs = self.hear("theirs", 1, self.other).recovery_id
        mine = self.make_recovery()
        seen = self.env["keqin.recovery"].with_user(self.users["sales"])
        seen = seen.search([("id", "in", (theirs | mine).ids)])
        self.assertEqual(seen, mine)
        self.assertRefused(self.by("sales", theirs).action_take)

    def test_owner_goes_on_reading(self):
        """The customer has another account manager; the owner reads, and writes no
        more."""
        recovery = self.make_recovery()
        self.customer.partner_id.with_context(keqin_handover=True).user_id = self.rival
        recovery.sudo().user_id = self.rival
        self.env["keqin.recovery"].flush_model()
        self.env.cr.execute(
            "UPDATE keqin_recovery SET user_id = %s WHERE id = %s",
            [self.users["sales"].id, recovery.id],
        )
        self.env.invalidate_all()
        mine = self.by("sales", recovery)
        self.assertTrue(mine.read(["name", "summary"]))
        self.assertRefused(mine.write, {"cause_id": self.cause.id})
        self.assertRefused(mine.action_start)

    @covers("R191")
    def test_nobody_makes_or_deletes_one(self):
        recovery = self.make_recovery()
        vals = {"name": "x", "customer_id": self.customer.id}
        for role in EVERYBODY:
            with self.subTest(role):
                mine = recovery.with_user(self.users[role])
                self.assertRefused(mine.create, vals)
                self.assertRefused(mine.create, vals | {"answer_key": "x"})
                self.assertRefused(mine.unlink)
                if role in READERS:
                    self.assertRefused(mine.copy)

    @covers("R191")
    def test_stamps_are_not_written(self):
        recovery = self.make_recovery()
        for role in READERS:
            for name, value in STAMPED.items():
                with self.subTest(role=role, field=name):
                    self.assertRefused(self.by(role, recovery).write, {name: value})
        links = {
            "case_id": False,
            "contact_id": False,
            "said_ids": [Command.update(recovery.said_ids[0].id, {"score": 5})],
            "feedback_ids": [Command.clear()],
            "invitation_ids": [Command.create({"survey_id": self.survey.id})],
        }
        for name, value in links.items():
            with self.subTest(field=name):
                self.assertRefused(self.by("executive", recovery).write, {name: value})

    def test_who_writes_what(self):
        """Why it is so by whoever works on it; owner by service and leads, the day by
        leads."""
        recovery = self.make_recovery()
        writers = {
            "cause_id": (self.cause.id, READERS),
            "analysis": ("<p>Too few vans</p>", READERS),
            "user_id": (self.users["service"].id, {*READERS} - {"sales"}),
            "date_due": ("2026-06-30", LEADS),
        }
        for name, (value, roles) in writers.items():
            for role in EVERYBODY:
                with self.subTest(field=name, role=role):
                    mine = recovery.with_user(self.users[role])
                    self.assertAllowed(role in roles, mine.write, {name: value})

    def test_closed_one_is_corrected_by_leads(self):
        recovery = self.close(self.make_recovery())
        other = self.env["keqin.case.cause"].create({"name": "Weather"})
        for role in READERS:
            with self.subTest(role):
                mine = self.by(role, recovery)
                self.assertAllowed(role in LEADS, mine.write, {"cause_id": other.id})

    @covers("R112", "R191")
    def test_steps_are_taken_by_the_owner_and_leads(self):
        """Not by a colleague of the owner, and by no other role."""
        recovery = self.make_recovery()
        may = {"sales", *LEADS}
        for role in EVERYBODY:
            with self.subTest(role, step="start"):
                mine = recovery.with_user(self.users[role])
                self.assertAllowed(role in may, mine.action_start)
        self.make_step(recovery)
        closing = ("done", self.cause, "Talked")
        for role in EVERYBODY:
            with self.subTest(role, step="close"):
                mine = recovery.with_user(self.users[role])
                cause = self.cause.with_env(mine.env)
                self.assertAllowed(
                    role in may,
                    lambda it=mine, cause=cause: it._close(*closing[:1], cause, "Done"),
                )
                if role in READERS:
                    self.assertAllowed(role in may, mine.action_recovered)
                    self.assertAllowed(role in may, mine.action_not_recovered)
        self.close(recovery)
        for role in EVERYBODY:
            with self.subTest(role, step="reopen"):
                mine = recovery.with_user(self.users[role])
                self.assertAllowed(role in may, mine.action_reopen)

    def test_wizard_follows_the_recovery(self):
        recovery = self.make_recovery()
        recovery.action_start()
        vals = {
            "recovery_id": recovery.id,
            "cause_id": self.cause.id,
            "result": "Done",
            "no_step_reason": "None",
        }
        may = {"sales", *LEADS}
        for role in EVERYBODY:
            with self.subTest(role):
                Wizard = self.env["keqin.recovery.close"].with_user(self.users[role])
                self.assertAllowed(
                    role in may, lambda it=Wizard: it.create(vals).action_close()
                )

    def test_wizard_tells_nothing_of_a_foreign_one(self):
        """The form that is not saved yet reads by the rights of who opens it."""
        foreign = self.hear("foreign", 2, self.other).recovery_id
        foreign.cause_id = self.cause
        close = self.env["keqin.recovery.close"].with_user(self.users["sales"])
        said = {"recovery_id": foreign.id}
        with self.undone(), self.assertRaises(AccessError):
            close.onchange(said, ["recovery_id"], {"cause_id": {}})
        with self.undone(), self.assertRaises(AccessError):
            self.assertFalse(close.create(said).cause_id)

    def test_steps_are_planned_by_who_may_write_it(self):
        """Also marketing, which plans activities, makes none a step."""
        recovery = self.make_recovery()
        for role in EVERYBODY:
            with self.subTest(role):
                Activity = self.env["keqin.activity"].with_user(self.users[role])
                vals = {
                    "name": "Call",
                    "customer_id": self.customer.id,
                    "type_id": self.call.id,
                    "recovery_id": recovery.id,
                }
                self.assertAllowed(role in READERS, Activity.create, vals)

    def test_take_is_for_who_sees_the_customer(self):
        recovery = self.make_recovery()
        recovery.user_id = False
        for role in EVERYBODY:
            with self.subTest(role):
                mine = recovery.with_user(self.users[role])
                self.assertAllowed(role in READERS, mine.action_take)

    def test_companies_are_separate(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.users["executive"].company_ids = [Command.link(elsewhere.id)]
        there = self.make_customer("There", company_id=elsewhere.id)
        recovery = self.hear("there", 1, there).recovery_id
        self.assertEqual(recovery.company_id, elsewhere)
        here = self.by("executive", recovery)
        here = here.with_context(allowed_company_ids=self.company.ids)
        self.assertRefused(here.read, ["name"])
        both = here.with_context(allowed_company_ids=(self.company | elsewhere).ids)
        self.assertTrue(both.read(["name"]))

    def test_opinions_keep_their_recovery(self):
        opinion = self.make_recovery().said_ids[0]
        for role in READERS:
            for name, value in (
                ("recovery_id", False),
                ("is_again", True),
                ("again_id", opinion.id),
            ):
                with self.subTest(role=role, field=name):
                    self.assertRefused(self.by(role, opinion).write, {name: value})
