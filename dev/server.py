"""make run: a database, a server, an address; make stop: the end of it."""

import fcntl
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import contextmanager

from dev import accounts, online_data, postgres, sandbox, shell
from dev.databases import Databases
from dev.errors import Interrupted, Stop
from dev.locks import is_free
from dev.progress import say

START_SECONDS = 180
STOP_SECONDS = 40
READY = """
    Customer Care is ready:  {url}

      login           password
{logins}

    stop it with Ctrl-C (or `make stop` elsewhere); log: {log}
"""


def run(place, port, data, language=""):
    """Serve until told to stop."""
    check_port(port)
    title, file = online_data.choose(place, data)
    with held(place, title or f"demo{language}"), sandbox.opened(place) as box:
        name = database(box, title, file, language)
        log = place.log("server")
        with serving(box, name, port, log) as child:
            url = f"http://localhost:{port}"
            print(READY.format(url=url, logins=accounts.table(), log=log), flush=True)
            wait(child)


def database(box, title, file, language=""):
    """The database of ``make run``, whole and up to date."""
    with sandbox.preparing(box.place):
        databases = Databases(box)
        databases.check_server()
        name = databases.run(title, demo=not file, language=language)
        if file:
            online_data.load(box, databases, name, file)
    return name


def named_database(box, data="", language=""):
    """The same database for the commands that do not serve it to people."""
    return database(box, *online_data.choose(box.place, data), language)


def check_port(port):
    """Bind once, so that the message is ours and comes at once."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise Stop(
                f"Port {port} is taken: `make stop` ends a server of this clone, "
                f"or choose another one: make run PORT={port + 1}"
            ) from None


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def held(place, title):
    """Hold the database for one server, and leave a pid for ``make stop``."""
    path = place.state / f"run-{title}.lock"
    if not is_free(path):
        raise Stop(f"`make run` is already serving {title}: `make stop` ends it.")
    with open(path, "w") as file:
        file.write(str(os.getpid()))
        file.flush()
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def serving(box, name, port, log):
    """An Odoo server that answers; stopped however the block ends."""
    argv = box.odoo("-c", box.conf(name, crons=1), "-d", name)
    argv += [f"--db-filter=^{name}$", f"--http-port={port}", "--workers=0"]
    with open(log, "w") as output:
        # A session of its own: Ctrl-C reaches us alone, and we stop it in order.
        child = shell.start(
            argv,
            env=box.env(),
            cwd=box.place.repo,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        wait_until_ready(child, port, log)
        yield child
    finally:
        stop_child(child)


def wait_until_ready(child, port, log):
    say("Odoo: starting the server ...")
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if child.poll() is not None:
            lines = log.read_text(errors="replace").splitlines()
            raise Stop(shell.failure("Odoo", child.returncode, lines, log))
        if answers(port, "/web/health"):
            # The first page takes longest: let it be ours.
            answers(port, "/web/login", timeout=60)
            return
        time.sleep(0.2)
    raise Stop(f"Odoo did not answer within {START_SECONDS} s. See {log}")


def answers(port, path, timeout=5):
    try:
        url = f"http://127.0.0.1:{port}{path}"
        with urllib.request.urlopen(url, timeout=timeout) as reply:
            return reply.status == 200
    except (OSError, urllib.error.URLError):
        return False


def wait(child):
    """Until a signal interrupts us, or the server ends by itself."""
    code = child.wait()
    raise Stop(f"Odoo ended by itself (exit code {code}): see its log.")


def stop_child(child):
    """Odoo ends on the first signal; a second one would cut it short."""
    if child.poll() is None:
        say("stopping Odoo")
        child.terminate()
    try:
        child.wait(timeout=STOP_SECONDS)
    except (Interrupted, subprocess.TimeoutExpired):
        child.kill()
        child.wait()


def stop(place):
    """End every server of this clone, and PostgreSQL when nobody needs it."""
    for path in sorted(place.state.glob("run-*.lock")):
        if not is_free(path):
            end_holder(path)
    python = next(iter(sorted(place.cache.glob("venv-*/bin/python"))), None)
    if python and postgres.Cluster(place, python).stop_if_unused():
        say("PostgreSQL stopped")


def end_holder(path):
    pid = int(path.read_text() or 0)
    say(f"stopping {path.stem.removeprefix('run-')} (process {pid})")
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while not is_free(path):
        if time.monotonic() > deadline:
            raise Stop(f"Process {pid} does not end: see `ps -fp {pid}`.")
        time.sleep(0.2)
