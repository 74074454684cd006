"""Benchmarks: grading against a hand-written SQL floor, screens against Odoo's own.

make bench                       10,000 and 100,000 customers
make bench ARGS="--size small"   10,000 customers only
make bench ARGS="--verify"       prove that floor and addon store the same
"""

import argparse
import os
import subprocess
import sys

import archive
import care
import case_sla
import database
import desk
import health
import indicator
import nps_coverage
import occasion
import regrade
import risk
import screens
import survey_wave

from odoo.modules.registry import Registry
from odoo.tools import config

SIZES = {
    "tiny": (500, 5_000),
    "small": (10_000, 100_000),
    "large": (100_000, 1_000_000),
}
HEADER = """\
| | rewritten / moved | floor | ours | ratio | queries |
| --- | --- | --- | --- | --- | --- |"""


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", choices=[*SIZES, "all"], default="all")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--verify", action="store_true", help="prove, time nothing")
    parser.add_argument(
        "--keep", action="store_true", help="keep the databases and use them again"
    )
    parser.add_argument("--config", default=os.environ.get("KQ_CONF"))
    parser.add_argument(
        "--database",
        default=os.environ.get("KQ_DATABASE"),
        help="has the addon; it is copied, not touched",
    )
    parser.add_argument("--growth", metavar="DATABASE", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if not (args.database or args.growth):
        parser.error("say which --database has the addon, or use make bench")
    return args


def main():
    args = arguments()
    options = ["-c", args.config] if args.config else []
    config.parse_config(["--log-level=warn", *options], setup_logging=True)
    if args.growth:
        print(regrade.growth(Registry(args.growth)))
        return
    if not args.verify:
        say("coverage of small NPS intervals")
        print("\n### NPS interval, promoters/passives/detractors\n")
        print(nps_coverage.report(), flush=True)
    for size in ("small", "large") if args.size == "all" else (args.size,):
        bench(args, f"{args.database}_bench_{size}", *SIZES[size])


def bench(args, name, customers, orders):
    title = f"{customers:,} customers, {orders:,} orders"
    say(title)
    try:
        registry, rows = database.opened(
            args.database, name, customers, orders, args.keep, say
        )
        rows += regrade.rows(registry, 0 if args.verify else args.repeat, say)
        # it makes plans of its own, which those of care would overlap
        say("indicators")
        found = indicator.rows(registry, 0 if args.verify else args.repeat)
        rows += [(title, "", *row) for title, *row in found]
        if not args.verify:
            say("lists, forms, memory")
            rows += screens.rows(registry, 3 * args.repeat)
            rows.append(memory_row(args, name, customers))
            rows += care.rows(registry, args.repeat, say)
            rows += occasion.rows(registry, args.repeat, say)
            parts = [("my desk", desk), ("cases", case_sla), ("risks", risk)]
            parts.append(("archives", archive))
            if customers == SIZES["small"][0]:
                # minutes long, and as many people whatever else is there: once
                parts.append(("a survey wave", survey_wave))
            for what, part in parts:
                say(what)
                found = part.rows(registry, args.repeat)
                rows += [(title, "", *row) for title, *row in found]
        say("health of customers")
        rows += health.rows(registry, 0 if args.verify else args.repeat, say)
        print_table(title, rows)
    finally:
        if not args.keep:
            database.drop(name)


def memory_row(args, name, customers):
    """Measured in a process of its own, where nothing has been cached yet."""
    argv = [sys.executable, __file__, "--growth", name]
    argv += ["--config", args.config] if args.config else []
    done = subprocess.run(argv, capture_output=True, text=True, check=True)
    grown = float(done.stdout.split()[-1])
    share = f"{grown * 100_000 / customers:.0f} MB per 100,000 customers"
    return "memory of a full regrade", "", "", f"{grown:.0f} MB", share, ""


def say(text):
    print(f"  {text}", file=sys.stderr, flush=True)


def print_table(title, rows):
    print(f"\n### {title}\n\n{HEADER}")
    for row in rows:
        print(f"| {' | '.join(map(str, row))} |")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
