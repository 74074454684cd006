"""Child processes: their environment, their output, their end."""

import ctypes
import os
import signal
import subprocess
import sys
from collections import deque

from dev.errors import Interrupted, Stop

# Each of these would make a child read something else than the sandbox.
FOREIGN = (
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONHOME",
    "PYTHONPATH",
    "VIRTUAL_ENV",
    "ODOO_RC",
    "OPENERP_SERVER",
    "MAKEFLAGS",
    "MAKELEVEL",
    "MFLAGS",
)
PR_SET_PDEATHSIG = 1


def clean_env(**extra):
    env = {key: val for key, val in os.environ.items() if key not in FOREIGN}
    env.update({key: str(val) for key, val in extra.items()})
    return env


def die_with_parent():
    """A killed sandbox must not leave a server behind (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def raise_on_signals():
    """SIGTERM, as from ``make stop`` or a CI runner, ends like Ctrl-C does."""

    def interrupt(number, frame):
        raise Interrupted(number)

    signal.signal(signal.SIGTERM, interrupt)
    signal.signal(signal.SIGINT, interrupt)


def ask(argv, **options):
    """Output of a short command, or None when it cannot be had."""
    options.setdefault("env", clean_env())
    options.setdefault("stderr", subprocess.DEVNULL)
    try:
        done = subprocess.run(
            [str(arg) for arg in argv],
            stdout=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
            check=False,
            **options,
        )
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None


def run(argv, *, what, log, on_line=None, **options):
    """Run to the end with the output in ``log``; a failure is one line."""
    last = deque(maxlen=40)
    with open(log, "a", encoding="utf-8") as copy:
        child = start(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)
        try:
            for line in child.stdout:
                copy.write(line)
                last.append(line)
                if on_line:
                    on_line(line)
        finally:
            code = end(child)
    if code:
        raise Stop(failure(what, code, last, log))
    return "".join(last)


def start(argv, **options):
    options.setdefault("env", clean_env())
    options.setdefault("stdin", subprocess.DEVNULL)
    if options.setdefault("text", True):
        options["errors"] = "replace"
    return subprocess.Popen(
        [str(arg) for arg in argv],
        preexec_fn=die_with_parent,  # noqa: PLW1509 (there are no threads)
        **options,
    )


def end(child, patience=20):
    """Wait for a child that finished by itself; stop one that did not."""
    if child.stdout:
        child.stdout.close()
    if sys.exc_info()[0] and child.poll() is None:
        child.terminate()
    try:
        return child.wait(timeout=patience)
    except subprocess.TimeoutExpired:
        child.kill()
        return child.wait()


def failure(what, code, lines, log):
    """The line that most likely says why, then where to read the rest."""
    text = [line.strip() for line in lines if line.strip()]
    telling = [x for x in text if x.startswith(("E:", "error", "ERROR", "FATAL"))]
    telling += [x for x in text if "Error: " in x]
    reason = (telling or text or [f"exit code {code}"])[-1]
    return f"{what} failed: {reason[:300]}\n    All of it: {log}"
