"""Writes the spreadsheets offered when records are imported.

    python dev/import_templates.py

One for each kind of record that a company brings along when it starts: heads that Odoo
recognises, and one row to replace. The files are kept in the repository, where
``tests/test_import_template.py`` really imports them: run this again after a change
here, and never edit them by hand.
"""

from datetime import date, datetime
from pathlib import Path

import xlsxwriter

FOLDER = Path(__file__).parents[1] / "keqin_addon/static/xls"
_CREATED = datetime(2026, 1, 1)  # the same file each time
_COMPANY = "Example Works Ltd."
_PERSON = "Chen Example"

# file: heads in English, as on the screens, and the row to replace
TEMPLATES = {
    "keqin_customer": {
        "Name": _COMPANY,
        "Is a Company": True,
        "Reference": "K-0001",
        "Tax ID": "",
        "Phone": "+86 21 5555 0100",
        "Email": "office@example-works.example",
        "Street": "Lake Road 9",
        "City": "Suzhou",
        "Country": "China",
        "Industry": "",
        "Company Size": "Medium-sized",
        "Cooperation Mode": "Framework agreement",
        "First contract on": date(2024, 3, 1),
        "Founded On": date(2001, 9, 9),
        "Long-term intent": "High",
        "Preferred products": "Goods",
        "Preferences": "Only with spare parts",
        "Business Situation": "Second plant opens next year",
        "Business Needs": "Faster delivery of spare parts",
        "Potential pain points": "Standstill when a pump fails",
        "Development plan": "Service contract for both plants",
    },
    "keqin_contact": {
        "Customer": _COMPANY,
        "Person": f"{_COMPANY}, {_PERSON}",
        "Decision Role": "Decision maker",
        "Hierarchy Level": "Management",
        "Influence": "High",
        "Attitude": "Friendly",
        "Birthday calendar": "Lunar",
        "Birth Month": 8,
        "Birth Day": 15,
        "Preferred Channel": "Visit",
        "Interests": "Go, marathons",
        "Taboos": "Drinks no alcohol",
        "Source of the data": "Told us",
    },
    "keqin_pain_point": {
        "Customer": _COMPANY,
        "What hurts": "Standstill when a pump fails",
        "What it costs them": "Half a day of production",
        "Severity": "High",
        "Since": date(2026, 2, 1),
    },
    "keqin_purchase_intent": {
        "Customer": _COMPANY,
        "What": "Pumps for the second plant",
        "Product category": "Goods",
        "Expected On": date(2026, 10, 1),
        "Expected Amount": 250000,
        "Note": "Budget is approved in summer",
    },
    "keqin_milestone": {
        "Customer": _COMPANY,
        "Milestone": "First plant equipped",
        "Date": date(2024, 6, 1),
        "Kind": "Project",
        "Description": "Twelve pumps in four weeks",
    },
}


def write(path, row):
    """One sheet: heads in bold, wide enough to read, and the row below."""
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": _CREATED})
        head = book.add_format({"bold": True, "bottom": 1})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet("Import")
        sheet.freeze_panes(1, 0)
        for column, (label, value) in enumerate(row.items()):
            sheet.set_column(column, column, max(len(label), len(str(value))) + 2)
            sheet.write(0, column, label, head)
            if isinstance(value, date):
                sheet.write_datetime(1, column, value, day)
            else:
                sheet.write(1, column, value)


def main():
    FOLDER.mkdir(exist_ok=True)
    for name, row in TEMPLATES.items():
        write(FOLDER / f"{name}.xlsx", row)


if __name__ == "__main__":
    main()
