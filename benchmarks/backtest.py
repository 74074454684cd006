"""Back-test: do customers that fall behind their own rhythm in fact stop buying?

As of 2011-06-09, on real orders, with `tools.rhythm` as it runs in the addon, against a
plain rule: so many days without an order. docs/health.md says what came of it. Reads
the file alone, no database::

    make backtest
    python benchmarks/backtest.py [--file FILE] [--as-of 2011-06-09]

Every rule is judged by the same question: of those flagged, how many had no order day
from the day after until half a year later? Shares with their 95 % interval (Wilson).
"""

import argparse
import sys
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from statistics import median
from typing import NamedTuple

REPO = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPO))

from tests import retail_check


def _tool(name):
    """A pure module of the addon, without Odoo."""
    path = REPO / "keqin_addon" / "tools" / f"{name}.py"
    spec = spec_from_file_location(f"keqin_backtest_{name}", path)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


rhythm = _tool("rhythm")
pareto = _tool("pareto")

AS_OF = date(2011, 6, 9)
HORIZON = timedelta(days=183)  # to 2011-12-09, the last day of the file
FACTORS = (2, 3, 4, 6)
HEADER = """\
| Customers | Number | Days silent | Bought nothing | Fell below half | Worth |
| --- | ---: | ---: | ---: | ---: | ---: |"""


class Case(NamedTuple):
    """A customer on the day of the test, and what came of it in the half-year after.

    ``gone``: it bought nothing. ``fell``: its purchases were less than half of what it
    had bought in a half-year of the year before, on average.
    """

    customer: str
    silence: int
    own: NamedTuple
    year: Decimal
    gone: bool
    fell: bool


class Group(NamedTuple):
    """Customers that a rule flags."""

    title: str
    cases: list

    def share(self, outcome):
        """Percent with that outcome, and both ends of its interval."""
        part = sum(getattr(case, outcome) for case in self.cases)
        total = len(self.cases)
        return pareto.percent(part, total), *pareto.wilson(part, total)

    @property
    def silence(self):
        return median(case.silence for case in self.cases)

    @property
    def at_stake(self):
        """What those that fell had bought in the year before, in £1,000."""
        return round(sum(case.year for case in self.cases if case.fell) / 1000)


def read_cases(path, as_of=AS_OF):
    """A case for each customer with an order day up to ``as_of``."""
    net = defaultdict(lambda: defaultdict(Decimal))
    for customer, day, amount in retail_check.read(path):
        net[customer][date.fromisoformat(day)] += amount
    found = (_case(customer, days, as_of) for customer, days in sorted(net.items()))
    return [case for case in found if case]


def _case(customer, net, as_of):
    ordered = sorted(day for day, amount in net.items() if amount > 0)
    known = [day for day in ordered if day <= as_of]
    if not known:
        return None

    def ordered_within(first, last):
        """Order days that many days ago, both ends in."""
        return sum(first <= (as_of - day).days <= last for day in known)

    trend = rhythm.trend(
        ordered_within(0, rhythm.HALF_YEAR - 1),
        ordered_within(rhythm.YEAR, rhythm.YEAR + rhythm.HALF_YEAR - 1),
        rhythm.TREND_ORDERS,
    )
    after = [day for day in net if as_of < day <= as_of + HORIZON]
    year = sum((net[day] for day in net if 0 <= (as_of - day).days < 365), Decimal())
    return Case(
        customer,
        (as_of - known[-1]).days,
        rhythm.rhythm(known, as_of, trend),
        year,
        not any(net[day] > 0 for day in after),
        sum((net[day] for day in after), Decimal()) < year / 4,
    )


def longest_silent(cases, number):
    """The plain rule: those without an order for the longest time."""
    return sorted(cases, key=lambda case: (-case.silence, case.customer))[:number]


def compare(cases):
    """Groups by rule, each next to the plain rule that flags as many."""
    known = [case for case in cases if case.own.state]
    behind = [case for case in known if case.own.state in ("declining", "silent")]
    declining = [case for case in behind if case.own.state == "declining"]
    not_silent = [case for case in known if case.own.state != "silent"]
    plain = longest_silent(known, len(behind))
    among = longest_silent(not_silent, len(declining))
    return [
        Group("Declining or silent by own rhythm", behind),
        Group("As many, longest without an order", plain),
        Group("All with a rhythm", known),
        Group("Declining, not yet silent", declining),
        Group("As many not silent, longest without an order", among),
        Group("All with a rhythm, not silent", not_silent),
        Group("Flagged by own rhythm alone", _without(behind, plain)),
        Group("Flagged by days without an order alone", _without(plain, behind)),
        Group("As many of all customers, longest", longest_silent(cases, len(behind))),
        Group("All customers", cases),
    ]


def _without(cases, others):
    names = {case.customer for case in others}
    return [case for case in cases if case.customer not in names]


def lost(cases):
    """Groups by the factor after which a customer counts as lost."""
    known = [case for case in cases if case.own.interval]
    groups = [
        Group(
            f"{factor} own intervals",
            [
                case
                for case in known
                if rhythm.is_lost(case.silence, case.own.interval, factor, 0)
            ],
        )
        for factor in FACTORS
    ]
    unknown = [case for case in cases if not case.own.interval]
    year = [case for case in unknown if case.silence >= 365]
    return [*groups, Group("365 days, no rhythm known", year)]


def table(groups):
    """The groups as a table in Markdown."""
    lines = [HEADER]
    lines += [
        f"| {group.title} | {len(group.cases):,} | {group.silence:.0f} |"
        f" {percent(*group.share('gone'))} | {percent(*group.share('fell'))} |"
        f" £{group.at_stake:,}k |"
        for group in groups
        if group.cases
    ]
    return "\n".join(lines)


def percent(share, low, high):
    """A share with its interval, as `43.7 % (40.5-47.1)`."""
    return f"{share:.1f} % ({low:.1f}–{high:.1f})"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--file", type=Path, default=retail_check.find_file())
    parser.add_argument("--as-of", type=date.fromisoformat, default=AS_OF)
    args = parser.parse_args()
    if not args.file:
        sys.exit(f"{retail_check.FILE} was not found, name it with --file")
    cases = read_cases(args.file, args.as_of)
    print(f"As of {args.as_of}, bought nothing until {args.as_of + HORIZON}\n")
    print(table(compare(cases)))
    print("\nCounted as lost after\n")
    print(table(lost(cases)))


if __name__ == "__main__":
    main()
