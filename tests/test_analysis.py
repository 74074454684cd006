"""Analyses over everything: by customer and period (R219), by segment (R212), by
lifecycle, value and churn risk (R119)."""

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError

from .common import OUTSIDERS, ROLES, KeqinCase
from .covers import covers

READERS = (
    "sales",
    "sales_manager",
    "service",
    "service_manager",
    "executive",
    "manager",
)
SEGMENT_READERS = (
    "sales_manager",
    "service",
    "service_manager",
    "marketing",
    "executive",
    "manager",
)


@freeze_time("2026-06-15 08:00:00")
class AnalysisCase(KeqinCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.industry = cls.env["res.partner.industry"].create({"name": "Hotels"})
        cls.customer = cls.make_customer("Buyer", cls.users["sales"])
        cls.customer.industry_id = cls.industry
        cls.foreign = cls.make_customer("Foreign", cls.rival)

    def make_refund(self, amount):
        Account = self.env["account.account"]
        income, receivable = (
            Account.create(
                {
                    "name": kind,
                    "code": f"KQ{number}",
                    "account_type": kind,
                    "company_ids": self.company.ids,
                }
            )
            for number, kind in enumerate(("income", "asset_receivable"))
        )
        partner = self.customer.partner_id
        partner.property_account_receivable_id = receivable
        journal = self.env["account.journal"].create(
            {"name": "Sales", "code": "KQS", "type": "sale", "refund_sequence": False}
        )
        line = {
            "name": "Back",
            "price_unit": amount,
            "tax_ids": [Command.clear()],
            "account_id": income.id,
        }
        refund = self.env["account.move"].create(
            {
                "move_type": "out_refund",
                "partner_id": partner.id,
                "journal_id": journal.id,
                "invoice_date": "2026-04-02",
                "invoice_line_ids": [Command.create(line)],
            }
        )
        refund.action_post()
        return refund

    def facts(self, *measures, customer=None, user=None):
        Fact = self.env["keqin.customer.fact"].with_user(user or self.env.user)
        self.env.flush_all()
        customer = customer or self.customer
        [row] = Fact._read_group(
            [("customer_id", "=", customer.id)],
            aggregates=[f"{name}:sum" for name in measures],
        )
        return row


class TestCustomerFact(AnalysisCase):
    def activity(self, **vals):
        vals = {
            "name": "Call",
            "customer_id": self.customer.id,
            "type_id": self.env.ref("keqin_addon.keqin_activity_type_phone").id,
            "user_id": self.users["sales"].id,
            "state": "done",
            "date_done": "2026-05-04",
            "duration": 0.5,
            "cost": 12,
        } | vals
        return self.env["keqin.activity"].create(vals)

    @covers("R219")
    def test_adds_up_to_the_documents(self):
        partner = self.customer.partner_id
        self.make_order(partner, 100, on="2026-04-01")
        self.make_order(partner, -30, on="2026-05-01")
        self.make_order(partner, 999, on="2026-05-01", state="draft")
        child = self.make_partner("Shop", parent_id=partner.id, is_company=False)
        self.make_order(child, 7, on="2026-05-02")
        self.make_order(self.foreign.partner_id, 5000, on="2026-05-01")
        self.activity()
        self.activity(proactive=False, cost=8)
        self.activity(state="planned", date_done=False, date_planned="2026-07-01")
        Case = self.env["keqin.case"]
        for kind in ("complaint", "enquiry"):
            Case.create({"name": kind, "kind": kind, "customer_id": self.customer.id})
        self.env["keqin.need"].create(
            {"name": "Smaller packs", "customer_id": self.customer.id}
        )
        self.assertEqual(
            self.facts("amount", "order_count", "activity_count", "proactive_count"),
            (77.0, 3, 2, 1),
        )
        self.assertEqual(
            self.facts("hours", "cost", "case_count", "complaint_count", "need_count"),
            (1.0, 20.0, 2, 1, 1),
        )

    @covers("R219")
    def test_periods_are_days_of_the_company(self):
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        self.make_order(self.customer.partner_id, 10, date_order="2026-03-31 17:00:00")
        self.env.flush_all()
        fact = self.env["keqin.customer.fact"].search(
            [("customer_id", "=", self.customer.id)]
        )
        self.assertEqual(str(fact.date), "2026-04-01")

    def test_counts_the_documents_that_grading_counts(self):
        self.make_order(self.customer.partner_id, 100, on="2026-04-01")
        refund = self.make_refund(40.0)
        self.assertEqual(self.facts("amount"), (100.0,))
        self.policy.source = "invoice"
        self.assertEqual(self.facts("amount"), (-40.0,))
        fact = self.env["keqin.customer.fact"].search(
            [("customer_id", "=", self.customer.id)]
        )
        action = fact.action_open()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("account.move", refund.id)
        )

    @covers("R219")
    def test_row_opens_its_document(self):
        order = self.make_order(self.customer.partner_id, 100, on="2026-04-01")
        activity = self.activity()
        self.env.flush_all()
        facts = self.env["keqin.customer.fact"].search(
            [("customer_id", "=", self.customer.id)]
        )
        opened = {
            (action["res_model"], action["res_id"])
            for action in (fact.action_open() for fact in facts)
        }
        self.assertEqual(
            opened, {("sale.order", order.id), ("keqin.activity", activity.id)}
        )

    @covers("R190")
    def test_who_reads_whose(self):
        self.add_outsiders()
        for customer in (self.customer, self.foreign):
            self.make_order(customer.partner_id, 100, on="2026-04-01")
        self.env.flush_all()
        Fact = self.env["keqin.customer.fact"]
        for role in (*ROLES, *OUTSIDERS):
            facts = Fact.with_user(self.users[role])
            with self.subTest(role=role):
                if role not in READERS:
                    self.assertRefused(facts.search, [])
                    self.assertRefused(facts._read_group, [], [], ["amount:sum"])
                    continue
                seen = facts.search([("company_id", "=", self.company.id)]).customer_id
                own = self.customer if role == "sales" else self.customer | self.foreign
                self.assertEqual(seen, own)

    def test_other_company_sees_nothing(self):
        self.make_order(self.customer.partner_id, 100, on="2026-04-01")
        other = self.env["res.company"].create({"name": "Elsewhere"})
        user = self.make_user(
            "executive",
            login="elsewhere",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        env = self.in_companies(self.env(user=user), other)
        for model in ("keqin.customer.fact", "keqin.segment.trend"):
            self.assertFalse(
                env[model].search([("company_id", "=", self.company.id)]), model
            )


class TestSegmentTrend(AnalysisCase):
    def trend(self, *groupby, user=None):
        self.env.flush_all()
        Trend = self.env["keqin.segment.trend"].with_user(user or self.env.user)
        return Trend._read_group(
            [("company_id", "=", self.company.id)],
            groupby,
            ["need_count:sum", "amount:sum"],
        )

    @covers("R212")
    def test_needs_and_purchases_by_industry_and_month(self):
        Need = self.env["keqin.need"]
        Need.create({"name": "Packs", "customer_id": self.customer.id})
        Need.create(
            {
                "name": "Training",
                "kind": "service",
                "customer_id": self.customer.id,
                "captured_on": "2026-05-31",
            }
        )
        category = self.product.categ_id
        self.make_order(self.customer.partner_id, 100, on="2026-05-02")
        self.make_order(self.foreign.partner_id, 11, on="2026-05-02")
        marketing = self.users["marketing"]
        self.assertEqual(
            self.trend("industry_id", user=marketing),
            [(self.industry, 2, 100.0), (self.industry.browse(), 0, 11.0)],
        )
        months = [
            (str(month), needs, amount)
            for month, needs, amount in self.trend("month:month", user=marketing)
        ]
        self.assertEqual(months, [("2026-05-01", 1, 111.0), ("2026-06-01", 1, 0.0)])
        self.assertEqual(
            self.trend("need_kind", "category_id", user=marketing),
            [
                ("product", category.browse(), 1, 0.0),
                ("service", category.browse(), 1, 0.0),
                (False, category, 0, 111.0),
            ],
        )

    @covers("R190")
    def test_who_reads(self):
        self.add_outsiders()
        Trend = self.env["keqin.segment.trend"]
        for role in (*ROLES, *OUTSIDERS):
            with self.subTest(role=role):
                trend = Trend.with_user(self.users[role])
                allowed = self.attempt(lambda t=trend: t.search([]) or True)
                self.assertEqual(allowed, role in SEGMENT_READERS)

    def test_names_no_customer(self):
        fields = self.env["keqin.segment.trend"]._fields.values()
        named = {"keqin.customer", "res.partner", "sale.order", "keqin.need"}
        self.assertFalse({field.comodel_name for field in fields} & named)


class TestChurnRisk(AnalysisCase):
    @covers("R119")
    def test_lifecycle_by_value_and_churn_risk(self):
        self.customer.lifecycle = "active"
        self.customer.sudo().write({"tier": "A", "risk_level": "high"})
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqin_addon.keqin_customer_action_churn_risk"
        )
        for name in ("lifecycle", "tier", "risk_level"):
            self.assertIn(name, action["context"])
        Customer = self.env["keqin.customer"]
        groupby = ["lifecycle", "tier", "risk_level"]
        domain = [("id", "=", self.customer.id)]
        for role in ("sales", "executive", "service"):
            rows = Customer.with_user(self.users[role])._read_group(
                domain, groupby, ["__count"]
            )
            self.assertEqual(rows, [("active", "A", "high", 1)])
        with self.assertRaises(AccessError):
            Customer.with_user(self.users["marketing"])._read_group(
                domain, groupby, ["__count"]
            )
