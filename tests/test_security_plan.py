"""Who may do what with plans and their parts, checked as each role on the server."""

from odoo import Command
from odoo.tests import tagged

from .common import OUTSIDERS, ROLES
from .covers import covers
from .plan_case import PlanCase

# r read, search and group; w write; c create; d delete: of own, and others' customers
PLAN = {
    "sales":           ("rwcd", ""),
    "sales_manager":   ("rwcd", "rwcd"),
    "service":         ("r", "r"),
    "service_manager": ("r", "r"),
    "marketing":       ("r", "r"),
    "executive":       ("r", "r"),
    "contributor":     ("", ""),
    "manager":         ("rwcd", "rwcd"),
    "employee":        ("", ""),
    "portal":          ("", ""),
    "public":          ("", ""),
}  # fmt: skip
ADVICE = {
    "sales":           ("rw", ""),
    "sales_manager":   ("rw", "rw"),
    "service":         ("r", "r"),
    "service_manager": ("r", "r"),
    "marketing":       ("r", "r"),
    "executive":       ("r", "r"),
    "contributor":     ("", ""),
    "manager":         ("r", "r"),
    "employee":        ("", ""),
    "portal":          ("", ""),
    "public":          ("", ""),
}  # fmt: skip
WIZARDS = {
    "keqin.plan.make": {"sales", "sales_manager", "manager"},
    "keqin.plan.review": {"sales", "sales_manager"},
    "keqin.plan.advise": {"service", "service_manager"},
    "keqin.plan.decide": {"executive"},
    "keqin.plan.campaign": {"marketing"},
}


@tagged("post_install", "-at_install")
class TestPlanSecurity(PlanCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        cls.plans = [cls.make_plan(customer) for customer in (cls.customer, cls.others)]
        for plan in cls.plans:
            plan.objective_ids = [Command.create({"name": "Share", "target": 1})]
            plan.env["keqin.plan.advice"].create(
                {"plan_id": plan.id, "user_id": cls.users["service"].id, "text": "Call"}
            )

    def check(self, policy, record_of, values_of, change):
        self.assertEqual(set(policy), {*ROLES, *OUTSIDERS})
        for role, rights in policy.items():
            for plan, allowed in zip(self.plans, rights, strict=True):
                self.check_record(
                    role, record_of(plan), values_of(plan), change, allowed
                )

    def check_record(self, role, record, values, change, allowed):
        mine = self.as_user(record, role)
        domain = [("id", "in", record.ids)]
        attempts = (
            ("r", lambda: mine.read(["display_name"])),
            ("r", lambda: mine.search(domain)),
            (
                "r",
                lambda: mine.formatted_read_group(domain, [], ["__count"])[0][
                    "__count"
                ],
            ),
            ("w", lambda: mine.write(change)),
            ("c", lambda: mine.create(values)),
            ("d", lambda: mine.unlink() or True),
        )
        for number, (right, attempt) in enumerate(attempts):
            message = f"{role} {record._name} {right}{number}"
            self.assertAllowed(right in allowed, attempt, message=message)

    @covers("R038", "R180", "R181")
    def test_plans(self):
        self.check(
            PLAN,
            lambda plan: plan,
            lambda plan: {"customer_id": plan.customer_id.id},
            {"name": "X"},
        )

    @covers("R038", "R180", "R181")
    def test_objectives(self):
        self.check(
            PLAN,
            lambda plan: plan.objective_ids,
            lambda plan: {"plan_id": plan.id, "name": "Y"},
            {"name": "X"},
        )

    @covers("R040", "R180", "R181")
    def test_lines(self):
        kind = self.env.ref("keqin_addon.keqin_activity_type_phone")
        self.check(
            PLAN,
            lambda plan: self.line(plan, "Monthly visit"),
            lambda plan: {"plan_id": plan.id, "type_id": kind.id},
            {"name": "X"},
        )

    @covers("R040", "R180")
    def test_marketing_lines(self):
        kind = self.env.ref("keqin_addon.keqin_activity_type_event")
        self.check(
            PLAN | {"marketing": ("rwcd", "rwcd")},
            lambda plan: self.line(plan, "Customer day"),
            lambda plan: {
                "plan_id": plan.id,
                "type_id": kind.id,
                "role": "marketing",
            },
            {"name": "X"},
        )

    @covers("R039", "R180")
    def test_advice(self):
        self.check(
            ADVICE,
            lambda plan: plan.advice_ids,
            lambda plan: {"plan_id": plan.id, "user_id": self.env.uid},
            {"answer": "X"},
        )

    @covers("R180")
    def test_wizards(self):
        for model, roles in WIZARDS.items():
            for role in (*ROLES, *OUTSIDERS):
                Wizard = self.as_user(self.env[model], role)
                self.assertAllowed(
                    role in roles,
                    lambda Wizard=Wizard: Wizard.has_access("create"),
                    message=f"{model} {role}",
                )

    @covers("R181", "R218")
    def test_profit_and_budget_are_in_no_plan(self):
        """Whoever reads a plan may read all of it: nothing secret is in it."""
        plan = self.plans[0]
        self.customer.write({"budget_limit": 98765, "budget_note": "98765"})
        plan.sudo()._freeze_basis()
        values = self.as_user(plan, "marketing").read()[0]
        self.assertNotIn("98765", str(values))

    @covers("R180", "R211")
    def test_printed_plan_and_lists(self):
        """The report shows what its reader may read; a list costs the same for many."""
        plan = self.plans[0]
        self.bring_to(plan, "approved")
        Report = self.env["ir.actions.report"]
        report = "keqin_addon.keqin_plan_report"
        mine = self.as_user(Report, "executive")
        html = mine._render_qweb_html(report, plan.ids)[0].decode()
        for text in ("Monthly visit", "every month", self.users["executive"].name):
            self.assertIn(text, html)
        foreign = self.as_user(Report, "contributor")
        self.assertRefused(foreign._render_qweb_html, report, plan.ids)

    @covers("R211")
    def test_list_queries_do_not_grow(self):
        for number in range(12):
            self.make_plan(self.make_customer(f"C{number}", self.users["sales"]))
        Plan = self.as_user(self.env["keqin.plan"], "sales_manager")
        names = (
            "name customer_id tier user_id deviation_count hours_actual budget_planned "
            "budget_actual over_budget attainment on_time_share state utilisation"
        )
        fields = {name: {} for name in names.split()}
        costs = []
        Plan.web_search_read([], fields)
        for limit in (2, 12):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            Plan.web_search_read([], fields, limit=limit)
            costs.append(self.cr.sql_log_count - before)
        self.assertLessEqual(costs[1], costs[0])
