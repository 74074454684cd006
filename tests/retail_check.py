"""Are the figures of real customers those of the file? Recomputed from the file.

Shares no code with the addon or the loader: csv, Decimal and the dates as they are
written in the file, which are local. Runs on any database into which the file was
loaded and graded as of its last day::

    python -m tests.retail_check --config odoo.conf --db online_retail [--file FILE]
"""

import argparse
import csv
import gzip
import os
import sys
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

FILE = "online_retail_2009_2011_invoices.csv.gz"
CENT = Decimal("0.01")
# the customers that lead by gross amount and cancelled it all within minutes
CANCELLED = ("12346", "16446")
WINDOW = "2010-12-10", "2011-12-09"
BEFORE = "2009-12-10", "2010-12-09"
EVER = "2009-12-01", "2011-12-09"


def find_file():
    """The file of real invoices, or None; it is not part of the repository."""
    repo = Path(__file__).resolve().parent.parent
    folders = [repo.parent / "shared" / "data", repo / "dev" / "data"]
    if os.environ.get("KQ_DATA"):
        folders.insert(0, Path(os.environ["KQ_DATA"]).expanduser())
    return next((f / FILE for f in folders if (f / FILE).is_file()), None)


def read(path):
    """Rows of the file as (customer, day, amount), identified customers only."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return [
            (
                row["customer_id"],
                row["invoice_date"][:10],
                Decimal(row["amount_gbp"]).quantize(CENT, rounding=ROUND_HALF_UP),
            )
            for row in csv.DictReader(file)
            if row["customer_id"]
        ]


def figures(rows, first, last):
    """Net amount and number of positive invoices by customer, both days in."""
    found = defaultdict(lambda: (Decimal(0), 0))
    for customer, day, amount in rows:
        if first <= day <= last:
            net, orders = found[customer]
            found[customer] = net + amount, orders + (amount > 0)
    return found


def differences(customers, path):
    """What is wrong with the care files of all customers of the file, as lines.

    :param customers: `keqin.customer` records, graded as of the last day
    """
    rows = read(path)
    by_ref = {customer.partner_id.ref: customer for customer in customers}
    wanted = {customer for customer, _day, _amount in rows}
    lines = [f"{ref}: no care file" for ref in sorted(wanted - set(by_ref))]
    lines += [
        f"{ref}: not in the file" for ref in sorted(set(by_ref) - wanted, key=str)
    ]
    periods = [figures(rows, *period) for period in (WINDOW, BEFORE, EVER)]
    for ref in sorted(wanted & set(by_ref)):
        (amount, orders), (before, _), (ever, _) = (period[ref] for period in periods)
        lines += _wrong(by_ref[ref], amount, orders, before, ever)
    return lines


def _wrong(customer, amount, orders, before, ever):
    expected = {
        "amount_window": amount,
        "orders_window": orders,
        "amount_previous": before,
        "amount_total": ever,
    }
    ref = customer.partner_id.ref
    for name, value in expected.items():
        # the shortest text of a float is exact to the cent at these sizes
        if Decimal(str(customer[name])) != value:
            yield f"{ref}: {name} is {customer[name]}, the file says {value}"
    if amount <= 0 and customer.tier:
        yield f"{ref}: tier {customer.tier} for an amount of {amount}"
    if ref in CANCELLED and customer.tier == "A":
        yield f"{ref}: tier A for cancelled orders"
    sections = customer.grade_explanation or {"value": [], "potential": []}
    for section, parts in sections.items():
        points = sum((Decimal(str(part["points"])) for part in parts), Decimal(0))
        if points != Decimal(str(customer[f"{section}_score"])):
            yield f"{ref}: the parts of {section} add up to {points}"


def main():
    import odoo.api
    from odoo.modules.registry import Registry
    from odoo.tools import config

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", required=True)
    parser.add_argument("--db", required=True)
    parser.add_argument("--file", type=Path, default=find_file())
    args = parser.parse_args()
    if not args.file:
        sys.exit(f"{FILE} was not found, name it with --file")
    config.parse_config(["-c", args.config, "-d", args.db, "--no-http"])
    with Registry(args.db).cursor() as cr:
        env = odoo.api.Environment(cr, odoo.api.SUPERUSER_ID, {})
        customers = env["keqin.customer"].search([])
        lines = differences(customers, args.file)
        print("\n".join(lines[:20]))
        print(f"{len(customers)} customers compared, {len(lines)} differences")
    sys.exit(bool(lines or not customers))


if __name__ == "__main__":
    main()
