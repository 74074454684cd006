"""Archives, their reports, personal cards and audiences of many customers.

Floors: a plain UPDATE of the same column where we count anew; the same grouping of the
care files themselves where a report joins more; the same cards read without noting who
opened them; reading all people and cards where an audience is chosen.

Part of make bench; alone it runs on any database that has the addon, and leaves
nothing behind::

    python benchmarks/archive.py --config odoo.conf --database NAME
"""

import argparse
import os

import measure

from odoo.modules.registry import Registry
from odoo.tools import SQL, config

CARDS = """
    INSERT INTO keqin_contact (partner_id, customer_id, company_id, decision_role,
                               interests, active, create_date, write_date)
    SELECT DISTINCT ON (c.id) p.id, c.id, c.company_id, 'decider', 'Tea', TRUE,
           now(), now()
      FROM keqin_customer c JOIN res_partner p ON p.parent_id = c.partner_id
     WHERE NOT EXISTS (SELECT FROM keqin_contact k WHERE k.customer_id = c.id)
"""
SECTIONS = """
    INSERT INTO keqin_archive_section (customer_id, section, updated_on,
                                       create_date, write_date)
    SELECT c.id, section, now() - (c.id % 400) * INTERVAL '1 day', now(), now()
      FROM keqin_customer c, unnest(ARRAY['basic', 'people', 'needs']) section
        ON CONFLICT DO NOTHING
"""


def rows(registry, turns):
    """Lines of the table: title, floor, ours, ratio, queries."""
    with measure.undone(registry) as env:
        for statement in (CARDS, SECTIONS):
            env.cr.execute(statement)
        env.cr.execute("ANALYZE keqin_contact; ANALYZE keqin_archive_section")
        env.invalidate_all()
        boss = env(user=_reader(env, "executive"))
        cases = {
            "completeness, all rewritten": (_plain_update, _completeness),
            "three clears, nothing changed": (_plain_read, _clears),
            "data quality by account manager": (_files_by_owner, _quality),
            "relationship layers by tier": (_files_by_tier, _layers),
            "80 personal cards, opened today": (_cards_unseen, _cards),
            "audience of a mailing, all customers": (_people, _audience),
        }
        return [_row(boss, title, *ways, turns) for title, ways in cases.items()]


def _row(env, title, floor, ours, turns):
    def once(work):
        env.invalidate_all()
        return measure.sample(env, lambda: work(env))

    ways = [lambda work=work: once(work) for work in (floor, ours)]
    measure.in_turn(ways, 1)  # fills the caches that last
    base, own = measure.in_turn(ways, turns)
    return (
        title,
        f"{measure.medians(base).wall:.2f} s",
        f"{measure.medians(own).wall:.2f} s",
        measure.ratio(base, own),
        int(measure.medians(own).queries),
    )


def _reader(env, role):
    group = env.ref(f"keqin_addon.group_keqin_{role}")
    company = env["keqin.customer"].search([], limit=1).company_id
    return env["res.users"].create(
        {
            "name": f"Benchmark {role}",
            "login": f"benchmark_{role}",
            "company_id": company.id,
            "company_ids": [(6, 0, company.ids)],
            "group_ids": [(6, 0, group.ids)],
        }
    )


def _plain_update(env):
    """Leaves every file with a figure that is not its own."""
    env.cr.execute("UPDATE keqin_customer SET completeness = -1")


def _completeness(env):
    # after the floor, which changed every file
    env["keqin.customer"].sudo()._update_completeness(SQL("TRUE"))


def _plain_read(env):
    env.cr.execute("SELECT id, clear_needs, clear_people FROM keqin_customer")
    env.cr.fetchall()


def _clears(env):
    env["keqin.customer"].sudo()._update_clears(SQL("TRUE"))


def _files_by_owner(env):
    measures = ["completeness:avg", "__count"]
    env["keqin.customer"].formatted_read_group([], ["user_id"], measures)


def _quality(env):
    measures = ["completeness:avg", "freshness:avg", "truth:avg", "__count"]
    env["keqin.archive.quality"].formatted_read_group([], ["user_id"], measures)


def _files_by_tier(env):
    measures = ["csat_last:avg", "__count"]
    env["keqin.customer"].formatted_read_group([], ["tier"], measures)


def _layers(env):
    report = env["keqin.layer.report"]
    report.formatted_read_group([], ["layer", "tier"], ["met:avg", "__count"])


def _cards_unseen(env):
    env["keqin.contact"].sudo().search_read([], ["partner_id", "interests"], limit=80)


def _cards(env):
    env["keqin.contact"].search_read([], ["partner_id", "interests"], limit=80)


def _people(env):
    names = ["commercial_partner_id", "email_normalized", "name"]
    domain = [("parent_id", "!=", False)]
    people = env["res.partner"].sudo().search_fetch(domain, names)
    people.mapped("email_normalized")
    cards = env["keqin.contact"].sudo().search_fetch([], ["partner_id"])
    cards.mapped("decision_role")


def _audience(env):
    company = env.company
    activity = (
        env["keqin.marketing.activity"]
        .sudo()
        .new({"name": "All", "company_id": company.id, "people": "main"})
    )
    activity._recipients()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--config", default=os.environ.get("KQ_CONF"))
    parser.add_argument("--database", required=True)
    args = parser.parse_args()
    options = ["-c", args.config] if args.config else []
    config.parse_config(["--log-level=warn", *options], setup_logging=True)
    for row in rows(Registry(args.database), args.repeat):
        print(f"| {' | '.join(map(str, row))} |")


if __name__ == "__main__":
    main()
