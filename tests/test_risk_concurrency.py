"""Risks seen by two servers at once, and by one that dies: with real transactions."""

import threading
from unittest.mock import patch

from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL

from .covers import covers
from .test_grading_concurrency import ConcurrencyCase

ENGINE = "odoo.addons.keqin_addon.models.keqin_risk_engine"
AS_OF = "2026-06-30"
# Stands in for a server that dies: opens risks in batches of two, hangs in the third.
VICTIM = """
import sys, time
import odoo.api
from odoo.modules.registry import Registry
from odoo.tools import config

database, company_id, *options = sys.argv[1:]
config.parse_config([*options, "-d", database, "--no-http", "--log-level=warn"])
registry = Registry(database)
from odoo.addons.keqin_addon.models import keqin_risk_engine as module
module._BATCH = 2
real = module.KeqinRiskEngine._checkpoint

def checkpoint(self, processed, left):
    if processed and left <= 3:
        self.env.flush_all()
        print("in the middle", flush=True)
        time.sleep(120)
    return real(self, processed, left)

module.KeqinRiskEngine._checkpoint = checkpoint
with registry.cursor() as cr:
    env = odoo.api.Environment(cr, odoo.api.SUPERUSER_ID, {"cron_id": 1})
    company = env["res.company"].browse(int(company_id))
    env["keqin.risk.engine"]._run(company, "2026-06-30")
"""


@covers("R116")
class TestRiskServers(ConcurrencyCase):
    """Seven customers whose health is red, one rule, and no others."""

    def setUp(self):
        super().setUp()
        with self.server() as env:
            others = env["keqin.risk.rule"].search([("active", "=", True)])
            others.active = False
            self.other_ids = others.ids
            self.rule_id = (
                env["keqin.risk.rule"]
                .create(
                    {"name": "Red", "kind": "health", "company_id": self.company_id}
                )
                .id
            )
            self.colour(env, "red")

    def clean_up(self):
        with self.server() as env:
            risks = env["keqin.risk"].search([("company_id", "=", self.company_id)])
            env["mail.message"].search(
                [("model", "=", "keqin.risk"), ("res_id", "in", risks.ids)]
            ).unlink()
            risks.unlink()
            env["keqin.suggestion"].search(
                [("company_id", "=", self.company_id)]
            ).unlink()
            env["keqin.risk.rule"].browse(self.rule_id).unlink()
            env["keqin.risk.rule"].browse(self.other_ids).active = True
        super().clean_up()

    def colour(self, env, band):
        env.cr.execute(
            SQL(
                "UPDATE keqin_customer SET health_band = %s, health_score = 40 "
                "WHERE company_id = %s",
                band,
                self.company_id,
            )
        )
        env.invalidate_all()

    def see(self, env):
        company = env["res.company"].browse(self.company_id)
        return env["keqin.risk.engine"]._run(company, AS_OF)

    def assertOneEach(self, state="at_risk"):
        with self.server() as env:
            found = env.execute_query(
                SQL(
                    """
                    SELECT COUNT(*), COUNT(DISTINCT r.customer_id),
                           COUNT(*) FILTER (WHERE r.state = %s),
                           COUNT(*) FILTER (WHERE c.risk_level = 'medium'),
                           (SELECT COUNT(*) FROM keqin_risk_stage s
                             WHERE s.company_id = %s)
                      FROM keqin_risk r JOIN keqin_customer c ON c.id = r.customer_id
                     WHERE r.company_id = %s
                    """,
                    state,
                    self.company_id,
                    self.company_id,
                )
            )
        self.assertEqual(found, [(7, 7, 7, 7 * (state == "at_risk"), 7)])

    def test_two_servers_at_once(self):
        both, errors, opened = threading.Barrier(2, timeout=30), [], []
        engine = self.registry["keqin.risk.engine"]
        real = engine._free

        def free(self, *args, lock=False, **kwargs):
            if not lock and not getattr(threading.current_thread(), "met", False):
                threading.current_thread().met = True
                both.wait()
            return real(self, *args, lock=lock, **kwargs)

        def work():
            try:
                with self.server(cron_id=1) as env:
                    opened.append(self.see(env)["opened"])
            except Exception as error:  # noqa: BLE001 - told below
                errors.append(error)

        with patch.object(engine, "_free", free), patch(f"{ENGINE}._BATCH", 2):
            threads = [threading.Thread(target=work) for _server in range(2)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        self.assertFalse(errors)
        self.assertEqual(sum(opened), 7)
        self.assertOneEach()

    def test_a_view_from_before_the_other_has_committed(self):
        with self.server(cron_id=1) as late:
            late.execute_query(SQL("SELECT 1 FROM keqin_customer"))
            with self.server(cron_id=1) as first:
                self.assertEqual(self.see(first)["opened"], 7)
            self.assertEqual(self.see(late)["opened"], 0)
        self.assertOneEach()

    def test_a_request_is_tried_again_instead(self):
        with self.assertRaises(ConcurrencyError), self.server() as late:
            late.execute_query(SQL("SELECT 1 FROM keqin_customer"))
            with self.server(cron_id=1) as first:
                self.see(first)
            self.see(late)
        self.assertOneEach()

    def test_what_another_one_holds_is_left_to_the_next_night(self):
        with self.server() as busy:
            file = self.files(busy)[0]
            file.lock_for_update(allow_referencing=True)
            with self.server(cron_id=1) as env:
                self.assertEqual(self.see(env)["opened"], 6)
        with self.server(cron_id=1) as env:
            self.assertEqual(self.see(env)["opened"], 1)
        self.assertOneEach()

    def test_died_after_any_batch(self):
        for commits in (1, 2):
            with (
                self.dying_after(commits),
                patch(f"{ENGINE}._BATCH", 2),
                self.server(cron_id=1) as env,
            ):
                self.see(env)
        with self.server(cron_id=1) as env:
            self.see(env)
        self.assertOneEach()

    def test_kill_minus_nine(self):
        self.kill_minus_nine(VICTIM, self.company_id)
        with self.server() as env:
            self.wait_for_the_locks(self.files(env))
        with self.server(cron_id=1) as env:
            done = self.see(env)
        self.assertEqual(done["opened"], 5)
        self.assertOneEach()

    def test_closed_once(self):
        with self.server(cron_id=1) as env:
            self.see(env)
            self.colour(env, "green")
        with self.server(cron_id=1) as late:
            late.execute_query(SQL("SELECT 1 FROM keqin_risk"))
            with self.server(cron_id=1) as first:
                self.assertEqual(self.see(first)["closed"], 7)
            self.assertEqual(self.see(late)["closed"], 0)
        with self.server() as env:
            risks = env["keqin.risk"].search([("company_id", "=", self.company_id)])
            self.assertEqual(set(risks.mapped("state")), {"cleared"})
            self.assertEqual(len(risks.stage_ids), 14)

    @covers("R215")
    def test_suggestions_of_two_servers(self):
        with self.server() as env:
            env.cr.execute(
                "UPDATE keqin_customer SET health_band = NULL, care_gap_state = 'due',"
                " last_care_on = '2026-05-01', care_interval = 30,"
                " next_care_on = NULL WHERE company_id = %s",
                (self.company_id,),
            )
        with self.server(cron_id=1) as late:
            late.execute_query(SQL("SELECT 1 FROM keqin_customer"))
            for server in (None, late):
                with self.server(cron_id=1) as env:
                    company = (server or env)["res.company"].browse(self.company_id)
                    company.env["keqin.suggestion.engine"]._run(company, AS_OF)
        with self.server() as env:
            ours = [("company_id", "=", self.company_id), ("kind", "=", "care")]
            said = env["keqin.suggestion"].search(ours)
            self.assertEqual(len(said), len(said.customer_id))
            self.assertEqual(len(said), 7)
