"""A company with a care standard, customers with their people, and a plan."""

from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from .common import KeqinCase

TODAY = "2026-03-02"
YEAR = ("2026-03-02", "2026-12-31")

# name, type, schedule, number, unit, role, hours, budget
STANDARD = (
    ("Monthly visit", "visit", "rolling", 1, "month", "manager", 3.0, 200.0),
    ("Executive visit", "executive_visit", "anchored", 1, "quarter", "sponsor", 4, 500),
    ("Service call", "phone", "rolling", 2, "month", "service", 0.5, 0.0),
    ("Customer day", "event", "anchored", 1, "year", "marketing", 4.0, 1000.0),
)


@tagged("post_install", "-at_install")
class PlanCase(KeqinCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(TODAY))
        cls.company.keqin_marketing_user_id = cls.users["marketing"]
        cls.standard = cls.make_standard()
        cls.customer = cls.make_customer(
            "Own",
            cls.users["sales"],
            sponsor_id=cls.users["executive"].id,
            service_user_id=cls.users["service"].id,
        )
        cls.others = cls.make_customer("Others", cls.rival)
        cls.Plan = cls.env["keqin.plan"]

    @classmethod
    def make_standard(cls, tier="C", potential="low", company=None, **vals):
        return cls.env["keqin.standard"].create(
            {
                "name": f"{tier} {potential}",
                "company_id": (company or cls.company).id,
                "tier": tier,
                "potential": potential,
                "effective_on": "2026-01-01",
                "objective": "Stay in touch",
                "line_ids": [
                    Command.create(cls.cadence_values(*row)) for row in STANDARD
                ],
            }
            | vals
        )

    @classmethod
    def cadence_values(cls, name, kind, schedule, number, unit, role, hours, budget):
        return {
            "name": name,
            "type_id": cls.env.ref(f"keqin_addon.keqin_activity_type_{kind}").id,
            "schedule": schedule,
            "number": number,
            "unit": unit,
            "role": role,
            "hours": hours,
            "budget": budget,
        }

    @classmethod
    def make_plan(cls, customer=None, period=YEAR, user=None):
        """A plan made from the standard, by the account manager."""
        customer = customer or cls.customer
        user = user or customer.user_id
        env = cls.in_companies(cls.env(user=user), cls.company)
        plan = env["keqin.plan"]._generate(customer.with_env(env), *period)
        return plan.with_env(cls.env)

    def as_user(self, record, role):
        user = self.users.get(role) or self.rival
        env = self.in_companies(self.env(user=user), self.company)
        return record.with_env(env)

    def line(self, plan, name):
        return plan.line_ids.filtered(lambda line: line.name == name)

    def bring_to(self, plan, state):
        """Take the steps up to a state, each by its role."""
        sales = plan.user_id
        env = self.in_companies(self.env(user=sales), self.company)
        steps = (
            ("review", lambda: plan.with_env(env).action_request_review()),
            ("advised", lambda: self.as_user(plan, "service").action_advise()),
            ("submitted", lambda: plan.with_env(env).action_submit()),
            ("approved", lambda: self.as_user(plan, "executive").action_approve("Yes")),
        )
        names = [name for name, _step in steps]
        if state == "rejected":
            self.bring_to(plan, "submitted")
            self.as_user(plan, "executive").action_reject("No")
            return plan
        wanted = "approved" if state == "running" else state
        for _name, step in steps[: names.index(wanted) + 1 if wanted in names else 0]:
            step()
        return plan
