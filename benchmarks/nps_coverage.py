"""How often the interval of a small NPS holds the truth: plain against adjusted.

Draws samples of n = 5..40 from known mixes, with a fixed seed, and counts how often
the 95 % interval contains the true score. Part of make bench, and fails it when the
adjusted interval covers less than 92 %. The last mix is no customer base one meets
often: where nearly everybody is a promoter, six answers may well hold no other, and no
interval of this simple kind covers it fully; it is shown, with a floor of its own.
Alone, without any database::

    python benchmarks/nps_coverage.py
"""

import argparse
import random
import sys
from functools import cache
from pathlib import Path

try:
    from odoo.addons.keqin_addon.tools import satisfaction
except ImportError:  # alone: the addon's pure tools need no Odoo
    sys.path.insert(0, str(Path(__file__).parents[1] / "keqin_addon"))
    from tools import satisfaction

SEED, RUNS = 5, 20_000
SIZES = (5, 6, 8, 10, 15, 20, 30, 40)
# shares of promoters and detractors, and what the adjusted interval has to cover
MIXES = {
    "50/35/15": (0.50, 0.15, 92.0),
    "30/40/30": (0.30, 0.30, 92.0),
    "70/20/10": (0.70, 0.10, 92.0),
    "80/15/5": (0.80, 0.05, 88.0),
}


def plain(promoters, detractors, n):
    """The textbook interval, as most tools print it."""
    value = 100.0 * (promoters - detractors)
    half = satisfaction.Z * satisfaction.standard_error(promoters, detractors, n)
    return value - half, value + half


def coverage(interval, mix, n, runs=RUNS, seed=SEED):
    """Percent of ``runs`` samples of ``n`` answers whose interval holds the truth."""
    draw = random.Random(f"{seed} {mix} {n}")
    weights = [mix[0], mix[1], 1 - mix[0] - mix[1]]
    truth = 100.0 * (mix[0] - mix[1])

    @cache
    def holds(promoters, detractors):
        low, high = interval(promoters / n, detractors / n, n)
        return low - 1e-9 <= truth <= high + 1e-9

    kept = 0
    for _run in range(runs):
        answers = draw.choices("pd-", weights, k=n)
        kept += holds(answers.count("p"), answers.count("d"))
    return 100.0 * kept / runs


def table(runs=RUNS):
    """Rows of n, then pairs of plain and adjusted coverage in percent for each mix."""
    ways = (plain, satisfaction.nps_interval)
    return [
        (n, [[coverage(way, mix, n, runs) for way in ways] for mix in mixes()])
        for n in SIZES
    ]


def mixes():
    return [mix[:2] for mix in MIXES.values()]


def report(runs=RUNS):
    """The table as text.

    :raises SystemExit: when the adjusted interval covers less than it should
    """
    rows = table(runs)
    lines = [
        "| n | " + " | ".join(f"{name} plain | adjusted" for name in MIXES) + " |",
        "| --- " * (1 + 2 * len(MIXES)) + "|",
    ]
    for n, pairs in rows:
        cells = [f"{share:.1f} %" for pair in pairs for share in pair]
        lines.append(f"| {n} | {' | '.join(cells)} |")
    for position, (name, mix) in enumerate(MIXES.items()):
        lowest = min(pairs[position][1] for _n, pairs in rows)
        if lowest < mix[2]:
            raise SystemExit(f"{name}: covered {lowest:.1f} % < {mix[2]} %")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=RUNS)
    print(report(parser.parse_args().runs))


if __name__ == "__main__":
    main()
