"""Find Odoo 19.0: a checkout, an installed one, else the distribution's package."""

import importlib.util
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from dev import apt_private, shell
from dev.errors import Stop
from dev.locks import exclusive
from dev.place import digest
from dev.progress import say, step

SERIES = "19.0"
PACKAGE = "odoo-19"
# The package's only missing parts are libraries the distribution ships on its own.
COMPANIONS = (
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-roboto-unhinted",
    "fonts-montserrat",
    "fonts-inconsolata",
    "fonts-ocr-b",
    "fonts-font-awesome",
    "fonts-glyphicons-halflings",
)
SUITES = ("trixie", "sid")
NAMES = (f"{PACKAGE}/sid", *(f"{name}/trixie" for name in COMPANIONS))
# Left out of the package for its licence, yet named in the web client's bundle:
# without any file there each page logs an error, which fails every browser test.
STUB = Path("mail/static/lib/selfie_segmentation/selfie_segmentation.js")
STUB_TEXT = "/* not in the distribution's package: no background blur in calls */\n"
HELP = (
    "Odoo 19.0 was not found. Get it with\n"
    "    git clone --depth 1 --branch 19.0 <the odoo/odoo repository> odoo-19\n"
    "and set ODOO_PATH to that folder."
)


@dataclass(frozen=True)
class Source:
    """``root`` is what goes on PYTHONPATH; ``stamp`` changes when the code does."""

    root: Path
    stamp: str

    @property
    def addons(self):
        inner, outer = self.root / "odoo" / "addons", self.root / "addons"
        return [outer, inner] if (outer / "web").is_dir() else [inner]


def series(root):
    """
    >>> series(Path("/nonexistent")) is None
    True
    """
    try:
        text = (root / "odoo" / "release.py").read_text()
    except OSError:
        return None
    found = re.search(r"^version_info = \((\d+), *(\d+)", text, re.MULTILINE)
    return found and ".".join(found.groups())


def find(place):
    return from_environment() or installed() or packaged(place)


def from_environment():
    """ODOO_PATH was set on purpose: anything wrong with it is an error."""
    value = os.environ.get("ODOO_PATH")
    if not value:
        return None
    root = Path(value).expanduser().absolute()
    if series(root) != SERIES:
        found = series(root) or "no Odoo"
        raise Stop(f"ODOO_PATH={value} holds {found}, but {SERIES} is needed.")
    return Source(root, revision(root))


def installed():
    """An Odoo that Python can import, if it is whole (see STUB)."""
    spec = importlib.util.find_spec("odoo")
    roots = [Path(p).parent for p in (spec.submodule_search_locations if spec else ())]
    if shutil.which("odoo"):
        roots.append(Path("/usr/lib/python3/dist-packages"))
    for root in roots:
        source = Source(root, revision(root))
        if series(root) == SERIES and any((a / STUB).exists() for a in source.addons):
            return source
    return None


def revision(root):
    """A checkout's commit, else the release file: enough to notice an update."""
    head = shell.ask(["git", "-C", root, "rev-parse", "HEAD"])
    if head and (root / ".git").exists():
        return head.strip()[:12]
    release = root / "odoo" / "release.py"
    return digest(root, release.stat().st_mtime_ns) if release.exists() else ""


def packaged(place):
    """The extracted package, made once and renamed into place when whole."""
    tree = place.cache / "odoo"
    with exclusive(place.cache / "odoo.lock", "getting Odoo"):
        if not (tree / "version").is_file():
            make(place, tree)
    return Source(dist_packages(tree), (tree / "version").read_text().strip())


def dist_packages(tree):
    return tree / "usr" / "lib" / "python3" / "dist-packages"


def make(place, tree):
    if not apt_private.usable():
        raise Stop(HELP)
    log = place.log("odoo")
    debs = place.cache / "debs"
    if not complete(debs):
        download(place, debs, log)
    fresh = tree.with_name("odoo.tmp")
    with step("Odoo: unpacking 1.3 GB"):
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.rmtree(tree, ignore_errors=True)
        apt_private.unpack(sorted(debs.glob("*.deb")), fresh)
    finish(fresh, debs)
    fresh.rename(tree)


def complete(debs):
    return (debs / "complete").is_file()


def download(place, debs, log):
    apt = apt_private.PrivateApt(place.cache / "apt", SUITES, log)
    with step("Odoo: reading the package lists, 21 MB"):
        apt.update()
    size = apt.size(NAMES)
    if not size:
        raise Stop(f"The mirror does not carry {PACKAGE} any more.\n{HELP}")
    with step(f"Odoo: downloading {len(NAMES)} packages, {size >> 20} MB"):
        shutil.rmtree(debs, ignore_errors=True)
        apt.download(NAMES, debs)
    (debs / "complete").touch()


def finish(tree, debs):
    """Add the one missing file and refuse a tree with loose ends."""
    addons = dist_packages(tree) / "odoo" / "addons"
    (addons / STUB).parent.mkdir(parents=True, exist_ok=True)
    (addons / STUB).write_text(STUB_TEXT)
    if series(dist_packages(tree)) != SERIES:
        raise Stop(f"The package {PACKAGE} is not Odoo {SERIES}.\n{HELP}")
    loose = sum(p.is_symlink() and not p.exists() for p in tree.rglob("*"))
    if loose:
        say(f"    {loose} links of the package lead nowhere: some icons may be missing")
    (tree / "version").write_text(next(debs.glob(f"{PACKAGE}_*.deb")).name)
