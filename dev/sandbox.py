"""What every command that needs Odoo stands on, built in order and only once."""

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dev import odoo_source, postgres, shell, venv
from dev.locks import exclusive
from dev.place import Place

CONF = """\
[options]
addons_path = {addons}
data_dir = {data}
screenshots = {artifacts}
http_interface = 127.0.0.1
list_db = False
limit_time_real = 1200
max_cron_threads = {crons}
log_level = {level}
"""


@dataclass(frozen=True)
class Sandbox:
    place: Place
    source: odoo_source.Source
    python: Path
    server: postgres.Server

    def env(self, **extra):
        """The environment of a child: its Odoo, its database server, its tools."""
        folders = [str(self.python.parent)]
        folders += [self.server.bin] if self.server.bin else []
        path = ":".join([*folders, shell.clean_env().get("PATH", "")])
        roots = f"{self.source.root}:{self.place.repo}"
        return shell.clean_env(
            **{"PATH": path, "PYTHONPATH": roots, **self.server.env, **extra}
        )

    def conf(self, name, crons=0, level="info"):
        """Always passed to Odoo, which would read a file in the home otherwise."""
        path = self.place.state / f"{name}.conf"
        addons = [*self.source.addons, self.place.repo]
        path.write_text(
            CONF.format(
                addons=",".join(map(str, addons)),
                data=self.data,
                artifacts=self.place.state / "artifacts",
                crons=crons,
                level=level,
            )
        )
        return path

    @property
    def data(self):
        return self.place.state / "data"

    def odoo(self, *args):
        return [self.python, "-m", "odoo", *args]


@contextmanager
def opened(place):
    """Get what is missing, start PostgreSQL, and put it down again at the end."""
    place.manifest()
    place.check_disk(fresh=not any(place.cache.glob("venv-*")))
    source = odoo_source.find(place)
    python = venv.ensure(place)
    with postgres.running(place, python) as server:
        box = Sandbox(place, source, python, server)
        yield box


def preparing(place):
    """Databases are built by one command at a time."""
    return exclusive(place.state / "build.lock", "building the databases")
