"""What account managers report to management: figures filled in, kept, and read."""

from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import OUTSIDERS, ROLES
from .covers import covers
from .evaluation_case import EvaluationCase

EVERYBODY = (*ROLES, *OUTSIDERS)
AUTHORS = ("sales", "sales_manager", "service", "service_manager", "executive")
READERS = ("sales_manager", "executive")


@tagged("post_install", "-at_install")
class TestRelationshipReport(EvaluationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls.users["sales_manager"]
        cls.report = cls.make_report()

    @classmethod
    def make_report(cls, **vals):
        vals = {
            "company_id": cls.company.id,
            "user_id": cls.sales.id,
            "recipient_id": cls.lead.id,
            "date_start": "2026-04-01",
            "date_end": "2026-06-30",
            "status_text": "<p>North grows</p>",
            "suggestion_text": "<p>Visit West</p>",
        } | vals
        return cls.env["keqin.relationship.report"].create(vals)

    def put(self, state):
        self.report._step(state)

    def figure(self, report, code):
        return next(row for row in report.figures["indicators"] if row["code"] == code)

    @covers("R137")
    def test_figures_are_those_of_own_customers(self):
        # the salesman has North (A) and West (B), South is the rival's
        data = self.report._report_data()
        self.assertEqual(
            [(it["label"], it["all"]) for it in data["tiers"]], [("A", 1), ("B", 1)]
        )
        growth = self.figure(self.report, "K13")
        # 300 in the second quarter after 100 in the first
        self.assertEqual((growth["value"], growth["part"]), (200.0, 300.0))
        again = self.figure(self.report, "K05")
        self.assertEqual((again["value"], again["target"]), (50.0, 60.0))
        everything = self.make_report(
            covers="all", user_id=self.lead.id, recipient_id=self.users["executive"].id
        )
        tiers = everything._report_data()["tiers"]
        self.assertEqual(
            [(it["label"], it["all"]) for it in tiers], [("A", 2), ("B", 1)]
        )
        self.assertEqual(self.figure(everything, "K13")["value"], 50.0)

    @covers("R137")
    def test_open_risks_and_complaints_are_told(self):
        self.env["keqin.risk"].create(
            [
                {"name": "Buys less", "customer_id": self.north.id, "level": "high"},
                {"name": "Not mine", "customer_id": self.south.id, "level": "high"},
            ]
        )
        self.env["keqin.case"].create(
            {"name": "Late again", "kind": "complaint", "customer_id": self.west.id}
        )
        self.report._compute_figures()
        data = self.report._report_data()
        self.assertEqual([it["name"] for it in data["risks"]["rows"]], ["Buys less"])
        self.assertEqual(data["problems"]["count"], 1)
        html = str(self.report.figures_html)
        self.assertIn("Buys less", html)
        self.assertIn("Late again", html)
        self.assertNotIn("Not mine", html)

    @covers("R137")
    def test_figures_stay_as_submitted(self):
        self.by("sales", self.report).action_submit()
        kept = self.report.figures
        self.make_order(self.west.partner_id, 900, on="2026-06-20")
        self.report.invalidate_recordset()
        self.assertEqual(self.report.figures, kept)
        with self.assertRaises(UserError):
            self.by("sales", self.report).action_compute_figures()
        for role in EVERYBODY:
            report = self.by(role, self.report)
            for name in ("figures", "computed_on", "submitted_on", "state", "read_on"):
                denial = (AccessError, UserError)
                done = self.attempt(report.write, {name: False}, denial=denial)
                self.assertFalse(done, f"{name} by {role}")

    @covers("R137")
    def test_from_draft_to_read(self):
        mine = self.by("sales", self.report)
        mine.action_submit()
        self.assertEqual(self.report.activity_ids.user_id, self.lead)
        lead = self.by("sales_manager", self.report)
        lead.remark = "I visit West with you"
        lead.action_read()
        self.assertEqual(self.report.read_by_id, self.lead)
        self.assertFalse(self.report.activity_ids)
        with self.assertRaises(UserError):
            self.by("sales", self.report).action_take_back()

    @covers("R137", "R191")
    def test_every_step_by_every_role(self):
        for step, state, roles in (
            ("action_compute_figures", "draft", ("sales",)),
            ("action_submit", "draft", ("sales",)),
            ("action_take_back", "submitted", ("sales",)),
            ("action_read", "submitted", READERS),
        ):
            self.put(state)
            for role in EVERYBODY:
                take = lambda r=role, s=step: getattr(self.by(r, self.report), s)()
                self.assertAllowed(role in roles, take, message=f"{step} by {role}")
            for wrong in {"draft", "submitted", "read"} - {state}:
                self.put(wrong)
                taken = self.attempt(
                    getattr(self.by(roles[-1], self.report), step),
                    denial=(AccessError, UserError),
                )
                self.assertFalse(taken, f"{step} when {wrong}")

    @covers("R191")
    def test_an_executive_reads_no_report_of_their_own(self):
        own = self.make_report(covers="all", user_id=self.users["executive"].id)
        own._step("submitted")
        self.assertRefused(self.by("executive", own).action_read)
        self.assertAllowed(True, self.by("sales_manager", own).action_read)

    @covers("R137")
    def test_needs_a_reader_and_suggestions(self):
        for vals in (
            {"recipient_id": False},
            {"suggestion_text": False},
            {"status_text": "<p><br></p>"},
        ):
            with self.subTest(vals=vals):
                mine = self.by("sales", self.report)
                with self.undone(), self.assertRaises(UserError):
                    mine.write(vals)
                    mine.action_submit()

    @covers("R190")
    def test_who_reads_and_writes(self):
        for role in EVERYBODY:
            with self.subTest(role=role):
                read = lambda r=role: self.by(r, self.report).read(["figures"])
                self.put("draft")
                self.assertAllowed(role == "sales", read)
                self.put("submitted")
                self.assertAllowed(role == "sales" or role in READERS, read)
                report = self.by(role, self.report)
                self.assertAllowed(role in READERS, report.write, {"remark": "x"})
                denial = (AccessError, UserError)
                text = {"problem_text": "<p>x</p>"}
                self.assertFalse(self.attempt(report.write, text, denial=denial))
                make = lambda r=role: self.by(r, self.report.browse()).create(
                    {"date_start": "2026-01-01", "date_end": "2026-03-31"}
                )
                self.assertAllowed(role in AUTHORS, make)
        foreign = self.by("sales", self.report.browse())
        vals = {"user_id": self.other.id, "date_start": "2026-01-01"}
        self.assertAllowed(False, foreign.create, vals)
        self.assertFalse(
            self.attempt(self.by("sales", self.report).unlink, denial=UserError)
        )

    @covers("R190")
    def test_leads_alone_report_on_all(self):
        with self.assertRaises(ValidationError):
            self.by("sales", self.report.browse()).create(
                {"covers": "all", "date_start": "2026-01-01", "date_end": "2026-03-31"}
            )
        with self.assertRaises(ValidationError):
            self.report.recipient_id = self.other

    @covers("R137")
    def test_drafts_are_waiting_once(self):
        self.report.unlink()
        reports = self.env["keqin.relationship.report"]
        mine = [("company_id", "=", self.company.id)]
        reports._cron_relationship_report()
        made = reports.search(mine)
        self.assertEqual(made.user_id, self.sales | self.other)
        self.assertEqual(made.recipient_id, self.lead)
        self.assertEqual(set(made.mapped("date_start")), {self.report_start()})
        self.assertEqual(made.activity_ids.user_id, made.user_id)
        reports._cron_relationship_report()
        self.assertEqual(reports.search(mine), made)
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self.make_report()

    def report_start(self):
        return self.env["keqin.relationship.report"]._default_dates()[0]

    def test_a_company_may_do_without(self):
        self.report.unlink()
        self.company.keqin_report_period = False
        reports = self.env["keqin.relationship.report"]
        reports._cron_relationship_report()
        self.assertFalse(reports.search([("company_id", "=", self.company.id)]))

    @covers("R190")
    def test_other_companies_see_nothing(self):
        abroad = self.env["res.company"].create({"name": "Abroad"})
        boss = self.users["executive"]
        boss.company_ids = [Command.link(abroad.id)]
        self.put("submitted")
        there = self.report.with_env(
            self.in_companies(self.env(user=boss, su=False), abroad)
        )
        self.assertAllowed(False, there.read, ["name"])

    @covers("R137")
    def test_on_paper(self):
        html = self.env["ir.actions.report"]._render_qweb_html(
            "keqin_addon.keqin_relationship_report_document", self.report.ids
        )[0]
        self.assertIn(b"Visit West", html)
        self.assertIn(b"Open risks", html)
