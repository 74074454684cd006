"""A survey wave to 10,000 people, against Odoo's own batch sending of the same mail.

The floor is what Odoo can do at best: one ``create`` for each thousand answers, whose
values are known already, and its own ``send_mail_batch``. We find out whom to ask and
whom not, note it, check again, write each mail in the language of the person, and keep
what tells another server. Most of the time of ours is Odoo's rendering of the mails.

Part of make bench; alone it runs on any database that has the addon, and leaves
nothing behind::

    python benchmarks/survey_wave.py --config odoo.conf --database NAME
"""

import argparse
import os
from unittest.mock import patch

import measure

from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.tools import config, split_every

GOAL = 1
PEOPLE = 10_000
BATCH = 1_000
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
}

COMPANIES = """
    INSERT INTO res_partner (name, complete_name, is_company, active, type,
                             partner_share, color, autopost_bills, create_date,
                             write_date)
    SELECT 'Wave ' || n, 'Wave ' || n, TRUE, TRUE, 'contact', TRUE, 0, 'ask', now(),
           now()
      FROM generate_series(1, %(people)s) n
    RETURNING id
"""
OWN = "UPDATE res_partner SET commercial_partner_id = id WHERE id = ANY(%(companies)s)"
CUSTOMERS = """
    INSERT INTO keqin_customer (partner_id, company_id, active, lifecycle, create_date,
                                write_date)
    SELECT unnest(%(companies)s), %(company)s, TRUE, 'active', now(), now()
    RETURNING id
"""
CONTACTS = """
    INSERT INTO res_partner (name, complete_name, parent_id, commercial_partner_id,
                             is_company, active, type, partner_share, color, email,
                             email_normalized, lang, autopost_bills, create_date,
                             write_date)
    SELECT 'Person ' || id, 'Person ' || id, id, id, FALSE, TRUE, 'contact', TRUE, 0,
           id || '@wave.example.com', id || '@wave.example.com', 'en_US', 'ask', now(),
           now()
      FROM unnest(%(companies)s) id
"""


def rows(registry, _turns=1):
    """Lines of the table: title, floor, ours, ratio, queries; long enough for once."""
    floor = by_odoo(registry)
    ours, again = by_wave(registry)
    return [
        (
            f"a survey to {PEOPLE:,} people, against send_mail_batch",
            f"{floor.wall:.1f} s",
            f"{ours.wall:.1f} s",
            measure.ratio([floor], [ours], GOAL),
            ours.queries,
        ),
        ("everybody is asked", "", f"{again.wall:.2f} s", "", again.queries),
    ]


def by_wave(registry):
    """Samples of asking everybody, and of the same with nothing left to do."""
    with measure.undone(registry) as env:
        wave = launched(env)

        def run():
            wave._prepare()
            env["keqin.survey.invitation"]._send_due()

        ours = measure.sample(env, run)
        env.invalidate_all()
        return ours, measure.sample(env, run)


def by_odoo(registry):
    """A sample of creating the same answers, and of Odoo's sending its mail to them."""
    with measure.undone(registry) as env:
        launched(env)._prepare()
        answers = answers_to_make(env)
        template = env.ref("survey.mail_template_user_input_invite")

        def run():
            for some in split_every(BATCH, answers, list):
                made = env["survey.user_input"].with_context(**QUIET).create(some)
                template.with_context(**QUIET).send_mail_batch(made.ids)
                env.flush_all()
                env.invalidate_all()

        return measure.sample(env, run)


def answers_to_make(env):
    """Values of the answers that the wave would make, without a trace of them."""
    kept = []
    answers = type(env["survey.user_input"])
    real = answers.create

    def create(self, vals_list):
        kept.extend(dict(vals) for vals in vals_list)
        return real(self, vals_list)

    invitations = type(env["keqin.survey.invitation"])
    savepoint = env.cr.savepoint()
    with (
        patch.object(answers, "create", create),
        patch.object(invitations, "_queue_mails"),
    ):
        env["keqin.survey.invitation"]._send_due()
    savepoint.rollback()
    env.invalidate_all()
    return kept


def launched(env):
    """A wave to new customers with one person each, to be noted and sent."""
    company = env.company
    values = {"people": PEOPLE, "company": company.id}
    env.cr.execute(COMPANIES, values)
    values["companies"] = [id_ for [id_] in env.cr.fetchall()]
    env.cr.execute(OWN, values)
    env.cr.execute(CUSTOMERS, values)
    customers = [id_ for [id_] in env.cr.fetchall()]
    env.cr.execute(CONTACTS, values)
    survey = env["survey.survey"].create(
        {
            "title": "Benchmark",
            "access_mode": "token",
            "question_and_page_ids": [
                Command.create(
                    {
                        "title": f"Question {n}",
                        "question_type": "scale",
                        "keqin_metric": "nps",
                    }
                )
                for n in range(5)
            ],
        }
    )
    wave = env["keqin.survey.wave"].create(
        {
            "name": "Benchmark",
            "survey_id": survey.id,
            "people": "all",
            "customer_domain": f"[('id', 'in', {customers})]",
        }
    )
    wave._launch()
    env.flush_all()
    env.cr.execute("ANALYZE res_partner, keqin_customer")
    env.invalidate_all()
    return wave


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--config", default=os.environ.get("KQ_CONF"))
    parser.add_argument("--database", required=True)
    args = parser.parse_args()
    options = ["-c", args.config] if args.config else []
    config.parse_config(["--log-level=warn", *options], setup_logging=True)
    for row in rows(Registry(args.database)):
        print(" | ".join(map(str, row)))


if __name__ == "__main__":
    main()
