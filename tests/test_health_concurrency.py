"""Two servers at once and killed runs of health: with real transactions.

What is committed here is deleted again; the company is of these tests alone.
"""

import threading
from contextlib import contextmanager
from datetime import date
from unittest.mock import patch

import odoo.api
from odoo.modules.registry import Registry
from odoo.sql_db import db_connect
from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name
from odoo.tools import SQL

from .covers import covers
from .killing import Killing

DAY = date(2026, 6, 30)
ENGINE = "odoo.addons.keqin_addon.models.keqin_health_engine"
# Stands in for a server that dies: batches of two, and it hangs in the third.
VICTIM = """
import sys, time
from datetime import date
import odoo.api
from odoo.modules.registry import Registry
from odoo.tools import config

database, company_id, *options = sys.argv[1:]
config.parse_config([*options, "-d", database, "--no-http", "--log-level=warn"])
registry = Registry(database)
from odoo.addons.keqin_addon.models import keqin_health_engine as module
module._BATCH = 2
real = module.KeqinHealthEngine._checkpoint

def checkpoint(self, run, processed, left):
    if left <= 3:
        self.env.flush_all()
        print("in the middle", flush=True)
        time.sleep(120)
    return real(self, run, processed, left)

module.KeqinHealthEngine._checkpoint = checkpoint
with registry.cursor() as cr:
    env = odoo.api.Environment(cr, odoo.api.SUPERUSER_ID, {"cron_id": 1})
    company = env["res.company"].browse(int(company_id))
    env["keqin.health.engine"]._run(company, date(2026, 6, 30))
"""


@tagged("post_install", "-at_install")
@covers("R214")
class TestHealthServers(Killing, BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())

    def setUp(self):
        super().setUp()
        self.addCleanup(self.clean_up)
        with self.server() as env:
            self.company_id = env["res.company"].create({"name": "Keqin Health"}).id
            for n in range(7):
                self.make_customer(env, n)

    def make_customer(self, env, n):
        partner = env["res.partner"].create(
            {"name": f"Keqin Health {n}", "is_company": True}
        )
        customer = env["keqin.customer"].create(
            {"partner_id": partner.id, "company_id": self.company_id}
        )
        env.flush_all()
        customer.write({"amount_window": 100 * n, "amount_previous": 1000})

    def clean_up(self):
        with self.server() as env:
            company = env["res.company"].browse(self.company_id)
            files = self.files(env).with_context(active_test=False)
            partners = files.partner_id
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

    def policy(self, env):
        return env["keqin.grading.policy"].search(
            [("company_id", "=", self.company_id)]
        )

    def run_on(self, env, day=DAY):
        company = env["res.company"].browse(self.company_id)
        return env["keqin.health.engine"]._run(company, day)

    def outcome(self, env):
        """All that a run leaves behind, but for its log."""
        env.flush_all()
        return env.execute_query(
            SQL(
                """
                SELECT c.id, health_score, health_coverage, health_band,
                       health_explanation, health_change, health_on, s.month, s.as_of,
                       s.score, s.explanation
                  FROM keqin_customer c
                  LEFT JOIN keqin_health_snapshot s ON s.customer_id = c.id
                 WHERE c.company_id = %s ORDER BY c.id, s.month
                """,
                self.company_id,
            )
        )

    def committed(self):
        with self.server() as env:
            return self.outcome(env)

    def undisturbed(self):
        """What one run that nobody disturbs would leave behind now."""
        with self.server() as env:
            self.assertEqual(self.run_on(env).state, "done")
            outcome = self.outcome(env)
            env.cr.rollback()
        return outcome

    def known(self):
        return sum(row[1] is not None for row in self.committed())

    def states(self):
        with self.server() as env:
            runs = self.policy(env).run_ids.filtered(lambda run: run.kind == "health")
            return runs.sorted("id").mapped("state")

    def test_who_comes_while_another_is_at_it_leaves_it_alone(self):
        expected = self.undisturbed()
        with self.server() as first, self.server() as second:
            self.assertEqual(self.run_on(first).state, "done")
            self.assertFalse(self.run_on(second))
        self.assertEqual(self.committed(), expected)
        self.assertEqual(self.states(), ["done"])

    def test_who_started_before_and_comes_after_does_nothing(self):
        expected = self.undisturbed()
        with self.server() as second:
            self.outcome(second)  # its snapshot is taken
            with self.server() as first:
                self.run_on(first)
            self.assertFalse(self.run_on(second))
        self.assertEqual(self.committed(), expected)

    def test_a_user_who_changes_a_file_meanwhile_keeps_the_change(self):
        with self.server() as first:
            file = self.files(first)[:1]
            with self.server() as user:
                user["keqin.customer"].browse(file.id).business_needs = "Lids"
            self.assertEqual(self.run_on(first).state, "interrupted")
        with self.server() as env:
            self.assertEqual(
                env["keqin.customer"].browse(file.id).business_needs, "Lids"
            )
            self.assertEqual(self.run_on(env).state, "done")
        self.assertEqual(self.known(), 7)
        self.assertEqual(self.states(), ["interrupted", "done"])

    def test_who_takes_over_between_two_batches_goes_on_alone(self):
        expected = self.undisturbed()

        def meanwhile():
            with self.server() as second:
                self.assertEqual(self.run_on(second).state, "done")

        with self.interfered(meanwhile), self.cron() as first:
            self.assertEqual(self.run_on(first).state, "interrupted")
        self.assertEqual(self.states(), ["interrupted", "done"])
        self.assertEqual(self.committed(), expected)

    @contextmanager
    def cron(self):
        with self.server(cron_id=1) as env, patch(f"{ENGINE}._BATCH", 2):
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
                with patch(f"{ENGINE}._BATCH", 1000):
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

    def test_killed_after_each_batch(self):
        for commits in (1, 2, 3):
            with self.subTest(commits=commits):
                expected = self.undisturbed()
                with self.dying_after(commits), self.cron() as env:
                    self.run_on(env)
                self.assertEqual(self.known(), 2 * commits)
                self.assertEqual(self.states()[-1], "running")
                with self.server() as env:
                    self.assertEqual(self.run_on(env).state, "done")
                self.assertEqual(self.committed(), expected)
                self.assertEqual(self.states()[-2:], ["interrupted", "done"])
                self.forget()

    def forget(self):
        """As if never computed."""
        with self.server() as env:
            self.files(env).health_snapshot_ids.unlink()
            self.files(env).write(
                {
                    "health_score": False,
                    "health_explanation": False,
                    "health_on": False,
                }
            )

    def test_kill_minus_nine(self):
        expected = self.undisturbed()
        self.kill_minus_nine(VICTIM, self.company_id)
        self.assertEqual(self.known(), 4, "two batches of two were committed")
        with self.server() as env:
            policy = self.policy(env)
        self.wait_for_the_locks(policy)
        with self.server(cron_id=1) as env:
            self.assertEqual(self.run_on(env).state, "done")
        self.assertEqual(self.committed(), expected)
