"""Databases to measure on: copies of one that has the addon, filled and graded."""

import dataset
import measure

import odoo.sql_db
from odoo.modules.registry import Registry

# Vacuumed by us, between the measurements and not in the middle of one.
TABLES = (
    "keqin_activity",
    "keqin_customer",
    "keqin_grade_change",
    "keqin_plan",
    "keqin_plan_line",
    "res_partner",
)


def opened(template, name, customers, orders, keep, say):
    """A filled database, and the line of what was measured while filling it."""
    if keep and _exists(name):
        say(f"using {name} as it is")
        return Registry(name), []
    drop(name)
    _maintenance(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    registry = Registry(name)
    with measure.committed(registry) as env:
        say("inserting orders")
        dataset.fill(env, customers, orders)
    vacuum(registry, "ANALYZE")
    with measure.committed(registry) as env:
        say("opening care files")
        sample = measure.sample(env, lambda: policy(env).action_enroll())
        dataset.know(env)
        for table in TABLES:
            env.cr.execute(f"ALTER TABLE {table} SET (autovacuum_enabled = off)")
    vacuum(registry, "ANALYZE")
    speed = f"{customers / sample.wall:,.0f} customers/s"
    seconds = f"{sample.wall:.1f} s"
    return registry, [("enrolment", "", "", seconds, speed, sample.queries)]


def drop(name):
    odoo.sql_db.close_db(name)
    _maintenance(f'DROP DATABASE IF EXISTS "{name}"')


def policy(env):
    return env["keqin.grading.policy"].search([], limit=1, order="id")


def vacuum(registry, *options):
    """Clear away what transactions that were rolled back left behind."""
    tables = "" if options else ", ".join(TABLES)
    with registry.cursor() as cr:
        _autocommit(cr, f"VACUUM {' '.join(options)} {tables}")


def _exists(name):
    with odoo.sql_db.db_connect("postgres").cursor() as cr:
        cr.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return bool(cr.rowcount)


def _maintenance(statement):
    with odoo.sql_db.db_connect("postgres").cursor() as cr:
        _autocommit(cr, statement)


def _autocommit(cr, statement):
    cr.rollback()
    cr._cnx.autocommit = True
    try:
        cr.execute(statement)
    finally:
        cr._cnx.autocommit = False
