"""What indicators should reach: which target counts, and who sets it."""

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import OUTSIDERS, ROLES, KeqinCase
from .covers import covers


@tagged("post_install", "-at_install")
class TestTarget(KeqinCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        cls.startClassPatcher(freeze_time("2026-05-12 09:00:00"))
        cls.indicator = cls.env["keqin.indicator"].create(
            {"code": "T01", "name": "Test", "unit": "percent"}
        )

    @classmethod
    def make(cls, value, **vals):
        vals = {"indicator_id": cls.indicator.id, "value": value} | vals
        return cls.env["keqin.target"].create(vals)

    def reach(self, **scope):
        return self.env["keqin.target"]._for("T01", **scope)

    @covers("R104")
    def test_satisfaction_is_to_reach_ninety_percent(self):
        target = self.env["keqin.target"]
        self.assertEqual(target._for("K01"), 90.0)
        for code in ("K02", "K03", "K04", "K22", "K35", "K36"):
            indicator = self.env["keqin.indicator"].search([("code", "=", code)])
            self.assertTrue(indicator.formula, code)
            self.assertIsNone(target._for(code), code)

    @covers("R124", "R125", "R126", "R194")
    def test_what_the_sources_ask_for(self):
        target = self.env["keqin.target"]
        asked = {"K05": 60.0, "K10": 30.0, "K12": 20.0, "K31": 3.0}
        for code, value in asked.items():
            self.assertEqual(target._for(code), value, code)
        executives = target.search([("indicator_id.code", "=", "K31")])
        self.assertEqual((executives.value, executives.value_max), (3.0, 5.0))

    @covers("R123")
    def test_what_they_leave_open_is_the_company_s_to_say(self):
        renewal = self.env["keqin.indicator"].search([("code", "=", "K06")])
        self.assertFalse(renewal.target_ids)
        own = {"indicator_id": renewal.id, "company_id": self.company.id}
        self.make(75, **own)
        target = self.env["keqin.target"]
        self.assertEqual(target._for("K06", company=self.company), 75.0)
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.assertIsNone(target._for("K06", company=elsewhere))

    @covers("R104", "R106")
    def test_the_most_specific_one_counts(self):
        self.assertIsNone(self.reach())
        self.make(80)
        spring = {"date_start": "2026-04-01", "date_end": "2026-06-30"}
        self.make(81, **spring)
        self.make(82, company_id=self.company.id)
        self.make(83, tier="A")
        self.make(84, dimension="service")
        service = self.make(85, dimension="service", tier="A")
        self.make(50, date_end="2025-12-31", tier="B")
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.make(10, company_id=elsewhere.id, dimension="brand")
        for expected, scope in (
            (82, {}),
            (81, {"company": elsewhere}),
            (80, {"company": elsewhere, "day": "2026-07-01"}),
            (83, {"tier": "A"}),
            (82, {"tier": "B"}),
            (84, {"dimension": "service"}),
            (84, {"dimension": "service", "tier": "C"}),
            (85, {"dimension": "service", "tier": "A"}),
            (82, {"dimension": "brand"}),
            (10, {"dimension": "brand", "company": elsewhere}),
        ):
            self.assertEqual(self.reach(**scope), expected, scope)
        # the dimension comes before the tier, a period before what always holds
        service.unlink()
        self.assertEqual(self.reach(dimension="service", tier="A"), 84)
        self.make(86, tier="C", date_end="2026-12-31")
        self.make(70, tier="C")
        self.assertEqual(self.reach(tier="C"), 86)
        self.indicator.active = False
        self.assertIsNone(self.reach())

    @covers("R104")
    def test_one_scope_has_one_target_a_day(self):
        self.make(80)
        self.make(85, date_start="2026-01-01", date_end="2026-06-30")
        self.make(86, date_start="2026-07-01")
        for dates in (
            {},
            {"date_start": "2026-06-30", "date_end": "2026-06-30"},
            {"date_start": "2027-01-01"},
            {"date_end": "2026-01-01"},
        ):
            self.assertRefused(
                lambda d=dates: self.make(70, **d), error=ValidationError
            )
        self.make(70, date_end="2025-12-31")
        self.make(71, tier="A")

    @covers("R104")
    def test_what_cannot_be_reached(self):
        for value in (-1, 101):
            self.assertRefused(self.make, value, error=ValidationError)
        self.indicator.unit = "points"
        self.make(-1)
        dates = {"date_start": "2026-02-01", "date_end": "2026-01-01"}
        with (
            self.undone(),
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
        ):
            self.make(5, **dates)

    @covers("R104")
    def test_a_range_has_two_ends(self):
        for value, value_max in ((3, False), (5, 3)):
            with self.undone():
                self.indicator.direction = "range"
                self.indicator.unit = "number"
                with self.assertRaises(ValidationError):
                    self.make(value, value_max=value_max)
        self.assertRefused(lambda: self.make(30, value_max=50), error=ValidationError)
        self.indicator.write({"direction": "range", "unit": "number"})
        self.make(3, value_max=5)
        target = self.env["keqin.target"]._candidates(["T01"])._applying(code="T01")
        self.assertEqual((target.value, target.value_max), (3, 5))
        seed = self.env["keqin.target"]._candidates(["K31"])._applying(code="K31")
        self.assertEqual((seed.value, seed.value_max), (3, 5))

    @covers("R104", "R122")
    def test_growth_may_pass_its_whole(self):
        for arithmetic in ("change", "ratio"):
            with self.undone():
                self.indicator.arithmetic = arithmetic
                self.make(150)

    @covers("R122", "R124", "R125", "R126")
    def test_shipped_with_the_targets_of_the_standard(self):
        shipped = {"K01": 90, "K05": 60, "K10": 30, "K12": 20}
        for code, value in shipped.items():
            self.assertEqual(self.env["keqin.target"]._for(code), value, code)

    @covers("R104", "R203")
    def test_who_sets_targets(self):
        target = self.make(80)
        for role in (*ROLES, *OUTSIDERS):
            own = target.with_user(self.users[role])
            reads = role in ROLES and role != "contributor"
            writes = role in ("executive", "manager")
            self.assertAllowed(reads, own.read, ["value"], message=role)
            self.assertAllowed(reads, own._for, "T01", message=role)
            self.assertAllowed(writes, own.write, {"value": 70}, message=role)
            self.assertAllowed(
                writes,
                own.create,
                {"indicator_id": self.indicator.id, "value": 60, "tier": "C"},
                message=role,
            )
            self.assertAllowed(writes, own.unlink, message=role)
            indicator = self.indicator.with_user(self.users[role])
            self.assertAllowed(reads, indicator.read, ["code"], message=role)
            self.assertAllowed(
                role == "manager", indicator.write, {"name": "Mine"}, message=role
            )

    @covers("R104")
    def test_targets_of_other_companies_are_theirs(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        target = self.make(80, company_id=elsewhere.id)
        own = target.with_user(self.users["executive"])
        self.assertAllowed(False, own.read, ["value"])
        self.assertAllowed(False, own.write, {"value": 10})
