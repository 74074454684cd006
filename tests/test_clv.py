"""Lifetime value: what it is made of, and that only sales and executives see it."""

from .common import OUTSIDERS, ROLES
from .covers import covers
from .rhythm_case import RhythmCase

SEES = {"sales", "sales_manager", "executive"}
FIELDS = ("clv", "clv_previous", "clv_change")


@covers("R220")
class TestLifetimeValue(RhythmCase):
    def test_margin_and_retention_of_a_single_customer(self):
        """One of one stayed: overall (1 + 1/2) / 2, tier (1 + 10 x 0.75) / 11, own
        (1 + 5 x that) / 6; yearly margin 600, before 300, at 10 % a year."""
        self.order_on("2024-07-15", "2025-03-01", amount=500, cost=350)
        self.order_on("2025-08-01", amount=1000, cost=400)
        self.policy.run("2026-06-30")
        self.run_rhythm()
        self.assertEqual(self.customer.tier, "A")
        tier = (1 + 10 * 0.75) / 11
        own = (1 + 5 * tier) / 6
        self.assertEqual(self.customer.clv, round(600 * own / (1.1 - own), 2))
        self.assertEqual(self.customer.clv_previous, round(300 * own / (1.1 - own), 2))
        self.assertEqual(
            self.customer.clv_change,
            round(self.customer.clv - self.customer.clv_previous, 2),
        )

    def test_unknown_margin_is_no_value(self):
        self.order_on("2026-06-01")
        self.run_rhythm()
        self.assertIs(self.customer.clv, False)
        self.assertIs(self.customer.clv_change, False)

    def test_who_is_lost_is_worth_nothing(self):
        self.order_on("2026-03-01", "2026-03-11", "2026-03-21", amount=500, cost=100)
        self.run_rhythm()
        self.assertEqual(self.customer.lifecycle, "lost")
        self.assertEqual(self.customer.clv, 0.0)

    def test_a_higher_discount_is_a_lower_value(self):
        self.order_on("2026-03-01", amount=500, cost=100)
        self.run_rhythm()
        before = self.customer.clv
        self.company.keqin_clv_discount = 30
        self.run_rhythm()
        self.assertLess(self.customer.clv, before)
        self.assertGreater(self.customer.clv, 0)


@covers("R180", "R181")
class TestWhoSeesIt(RhythmCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        cls.order_on("2026-06-01", amount=500, cost=100)
        cls.env["keqin.rhythm.engine"]._run(cls.company, "2026-06-30")
        cls.env.invalidate_all()
        # a contributor reads what is routed to it, and follows
        cls.customer.message_subscribe(cls.users["contributor"].partner_id.ids)
        cls.case = cls.env["keqin.case"].create(
            {"name": "Late", "kind": "enquiry", "customer_id": cls.customer.id}
        )

    def customers(self, name):
        return self.env["keqin.customer"].with_user(self.users[name])

    def test_by_every_way(self):
        """Read, search, filter through others, group, sum, sort, export, form."""
        domain = [("id", "=", self.customer.id)]
        for name in (*ROLES, *OUTSIDERS):
            files = self.customers(name)
            file = files.browse(self.customer.id)
            case = self.env["keqin.case"].with_user(self.users[name])
            for field in FIELDS[:1]:
                attempts = {
                    "read": lambda f=file, n=field: f.read([n]),
                    "attribute": lambda f=file, n=field: f[n],
                    "search": lambda f=files, n=field: f.search([*domain, (n, ">", 0)]),
                    "sum": lambda f=files, n=field: f._read_group(
                        domain, [], [f"{n}:sum"]
                    ),
                    "having": lambda f=files, n=field: f._read_group(
                        domain, ["tier"], [f"{n}:sum"], having=[(f"{n}:sum", ">", 0)]
                    ),
                    "order": lambda f=files, n=field: f.search(domain, order=n),
                    "export": lambda f=file, n=field: f._export_rows([[n]])[0][0],
                    "web": lambda f=files, n=field: f.web_search_read(domain, {n: {}})[
                        "records"
                    ][0][n],
                    "through the case": lambda c=case, n=field: c.search(
                        [("id", "=", self.case.id), (f"customer_id.{n}", ">", 0)]
                    ),
                    "through the contact": lambda f=file, n=field: f.partner_id.search(
                        [("keqin_customer_ids." + n, ">", 0)]
                    ),
                }
                for way, attempt in attempts.items():
                    with self.subTest(user=name, way=way):
                        self.assertEqual(self.attempt(attempt), name in SEES)

    def test_of_own_customers_only(self):
        for attempt in (
            lambda: self.customer.with_user(self.rival).clv,
            lambda: (
                self.env["keqin.customer"]
                .with_user(self.rival)
                .search([("clv", ">", 0)])
            ),
            lambda: (
                self.env["keqin.case"]
                .with_user(self.rival)
                .search([("customer_id.clv", ">", 0)])
            ),
        ):
            self.assertFalse(self.attempt(attempt))

    def test_not_on_the_screens_of_others(self):
        for name in set(ROLES) - {"contributor"}:
            files = self.customers(name)
            with self.subTest(user=name):
                arch = "".join(
                    files.get_view(view.id, view.type)["arch"]
                    for view in self.env["ir.ui.view"].search(
                        [
                            ("model", "=", "keqin.customer"),
                            ("type", "in", ("list", "form", "search", "kanban")),
                            ("inherit_id", "=", False),
                        ]
                    )
                )
                self.assertEqual('name="clv"' in arch, name in SEES)
                self.assertEqual("clv" in files.fields_get(), name in SEES)

    def test_written_by_nobody(self):
        for name in ROLES:
            file = self.customer.with_user(self.users[name])
            for field in FIELDS:
                with self.subTest(user=name, field=field):
                    self.assertRefused(file.write, {field: 1.0})
