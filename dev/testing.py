"""make test: pytest on a database of the files as they are now.

A test that is skipped in silence proves nothing, and neither does a suite that was
not collected: both are counted after the run.
"""

import os
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET

from dev import sandbox, shell
from dev.databases import Databases
from dev.errors import Stop
from dev.locks import exclusive
from dev.progress import say, warn

CHROMIUM = ("google-chrome", "chromium", "chromium-browser")
CLOSING = re.compile(r"\b\d+ (passed|failed|error|skipped|deselected)\b.* in [\d.]+s")


def test(place, args):
    """Run everything, or what ``args`` select; the closing line comes last."""
    strict = bool(os.environ.get("CI"))
    note_chromium(strict)
    with (
        exclusive(place.state / "test.lock", "make test"),
        sandbox.opened(place) as box,
    ):
        name = database(box, strict)
        code, closing = run_pytest(box, name, args)
        if code == 0:
            code = judge(place, closing, whole=not args, strict=strict)
    return code


def database(box, strict):
    with sandbox.preparing(box.place):
        databases = Databases(box)
        databases.check_server()
        name = databases.test()
    report_complaints(databases.complaints, strict)
    return name


def note_chromium(strict):
    if any(map(shutil.which, CHROMIUM)):
        return
    text = "no Chromium on PATH (apt install chromium): browser tours cannot run"
    if strict:
        raise Stop(f"{text}, and CI=true wants them all.")
    say(f"{text} and will be counted as skipped")


def report_complaints(lines, strict):
    for line in lines:
        warn(f"    installing: {line}")
    if lines and strict:
        raise Stop("Installing the addon logged warnings, and CI=true wants none.")


def pytest_argv(box, name, args):
    place = box.place
    argv = [box.python, "-m", "pytest", "--odoo-http", f"--odoo-database={name}"]
    argv += [
        f"--odoo-config={box.conf('test', level='warn')}",
        "-p",
        "no:cacheprovider",
    ]
    argv += ["-rs", "--no-fold-skipped", f"--junitxml={junit(place)}"]
    if not any(selects_files(place, arg) for arg in args):
        argv += suites(place)
    return [*argv, *args]


def suites(place):
    """Doctests belong to the pure parts; those of the addon are in its tools."""
    wanted = ("tests", "dev/tests", "keqin_addon/tools")
    return [path for path in wanted if (place.repo / path).is_dir()]


def selects_files(place, arg):
    path = arg.split("::")[0]
    return not path.startswith("-") and (place.repo / path).exists()


def junit(place):
    return place.state / "artifacts" / "junit.xml"


def run_pytest(box, name, args):
    """Stream pytest's output; return its exit code and closing line."""
    junit(box.place).unlink(missing_ok=True)
    say(f"tests: running on database {name}")
    child = shell.start(
        pytest_argv(box, name, args),
        env=box.env(),
        cwd=box.place.repo,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    closing = ""
    try:
        for line in child.stdout:
            print(line, end="", flush=True)
            closing = line.strip() if CLOSING.search(line) else closing
    finally:
        code = shell.end(child)
    return code, closing


def judge(place, closing, whole, strict):
    """Enough of them ran, and on CI all of them; else say so under the results."""
    ran, skipped = tally(junit(place))
    expected = expected_minimum(place) if whole else 0
    for line in remarks(ran, skipped, expected):
        print(line)
    if skipped or ran < expected:
        print(closing, flush=True)
    excused = tuple(lines(place.repo / "tests" / ".may-skip"))
    unexcused = [name for name in skipped if not name.startswith(excused)]
    return int(ran < expected or (strict and bool(unexcused)))


def remarks(ran, skipped, expected):
    """
    >>> remarks(1, ["a.B.test_c"], 3)
    ['1 skipped: a.B.test_c', 'only 1 tests ran, tests/.expected asks for 3']
    """
    lines = [f"{len(skipped)} skipped: {', '.join(skipped)}"] if skipped else []
    if ran < expected:
        lines.append(f"only {ran} tests ran, tests/.expected asks for {expected}")
    return lines


def expected_minimum(place):
    """Raised by hand when tests are added: a suite that is not found fails."""
    return max(map(int, lines(place.repo / "tests" / ".expected")), default=0)


def lines(path):
    """Without comments; a file that is not there has none."""
    text = path.read_text() if path.is_file() else ""
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def tally(path):
    """How many tests ran and the names of those that did not."""
    cases = list(ET.parse(path).iter("testcase"))
    skipped = [c for c in cases if c.find("skipped") is not None]
    names = [f"{case.get('classname')}.{case.get('name')}" for case in skipped]
    return len(cases) - len(skipped), names
