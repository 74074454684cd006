"""The life of the addon in somebody's Odoo: install, upgrade, uninstall, install.

Odoo says what went wrong in its log only, so the log has to stay free of warnings;
and what was there before the addon has to be there after it.
"""

from dev import sandbox
from dev.databases import Databases
from dev.errors import Stop
from dev.place import ADDON
from dev.progress import say

TABLES = ("res_partner", "res_users", "res_company", "product_product", "ir_rule")
LEFTOVERS = (
    f"select count(*) from ir_model_data where module = '{ADDON}'",
    "select count(*) from information_schema.tables where table_name like 'keqin%'",
    "select count(*) from information_schema.columns where column_name like 'keqin%'",
)


def check(place):
    with sandbox.opened(place) as box, sandbox.preparing(place):
        databases = Databases(box)
        with databases.scratch("keqin_lifecycle") as name:
            before = counts(databases, name)
            databases.install(name)
            databases.upgrade(name)
            databases.uninstall(name)
            compare(before, counts(databases, name))
            databases.install(name)
        if databases.complaints:
            raise Stop(
                "\n".join(["The addon's life is not clean:", *databases.complaints])
            )
    say("lifecycle: installed, upgraded, uninstalled, installed again; clean logs")


def counts(databases, name):
    statements = [f"select count(*) from {table}" for table in TABLES]
    rows = [databases.sql(text, database=name)[0][0] for text in statements]
    return dict(zip(TABLES, rows, strict=True)) | {
        text: databases.sql(text, database=name)[0][0] for text in LEFTOVERS
    }


def compare(before, after):
    """
    >>> compare({"a": 1}, {"a": 1})
    >>> compare({"a": 1}, {"a": 2})
    Traceback (most recent call last):
    ...
    dev.errors.Stop: Uninstalling changed what was there before: a: 1 -> 2
    """
    changed = [f"{k}: {n} -> {after[k]}" for k, n in before.items() if after[k] != n]
    if changed:
        raise Stop(f"Uninstalling changed what was there before: {', '.join(changed)}")
