"""Load real invoices into an Odoo database as confirmed orders, then grade.

Runs inside Odoo's Python. Every batch is committed, and what is there already is
left out by its number: a killed load goes on where it stood, a second one adds
nothing.
"""

import argparse
import time

import odoo.api
from odoo.modules.registry import Registry
from odoo.tools import config, split_every

from dev import retail_file
from dev.accounts import ROLES

# Larger ones are slower: Odoo looks for the lines of each order among all of them.
BATCH = 250
NOBODY = "UNIDENTIFIED"
# Computed one record at a time unless given; each is what it would come to.
SETTLED = {
    "campaign_id": False,
    "medium_id": False,
    "source_id": False,
    "fiscal_position_id": False,
    "pricelist_id": False,
    "validity_date": False,
    "quotation_document_ids": False,
}
SETTLED_LINE = {"tax_ids": False, "analytic_distribution": False, "discount": 0}
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "mail_auto_subscribe_no_notify": True,
    "no_reset_password": True,
    "active_test": False,
}


def main():
    args = arguments()
    config.parse_config(
        ["-c", args.config, "-d", args.db, "--no-http"], setup_logging=True
    )
    invoices = retail_file.read(args.file)
    with Registry(args.db).cursor() as cr:
        env = odoo.api.Environment(cr, odoo.api.SUPERUSER_ID, QUIET)
        Loader(env).load(invoices)


def arguments():
    parser = argparse.ArgumentParser()
    for name in ("--config", "--db", "--file"):
        parser.add_argument(name, required=True)
    return parser.parse_args()


class Loader:
    def __init__(self, env):
        self.env = env
        self.company = env.ref("base.main_company")

    def load(self, invoices):
        self.set_up_company()
        self.create_users()
        self.env.cr.commit()
        self.create_partners(invoices)
        self.create_orders(invoices)
        self.grade(retail_file.last_day(invoices))

    def set_up_company(self):
        """The company of the source: United Kingdom, pounds, London time."""
        # A second currency brings price lists, in the currency of before.
        env = self.env(context={**QUIET, "disable_company_pricelist_creation": True})
        pound = env.ref("base.GBP")
        pound.active = True
        if self.company.currency_id != pound:
            self.company.currency_id = pound
            self.company.name = "Gift-ware wholesaler (real data)"
        self.company.partner_id.write(
            {"country_id": self.env.ref("base.uk").id, "tz": retail_file.LOCAL.key}
        )
        self.company.resource_calendar_id.tz = retail_file.LOCAL.key
        self.env.ref("base.user_admin").tz = retail_file.LOCAL.key

    def create_users(self):
        """One login per role; the password is the login: this is a sandbox."""
        users = self.env["res.users"]
        there = set(users.search([]).mapped("login"))
        users.create(
            [
                {
                    "name": note.split(",")[0].capitalize(),
                    "login": login,
                    "password": login,
                    "tz": retail_file.LOCAL.key,
                    "group_ids": [(4, self._group(group)), (4, self._group())],
                }
                for login, group, note in ROLES
                if login not in there
            ]
        )

    def _group(self, name=None):
        xmlid = f"keqin_addon.group_keqin_{name}" if name else "base.group_user"
        return self.env.ref(xmlid).id

    def create_partners(self, invoices):
        """Half of the customers belong to the one account manager."""
        there = set(self._by_ref())
        if NOBODY not in there:
            self.env["res.partner"].create(self._nobody())
        wanted = retail_file.customers(invoices)
        missing = sorted(ref for ref in wanted if ref not in there)
        places = {name: self._place(name) for name in set(wanted.values())}
        sales = self.env["res.users"].search([("login", "=", "sales")])
        for batch in self._batches(missing, "customers"):
            values = [
                {**self._partner(ref, sales), **places[wanted[ref]]} for ref in batch
            ]
            self.env["res.partner"].create(values)

    def _by_ref(self):
        found = self.env["res.partner"].search_fetch([("ref", "!=", False)], ["ref"])
        return {partner.ref: partner.id for partner in found}

    def _nobody(self):
        return {
            "name": "Unidentified customer",
            "ref": NOBODY,
            "is_company": False,
            "keqin_scope": "never",
        }

    def _partner(self, ref, manager):
        return {
            "name": f"Customer {ref}",
            "ref": ref,
            "is_company": True,
            "user_id": manager.id if int(ref) % 2 else False,
        }

    def _place(self, name):
        if name in retail_file.NO_COUNTRY:
            return {"comment": f"Country in the source: {name}"}
        code = retail_file.COUNTRY_CODES.get(name)
        domain = [("code", "=", code)] if code else [("name", "=", name)]
        return {"country_id": self.env["res.country"].search(domain, limit=1).id}

    def create_orders(self, invoices):
        """Drafts first: a line added to a confirmed order posts a message, which
        would take longer than all the rest.
        """
        there = set(self.env["sale.order"].search([]).mapped("name"))
        missing = [i for i in invoices if i.number not in there]
        partners, product = self._by_ref(), self._product()
        for batch in self._batches(missing, "orders"):
            values = [
                self._order(i, partners[i.customer or NOBODY], product) for i in batch
            ]
            self.env["sale.order"].create(values).write({"state": "sale"})

    def _product(self):
        products = self.env["product.product"]
        found = products.search([("default_code", "=", "GOODS")])
        values = {
            "name": "Goods",
            "default_code": "GOODS",
            "type": "service",
            "taxes_id": False,
            "list_price": 0,
        }
        return found or products.create(values)

    def _order(self, invoice, partner_id, product):
        line = {
            "product_id": product.id,
            "name": "Goods",
            "product_uom_qty": 1,
            "price_unit": float(invoice.amount),
            **SETTLED_LINE,
        }
        return {
            "name": invoice.number,
            "client_order_ref": invoice.number,
            "partner_id": partner_id,
            "date_order": invoice.utc,
            **SETTLED,
            "order_line": [(0, 0, line)],
        }

    def _batches(self, items, noun):
        """Commit each batch: that is what makes the load resumable."""
        begin, done = time.monotonic(), 0
        for batch in split_every(BATCH, items, list):
            yield batch
            self.env.cr.commit()
            self.env.invalidate_all()
            done += len(batch)
            pace = done / (time.monotonic() - begin)
            print(f"progress: {done} of {len(items)} {noun}, {pace:.0f}/s", flush=True)

    def grade(self, day):
        """As of the last day in the file: that is the present of these customers."""
        print("progress: enrolling and grading", flush=True)
        env = self.env(context={})
        env.ref("keqin_addon.cron_enroll").ir_actions_server_id.run()
        env["keqin.grading.policy"].search([], limit=1).run(as_of=day)


if __name__ == "__main__":
    main()
