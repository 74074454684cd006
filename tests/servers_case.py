"""Several servers at once, with real transactions, for the suites of scheduled runs.

What is committed is deleted again; the company is of these tests alone.
"""

import threading
from contextlib import contextmanager
from unittest.mock import patch

import odoo.api
from odoo.modules.registry import Registry
from odoo.sql_db import db_connect
from odoo.tests import BaseCase
from odoo.tests.common import get_db_name

from .killing import Killing


class ServersCase(Killing, BaseCase):
    """A subclass says what runs (`run_on`), in which batches, and what it leaves."""

    # module whose ``_BATCH`` is how many customers are stored at once
    engine = None
    company_name = "Keqin Servers"
    day = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())

    def setUp(self):
        super().setUp()
        self.addCleanup(self.clean_up)
        with self.server() as env:
            company = env["res.company"].create({"name": self.company_name})
            self.company_id = company.id
            self.prepare(env)

    def prepare(self, env):
        """The customers of the company, and what a run reads of them."""
        raise NotImplementedError

    def run_on(self, env, day):
        raise NotImplementedError

    def outcome(self, env):
        """All that a run leaves behind, but for its log."""
        raise NotImplementedError

    def clean_up(self):
        with self.server() as env:
            company = env["res.company"].browse(self.company_id)
            files = self.files(env).with_context(active_test=False)
            partners = files.partner_id
            self.clean_up_before(env)
            files.unlink()
            self.policy(env).unlink()
            own = company.partner_id
            calendars = env["resource.calendar"].search(
                [("company_id", "=", company.id)]
            )
            company.unlink()
            calendars.unlink()
            (partners + own).unlink()

    def clean_up_before(self, env):
        """What has to go before the care files do."""

    @contextmanager
    def server(self, **context):
        """A transaction of its own, as of another server; commits unless it fails."""
        with db_connect(get_db_name()).cursor() as cr:
            context = {"tracking_disable": True, **context}
            yield odoo.api.Environment(cr, odoo.api.SUPERUSER_ID, context)

    def make_customer(self, env, name):
        partner = env["res.partner"].create({"name": name, "is_company": True})
        return env["keqin.customer"].create(
            {"partner_id": partner.id, "company_id": self.company_id}
        )

    def files(self, env):
        return env["keqin.customer"].search([("company_id", "=", self.company_id)])

    def policy(self, env):
        return env["keqin.grading.policy"].search(
            [("company_id", "=", self.company_id)]
        )

    def committed(self):
        with self.server() as env:
            return self.outcome(env)

    def undisturbed(self, day=None):
        """What one run that nobody disturbs would leave behind now."""
        with self.server() as env:
            self.assertEqual(self.run_on(env, day or self.day).state, "done")
            outcome = self.outcome(env)
            env.cr.rollback()
        return outcome

    @contextmanager
    def cron(self):
        """A scheduled run, in batches of two."""
        with self.server(cron_id=1) as env, patch(f"{self.engine}._BATCH", 2):
            yield env

    @contextmanager
    def interfered(self, meanwhile):
        """Another server acts right after the first commit of a scheduled run."""
        cron, engine = self.registry["ir.cron"], self.engine
        real, acted = cron._commit_progress, []

        def commit_progress(self, *args, **kwargs):
            result = real(self, *args, **kwargs)
            if not acted:
                acted.append(True)
                with patch(f"{engine}._BATCH", 1000):
                    meanwhile()
            return result

        with patch.object(cron, "_commit_progress", commit_progress):
            yield
        self.assertTrue(acted)

    def run_at_once(self, servers=4, rounds=3):
        """Several servers run it at the same time; at least one gets to.

        :return: what went wrong
        """
        errors, runs = [], []
        start = threading.Barrier(servers)

        def serve():
            try:
                start.wait(timeout=20)
                for _round in range(rounds):
                    with self.server() as env:
                        runs.append(len(self.run_on(env, self.day)))
            except Exception as error:  # noqa: BLE001 any failure is the finding
                errors.append(error)

        threads = [threading.Thread(target=serve) for _server in range(servers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertTrue(any(runs) or errors)
        return errors
