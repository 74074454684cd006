"""Who sees and writes evaluations, their lines and sections; nobody the actuals."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import OUTSIDERS, ROLES
from .covers import covers
from .evaluation_case import LEADS, Q1, SPEAKERS, EvaluationCase

STAFF = tuple(role for role in ROLES if role != "contributor")
# department: who reads its lines and its section, besides executives
READERS = {
    "sales": ("sales", "sales_manager"),
    "service": ("service", "service_manager"),
    "marketing": ("marketing",),
}
ALL = ("executive", "manager")
FIGURES = {
    "actual": 99.0,
    "target": 1.0,
    "target_max": 1.0,
    "gap": 0.0,
    "previous": 1.0,
    "change": 1.0,
    "change_low": 1.0,
    "change_high": 1.0,
    "numerator": 1.0,
    "denominator": 1.0,
    "n": 1,
    "low": 1.0,
    "high": 1.0,
    "verdict": "met",
    "is_change": True,
}


@tagged("post_install", "-at_install")
class TestSecurityEvaluation(EvaluationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.draft = cls.make_evaluation(start="2026-01-01")
        cls.record = cls.make_evaluation("input")
        cls.hidden = cls.record.line_ids.filtered("indicator_id.is_sensitive")
        cls.team_one = cls.make_evaluation("input", scope="team", team_id=cls.team.id)

    def lines(self, department):
        return (self.record.line_ids - self.hidden).filtered(
            lambda line: line.department == department
        )

    def section(self, department):
        return self.record.section_ids.filtered(
            lambda section: section.department == department
        )

    @covers("R134")
    def test_who_reads_evaluations(self):
        rival_team = self.make_evaluation(
            "input", scope="team", team_id=self.other_team.id
        )
        for role in (*ROLES, *OUTSIDERS):
            with self.subTest(role=role):
                read = lambda record, r=role: self.by(r, record).read(["name", "score"])
                self.assertAllowed(role in STAFF, read, self.record)
                self.assertAllowed(role in LEADS, read, self.draft)
                self.assertAllowed(role in LEADS, read, rival_team)
                mine = role in (*LEADS, "sales")
                self.assertAllowed(mine, read, self.team_one)
                cost = lambda r=role: self.by(r, self.record).read(["inputs_html"])
                self.assertAllowed(role in LEADS, cost, message="what care cost")

    @covers("R134")
    def test_who_writes_evaluations(self):
        for role in (*ROLES, *OUTSIDERS):
            with self.subTest(role=role):
                mine = self.by(role, self.record)
                self.assertAllowed(role in LEADS, mine.write, {"name": "x"})
                self.assertAllowed(
                    role == "executive", mine.write, {"focus": "<p>x</p>"}
                )
                make = lambda m=mine: m.create(
                    {"date_start": "2025-01-01", "period": "quarter"}
                )
                self.assertAllowed(role in LEADS, make)
                self.assertAllowed(
                    role in ALL, lambda r=role: self.by(r, self.draft).unlink()
                )
        with self.assertRaises(UserError):
            self.by("executive", self.record).unlink()

    @covers("R133", "R190")
    def test_each_department_reads_its_own_lines(self):
        for role in (*ROLES, *OUTSIDERS):
            for department, readers in READERS.items():
                with self.subTest(role=role, department=department):
                    lines = self.by(role, self.lines(department))
                    self.assertTrue(lines)
                    allowed = role in (*readers, *ALL)
                    self.assertAllowed(allowed, lines.read, ["actual"])
                    domain = [("id", "in", lines.ids)]
                    self.assertAllowed(allowed, lines.search, domain)
                    # nor by way of the evaluation, a group, or an export
                    group = lambda m=lines, d=domain: m.formatted_read_group(
                        d, ["department"], ["actual:avg"]
                    )
                    self.assertAllowed(allowed, group)
                    section = self.by(role, self.section(department))
                    self.assertAllowed(allowed, section.read, ["results"])

    @covers("R133", "R190")
    def test_profit_is_for_executives(self):
        self.assertTrue(self.hidden)
        for role in (*ROLES, *OUTSIDERS):
            lines = self.by(role, self.hidden)
            self.assertAllowed(role in ALL, lines.read, ["actual"], message=role)

    @covers("R133", "R190")
    def test_each_department_writes_its_own(self):
        for role in (*ROLES, *OUTSIDERS):
            for department, speaker in SPEAKERS.items():
                with self.subTest(role=role, department=department):
                    allowed = role in (speaker, *ALL)
                    section = self.by(role, self.section(department))
                    self.assertAllowed(allowed, section.write, {"results": "<p>x</p>"})
                    line = self.by(role, self.lines(department)[0])
                    self.assertAllowed(allowed, line.write, {"comment": "x"})
                    stamps = {"done_on": "2026-01-01", "done_by_id": self.env.uid}
                    for name, value in stamps.items():
                        self.assertAllowed(False, section.write, {name: value})
                    move = {"department": "executive"}
                    moved = self.attempt(
                        section.write, move, denial=(UserError, AccessError)
                    )
                    self.assertFalse(moved, "to another department")

    @covers("R131", "R191")
    def test_nobody_writes_an_actual_by_any_path(self):
        line = self.line(self.record, "K05")
        for role in ROLES:
            for name, value in FIGURES.items():
                with self.subTest(role=role, field=name):
                    mine = self.by(role, line)
                    self.assertAllowed(False, mine.write, {name: value})
                    parent = self.by(role, self.record)
                    by_parent = {"line_ids": [Command.update(line.id, {name: value})]}
                    self.assertAllowed(False, parent.write, by_parent)
                    vals = {"name": "x", "department": "sales", name: value}
                    vals["evaluation_id"] = self.draft.id
                    self.assertAllowed(False, mine.create, vals)
                    imported = lambda m=mine, n=name, v=value: m.load(
                        [".id", n], [[str(m.id), str(v)]]
                    )["ids"]
                    self.assertAllowed(False, imported)
            for vals in ({"scope": "employee"}, {"date_end": "2020-01-01"}):
                self.assertAllowed(False, self.by(role, line).write, vals)
        # as good as an actual: the score of what is measured
        with self.assertRaises(UserError):
            self.by("executive", line).score = 100

    @covers("R131", "R191")
    def test_what_is_measured_stays_once_departments_are_asked(self):
        executive = self.by("executive", self.record)
        line = executive.line_ids[:1]
        for vals in (
            {"weight": 9},
            {"indicator_id": False, "name": "x"},
            {"tier": "A"},
        ):
            with self.assertRaises(UserError):
                line.write(vals)
        with self.assertRaises(UserError):
            line.evaluation_id = self.draft
        with self.assertRaises(UserError):
            line.create({"evaluation_id": self.record.id, "name": "Late"})
        with self.assertRaises(UserError):
            line.unlink()
        # in draft they may
        weight = self.by("executive", self.draft).line_ids[:1]
        weight.weight = 3

    @covers("R143", "R190")
    def test_no_evaluation_becomes_an_appraisal(self):
        """Whoever appraises reads all lines: those of profit, of other departments."""
        for role in LEADS:
            record = self.by(role, self.draft)
            user, lead = self.users["contributor"], self.users[role]
            for vals in (
                {"scope": "employee", "user_id": user.id, "appraiser_id": lead.id},
                {"scope": "employee", "user_id": user.id},
            ):
                self.assertRefused(record.write, vals, error=UserError, message=role)

    @covers("R131", "R191")
    def test_no_figure_of_something_else_is_frozen(self):
        """Moved after its figures were computed, it is computed anew."""
        (self.record | self.draft).unlink()
        record = self.by("sales_manager", self.make_evaluation())
        growth, line = self.line(record, "K13"), self.line(record, "K05")
        self.assertEqual(growth.actual, 50.0)
        with self.undone():
            record.date_start = Q1
            self.assertFalse(record.computed_on)
            self.assertFalse(record.sudo().inputs)
            self.assertEqual(record.name, "Evaluation Q1 2026")
            self.assertIs(growth.actual, False)
            record.action_input()
            self.assertTrue(record.computed_on)
            before = self.figure("K13", Q1, "2026-03-31").value
            self.assertEqual(growth.actual, False if before is None else before)
        with self.undone():
            growth.indicator_id = self.indicator("K05")
            self.assertFalse(record.computed_on)
            self.assertIs(growth.actual, False)
            record.action_input()
            self.assertEqual(growth.actual, line.actual)
        with self.undone():
            line.write({"indicator_id": False, "name": "Very good"})
            record.action_input()
            for name in ("actual", "target", "verdict", "n"):
                self.assertFalse(line[name], name)
        with self.undone():
            vals = {"evaluation_id": record.id, "score": 1.0, "weight": 9}
            vals["indicator_id"] = growth.indicator_id.id
            added = line.create(vals)
            record.action_input()
            self.assertEqual(added.actual, 50.0)
            self.assertEqual(added.score, growth.score)

    @covers("R134")
    def test_other_companies_see_nothing(self):
        company = self.env["res.company"].create({"name": "Another"})
        abroad = self.make_user(
            "executive", login="keqin_abroad", company_id=company.id
        )
        for records in (self.record, self.record.line_ids, self.record.section_ids):
            self.env.invalidate_all()
            elsewhere = records.with_user(abroad).with_context(
                allowed_company_ids=company.ids
            )
            self.assertAllowed(False, elsewhere.read, ["id"])
            self.assertFalse(elsewhere.search([("id", "in", records.ids)]))

    @covers("R133")
    def test_everybody_opens_the_form_they_may_see(self):
        for role in STAFF:
            with self.subTest(role=role):
                mine = self.by(role, self.record)
                views = mine.get_views([(False, "form"), (False, "list")])
                fields = views["models"]["keqin.evaluation"]["fields"]
                spec = {name: {} for name in fields if name in mine._fields}
                self.assertTrue(mine.web_read(spec))
                self.assertTrue(mine.line_ids.read(["actual"]))
