"""Timing two ways of doing the same work on the same rows, fairly.

Both run in a transaction that is rolled back, turn by turn, on tables that were just
vacuumed. On a busy machine compare the CPU seconds, of this process and of its
database server together: wall time is what other programs left over.
"""

import os
import time
from contextlib import contextmanager
from math import isnan, nan
from pathlib import Path
from statistics import median
from typing import NamedTuple

from odoo.api import SUPERUSER_ID, Environment

TICKS = os.sysconf("SC_CLK_TCK")


class Sample(NamedTuple):
    wall: float
    cpu: float
    queries: int


@contextmanager
def undone(registry):
    """An environment whose changes are rolled back at the end."""
    with registry.cursor() as cr:
        # parallel workers would only help the one whose statement does not write
        cr.execute("SET LOCAL max_parallel_workers_per_gather = 0")
        yield Environment(cr, SUPERUSER_ID, {})
        cr.rollback()


@contextmanager
def committed(registry):
    with registry.cursor() as cr:
        yield Environment(cr, SUPERUSER_ID, {})
        cr.commit()


def sample(env, work):
    """Run ``work()`` once: seconds and queries (COPY is not counted)."""
    backend = env.cr._cnx.info.backend_pid
    queries, cpu, wall = env.cr.sql_log_count, _cpu(backend), time.perf_counter()
    work()
    env.flush_all()
    return Sample(
        time.perf_counter() - wall,
        _cpu(backend) - cpu,
        env.cr.sql_log_count - queries,
    )


def in_turn(ways, turns):
    """Samples of each way, taken one after the other in every turn."""
    samples = [[way() for way in ways] for _turn in range(turns)]
    return list(zip(*samples, strict=True))


def medians(samples):
    return Sample(*map(median, zip(*samples, strict=True)))


def ratio(base, ours, goal=None):
    """Of wall times; of CPU seconds too where the server runs beside us.

    The median of each turn's ratio, because a machine is slower in some minutes.
    """
    wall = median(own.wall / floor.wall for floor, own in zip(base, ours, strict=True))
    text = f"{wall:.2f}"
    if not isnan(ours[0].cpu):
        cpu = median(own.cpu / floor.cpu for floor, own in zip(base, ours, strict=True))
        text += f", CPU {cpu:.2f}"
    return f"{text} (goal {goal})" if goal else text


def memory(name):
    """Megabytes of this process: ``VmRSS`` now, ``VmHWM`` at the peak."""
    text = Path("/proc/self/status").read_text()
    return int(text.split(f"{name}:")[1].split()[0]) / 1024


def _cpu(backend):
    """CPU seconds of this process and its server; not a number for one elsewhere."""
    try:
        stat = Path(f"/proc/{backend}/stat").read_text()
    except OSError:
        return nan
    name, fields = stat.rsplit(")", 1)
    if "(postgres" not in name:
        return nan
    user, system = fields.split()[11:13]
    return time.process_time() + (int(user) + int(system)) / TICKS
