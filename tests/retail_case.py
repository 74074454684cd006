"""Every customer of a real company, loaded by SQL for the tests of real figures."""

import gzip

from . import retail_check
from .grading_case import GradingCase

DATA = retail_check.find_file()
MISSING = f"{retail_check.FILE} is not beside the repository, nor in $KQ_DATA"


class RetailCase(GradingCase):
    """With amounts and times as they are in the file, in the zone of the company.

    How the loader of the sandbox brings them in is checked on its own database by
    ``python -m tests.retail_check``.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.currency_id = cls.env.ref("base.GBP")
        cls.policy.write({"tz": "Europe/London", "scope_rule": "order"})
        cls.load()
        cls.env["keqin.customer"]._enroll(cls.policy)
        cls.env.invalidate_all()
        cls.customers = cls.env["keqin.customer"].search(
            [("company_id", "=", cls.company.id)]
        )

    @classmethod
    def load(cls):
        cr = cls.env.cr
        cls.env.flush_all()
        cr.execute(
            """
            CREATE TEMP TABLE retail (
                number text, customer text, country text, at timestamp,
                lines int, pieces int, amount numeric, partner_id int
            ) ON COMMIT DROP
            """
        )
        with gzip.open(DATA, "rt", encoding="utf-8") as file:
            cr.copy_expert(
                """COPY retail (number, customer, country, at, lines, pieces, amount)
                   FROM STDIN WITH (FORMAT csv, HEADER)""",
                file,
            )
        nobody = cls.make_partner("Nobody", is_company=False, keqin_scope="never")
        cr.execute("SELECT DISTINCT customer FROM retail WHERE customer > ''")
        partners = cls.env["res.partner"].create(
            [{"name": ref, "ref": ref, "is_company": True} for (ref,) in cr.fetchall()]
        )
        partners.flush_recordset()
        cr.execute(
            """UPDATE retail SET partner_id = p.id
                 FROM res_partner p WHERE p.id IN %s AND p.ref = customer""",
            (partners._ids,),
        )
        cr.execute(
            """
            INSERT INTO sale_order (company_id, currency_id, currency_rate, state, name,
                                    partner_id, partner_invoice_id, partner_shipping_id,
                                    date_order, amount_untaxed, margin)
            SELECT %(company)s, %(currency)s, 1, 'sale', number, p, p, p,
                   (at AT TIME ZONE 'Europe/London') AT TIME ZONE 'UTC', amount, amount
              FROM retail CROSS JOIN LATERAL (SELECT COALESCE(partner_id, %(no)s) p) q
            """,
            {
                "company": cls.company.id,
                "currency": cls.company.currency_id.id,
                "no": nobody.id,
            },
        )
        cls.env.invalidate_all()
