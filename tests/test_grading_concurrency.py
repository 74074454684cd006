"""Two servers at once, stale snapshots, killed runs: with real transactions."""

from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import SQL

from .covers import covers
from .servers_case import ServersCase

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
class ConcurrencyCase(ServersCase):
    engine = POLICY
    company_name = "Keqin Two"
    day = AS_OF

    def prepare(self, env):
        self.policy_id = self.policy(env).id
        for i in range(7):
            partner = self.make_customer(env, f"Keqin Two {i}").partner_id
            self.add_order(env, partner, 100 + 50 * i)

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

    def clean_up_before(self, env):
        env.cr.execute(
            "DELETE FROM sale_order WHERE company_id = %s", [self.company_id]
        )

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

    def test_many_servers_at_once_end_as_one(self):
        expected = self.undisturbed()
        self.assertEqual(self.run_at_once(), [])
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
