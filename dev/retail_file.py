"""Read a file of invoices: rows, customers, countries. No Odoo in here."""

import csv
import gzip
from dataclasses import dataclass
from datetime import datetime, timezone
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Europe/London")
CENT = Decimal("0.01")
# The source's own names for what has another name, or none, in the ISO list.
COUNTRY_CODES = {
    "Czech Republic": "CZ",
    "EIRE": "IE",
    "Hong Kong": "HK",
    "Korea": "KR",
    "RSA": "ZA",
    "USA": "US",
    "United Arab Emirates": "AE",
    "United Kingdom": "GB",
}
# No country of the list, or several: the source's word is kept as a note.
NO_COUNTRY = ("Channel Islands", "European Community", "Unspecified", "West Indies")


@dataclass(frozen=True)
class Invoice:
    number: str
    customer: str
    country: str
    local: datetime
    amount: Decimal

    @property
    def utc(self):
        """Odoo stores naive UTC.

        >>> Invoice("1", "", "", datetime(2011, 7, 1, 9), Decimal(0)).utc
        datetime.datetime(2011, 7, 1, 8, 0)
        """
        moment = self.local.replace(tzinfo=LOCAL)
        return moment.astimezone(timezone.utc).replace(tzinfo=None)


def parse(row):
    return Invoice(
        number=row["invoice_no"].strip(),
        customer=row["customer_id"].strip(),
        country=row["country"].strip(),
        local=datetime.fromisoformat(row["invoice_date"]),
        amount=cents(row["amount_gbp"]),
    )


def cents(text):
    """Half a cent goes away from zero, as the currency rounds.

    >>> cents("1.005"), cents("-1.005")
    (Decimal('1.01'), Decimal('-1.01'))
    """
    return Decimal(text).quantize(CENT, rounding=ROUND_HALF_UP)


def read(path):
    opener = gzip.open if str(path).endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8", newline="") as file:
        return [parse(row) for row in csv.DictReader(file)]


def customers(invoices):
    """Customer number -> country of the latest invoice: some moved."""
    latest = {}
    for invoice in sorted(invoices, key=lambda i: (i.local, i.number)):
        if invoice.customer:
            latest[invoice.customer] = invoice.country
    return latest


def last_day(invoices):
    return max(invoice.local for invoice in invoices).date()
