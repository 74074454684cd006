"""Why they complain: causes, their Pareto, and counts for those who see no case."""

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .case_case import READERS, CaseCase
from .common import OUTSIDERS, ROLES
from .covers import covers

QUARTER = {"period": "quarter", "date_from": "2026-08-15"}


class ParetoCase(CaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Cause = cls.env["keqin.case.cause"]
        cls.late, cls.defect, cls.price = Cause.create(
            [{"name": name} for name in ("T late", "T defect", "T price")]
        )
        cls.machines, cls.parts = cls.env["product.category"].create(
            [{"name": "T machines"}, {"name": "T parts"}]
        )
        cls.pump, cls.seal = cls.env["product.product"].create(
            [
                {"name": "T pump", "categ_id": cls.machines.id},
                {"name": "T seal", "categ_id": cls.parts.id},
            ]
        )
        cls.customer.sudo().tier, cls.other.sudo().tier = "A", "B"
        cls.complaints()

    @classmethod
    def complaints(cls):
        """In the quarter 6 late, 3 defect, 1 price; before it 2 late and 4 defect."""
        july, august = "2026-07-05 08:00:00", "2026-08-05 08:00:00"
        spring = "2026-05-05 08:00:00"
        cls.complain(4, cls.late, july, product_id=cls.pump.id)
        cls.complain(2, cls.late, august, customer=cls.other)
        cls.complain(3, cls.defect, august, product_id=cls.seal.id)
        cls.complain(1, cls.price, august)
        cls.complain(2, cls.late, spring)
        cls.complain(4, cls.defect, spring)
        cls.complain(5, cls.late, august, kind="enquiry")
        cls.complain(7, cls.price, august, result="spam")

    @classmethod
    def complain(cls, count, cause, opened_on, customer=None, **vals):
        customer = customer or cls.customer
        vals = {
            "name": "Complaint",
            "kind": "complaint",
            "customer_id": customer.id,
            "user_id": cls.users["service"].id,
            "cause_id": cause.id,
            "opened_on": opened_on,
            **vals,
        }
        cls.env["keqin.case"].create([dict(vals) for _each in range(count)])

    def pareto(self, role="service", **filters):
        env = self.in_companies(self.env(user=self.users[role]), self.company)
        return env["keqin.case"].get_pareto(**{**QUARTER, **filters})

    def counts(self, *args, **filters):
        rows = self.pareto(*args, **filters)["rows"]
        return {row["name"]: row["count"] for row in rows}


@tagged("post_install", "-at_install")
class TestPareto(ParetoCase):
    @covers("R092")
    def test_bars_of_a_quarter(self):
        data = self.pareto()
        self.assertEqual(
            (data["date_from"], data["date_to"]), ("2026-07-01", "2026-09-30")
        )
        self.assertEqual((data["total"], data["mark"]), (10, 80.0))
        shown = [
            (row["name"], row["count"], row["cumulative"], row["vital"], row["trend"])
            for row in data["rows"]
        ]
        self.assertEqual(
            shown,
            [
                ("T late", 6, 60.0, True, [4, 2, 0]),
                ("T defect", 3, 90.0, True, [0, 3, 0]),
                ("T price", 1, 100.0, False, [0, 1, 0]),
            ],
        )

    @covers("R092", "R113")
    def test_each_bar_opens_its_cases(self):
        data = self.pareto()
        Case = self.env["keqin.case"].with_user(self.users["service"])
        for row in data["rows"]:
            domain = [*data["domain"], ("cause_id", "=", row["id"])]
            self.assertEqual(Case.search_count(domain), row["count"], row["name"])

    @covers("R092")
    def test_filters(self):
        self.assertEqual(self.counts(category_id=self.machines.id), {"T late": 4})
        self.assertEqual(self.counts(tier="B"), {"T late": 2})
        self.assertEqual(
            self.counts(customer_id=self.customer.id),
            {"T late": 4, "T defect": 3, "T price": 1},
        )
        self.assertEqual(self.counts(kinds=["enquiry"]), {"T late": 5})
        self.assertEqual(self.counts(kinds=[])["T late"], 11)
        self.assertEqual(self.counts(period="month")["T late"], 2)
        self.assertEqual(self.counts(period="year")["T defect"], 7)
        only = {"period": "range", "date_from": "2026-07-05", "date_to": "2026-07-05"}
        self.assertEqual(self.counts(**only), {"T late": 4})

    @covers("R092")
    def test_a_day_is_one_of_the_reader(self):
        """08:00 UTC on 5 July is the evening of the 5th in Auckland, 20:00."""
        self.complain(1, self.price, "2026-07-05 13:00:00")
        self.users["service"].tz = "Pacific/Auckland"
        only = {"period": "range", "date_from": "2026-07-06", "date_to": "2026-07-06"}
        self.assertEqual(self.counts(**only), {"T price": 1})

    @covers("R092")
    def test_against_the_period_before(self):
        data = self.pareto(compare=True)
        self.assertEqual((data["total"], data["before"]), (10, 6))
        rows = {row["name"]: (row["before"], row["change"]) for row in data["rows"]}
        self.assertEqual(
            rows, {"T late": (2, 200.0), "T defect": (4, -25.0), "T price": (0, None)}
        )
        gone = self.pareto(compare=True, period="month", date_from="2026-09-01")
        self.assertEqual(gone["total"], 0)
        self.assertEqual(
            {row["name"]: (row["count"], row["before"]) for row in gone["rows"]},
            {"T late": (0, 2), "T defect": (0, 3), "T price": (0, 1)},
        )

    @covers("R092")
    def test_without_cause_comes_last(self):
        self.complain(8, self.env["keqin.case.cause"], "2026-08-20 08:00:00")
        rows = self.pareto()["rows"]
        self.assertEqual([row["count"] for row in rows], [6, 3, 1, 8])
        self.assertEqual([row["vital"] for row in rows], [True, True, False, False])
        self.assertEqual([row["cumulative"] for row in rows], [60.0, 90.0, 100.0, None])
        self.assertFalse(rows[-1]["id"])

    @covers("R092")
    def test_who_sees_how_many(self):
        for role in (*ROLES, *OUTSIDERS):
            expected = None
            if role == "sales":
                expected = 8
            elif role in READERS:
                expected = 10
            with mute_logger("odoo.addons.base.models.ir_model"):
                try:
                    total = self.pareto(role)["total"] or None
                except AccessError:
                    total = None
            self.assertEqual(total, expected, role)

    @covers("R092")
    def test_queries_do_not_grow(self):
        self.pareto(compare=True)
        few = self.queries(lambda: self.pareto(compare=True))
        causes = self.env["keqin.case.cause"].create(
            [{"name": f"T cause {number}"} for number in range(30)]
        )
        for cause in causes:
            self.complain(1, cause, "2026-08-07 08:00:00")
        self.assertEqual(few, self.queries(lambda: self.pareto(compare=True)))
        self.assertLessEqual(few, 7)

    def queries(self, call):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        call()
        return self.cr.sql_log_count - before


@tagged("post_install", "-at_install")
class TestCause(ParetoCase):
    @covers("R092")
    def test_used_ones_stay(self):
        lead = self.users["manager"]
        with self.assertRaisesRegex(UserError, "Archive"):
            self.late.with_user(lead).unlink()
        unused = self.env["keqin.case.cause"].create({"name": "T unused"})
        self.assertTrue(unused.with_user(lead).unlink())

    @covers("R092")
    def test_a_name_is_there_once_in_every_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        chinese = self.env["keqin.case.cause"].with_context(lang="zh_CN")
        self.late.with_context(lang="zh_CN").name = "迟到"
        with self.undone(), self.assertRaises(ValidationError):
            chinese.create({"name": "迟到"})
        self.late.active = False
        with (
            self.undone(),
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
        ):
            self.env["keqin.case.cause"].create({"name": "T late"})

    @covers("R092")
    def test_who_keeps_the_list(self):
        for role in (*ROLES, *OUTSIDERS):
            Cause = self.env["keqin.case.cause"].with_user(self.users[role])
            keeps = role in ("service_manager", "manager")
            self.assertAllowed(keeps, Cause.create, {"name": "T new"}, message=role)
            reads = role in ROLES and role != "contributor"
            self.assertAllowed(reads, Cause.search, [], message=role)

    @covers("R113")
    def test_topic_follows_the_cause_until_said(self):
        self.late.topic = "delivery"
        case = self.make_case(cause_id=self.late.id)
        self.assertEqual(case.topic, "delivery")
        other = self.make_case(cause_id=self.late.id, topic="service")
        self.assertEqual(other.topic, "service")


@tagged("post_install", "-at_install")
class TestStatistic(ParetoCase):
    def statistic(self, role):
        env = self.in_companies(self.env(user=self.users[role]), self.company)
        return env["keqin.case.statistic"]

    @covers("R092", "R113")
    def test_counts_by_month(self):
        groups = self.statistic("marketing")._read_group(
            [("kind", "=", "complaint")],
            ["month:month", "cause_id"],
            ["case_count:sum"],
        )
        counts = {(str(month)[:7], cause.name): n for month, cause, n in groups}
        self.assertEqual(
            counts,
            {
                ("2026-05", "T late"): 2,
                ("2026-05", "T defect"): 4,
                ("2026-07", "T late"): 4,
                ("2026-08", "T late"): 2,
                ("2026-08", "T defect"): 3,
                ("2026-08", "T price"): 1,
            },
        )

    @covers("R113")
    def test_by_product_tier_and_late(self):
        cases = self.env["keqin.case"].sudo().search([])
        cases.write({"response_breached_on": False, "resolution_breached_on": False})
        seals = cases.filtered(lambda case: case.product_id == self.seal)
        seals.write({"response_breached_on": "2026-08-06 08:00:00"})
        groups = self.statistic("marketing")._read_group(
            [("month", "=", "2026-08-01"), ("kind", "=", "complaint")],
            ["category_id", "tier"],
            ["case_count:sum", "late_count:sum"],
        )
        self.assertEqual(
            {(category.name, tier): (n, late) for category, tier, n, late in groups},
            {(False, "A"): (1, 0), ("T parts", "A"): (3, 3), (False, "B"): (2, 0)},
        )

    @covers("R092", "R099")
    def test_marketing_reaches_counts_alone(self):
        case = self.env["keqin.case"].search([("cause_id", "=", self.late.id)], limit=1)
        rating = self.env["rating.rating"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("keqin.case"),
                "res_id": case.id,
                "rating": 1,
                "consumed": True,
                "feedback": "Never again",
            }
        )
        message = case.message_post(body="Inside")
        env = self.in_companies(self.env(user=self.users["marketing"]), self.company)
        self.assertTrue(env["keqin.case.statistic"].search([]))
        for attempt in (
            lambda: env["keqin.case"].search([]),
            lambda: case.with_env(env).read(["name"]),
            lambda: env["keqin.case"].get_pareto(),
            lambda: env["keqin.case"].get_pareto_options(),
            lambda: env["keqin.case.segment"].search([]),
            lambda: env["rating.rating"].search([("id", "=", rating.id)]),
            lambda: rating.with_env(env).read(["feedback"]),
            lambda: env["mail.message"].search([("id", "=", message.id)]),
        ):
            self.assertAllowed(False, attempt)
        naming = {"res.partner", "keqin.customer", "keqin.contact", "res.users"}
        fields = env["keqin.case.statistic"].fields_get(attributes=["relation"])
        relations = {
            field.get("relation")
            for name, field in fields.items()
            if name not in ("create_uid", "write_uid")
        }
        self.assertFalse(relations & naming)

    @covers("R092")
    def test_who_sees_counts(self):
        for role in (*ROLES, *OUTSIDERS):
            reads = role in ROLES and role != "contributor"
            self.assertAllowed(reads, self.statistic(role).search, [], message=role)
            self.assertRefused(self.statistic(role).create, {}, message=role)
