"""The virtual environment: one lock for every supported Python, no compiler.

uv builds it in seconds; where uv cannot be had, pip does the same in a minute.
"""

import os
import platform
import shutil
import sys
from pathlib import Path

from dev import apt_private, shell
from dev.errors import Stop
from dev.locks import exclusive
from dev.place import digest
from dev.progress import say, step

UV = "uv==0.13.9"
PROBE = (
    "import gevent, lxml.etree, PIL.Image, psycopg2, reportlab.pdfgen.canvas, sass;"
    "import cryptography.hazmat.bindings._rust"
)


def ensure(place):
    """The interpreter of a complete environment, built if need be."""
    tag = digest(place.lock_text, sys.version, platform.machine(), sys.executable)
    folder = place.cache / f"venv-{tag}"
    python = folder / "bin" / "python"
    with exclusive(place.cache / "venv.lock", "installing Python packages"):
        if not (folder / "complete").is_file():
            build(place, folder, python)
    return python


def build(place, folder, python):
    shutil.rmtree(folder, ignore_errors=True)
    installer = Installer(place)
    with step(
        f"Python packages: {count(place.lock_text)} wheels with {installer.name}"
    ):
        installer.create(folder)
        installer.install(python, place.repo / "dev" / "requirements.txt")
    probe(python, place.log("venv"))
    (folder / "complete").touch()


def ensure_extra(place, python):
    """Linters and the screenshot driver: only for the commands that need them."""
    lock = place.repo / "dev" / "requirements-dev.txt"
    stamp = python.parent.parent / f"extra-{digest(lock.read_bytes())}"
    with exclusive(place.cache / "venv.lock", "installing Python packages"):
        if stamp.is_file():
            return
        with step(f"Python packages: {count(lock.read_text())} wheels of the tools"):
            Installer(place).install(python, lock)
        stamp.touch()


def count(lock_text):
    """
    >>> count("# why\\na==1\\nb==2 ; python_version < '3.11'\\n")
    2
    """
    return sum("==" in line.split("#")[0] for line in lock_text.splitlines())


def probe(python, log):
    """A wheel may load a library the system lacks: better said here than by Odoo."""
    shell.run([python, "-c", PROBE], what="Loading the Python packages", log=log)


class Installer:
    """uv if it is there or can be fetched, else pip."""

    def __init__(self, place):
        self.place, self.log = place, place.log("venv")
        self.pip = find_pip(place)
        self.uv = shutil.which("uv") or self._fetch_uv()
        self.name = "uv" if self.uv else "pip"

    def create(self, folder):
        if self.uv:
            argv = [self.uv, "venv", "--quiet", "--python", sys.executable, folder]
        else:
            argv = [sys.executable, "-m", "venv", "--without-pip", folder]
        self._run(argv, "Creating the virtual environment")

    def install(self, python, lock):
        wheels = ["--no-deps", "-r", lock]
        if sys.platform == "linux" and platform.machine() == "x86_64":
            wheels += ["--only-binary", ":all:"]
        what = f"Installing {Path(lock).name}"
        if not self.uv:
            return self._run([*self.pip, "--python", python, "install", *wheels], what)
        argv = [self.uv, "pip", "install", "--quiet", "--compile-bytecode"]
        return self._run([*argv, "--python", python, *wheels], what)

    def _fetch_uv(self):
        target = self.place.cache / "uv"
        if not (target / "complete").is_file():
            shutil.rmtree(target, ignore_errors=True)
            argv = [*self.pip, "install", "--quiet", "--target", target, UV]
            try:
                with step("Python packages: fetching uv, 20 MB"):
                    self._run(argv, "Fetching uv")
            except Stop:
                say("    uv cannot be had, falling back to pip")
                return None
            (target / "complete").touch()
        return target / "bin" / "uv"

    def _run(self, argv, what):
        env = shell.clean_env(
            UV_CACHE_DIR=self.place.cache / "uv-cache",
            UV_PYTHON_DOWNLOADS="never",
            UV_SYSTEM_CERTS="1",
            PIP_DISABLE_PIP_VERSION_CHECK="1",
        )
        index = self._index(env)
        if index:
            env.setdefault("UV_DEFAULT_INDEX", index)
        try:
            shell.run(argv, what=what, log=self.log, env=env)
        except Stop as stop:
            raise Stop(f"{stop}\n    Is the network (or the proxy) up?") from None

    def _index(self, env):
        """uv does not read pip's configuration, where mirrors are set."""
        listing = shell.ask([*self.pip, "config", "list"], env=env) or ""
        found = [
            x for x in listing.splitlines() if x.split("=")[0].endswith(".index-url")
        ]
        return found[-1].split("=", 1)[1].strip("'\"") if found else None


def find_pip(place):
    """pip as a command, even where the distribution split it from Python."""
    if shell.ask([sys.executable, "-m", "pip", "--version"]):
        return [sys.executable, "-m", "pip"]
    wheel = next(iter(pip_wheels(place)), None)
    if not wheel:
        raise Stop(
            "This Python has no pip: install python3-pip (or uv), then run it again."
        )
    return [sys.executable, wheel / "pip"]


def pip_wheels(place):
    folders = [Path(os.__file__).parent / "ensurepip" / "_bundled"]
    folders.append(Path("/usr/share/python-wheels"))
    local = place.cache / "pip" / "usr" / "share" / "python-wheels"
    found = [wheel for f in (*folders, local) for wheel in f.glob("pip-*.whl")]
    if not found and apt_private.usable():
        fetch_pip(place)
        found = list(local.glob("pip-*.whl"))
    return found


def fetch_pip(place):
    """The distribution keeps pip's wheel in a package of its own."""
    log, debs = place.log("venv"), place.cache / "pip-debs"
    apt = apt_private.PrivateApt(place.cache / "apt", ("trixie", "sid"), log)
    with step("Python packages: fetching pip, 2 MB"):
        if not (apt.folder / "apt.conf").is_file():
            apt.update()
        apt.download(["python3-pip-whl/trixie"], debs)
        apt_private.unpack(debs.glob("*.deb"), place.cache / "pip")
