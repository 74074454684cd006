"""Who learns how healthy a customer is, why, and who says what weighs how much."""

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError

from .common import OUTSIDERS, ROLES
from .covers import covers
from .health_case import DAY, NOW, HealthCase

STAFF = tuple(role for role in ROLES if role != "contributor")
READERS = tuple(role for role in STAFF if role != "marketing")
EXPORTER = "base.group_allow_export"
# Health is computed, whoever looks after the customer.
COMPUTED = (
    "health_score",
    "health_band",
    "health_coverage",
    "health_on",
    "health_change",
    "health_compared_on",
    "health_explanation",
)


@freeze_time(NOW)
@covers("R181", "R191", "R214")
class TestHealthSecurity(HealthCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        cls.other = cls.make_customer("Hangyu", cls.rival)
        cls.weigh(satisfaction=1)
        for customer in (cls.customer, cls.other):
            cls.said("nps", 8, customer=customer)
        cls.run_health()
        cls.month = cls.customer.health_snapshot_ids
        cls.factor = cls.env["keqin.health.factor"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        for role in (*ROLES, "employee"):
            cls.users[role].group_ids += cls.env.ref(EXPORTER)

    def as_(self, role, record):
        record = record.with_user(self.users[role])
        record.invalidate_recordset()
        return record

    def assertLearns(self, allowed, attempt):
        """As `assertAllowed`; who may not export is told so as an ordinary error."""
        self.assertEqual(allowed, self.attempt(attempt, denial=UserError))

    def paths(self, role, record, name):
        """Every way to learn a field of a record, as calls that bring something."""
        Model = self.env[record._name].with_user(self.users[role])
        mine = self.as_(role, record)
        domain = [("id", "=", record.id)]
        known = [*domain, (name, "!=", False)]
        paths = {
            "read": lambda: mine.read([name])[0][name],
            "search_read": lambda: Model.search_read(domain, [name])[0][name],
            "web_search_read": lambda: Model.web_search_read(domain, {name: {}})[
                "records"
            ][0][name],
            "export": lambda: mine.export_data([name])["datas"][0][0],
        }
        if not name.endswith("explanation"):
            paths |= {
                "search": lambda: Model.search(known),
                "search_count": lambda: Model.search_count(known),
                "sort": lambda: Model.search(domain, order=f"{name} desc"),
                "group": lambda: (
                    Model.formatted_read_group(known, [name], ["__count"])
                    if name.endswith("band")
                    else Model.formatted_read_group(known, [], [f"{name}:avg"])
                ),
                "name_search": lambda: Model.name_search("", known),
            }
        return paths

    def test_who_learns_health_and_who_what_it_is_made_of(self):
        told = {
            "health_score": STAFF,
            "health_band": STAFF,
            "health_explanation": READERS,
        }
        for role in (*ROLES, *OUTSIDERS):
            for name, allowed in told.items():
                for path, attempt in self.paths(role, self.customer, name).items():
                    with self.subTest(role=role, field=name, path=path):
                        self.assertLearns(role in allowed, attempt)

    def test_who_reads_the_history(self):
        told = {"score": STAFF, "band": STAFF, "explanation": READERS}
        for role in (*ROLES, *OUTSIDERS):
            for name, allowed in told.items():
                for path, attempt in self.paths(role, self.month, name).items():
                    with self.subTest(role=role, field=name, path=path):
                        self.assertLearns(role in allowed, attempt)

    def test_account_managers_learn_of_their_own_customers_only(self):
        foreign = self.other.health_snapshot_ids
        for record in (self.other, foreign):
            name = "score" if record == foreign else "health_score"
            with self.subTest(model=record._name):
                self.assertRefused(self.as_("sales", record).read, [name])
                Model = record.browse().with_user(self.users["sales"])
                self.assertFalse(Model.search([("id", "=", record.id)]))
        self.assertRefused(self.as_("sales", self.other).get_health)
        self.assertRefused(
            self.as_("sales", self.other).action_open_health_factor, "care"
        )

    def test_the_screen_is_for_who_may_read_what_health_is_made_of(self):
        for role in (*ROLES, *OUTSIDERS):
            customer = self.as_(role, self.customer)
            with self.subTest(role=role):
                self.assertAllowed(role in READERS, customer.get_health)
                opens = customer.action_open_health_factor
                self.assertAllowed(role in READERS, opens, "care")

    def test_other_companies_learn_nothing(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self.make_user(
            "executive",
            login="keqin_stranger",
            company_id=other.id,
            company_ids=[other.id],
        )
        for record in (self.customer, self.month, self.factor):
            Model = record.browse().with_user(stranger).with_company(other)
            Model = Model.with_context(allowed_company_ids=other.ids)
            self.assertFalse(Model.search([("id", "=", record.id)]), record._name)

    def test_nobody_writes_what_is_computed(self):
        values = {
            "health_score": 100,
            "health_band": "green",
            "health_coverage": 1,
            "health_on": str(DAY),
            "health_change": 1,
            "health_compared_on": str(DAY),
            "health_explanation": {},
        }
        self.assertEqual({*values}, {*COMPUTED})
        for role in (*ROLES, *OUTSIDERS):
            for name, value in values.items():
                with self.subTest(role=role, field=name):
                    self.assertRefused(
                        self.as_(role, self.customer).write, {name: value}
                    )

    def test_nobody_makes_changes_or_deletes_history(self):
        values = {
            "customer_id": self.customer.id,
            "month": "2026-01-01",
            "as_of": "2026-01-31",
        }
        for role in (*ROLES, *OUTSIDERS):
            month = self.as_(role, self.month)
            with self.subTest(role=role):
                self.assertRefused(month.create, values)
                self.assertRefused(month.write, {"score": 100})
                self.assertRefused(month.unlink)

    def test_weights_are_the_administrators(self):
        values = {"code": "care", "weight": 5, "company_id": self.company.id}
        for role in (*ROLES, *OUTSIDERS):
            factor = self.as_(role, self.factor)
            may = role == "manager"
            with self.subTest(role=role):
                self.assertAllowed(role in STAFF, factor.read, ["weight"])
                self.assertAllowed(may, factor.write, {"weight": 7})
                self.assertAllowed(
                    may, factor.create, values | {"tier": "A", "potential": "low"}
                )
                self.assertAllowed(may, factor.unlink)

    def test_engine_is_nobodys_to_call(self):
        from odoo.service.model import get_public_method

        for model, name in (
            ("keqin.health.engine", "_run"),
            ("keqin.health.source", "_measures"),
            ("keqin.customer", "_cron_health"),
        ):
            with self.subTest(name), self.assertRaises(AccessError):
                get_public_method(self.env[model], name)

    def test_explanations_hold_neither_profit_nor_strategy(self):
        """Its facts are those listed, of which none is closed to a reader."""
        facts = {
            name
            for part in self.customer.health_explanation["parts"]
            for name in part["facts"]
        }
        for word in ("margin", "profit", "cost", "clv", "strategy", "budget"):
            self.assertFalse([name for name in facts if word in name], word)
