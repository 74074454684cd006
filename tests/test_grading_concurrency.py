"""Two servers at once, stale snapshots, killed runs: with real transactions.

What is committed here is deleted again; the company is of these tests alone.
"""

import threading
from contextlib import contextmanager
from unittest.mock import patch

import odoo.api
from odoo.modules.registry import Registry
from odoo.sql_db import db_connect
from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name
from odoo.tools import SQL

from .covers import covers
from .killing import Killing

AS_OF = "2026-06-30"
LATER = "2026-07-01"
POLICY = "odoo.addons.keqin_addon.models.keqin_grading_policy"
# Stands in for a server that dies: grades in batches of two, and hangs in the third.
VICTIM = """
import sys, time
from datetime import date
import odoo.api
from odoo.modules.registry import Registry
from odoo.tools import config

database, policy_id, *options = sys.argv[1:]
config.parse_config([*options, "-d", database, "--no-http", "--log-level=warn"])
registry = Registry(database)
from odoo.addons.keqin_addon.models import keqin_grading_policy as module
module._BATCH = 2
real = module.KeqinGradingPolicy._checkpoint

def checkpoint(self, run, processed, remaining):
    if remaining <= 4:
        self.env.flush_all()
        print("in the middle", flush=True)
        time.sleep(120)
    return real(self, run, processed, remaining)

module.KeqinGradingPolicy._checkpoint = checkpoint
with registry.cursor() as cr:
    env = odoo.api.Environment(cr, odoo.api.SUPERUSER_ID, {"cron_id": 1})
    env["keqin.grading.policy"].browse(int(policy_id))._run(date(2026, 6, 30))
"""


@tagged("post_install", "-at_install")
class ConcurrencyCase(Killing, BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())

    def setUp(self):
        super().setUp()
        self.addCleanup(self.clean_up)
        with self.server() as env:
            self.company_id = env["res.company"].create({"name": "Keqin Two"}).id
            self.policy_id = self.policy(env).id
            for i in range(7):
                self.make_buyer(env, f"Keqin Two {i}", 100 + 50 * i)

    def policy(self, env):
        return env["keqin.grading.policy"].search(
            [("company_id", "=", self.company_id)]
        )

    def make_buyer(self, env, name, amount):
        partner = env["res.partner"].create({"name": name, "is_company": True})
        env["keqin.customer"].create(
            {"partner_id": partner.id, "company_id": self.company_id}
        )
        self.add_order(env, partner, amount)

    def add_order(self, env, partner, amount):
        env.flush_all()
        env.cr.execute(
            """
            INSERT INTO sale_order (company_id, partner_id, partner_invoice_id,
                                    partner_shipping_id, name, date_order, state,
                                    currency_rate, amount_untaxed, margin)
            VALUES (%s, %s, %s, %s, 'KQ2', '2026-06-01 12:00:00', 'sale', 1, %s, %s)
            """,
            (self.company_id, *[partner.id] * 3, amount, amount),
        )

    def clean_up(self):
        with self.server() as env:
            company = env["res.company"].browse(self.company_id)
            files = self.files(env).with_context(active_test=False)
            partners = files.partner_id
            env.cr.execute(
                "DELETE FROM sale_order WHERE company_id = %s", (company.id,)
            )
            files.unlink()
            self.policy(env).unlink()
            own = company.partner_id
            calendars = env["resource.calendar"].search(
                [("company_id", "=", company.id)]
            )
            company.unlink()
            calendars.unlink()
            (partners + own).unlink()

    @contextmanager
    def server(self, **context):
        """A transaction of its own, as of another server; commits unless it fails."""
        with db_connect(get_db_name()).cursor() as cr:
            context = {"tracking_disable": True, **context}
            yield odoo.api.Environment(cr, odoo.api.SUPERUSER_ID, context)

    def files(self, env):
        return env["keqin.customer"].search([("company_id", "=", self.company_id)])

    def run_on(self, env, as_of=AS_OF):
        policy = env["keqin.grading.policy"].browse(self.policy_id)
        return policy._run(policy._as_of(as_of))

    def outcome(self, env):
        """All that a grading leaves behind, but for which run it was."""
        env.flush_all()
        own = SQL(
            "SELECT id FROM keqin_customer WHERE company_id = %s", self.company_id
        )
        columns = SQL(", ").join(
            SQL.identifier(name)
            for name, field in env["keqin.customer"]._fields.items()
            if field.store
            and field.column_type
            and name != "write_date"
            and not field.inherited
        )
        return {
            "files": env.execute_query(
                SQL(
                    "SELECT %s FROM keqin_customer WHERE id IN (%s) ORDER BY id",
                    columns,
                    own,
                )
            ),
            "partners": env.execute_query(
                SQL(
                    """SELECT p.id, keqin_tier, keqin_potential
                         FROM res_partner p JOIN keqin_customer c ON p.id = c.partner_id
                        WHERE c.id IN (%s) ORDER BY p.id""",
                    own,
                )
            ),
            "history": env.execute_query(
                SQL(
                    """SELECT file_ref, customer_id, date, tier_old, tier_new,
                              potential_old, potential_new, score_old, score_new,
                              direction, reason, changed_by_id
                         FROM keqin_grade_change WHERE customer_id IN (%s)
                        ORDER BY file_ref, date, id""",
                    own,
                )
            ),
        }

    def committed(self):
        with self.server() as env:
            return self.outcome(env)

    def undisturbed(self, as_of=AS_OF):
        """What one grading that nobody disturbs would leave behind now."""
        with self.server() as env:
            self.assertEqual(self.run_on(env, as_of).state, "done")
            outcome = self.outcome(env)
            env.cr.rollback()
        return outcome

    def states(self):
        with self.server() as env:
            runs = env["keqin.grading.run"].search(
                [("policy_id", "=", self.policy_id)], order="id"
            )
            return runs.mapped("state")


@covers("R020")
class TestTwoServers(ConcurrencyCase):
    def test_who_comes_while_another_grades_leaves_it_alone(self):
        expected = self.undisturbed()
        with self.server() as first, self.server() as second:
            self.assertEqual(self.run_on(first).state, "done")
            self.assertFalse(self.run_on(second))
        self.assertEqual(self.committed(), expected)
        self.assertEqual(self.states(), ["done"])

    def test_who_started_before_and_grades_after_the_other_does_nothing(self):
        expected = self.undisturbed()
        with self.server() as second:
            self.assertFalse(self.outcome(second)["history"])  # its snapshot is taken
            with self.server() as first:
                self.run_on(first)
            self.assertFalse(self.run_on(second))
            self.assertFalse(self.outcome(second)["history"])
        self.assertEqual(self.committed(), expected)

    def test_a_stale_snapshot_is_noticed_after_a_run_that_changed_nothing(self):
        with self.server() as env:
            self.run_on(env)
        with self.server() as second:
            self.outcome(second)
            with self.server() as first:
                self.assertEqual(self.run_on(first).changed_count, 0)
            self.assertFalse(self.run_on(second))

    def test_a_stale_snapshot_is_noticed_between_two_batches(self):
        """The policy is free then, and only the batch has written its row."""
        expected = self.undisturbed()
        outcomes = []

        def meanwhile(stale):
            outcomes.append(self.run_on(stale))

        with self.server() as stale:
            self.outcome(stale)
            with self.interfered(lambda: meanwhile(stale)), self.cron() as first:
                self.assertEqual(self.run_on(first).state, "done")
        self.assertEqual([len(run) for run in outcomes], [0])
        self.assertEqual(self.committed(), expected)

    def test_who_takes_over_between_two_batches_goes_on_alone(self):
        expected = self.undisturbed(LATER)

        def meanwhile():
            with self.server() as second:
                self.assertEqual(self.run_on(second, LATER).state, "done")

        with self.interfered(meanwhile), self.cron() as first:
            self.assertEqual(self.run_on(first).state, "interrupted")
        self.assertEqual(self.states(), ["interrupted", "done"])
        self.assertEqual(self.committed()["files"], expected["files"])
        self.assertEqual(len(self.committed()["history"]), 7)

    @contextmanager
    def cron(self):
        with self.server(cron_id=1) as env, patch(f"{POLICY}._BATCH", 2):
            yield env

    @contextmanager
    def interfered(self, meanwhile):
        """Another server acts right after the first commit of a scheduled run."""
        cron = self.registry["ir.cron"]
        real, acted = cron._commit_progress, []

        def commit_progress(self, *args, **kwargs):
            result = real(self, *args, **kwargs)
            if not acted:
                acted.append(True)
                with patch(f"{POLICY}._BATCH", 1000):
                    meanwhile()
            return result

        with patch.object(cron, "_commit_progress", commit_progress):
            yield
        self.assertTrue(acted)

    def test_many_servers_at_once_end_as_one(self):
        expected = self.undisturbed()
        errors, runs = [], []
        start = threading.Barrier(4)

        def serve():
            try:
                start.wait(timeout=20)
                for _round in range(3):
                    with self.server() as env:
                        runs.append(len(self.run_on(env)))
            except Exception as error:  # noqa: BLE001 any failure is the finding
                errors.append(error)

        threads = [threading.Thread(target=serve) for _server in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(errors, [])
        self.assertTrue(any(runs))
        self.assertEqual(self.committed(), expected)


@covers("R020")
class TestKilled(ConcurrencyCase):
    def assert_resumed(self, expected, as_of=AS_OF):
        with self.server(cron_id=1) as env:
            run = self.run_on(env, as_of)
            self.assertEqual(run.state, "done")
            self.assertEqual(run.display_name, expected["history"][0][-2])
        self.assertEqual(self.committed(), expected)

    def killed_after(self, commits):
        """A scheduled run that dies right after so many commits."""
        with (
            patch(f"{POLICY}._BATCH", 2),
            self.dying_after(commits),
            self.server(cron_id=1) as env,
        ):
            self.run_on(env)

    def test_killed_after_each_batch(self):
        for commits in (1, 2, 3, 4):
            with self.subTest(commits=commits):
                expected = self.undisturbed()
                self.killed_after(commits)
                partly = self.committed()
                self.assertEqual(len(partly["history"]), min(2 * commits, 7))
                self.assertEqual(self.states()[-1], "running")
                self.assert_resumed(expected)
                self.assertEqual(self.states()[-2:], ["interrupted", "done"])
                self.ungrade()

    def ungrade(self):
        """As if never graded."""
        with self.server() as env:
            policy = self.policy(env)
            policy.run_ids.unlink()
            policy.fingerprint = False
            partners = self.files(env).partner_id
            self.files(env).unlink()
            for partner in partners:
                env["keqin.customer"].create(
                    {"partner_id": partner.id, "company_id": self.company_id}
                )

    def test_figures_that_went_back_after_a_kill_are_seen(self):
        """As before the killed run again: but what it stored has to go."""
        with self.server() as env:
            for _grading in range(2):
                self.run_on(env)
            partner = self.files(env).sorted("amount_window")[0].partner_id
        expected = self.committed()["files"]
        with self.server() as env:
            self.add_order(env, partner, 9999)
        self.killed_after(1)
        self.assertNotEqual(self.committed()["files"], expected)
        with self.server() as env:
            env.cr.execute(
                "DELETE FROM sale_order WHERE company_id = %s AND margin = 9999",
                (self.company_id,),
            )
        with self.server() as env:
            self.assertEqual(self.run_on(env).state, "done")
        self.assertEqual(self.committed()["files"], expected)

    def test_kill_minus_nine(self):
        expected = self.undisturbed()
        self.kill_minus_nine(VICTIM, self.policy_id)
        self.assertEqual(len(self.committed()["history"]), 4)
        with self.server() as env:
            policy = self.policy(env)
        self.wait_for_the_locks(policy)
        self.assert_resumed(expected)
