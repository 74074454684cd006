"""The commands of the sandbox, and how their failures are told."""

import os
import shlex
import shutil
import subprocess
import sys

from dev import (
    i18n,
    lifecycle,
    lint,
    postgres,
    sandbox,
    screenshots,
    server,
    shell,
    smoke,
    testing,
)
from dev.databases import Databases
from dev.errors import Interrupted, Stop
from dev.place import LANGUAGES, Place
from dev.progress import say, warn

HELP = """\
make run           Odoo with the addon and demo data on http://localhost:8069
                   PORT=8070; DATA=online-retail or DATA=/path/to/file.csv.gz;
                   DEMO=zh_CN: a demo company that speaks Chinese
make test          all tests; ARGS="-k lunar" for some
make lint          ruff, pylint-odoo, xml, translations
make bench         benchmarks; ARGS=... are passed on
make backtest      the alarm on falling purchases, tried on real orders
make shell         Odoo's Python shell on the database of `make run` (DATA=...)
make screenshots   the pictures in docs/img
make smoke         install, upgrade, uninstall; `make run`, every login and screen, stop
make pot           the translation template, merged into the languages
make stop          end the servers of this clone
make clean         remove its databases and everything generated

Environment: ODOO_PATH (an Odoo 19.0), DATABASE_URL or PG* (a PostgreSQL),
KQ_CACHE (downloads shared by several clones), KQ_DATA (folder of data files).
"""


def port():
    text = os.environ.get("PORT") or "8069"
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Stop(f"PORT={text} is no port number.")
    return int(text)


def data():
    return os.environ.get("DATA", "")


def speech():
    """What the demo company speaks; empty for English."""
    language = os.environ.get("DEMO", "")
    if language and language not in LANGUAGES:
        raise Stop(f"DEMO={language}: known are {', '.join(LANGUAGES)}.")
    if language and data():
        raise Stop("DEMO is for the demo company; leave it out with DATA.")
    return language


def run(place, args):
    server.run(place, port(), data(), speech())


def test(place, args):
    return testing.test(place, args)


def bench(place, args):
    script = place.repo / "benchmarks" / "run.py"
    if not script.is_file():
        raise Stop("There is no benchmarks/run.py yet.")
    with sandbox.opened(place) as box:
        with sandbox.preparing(place):
            base = Databases(box).test()
        conf = box.conf("bench", level="warn")
        env = box.env(KQ_CONF=conf, KQ_DATABASE=base)
        argv = [str(box.python), str(script), *args]
        return subprocess.call(argv, env=env, cwd=place.repo)


def backtest(place, args):
    """Needs neither Odoo nor a database."""
    script = place.repo / "benchmarks" / "backtest.py"
    return subprocess.call([sys.executable, str(script), *args], cwd=place.repo)


def shell_(place, args):
    """Standard input stays the terminal's, so it works interactively."""
    with sandbox.opened(place) as box:
        name = server.named_database(box, data(), speech())
        argv = map(str, box.odoo("shell", "-c", box.conf(name), "-d", name, *args))
        return subprocess.call(list(argv), env=box.env(), cwd=place.repo)


def clean(place, args):
    """Everything this clone made; a shared cache is left alone."""
    server.stop(place)
    if postgres.named():
        with sandbox.opened(place) as box:
            Databases(box).drop_all()
    else:
        postgres.Cluster(place).remove()
    shutil.rmtree(place.state, ignore_errors=True)
    say("removed the databases and .dev")


def smoke_(place):
    lifecycle.check(place)
    smoke.smoke(place)
    smoke.screens(place)


COMMANDS = {
    "run": run,
    "test": test,
    "lint": lambda place, args: lint.lint(place),
    "bench": bench,
    "backtest": backtest,
    "shell": shell_,
    "screenshots": lambda place, args: screenshots.take(place, args),
    "pot": lambda place, args: i18n.pot(place, check="--check" in args),
    "smoke": lambda place, args: smoke_(place),
    "stop": lambda place, args: server.stop(place),
    "clean": clean,
}


def main(argv):
    """Exit code of a command; a known obstacle is one line, never a traceback."""
    name, args = (argv or ["help"])[0], argv[1:]
    if name not in COMMANDS:
        print(HELP, end="")
        return 0 if name == "help" else 2
    shell.raise_on_signals()
    try:
        args += shlex.split(os.environ.get("ARGS", ""))
        return COMMANDS[name](Place.here(), args) or 0
    except Stop as stop:
        warn(f"\n{stop}")
        return 1
    except Interrupted as signal:
        say("stopped")
        return 0 if name == "run" else 128 + signal.args[0]
    except OSError as error:
        warn(f"\n{error.strerror or error}: {error.filename or name}")
        return 1
