"""make lint: everything that can be judged without running Odoo."""

import subprocess
import xml.etree.ElementTree as ET

from dev import shell, venv
from dev.errors import Stop
from dev.place import ADDON, LANGUAGES
from dev.progress import say

FOLDERS = (ADDON, "tests", "dev", "benchmarks")


def lint(place):
    """Run every check before failing, so that one run shows all there is."""
    place.check_disk(fresh=False)
    python = venv.ensure(place)
    venv.ensure_extra(place, python)
    failed = [name for name, check in CHECKS if not passes(place, python, name, check)]
    if failed:
        raise Stop(f"Lint failed: {', '.join(failed)}.")
    say("lint: all clean")


def passes(place, python, name, check):
    say(f"lint: {name}")
    return check(place, python)


def tool(place, python, *args):
    argv = [str(python), "-m", *map(str, args)]
    return subprocess.call(argv, cwd=place.repo, env=shell.clean_env()) == 0


def folders(place):
    return [name for name in FOLDERS if (place.repo / name).is_dir()]


def ruff(place, python):
    return tool(place, python, "ruff", "check", *folders(place))


def ruff_format(place, python):
    return tool(place, python, "ruff", "format", "--check", *folders(place))


def pylint(place, python):
    return tool(place, python, "pylint", "--rcfile=.pylintrc", ADDON)


def xml(place, python):
    """Well-formed; what it means is checked when it is installed."""
    good = True
    for path in sorted(place.addon.rglob("*.xml")):
        try:
            ET.parse(path)
        except ET.ParseError as error:
            print(f"{path.relative_to(place.repo)}: {error}")
            good = False
    return good


def translations(place, python):
    folder = place.addon / "i18n"
    if not (folder / f"{ADDON}.pot").is_file():
        say("    no template yet: run `make pot`")
        return True
    return tool(place, python, "dev.inside.check_po", folder, ADDON, *LANGUAGES)


CHECKS = (
    ("ruff", ruff),
    ("ruff format", ruff_format),
    ("pylint-odoo", pylint),
    ("xml", xml),
    ("translations", translations),
)
