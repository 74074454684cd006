"""Who sees and writes appraisals: the employee, the appraiser, executives, no other."""

from psycopg2.errors import CheckViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .appraisal_case import AppraisalCase
from .common import OUTSIDERS, ROLES
from .covers import covers
from .evaluation_case import Q1

EVERYBODY = (*ROLES, *OUTSIDERS)
JUDGES = ("sales_manager", "executive")
FIGURES = {
    "actual": 99.0,
    "target": 1.0,
    "gap": 0.0,
    "previous": 1.0,
    "change": 1.0,
    "numerator": 1.0,
    "denominator": 1.0,
    "n": 1,
    "low": 1.0,
    "high": 1.0,
    "verdict": "met",
    "is_change": True,
}


@tagged("post_install", "-at_install")
class TestSecurityAppraisal(AppraisalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.draft = cls.make_appraisal(date_start=Q1)
        cls.record = cls.make_appraisal("input")

    def read(self, role, records, names=("name",)):
        return lambda: self.by(role, records).read(list(names))

    @covers("R143", "R190")
    def test_who_reads_whose(self):
        for role in EVERYBODY:
            with self.subTest(role=role):
                judges = role in JUDGES
                self.assertAllowed(judges, self.read(role, self.draft))
                own = role == "sales" or judges
                self.assertAllowed(own, self.read(role, self.record))
                lines = self.record.line_ids
                self.assertAllowed(own, self.read(role, lines, ["actual", "score"]))
                self.assertAllowed(judges, self.read(role, self.draft.line_ids))

    @covers("R143", "R190")
    def test_no_other_path_to_those_of_others(self):
        """Neither by lists, groups and exports, nor by messages."""
        other = self.make_appraisal("input", user=self.other)
        other.message_post(body="Between us")
        for role in EVERYBODY:
            if role in JUDGES:
                continue
            mine = self.by(role, other)
            domain = [("id", "in", other.ids)]
            lines = mine.env[other.line_ids._name]
            about = [("evaluation_id", "in", other.ids)]
            messages = [("res_id", "in", other.ids), ("model", "=", other._name)]
            for attempt in (
                lambda m=mine, d=domain: m.search(d),
                lambda m=mine, d=domain: m.formatted_read_group(
                    d, ["user_id"], ["score:avg"]
                ),
                lambda m=mine: m.web_read({"score": {}}),
                lambda m=lines, d=about: m.search(d),
                lambda m=lines, d=about: m.formatted_read_group(
                    d, ["indicator_id"], ["score:avg"]
                ),
                lambda m=mine, d=messages: m.env["mail.message"].search(d),
            ):
                self.assertAllowed(False, attempt, message=role)

    @covers("R143", "R190")
    def test_a_lead_reads_those_of_own_people_only(self):
        self.record.appraiser_id = self.users["service_manager"]
        self.assertAllowed(False, self.read("sales_manager", self.record))
        self.assertAllowed(True, self.read("service_manager", self.record))

    @covers("R143", "R190")
    def test_actuals_and_scores_are_written_by_nobody(self):
        for record in (self.draft, self.record):
            measured = record.line_ids.filtered("indicator_id")[0]
            denial = (AccessError, UserError)
            for role in EVERYBODY:
                for name, value in (FIGURES | {"score": 100.0}).items():
                    line = self.by(role, measured)
                    done = self.attempt(line.write, {name: value}, denial=denial)
                    self.assertFalse(done, f"{name} by {role}")
                mine = self.by(role, record)
                for name, value in (
                    ("state", "closed"),
                    ("computed_on", False),
                    ("employee_read_on", "2026-01-01"),
                    ("handed_over_on", "2026-01-01"),
                    ("score", 100.0),
                    ("rating", "outstanding"),
                ):
                    self.assertAllowed(
                        False, mine.write, {name: value}, message=f"{name} by {role}"
                    )

    @covers("R143")
    def test_the_employee_writes_the_comment_alone(self):
        mine = self.by("sales", self.record)
        self.assertAllowed(True, mine.write, {"employee_comment": "Thank you"})
        for vals in (
            {"appraiser_comment": "Great"},
            {"name": "x"},
            {"appraiser_id": self.other.id},
            {"focus": "<p>x</p>"},
            {"employee_comment": "x", "name": "x"},
            {"line_ids": [Command.clear()]},
        ):
            self.assertAllowed(False, mine.write, vals, message=str(vals))
        for role in ROLES:
            if role != "sales":
                record = self.by(role, self.record)
                self.assertAllowed(False, record.write, {"employee_comment": "x"})
        line = self.by("sales", self.judged(self.record))
        self.assertAllowed(False, line.write, {"score": 100.0})
        self.record._step("review")
        self.assertAllowed(
            False, self.by("sales", self.record).write, {"employee_comment": "x"}
        )

    @covers("R150")
    def test_who_judges(self):
        judged = self.judged(self.draft)
        for role in EVERYBODY:
            line = self.by(role, judged)
            self.assertAllowed(
                role in JUDGES, line.write, {"score": 50.0}, message=role
            )
        late = self.by("sales_manager", self.judged(self.record))
        self.assertRefused(late.write, {"score": 100.0}, error=UserError)

    @covers("R143")
    def test_what_is_measured_comes_from_the_template(self):
        measured = self.draft.line_ids.filtered("indicator_id")[:1]
        lead = self.by("sales_manager", measured)
        for vals in ({"weight": 1.0}, {"own_target": 1.0}, {"basis": "before"}):
            self.assertAllowed(False, lead.write, vals, message=str(vals))
            boss = self.by("executive", measured)
            self.assertAllowed(True, boss.write, vals, message=str(vals))
        self.assertAllowed(False, self.by("sales_manager", measured).unlink)

    @covers("R143", "R190")
    def test_who_makes_them(self):
        vals = {"scope": "employee", "user_id": self.other.id, "date_start": Q1}
        vals |= {"period": "quarter", "company_id": self.company.id}
        denial = (AccessError, ValidationError)
        for role in EVERYBODY:
            model = self.by(role, self.draft.browse())
            made = self.attempt(model.create, vals, denial=denial)
            self.assertEqual(made, role in (*JUDGES, "service_manager"), role)
            own = vals | {"user_id": self.users[role].id}
            with mute_logger("odoo.sql_db"):
                denials = (*denial, CheckViolation)
                made = self.attempt(model.create, own, denial=denials)
            self.assertFalse(made, role)
        foreign = vals | {"appraiser_id": self.executive.id}
        lead = self.by("sales_manager", self.draft.browse())
        self.assertAllowed(False, lead.create, foreign)

    @covers("R142")
    def test_executives_reward(self):
        self.record._step("closed")
        for role in EVERYBODY:
            record = self.by(role, self.record)
            self.assertAllowed(
                role == "executive",
                record.write,
                {"reward_type": "bonus"},
                message=role,
            )

    def test_what_was_read_stays(self):
        boss = self.by("executive", self.record)
        self.assertRefused(boss.unlink, error=UserError)
        self.assertAllowed(True, self.by("executive", self.draft).unlink)

    def test_who_configures(self):
        for role in EVERYBODY:
            template = self.by(role, self.template)
            allowed = role in ("executive", "manager")
            self.assertAllowed(allowed, template.write, {"name": "x"}, message=role)

    @covers("R190")
    def test_other_companies_see_nothing(self):
        abroad = self.env["res.company"].create({"name": "Abroad"})
        boss = self.executive
        boss.write({"company_ids": [Command.link(abroad.id)]})
        there = self.record.with_env(
            self.in_companies(self.env(user=boss, su=False), abroad)
        )
        self.assertAllowed(False, there.read, ["name"])
        lines = there.env[self.record.line_ids._name]
        domain = [("evaluation_id", "in", self.record.ids)]
        self.assertAllowed(False, lines.search, domain)
