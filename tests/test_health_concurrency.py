"""Two servers at once and killed runs of health: with real transactions."""

from datetime import date

from odoo.tests import tagged
from odoo.tools import SQL

from .covers import covers
from .servers_case import ServersCase

DAY = date(2026, 6, 30)
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
class TestHealthServers(ServersCase):
    engine = "odoo.addons.keqin_addon.models.keqin_health_engine"
    company_name = "Keqin Health"
    day = DAY

    def prepare(self, env):
        for n in range(7):
            customer = self.make_customer(env, f"Keqin Health {n}")
            env.flush_all()
            customer.write({"amount_window": 100 * n, "amount_previous": 1000})

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

    def test_many_servers_at_once_end_as_one(self):
        expected = self.undisturbed()
        self.assertEqual(self.run_at_once(), [])
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
