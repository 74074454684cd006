"""Databases: templates of the dependencies, copies of them with the addon.

A database is built under a passing name and renamed when whole. What it was built
from is written in its comment, so a killed build is simply built again and an
unchanged one is used as it stands.
"""

import json
import os
import shutil
import subprocess
import time
from contextlib import contextmanager

from dev import shell
from dev.errors import Stop
from dev.place import ADDON, LANGUAGES, digest
from dev.progress import Heartbeat, say, step

FORMAT = 2
WEB_BUNDLES = ("web.assets_web", "web.assets_frontend", "web.assets_frontend_lazy")
RUN_BUNDLES = (*WEB_BUNDLES, "web.assets_backend_lazy")
TEST_BUNDLES = (*WEB_BUNDLES, "web.assets_tests")
HOOT_BUNDLES = ("web.assets_unit_tests_setup", "web.assets_unit_tests")
OLDEST_SERVER = 130000


class Databases:
    """All databases of one clone on one server."""

    def __init__(self, box):
        self.box, self.place = box, box.place
        self.suffix = f"_{self.place.id}" if box.server.external else ""
        self.complaints = []

    # Public: one method per kind of database, each returns its name.

    def base(self, demo):
        """The addon's dependencies, nothing else; built once per Odoo version."""
        modules = self.place.manifest()["depends"]
        parts = (
            self.box.source.stamp,
            modules,
            self.place.lock_text,
            LANGUAGES,
            FORMAT,
        )
        key = digest(*parts, demo)
        name = self._name(f"kq_base{'_demo' * demo}_{key}")
        if not self._complete(name, key):
            self._drop_bases(demo)
            build = self._add_demo if demo else self._install_base
            self._replace(name, key, build)
        return name

    def test(self):
        """Dependencies and addon, no demo data, exactly as the files are now."""
        base, name = self.base(demo=False), self._name("keqin_test")
        key = digest(base, self.place.addon_key(), *self._test_bundles())
        if not self._complete(name, key):
            self._replace(name, key, lambda new: self._install(base, new))
        return name

    def run(self, title, demo, language=""):
        """A database to work in: upgraded when the addon changed, never replaced."""
        parts = ("keqin", title, language.lower())
        name = self._name("_".join(filter(None, parts)))
        wanted = {"odoo": self.box.source.stamp, "addon": self.place.addon_key()}
        found = self.state(name)
        if found and not self._files(name).exists():
            self._set_aside(name)
            found = None
        if not found:
            # texts made while demo data load need the translations, so they go first
            base = self.base(demo and not language)
            self._replace(
                name,
                json.dumps(wanted),
                lambda new: self._install_run(base, new, language),
            )
        elif {key: found.get(key) for key in wanted} != wanted:
            self._upgrade(name, everything=found.get("odoo") != wanted["odoo"])
            self.set_state(name, wanted)
        return name

    @contextmanager
    def scratch(self, name):
        """A copy of the dependencies without the addon, gone in the end."""
        base, name = self.base(demo=False), self._name(name)
        self._drop(name)
        self._copy(base, name)
        try:
            yield name
        finally:
            self._drop(name)

    def install(self, name):
        self._build("lifecycle", "--db", name, "--install", ADDON)

    def upgrade(self, name):
        self._build("lifecycle", "--db", name, "--upgrade", ADDON)

    def uninstall(self, name):
        conf = self.box.conf("build")
        command = ("module", "uninstall", "-c", conf, "-d", name, ADDON)
        self._watched("lifecycle", self.box.odoo(*command))

    def state(self, name):
        return json.loads(self.comment(name) or "{}")

    def set_state(self, name, values):
        """Remember more about a database, atomically with it."""
        text = json.dumps({**self.state(name), **values})
        self.sql(f"comment on database {ident(name)} is {literal(text)}")

    def comment(self, name):
        rows = self.sql(
            "select shobj_description(oid, 'pg_database') from pg_database "
            f"where datname = {literal(name)}"
        )
        return rows[0][0] if rows else None

    def check_server(self):
        """Say now what Odoo would only say in the middle."""
        user, version, allowed = self.sql(
            "select current_user, current_setting('server_version_num')::int, "
            "rolcreatedb or rolsuper from pg_roles where rolname = current_user"
        )[0]
        if user == "postgres":
            raise Stop(
                "Odoo refuses the database user postgres: set PGUSER to another."
            )
        if version < OLDEST_SERVER or not allowed:
            raise Stop(
                f"PostgreSQL must be 13 or newer and let {user} create databases."
            )

    def drop_all(self):
        like = literal(f"%{self.suffix}")
        rows = self.sql(
            "select datname from pg_database where datname ~ '^(keqin|kq_base)' "
            f"and datname like {like}"
        )
        for (name,) in rows:
            self._drop(name)

    def sql(self, *statements, database="postgres"):
        done = subprocess.run(
            [self.box.python, "-m", "dev.inside.sql", database],
            input=json.dumps(statements),
            env=self.box.env(),
            cwd=self.place.repo,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            lines = done.stderr.strip().splitlines() or ["no answer"]
            raise Stop(f"PostgreSQL: {lines[0].removeprefix('ERROR: ')}")
        return json.loads(done.stdout)

    # How each kind is built.

    def _install_base(self, new):
        modules = self.place.manifest()["depends"]
        with step(f"Database: Odoo with {', '.join(modules)} (the longest step)"):
            self._build(
                "base",
                *("--db", new, "--create", "--install", ",".join(["base", *modules])),
                # English by name: else the first of the others would replace it.
                *("--languages", ",".join(["en_US", *LANGUAGES])),
            )

    def _add_demo(self, new):
        base = self.base(demo=False)
        with step("Database: Odoo's own demo data"):
            self._copy(base, new)
            self._build("base-demo", "--db", new, "--force-demo")

    def _install(self, base, new):
        bundles = ",".join(self._test_bundles())
        with step("Database: installing the addon for the tests"):
            self._copy(base, new)
            self._build(
                "install-test", "--db", new, "--install", ADDON, "--bundles", bundles
            )

    def _install_run(self, base, new, language):
        bundles = ",".join(RUN_BUNDLES)
        speech = ["--speak", language, "--force-demo"] if language else []
        with step("Database: installing the addon"):
            self._copy(base, new)
            self._build(
                "install",
                *("--db", new, "--install", ADDON, "--bundles", bundles, *speech),
            )

    def _upgrade(self, name, everything):
        module = "all" if everything else ADDON
        bundles = ",".join(RUN_BUNDLES)
        with step(f"Database: files changed, upgrading {name}"):
            self._build(
                "upgrade", "--db", name, "--upgrade", module, "--bundles", bundles
            )

    def _test_bundles(self):
        unit_tests = any(self.place.addon.glob("static/tests/**/*.test.js"))
        return TEST_BUNDLES + (HOOT_BUNDLES if unit_tests else ())

    def _build(self, log, *args):
        argv = [self.box.python, "-m", "dev.inside.build"]
        self._watched(log, [*argv, "--config", self.box.conf("build"), *args])

    def _watched(self, log, argv):
        """Run Odoo; keep its warnings, they are ours to mend."""
        path, heartbeat = self.place.log(log), Heartbeat()
        path.unlink(missing_ok=True)

        def watch(line):
            heartbeat(line)
            if " WARNING " in line or " ERROR " in line:
                self.complaints.append(line.strip())

        options = {"env": self.box.env(), "cwd": self.place.repo, "on_line": watch}
        shell.run(argv, what="Odoo", log=path, **options)

    # The mechanics: copy, replace, drop, each with the attachments.

    def _name(self, name):
        return f"{name}{self.suffix}"

    def _replace(self, name, key, build):
        new = f"{name}_new"
        self._drop(new)
        build(new)
        self.sql(f"comment on database {ident(new)} is {literal(key)}")
        self._drop(name)
        if self._files(new).exists():
            self._files(new).rename(self._files(name))
        self.sql(f"alter database {ident(new)} rename to {ident(name)}")

    def _copy(self, source, target):
        """Attachments are never changed in place, so hard links do."""
        how = "" if self.box.server.external else " strategy file_copy"
        self.sql(f"create database {ident(target)} template {ident(source)}{how}")
        if self._files(source).exists():
            shutil.copytree(
                self._files(source), self._files(target), copy_function=os.link
            )

    def _complete(self, name, key):
        """Built with this key, and its attachments are there."""
        return self.comment(name) == key and self._files(name).exists()

    def _set_aside(self, name):
        """Of a clone that was here before and took its attachments away: keep it,
        since somebody may have worked in it, and begin anew."""
        kept = f"{name}_{time.strftime('%Y%m%d%H%M%S')}"
        say(f"{name} has no attachments any more: it is kept as {kept}")
        self.sql(f"alter database {ident(name)} rename to {ident(kept)}")

    def _drop(self, name):
        self.sql(f"drop database if exists {ident(name)} with (force)")
        shutil.rmtree(self._files(name), ignore_errors=True)

    def _drop_bases(self, demo):
        """Templates of other versions only take room."""
        kind = f"^kq_base{'_demo' * demo}_[0-9a-f]+{self.suffix}$"
        rows = self.sql(
            f"select datname from pg_database where datname ~ {literal(kind)}"
        )
        for (name,) in rows:
            say(f"dropping the outdated template {name}")
            self._drop(name)

    def _files(self, name):
        return self.box.data / "filestore" / name


def ident(name):
    """
    >>> ident('a"b')
    '"a""b"'
    """
    return '"{}"'.format(name.replace('"', '""'))


def literal(text):
    """
    >>> literal("it's")
    "'it''s'"
    """
    return "'{}'".format(text.replace("'", "''"))
