"""File locks: the kernel drops them when a process dies, however it dies."""

import fcntl
from contextlib import contextmanager

from dev.progress import say


@contextmanager
def exclusive(path, waiting_for):
    """Only one process at a time; say so when another one is at it."""
    with open(path, "a+") as file:
        if not _try(file, fcntl.LOCK_EX):
            say(f"waiting for another make target: {waiting_for}")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def take_shared(path):
    """Count as a user of something until the returned file is closed."""
    file = open(path, "a+")  # noqa: SIM115
    fcntl.flock(file, fcntl.LOCK_SH)
    return file


def is_free(path):
    """Does nobody hold it, neither shared nor alone?"""
    with open(path, "a+") as file:
        return _try(file, fcntl.LOCK_EX)


def _try(file, kind):
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
