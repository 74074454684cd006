"""The cadence engine on two servers at once, and killed: with real transactions."""

import threading
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.fields import Command
from odoo.tools import SQL

from .covers import covers
from .test_grading_concurrency import ConcurrencyCase

ENGINE = "odoo.addons.keqin_addon.models.keqin_care_engine"
# Stands in for a server that dies: works in batches of two, and hangs in the third.
VICTIM = """
import sys, time
import odoo.api
from odoo.modules.registry import Registry
from odoo.tools import config

database, company_id, *options = sys.argv[1:]
config.parse_config([*options, "-d", database, "--no-http", "--log-level=warn"])
registry = Registry(database)
from odoo.addons.keqin_addon.models import keqin_care_engine as module
module._BATCH = 2
real = module.KeqinPlanLine._checkpoint

def checkpoint(self, processed, left):
    if left <= 1:
        self.env.flush_all()
        print("in the middle", flush=True)
        time.sleep(120)
    return real(self, processed, left)

module.KeqinPlanLine._checkpoint = checkpoint
with registry.cursor() as cr:
    env = odoo.api.Environment(cr, odoo.api.SUPERUSER_ID, {"cron_id": 1})
    company = env["res.company"].browse(int(company_id))
    env["keqin.plan.line"]._run_company(company, company._keqin_today()[company])
"""


class CareServersCase(ConcurrencyCase):
    """Seven customers, each with a plan whose weekly call is overdue."""

    def setUp(self):
        super().setUp()
        with self.server() as env:
            today = fields.Date.today()
            phone = env.ref("keqin_addon.keqin_activity_type_phone")
            for customer in self.files(env):
                plan = env["keqin.plan"].create(
                    {
                        "name": "Plan of Two",
                        "customer_id": customer.id,
                        "date_start": today - timedelta(days=30),
                        "date_end": today + timedelta(days=300),
                        "line_ids": [
                            Command.create({"type_id": phone.id, "unit": "week"})
                        ],
                    }
                )
                plan.state = "running"

    def care_on(self, env):
        company = env["res.company"].browse(self.company_id)
        today = company._keqin_today()[company]
        return env["keqin.plan.line"]._run_company(company, today)

    def lines(self, env):
        return env["keqin.plan.line"].search(
            [("plan_id.company_id", "=", self.company_id)], order="id"
        )

    def items(self):
        """How many open items each line has, and all of them together."""
        with self.server() as env:
            rows = env.execute_query(
                SQL(
                    """SELECT COUNT(*), COUNT(DISTINCT plan_line_id)
                         FROM keqin_activity
                        WHERE company_id = %s AND state = 'planned'""",
                    self.company_id,
                )
            )
            counts = self.lines(env).mapped("scheduled_count")
            self.assertEqual(sum(counts), rows[0][0], "lines know what is scheduled")
        return rows[0]


@covers("R042")
class TestTwoServersCare(CareServersCase):
    def test_who_comes_while_another_is_at_it_makes_nothing(self):
        with self.server() as first, self.server() as second:
            self.care_on(first)
            self.care_on(second)
        self.assertEqual(self.items(), (7, 7))

    def test_who_started_before_and_comes_after_the_other_makes_nothing(self):
        with self.server() as second:
            self.assertEqual(len(self.lines(second)), 7)  # its snapshot is taken
            with self.server() as first:
                self.care_on(first)
            self.care_on(second)
        self.assertEqual(self.items(), (7, 7))

    def test_a_scheduled_run_with_an_old_view_renews_it(self):
        with self.server(cron_id=1) as second:
            self.assertEqual(len(self.lines(second)), 7)
            with self.server() as first, patch(f"{ENGINE}._BATCH", 3):
                engine = first["keqin.plan.line"]
                company = first["res.company"].browse(self.company_id)
                due = engine._due_sql(company, company._keqin_today()[company])
                engine._work_page(due, engine._make_items, 0)
            self.assertTrue(self.care_on(second))
        self.assertEqual(self.items(), (7, 7))

    def test_a_contact_logged_while_the_engine_runs(self):
        with self.server(cron_id=1) as engine, self.server() as person:
            line = self.lines(person)[0]
            contact = person["keqin.activity"].create(
                {
                    "name": "Call",
                    "customer_id": line.customer_id.id,
                    "type_id": line.type_id.id,
                    "date_done": fields.Date.today(),
                    "state": "done",
                }
            )
            self.assertEqual(contact.plan_line_id, line)
            person.flush_all()
            self.care_on(engine)
        with self.server() as env:
            items = env["keqin.activity"].search(
                [("plan_line_id", "=", line.id), ("state", "=", "planned")]
            )
            self.assertEqual(len(items), 1)
            self.assertEqual(items.due_on, fields.Date.today() + timedelta(days=7))
        self.assertEqual(self.items()[1], 7)

    def test_many_servers_at_once_end_as_one(self):
        errors = []
        start = threading.Barrier(4)

        def serve():
            try:
                start.wait(timeout=20)
                for _round in range(2):
                    with self.server(cron_id=1) as env:
                        self.care_on(env)
            except Exception as error:  # noqa: BLE001 any failure is the finding
                errors.append(error)

        with patch(f"{ENGINE}._BATCH", 2):
            threads = [threading.Thread(target=serve) for _server in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        self.assertEqual(errors, [])
        self.assertEqual(self.items(), (7, 7))


@covers("R042")
class TestKilledCare(CareServersCase):
    def test_killed_after_a_batch_it_goes_on(self):
        with (
            patch(f"{ENGINE}._BATCH", 2),
            self.dying_after(2),
            self.server(cron_id=1) as env,
        ):
            self.care_on(env)
        self.assertEqual(self.items(), (4, 4))
        with self.server(cron_id=1) as env:
            self.assertTrue(self.care_on(env))
        self.assertEqual(self.items(), (7, 7))

    def test_kill_minus_nine(self):
        self.kill_minus_nine(VICTIM, self.company_id)
        self.assertEqual(self.items(), (4, 4))
        with self.server() as env:
            lines = self.lines(env)
        self.wait_for_the_locks(lines)
        with self.server(cron_id=1) as env:
            self.assertTrue(self.care_on(env))
        self.assertEqual(self.items(), (7, 7))

    def test_out_of_time_it_says_what_is_left(self):
        cron = self.registry["ir.cron"]
        told = []

        def commit_progress(self, processed=0, *, remaining=None, **kwargs):
            self.env.cr.commit()
            told.append((processed, remaining))
            return 0 if len(told) == 1 else 60

        with (
            patch(f"{ENGINE}._BATCH", 5),
            patch.object(cron, "_commit_progress", commit_progress),
        ):
            with self.server(cron_id=1) as env:
                self.assertFalse(self.care_on(env), "to be called again")
            with self.server(cron_id=1) as env:
                self.assertTrue(self.care_on(env))
        self.assertEqual(told, [(5, 2), (2, 0)])
        self.assertEqual(self.items(), (7, 7))


@covers("R031", "R053")
class TestTwoServersRemind(CareServersCase):
    def test_everybody_is_told_once(self):
        with self.server() as env:
            manager = env.ref("base.user_admin")
            self.files(env).partner_id.user_id = manager
            todos = env["mail.activity"].search([("user_id", "=", manager.id)])
            ours = [("user_id", "=", manager.id), ("id", "not in", todos.ids)]

        def remind(env):
            company = env["res.company"].browse(self.company_id)
            env["keqin.customer"]._remind(company, company._keqin_today()[company])

        with self.server() as second:
            self.assertTrue(self.files(second))  # its snapshot is taken
            with self.server() as first:
                remind(first)
            remind(second)
        with self.server() as env:
            todos = env["mail.activity"].search(ours)
            told = len(todos)
            todos.unlink()
        self.assertEqual(told, 1)
