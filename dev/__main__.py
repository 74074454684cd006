"""Entry point: check the interpreter before importing anything newer than it.

This file alone must stay readable for old Pythons, else they answer with a
syntax error instead of a sentence.
"""

import os
import subprocess
import sys

OLDEST, NEWEST = (3, 10), (3, 13)


def supported(version):
    return OLDEST <= tuple(version[:2]) <= NEWEST


def runs(name):
    """A name on PATH may be a shim of a version that is not there: try it."""
    with open(os.devnull, "w") as nowhere:
        try:
            code = subprocess.call([name, "-c", "pass"], stdout=nowhere, stderr=nowhere)
        except OSError:
            return False
    return code == 0


def another_python():
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        name = "python3.%d" % minor  # noqa: UP031
        if runs(name):
            return name
    return None


def main():
    if not supported(sys.version_info):
        name = another_python()
        if name is None:
            sys.exit(
                "This is Python %d.%d, but the sandbox needs 3.10 to 3.13. "  # noqa: UP031
                "Install one of them, or name it: make run PYTHON=/path/to/python3.12"
                % sys.version_info[:2]
            )
        os.execvp(name, [name, "-m", "dev"] + sys.argv[1:])
    from dev.cli import main as run

    sys.exit(run(sys.argv[1:]))


main()
