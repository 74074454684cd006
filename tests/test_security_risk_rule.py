"""Who sees and sets the rules of risks, checked as each role; the table is the rule."""

from odoo.exceptions import AccessError
from odoo.service.model import get_public_method
from odoo.tests import tagged

from .common import OUTSIDERS, ROLES
from .covers import covers
from .test_risk_engine import FACTS, RiskRuleCase

# r read, w write, c create, d delete
RULES = {
    "sales": "r",
    "sales_manager": "r",
    "service": "r",
    "service_manager": "r",
    "marketing": "",
    "executive": "r",
    "contributor": "",
    "manager": "rwc",
    "employee": "",
    "portal": "",
    "public": "",
}
OPERATIONS = {"r": "read", "w": "write", "c": "create", "d": "unlink"}
SECRET = [("strategy", "ilike", "Secret")]
# The strategy is the business of who sells, and of executives; what a rule proposes,
# also of whoever sets it up.
STRATEGY = ("sales", "sales_manager", "executive", "manager")


@tagged("post_install", "-at_install")
@covers("R180", "R181")
class TestRiskRuleAccess(RiskRuleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        cls.rule = cls.make_rule("health", strategy="Secret visit")

    def test_table_names_every_role(self):
        self.assertEqual(set(RULES), {*ROLES, *OUTSIDERS})

    def test_rules(self):
        for name, letters in RULES.items():
            rule = self.rule.with_user(self.users[name])
            for letter, operation in OPERATIONS.items():
                with self.subTest(user=name, operation=operation):
                    self.assertEqual(letter in letters, rule.has_access(operation))

    def test_strategy_by_every_path(self):
        for name in (role for role, letters in RULES.items() if "r" in letters):
            rule = self.rule.with_user(self.users[name])

            for path, attempt in {
                "read": lambda r=rule: r.read(["strategy"]),
                "search": lambda r=rule: r.search(SECRET),
                "group": lambda r=rule: r.formatted_read_group(
                    [], ["strategy"], ["__count"]
                ),
                "sort": lambda r=rule: r.search([("id", "=", r.id)], order="strategy"),
                "export": lambda r=rule: r._export_rows([["strategy"]]),
            }.items():
                with self.subTest(user=name, path=path):
                    if path == "sort" and name not in STRATEGY:
                        self.assertRefused(attempt)
                        continue
                    self.assertAllowed(name in STRATEGY, attempt)

    def test_rules_of_other_companies(self):
        other = self.env["res.company"].create({"name": "Other"})
        theirs = self.make_rule("health", company_id=other.id)
        for role in ("manager", "sales_manager", "executive"):
            rules = self.env["keqin.risk.rule"].with_user(self.users[role])
            self.assertNotIn(theirs, rules.search([("kind", "=", "health")]).sudo())
            self.assertRefused(theirs.with_user(self.users[role]).read, ["name"])

    def test_trying_needs_the_right_to_read(self):
        for name, letters in RULES.items():
            with self.subTest(user=name):
                rule = self.rule.with_user(self.users[name])
                if "r" in letters:
                    self.assertTrue(rule.action_try())
                else:
                    self.assertRefused(rule.action_try)

    def test_nobody_runs_it_by_a_call_or_writes_its_marks(self):
        for name in ("_run", "_cron_risk", "_open", "_close", "_try"):
            with self.assertRaises(AccessError):
                get_public_method(self.env["keqin.risk.engine"], name)
        self.know(FACTS["health"])
        self.run_engine()
        for role in ("sales", "service_manager", "executive", "manager"):
            risk = self.risks().with_user(self.users[role])
            for name in ("gone_on", "seen_on", "rule_id", "state"):
                with self.subTest(user=role, field=name):
                    self.assertRefused(risk.write, {name: False})
