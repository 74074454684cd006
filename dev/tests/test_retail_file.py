"""The real file's traps: three decimals, two countries, UK time, no customer."""

import gzip
import tempfile
import unittest
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from dev import retail_file

ROWS = """\
invoice_no,customer_id,country,invoice_date,n_lines,quantity,amount_gbp
489434,13085,United Kingdom,2009-12-01T07:45:00,8,166,505.305
C489449,13085,EIRE,2011-07-01T09:00:00,1,-3,-0.125
A506401,,United Kingdom,2010-04-29T13:36:00,1,1,-53594.36
"""


class TestRetailFile(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "invoices.csv.gz"
        with gzip.open(self.path, "wt", encoding="utf-8") as file:
            file.write(ROWS)
        self.invoices = retail_file.read(self.path)

    def test_amounts_round_half_a_cent_away_from_zero(self):
        amounts = [invoice.amount for invoice in self.invoices]
        wanted = [Decimal("505.31"), Decimal("-0.13"), Decimal("-53594.36")]
        self.assertEqual(amounts, wanted)

    def test_local_time_becomes_utc_in_winter_and_summer(self):
        self.assertEqual(self.invoices[0].utc, datetime(2009, 12, 1, 7, 45))
        self.assertEqual(self.invoices[1].utc, datetime(2011, 7, 1, 8, 0))

    def test_latest_country_wins_and_unidentified_rows_are_no_customer(self):
        self.assertEqual(retail_file.customers(self.invoices), {"13085": "EIRE"})

    def test_last_day_is_local(self):
        self.assertEqual(retail_file.last_day(self.invoices), date(2011, 7, 1))

    def test_plain_text_is_read_as_well(self):
        plain = self.path.with_suffix("")
        plain.write_text(ROWS, encoding="utf-8")
        self.assertEqual(retail_file.read(plain), self.invoices)
