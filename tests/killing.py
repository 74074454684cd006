"""Servers that die in the middle of a scheduled run, for the suites that need some."""

import signal
import subprocess
import sys
from contextlib import contextmanager
from unittest.mock import patch

from odoo.tests.common import get_db_name
from odoo.tools import SQL, config


class Killed(Exception):
    """The server died."""


class Killing:
    """Mixed into a case with ``registry`` and ``server()``, its own transactions."""

    @contextmanager
    def dying_after(self, commits):
        """A scheduled run inside dies right after so many commits."""
        left = [commits]
        cron = self.registry["ir.cron"]
        real = cron._commit_progress

        def commit_progress(self, *args, **kwargs):
            result = real(self, *args, **kwargs)
            left[0] -= 1
            if not left[0]:
                raise Killed
            return result

        with (
            patch.object(cron, "_commit_progress", commit_progress),
            self.assertRaises(Killed),
        ):
            yield

    def kill_minus_nine(self, program, record_id):
        """Run ``program`` on the record until it says that it is in the middle."""
        victim = subprocess.Popen(
            [sys.executable, "-c", program, get_db_name(), str(record_id)]
            + self.options(),
            stdout=subprocess.PIPE,
            text=True,
        )
        self.addCleanup(victim.stdout.close)
        try:
            self.assertEqual(victim.stdout.readline().strip(), "in the middle")
        finally:
            victim.send_signal(signal.SIGKILL)
            victim.wait()

    def options(self):
        names = ("db_host", "db_port", "db_user", "db_password")
        options = [f"--{name}={config[name]}" for name in names if config[name]]
        return [*options, f"--addons-path={','.join(config['addons_path'])}"]

    def wait_for_the_locks(self, records):
        """PostgreSQL takes a moment to notice that its client is gone."""
        with self.server() as env:
            env.cr.execute("SET LOCAL lock_timeout = '20s'")
            env.cr.execute(
                SQL(
                    "SELECT FROM %s WHERE id = ANY(%s) FOR NO KEY UPDATE",
                    SQL.identifier(records._table),
                    records.ids,
                )
            )
