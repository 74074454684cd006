"""Honest progress: what is being done, how much of it there is, how long it took."""

import re
import sys
import time
from contextlib import contextmanager

STARTED = time.monotonic()
HEARTBEAT = 10
DEMO = re.compile(r"Module (\S+): loading demo")
MODULE = re.compile(r"Loading module (\S+) \((\d+)/(\d+)\)")


def clock(seconds):
    """
    >>> clock(61.4)
    '1:01'
    """
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def say(text):
    print(f"[{clock(time.monotonic() - STARTED):>5}] {text}", flush=True)


@contextmanager
def step(text):
    """Announce a step before it starts and say what it took."""
    say(f"{text} ...")
    begin = time.monotonic()
    yield
    say(f"    done in {time.monotonic() - begin:.1f} s")


class Heartbeat:
    """Turn a talkative child into one line every few seconds."""

    def __init__(self):
        self.last = time.monotonic()

    def __call__(self, line):
        note = self._note(line)
        now = time.monotonic()
        if note and now - self.last >= HEARTBEAT:
            self.last = now
            say(f"    {note}")

    @staticmethod
    def _note(line):
        if line.startswith("progress: "):
            return line.removeprefix("progress: ").strip()
        found = MODULE.search(line)
        if found:
            return "module {1} of {2}: {0}".format(*found.groups())
        found = DEMO.search(line)
        return found and f"demo data of {found[1]}"


def warn(text):
    print(text, file=sys.stderr, flush=True)
