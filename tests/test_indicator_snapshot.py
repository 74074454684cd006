"""Months of the indicators: written once, when they are over, and by nobody else."""

from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .common import OUTSIDERS, ROLES
from .covers import covers
from .indicator_case import IndicatorCase
from .servers_case import ServersCase

JUNE = date(2026, 6, 1)
MAY = date(2026, 5, 1)


@tagged("post_install", "-at_install")
class TestIndicatorSnapshot(IndicatorCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        cls.own = cls.make_customer("Own", cls.sales, lifecycle="active")
        cls.theirs = cls.make_customer("Theirs", cls.other, lifecycle="active")
        (cls.own | cls.theirs).tier = "A"
        for customer in (cls.own, cls.theirs):
            cls.make_order(customer.partner_id, 10, on="2026-05-01")
        cls.make_order(cls.own.partner_id, 10, on="2026-06-01")

    def values(self, code="K05", month=JUNE):
        return self.env["keqin.indicator.value"].search(
            [
                ("company_id", "=", self.company.id),
                ("month", "=", month),
                ("indicator_id.code", "=", code),
            ]
        )

    def all_values(self):
        return self.env.execute_query(
            SQL(
                "SELECT * FROM keqin_indicator_value WHERE company_id = %s ORDER BY id",
                self.company.id,
            )
        )

    @covers("R122", "R135", "R138")
    def test_a_month_keeps_all_scopes(self):
        run = self.engine._snapshot(self.company, JUNE)
        self.assertEqual((run.state, run.kind), ("done", "indicator"))
        self.assertIn(str(run.customer_count), run.summary)
        found = {(it.scope, it._key()): it for it in self.values()}
        self.assertEqual(
            {key: (it.numerator, it.denominator) for key, it in found.items()},
            {
                ("company", None): (1, 2),
                ("tier", "A"): (1, 2),
                ("team", self.team.id): (1, 1),
                ("team", self.other_team.id): (0, 1),
                ("employee", self.sales.id): (1, 1),
                ("employee", self.other.id): (0, 1),
            },
        )
        company = found["company", None]
        self.assertEqual(
            (company.value, company.date_start, company.date_end),
            (50.0, date(2026, 4, 1), date(2026, 6, 30)),
        )
        self.assertLess(company.low, 50)
        # no data is no zero: the row says so, once for the company
        nothing = self.values("K01")
        self.assertEqual(nothing.mapped("scope"), ["company"])
        self.assertIs(nothing.value, False)
        every = self.env["keqin.indicator"].search_count([])
        scope = [("company_id", "=", self.company.id), ("scope", "=", "company")]
        self.assertEqual(self.env["keqin.indicator.value"].search_count(scope), every)

    @covers("R135", "R131")
    def test_frozen_means_frozen(self):
        self.engine._snapshot(self.company, JUNE)
        self.env.flush_all()
        before = self.all_values()
        self.make_order(self.theirs.partner_id, 99, on="2026-06-02")
        self.own.active = False
        self.own.user_id = self.other
        self.assertFalse(self.engine._snapshot(self.company, JUNE))
        with self.enter_registry_test_mode():
            self.env.ref("keqin_addon.cron_snapshot").method_direct_trigger()
        self.env.flush_all()
        self.assertEqual(self.all_values(), before)
        self.assertEqual(self.parts("K05"), (1, 1))

    @covers("R135")
    def test_only_months_that_are_over(self):
        for now, frozen in (
            # midnight in Shanghai ends June
            ("2026-06-30 15:59:00", False),
            ("2026-06-30 16:00:00", True),
        ):
            with freeze_time(now):
                run = self.engine._snapshot(self.company, JUNE)
            self.assertEqual(bool(run), frozen, now)

    @covers("R135")
    def test_of_earlier_months_what_is_known_today_is_left_out(self):
        self.engine._snapshot(self.company, MAY)
        self.assertTrue(self.values("K05", MAY))
        self.assertFalse(self.values("K25", MAY))
        self.engine._snapshot(self.company, JUNE)
        self.assertTrue(self.values("K25", JUNE))
        self.assertEqual(self.company.keqin_indicator_month, JUNE)

    @covers("R135")
    def test_every_night_the_last_month_once(self):
        cron = self.env.ref("keqin_addon.cron_snapshot")
        run = self.env["keqin.grading.run"]
        own = [("company_id", "=", self.company.id), ("kind", "=", "indicator")]
        for _night in range(2):
            with self.enter_registry_test_mode():
                cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(run.search(own).mapped("as_of"), [date(2026, 6, 30)])
        self.assertEqual(self.company.keqin_indicator_month, JUNE)
        # a month in which the server stood still is caught up for the last one only
        with freeze_time("2026-09-03 02:00:00"), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(
            run.search(own).mapped("as_of"), [date(2026, 8, 31), date(2026, 6, 30)]
        )

    @covers("R135")
    def test_what_was_interrupted_goes_on(self):
        """Indicators that are there stay; the others follow."""
        engine, done = type(self.engine), []
        real = engine._freeze

        def freeze(self, company, indicator, month):
            done.append(indicator.code)
            return real(self, company, indicator, month)

        self.patch(engine, "_freeze", freeze)
        real(self.engine, self.company, self.indicator("K05"), JUNE)
        before = self.values().mapped("computed_on")
        self.engine._snapshot(self.company, JUNE)
        self.assertNotIn("K05", done)
        self.assertIn("K06", done)
        self.assertEqual(self.values().mapped("computed_on"), before)

    @covers("R135")
    def test_one_figure_each(self):
        self.engine._snapshot(self.company, JUNE)
        for value in self.values():
            with (
                self.undone(),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
            ):
                value.copy()
                self.env.flush_all()

    @covers("R135", "R191")
    def test_who_reads_and_nobody_writes(self):
        self.engine._snapshot(self.company, JUNE)
        self.indicator("K13").is_sensitive = True
        values = self.values() | self.values("K13")
        self.env.flush_all()
        everybody = {"company", "tier", "team"}
        leads = ("sales_manager", "service_manager", "executive", "manager")
        all_of_it = ("executive", "manager")
        for role in (*ROLES, *OUTSIDERS):
            own = values.with_user(self.users[role])
            if role in ("contributor", *OUTSIDERS):
                self.assertAllowed(False, lambda o=own: o.search([]), message=role)
                self.assertAllowed(False, own[0].read, ["value"], message=role)
            else:
                for value in own:
                    sensitive = value.sudo().indicator_id.code == "K13"
                    mine = value.sudo().user_id == self.users[role]
                    reads = role in all_of_it or (
                        mine
                        if sensitive
                        else value.sudo().scope in everybody or mine or role in leads
                    )
                    self.assertAllowed(
                        reads, value.read, ["value"], message=(role, value._key())
                    )
            for attempt in (
                lambda o=own: o.write({"value": 1}),
                lambda o=own: o.unlink(),
                lambda o=own: o.create(
                    {
                        "indicator_id": self.indicator("K05").id,
                        "company_id": self.company.id,
                        "month": MAY,
                        "date_start": MAY,
                        "date_end": MAY,
                        "scope": "company",
                    }
                ),
                lambda o=own: o.load(["id", "value"], [[str(o[0].id), "1"]])["ids"],
                lambda o=own: o[0].copy(),
            ):
                self.assertAllowed(False, attempt, message=role)

    @covers("R135")
    def test_of_other_companies_nothing(self):
        self.engine._snapshot(self.company, JUNE)
        stranger = self.make_user("executive", login="keqin_stranger")
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        stranger.write(
            {"company_ids": [(6, 0, elsewhere.ids)], "company_id": elsewhere.id}
        )
        self.assertAllowed(False, self.values()[0].with_user(stranger).read, ["value"])

    @covers("R122")
    def test_facts_of_a_frozen_figure(self):
        self.engine._snapshot(self.company, JUNE)
        value = self.values().filtered(lambda it: it.user_id == self.sales)
        action = value.with_user(self.sales).action_open_facts()
        facts = self.env["keqin.indicator.fact"].with_user(self.sales)
        facts = facts.with_context(**action["context"]).search([])
        self.assertEqual(facts.customer_id, self.own)

    @covers("R138")
    def test_no_mean_of_what_cannot_be_averaged(self):
        self.engine._snapshot(self.company, JUNE)
        Value = self.env["keqin.indicator.value"]
        own = [("company_id", "=", self.company.id), ("scope", "=", "company")]
        by_indicator = dict(Value._read_group(own, ["indicator_id"], ["value:avg"]))
        self.assertEqual(by_indicator[self.indicator("K05")], 50.0)
        [[mixed]] = Value._read_group(own, [], ["value:avg"])
        self.assertIs(mixed, False)
        [[parts]] = Value._read_group(
            [("id", "in", self.values().ids)], [], ["value:avg"]
        )
        self.assertIs(parts, False)

    @covers("R131", "R138")
    def test_last_month_against_the_target(self):
        indicator = self.indicator("K05")
        self.assertFalse(indicator.last_verdict)
        self.engine._snapshot(self.company, JUNE)
        for target, verdict in ((40, "met"), (60, "unsure"), (99.9, "below")):
            self.env["keqin.target"].search(
                [("indicator_id", "=", indicator.id)]
            ).unlink()
            self.env["keqin.target"].create(
                {"indicator_id": indicator.id, "value": target}
            )
            indicator.invalidate_recordset()
            self.assertEqual(indicator.last_value, 50.0)
            self.assertEqual(indicator.target, target)
            self.assertEqual(indicator.last_verdict, verdict, target)
        nothing = self.indicator("K01")
        self.assertEqual((nothing.last_verdict, nothing.last_value), ("few", False))
        facts = indicator.with_user(self.sales).action_open_facts()["context"]
        self.assertEqual(facts["keqin_facts"]["start"], "2026-04-01")
        ours = ("company_id", "=", self.company.id)  # of a database with others
        domain = [*indicator.action_open_history()["domain"], ours]
        self.assertEqual(
            self.env["keqin.indicator.value"].search_count(domain), len(self.values())
        )
        # profit is not for those who may not see it
        indicator.is_sensitive = True
        self.env.flush_all()
        indicator.invalidate_recordset()
        own = indicator.with_user(self.users["service_manager"])
        self.assertIs(own.last_value, False)


@tagged("post_install", "-at_install")
@covers("R135")
class TestIndicatorServers(ServersCase):
    company_name = "Keqin Indicators"
    day = JUNE

    def setUp(self):
        self.enterContext(freeze_time("2026-07-08 02:00:00", tick=True))
        super().setUp()

    def prepare(self, env):
        for n in range(3):
            self.make_customer(env, f"Keqin Indicators {n}")

    def run_on(self, env, day=JUNE):
        company = env["res.company"].browse(self.company_id)
        return env["keqin.indicator.engine"]._snapshot(company, day)

    def outcome(self, env):
        env.flush_all()
        return env.execute_query(
            SQL(
                "SELECT indicator_id, scope, numerator, denominator, value "
                "FROM keqin_indicator_value WHERE company_id = %s ORDER BY 1, 2",
                self.company_id,
            )
        )

    def clean_up_before(self, env):
        env["keqin.indicator.value"].search(
            [("company_id", "=", self.company_id)]
        ).unlink()

    def test_servers_at_once(self):
        expected = self.undisturbed()
        errors = self.run_at_once(rounds=2)
        self.assertFalse(errors)
        self.assertEqual(self.committed(), expected)

    def test_killed_and_gone_on(self):
        expected = self.undisturbed()
        with self.dying_after(5), self.server(cron_id=1) as env:
            self.run_on(env)
        self.assertEqual(len(self.committed()), 5)
        with self.server() as env:
            self.assertEqual(self.run_on(env).state, "done")
        self.assertEqual(self.committed(), expected)
