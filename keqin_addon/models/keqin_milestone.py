from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import split_every

_BATCH = 1_000
# Round years of cooperation that are worth a page in the album.
_ROUND_YEARS = (1, 3, 5, 10, 15, 20, 25, 30, 40, 50)


class KeqinMilestone(models.Model):
    """A key event of the cooperation: the content of the anniversary album (R012).

    What the records know is noted every night: the first contract and order, the
    agreements, round years. Whoever changes or archives such a line keeps it that way.
    """

    _name = "keqin.milestone"
    _description = "Cooperation Milestone"
    _inherit = ["keqin.customer.bound.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char("Milestone", required=True)
    date = fields.Date(required=True, default=fields.Date.context_today, index=True)
    kind = fields.Selection(
        [
            ("contract", "Contract"),
            ("order", "Sales Order"),
            ("agreement", "Agreement"),
            ("anniversary", "Anniversary"),
            ("project", "Project"),
            ("visit", "Visit"),
            ("other", "Other"),
        ],
        default="other",
        required=True,
        index=True,
    )
    description = fields.Text()
    image = fields.Image(max_width=1920, max_height=1920)
    active = fields.Boolean(default=True)
    key = fields.Char(
        "Origin",
        readonly=True,
        copy=False,
        help="What it was noted from; empty when somebody entered it.",
    )

    _known_once = models.UniqueIndex("(customer_id, key) WHERE key IS NOT NULL")

    @api.model
    def _note_known(self, company, today):
        """Note what the records of a company know and no line says yet.

        :return: number of milestones made
        """
        Customer = self.env["keqin.customer"].with_company(company)
        ours = Domain("company_id", "=", company.id) & Customer._in_care()
        ids, made = Customer._search(ours).get_result_ids(), 0
        for batch in split_every(_BATCH, ids, Customer.browse):
            known = {
                (vals["customer_id"], vals["key"]): vals
                for vals in self._known(batch, company, today)
            }
            for found in self._keys(batch):
                known.pop(found, None)
            quiet = self.with_context(tracking_disable=True)
            made += len(quiet.create(list(known.values())))
        return made

    @api.model
    def _keys(self, customers):
        noted = self.with_context(active_test=False).search_fetch(
            [("customer_id", "in", customers.ids), ("key", "!=", False)],
            ["customer_id", "key"],
        )
        return [(line.customer_id.id, line.key) for line in noted]

    @api.model
    def _known(self, customers, company, today):
        """Values of everything known, whether it was noted before or not."""
        here = self.with_context(lang=company.partner_id.lang or self.env.lang)
        for customer in customers:
            if customer.signed_on and customer.signed_on <= today:
                name = here.env._("First contract")
                yield here._line(customer, "contract", customer.signed_on, name)
            if customer.first_order_on:
                name = here.env._("First order")
                yield here._line(customer, "order", customer.first_order_on, name)
            start = customer.signed_on or customer.first_order_on
            for years in _ROUND_YEARS if start else ():
                day = start + relativedelta(years=years)
                if day <= today:
                    name = here._years_together(years)
                    yield here._line(customer, "anniversary", day, name, years)
        yield from here._known_agreements(customers, today)

    @api.model
    def _years_together(self, years):
        if years == 1:
            return self.env._("One year of cooperation")
        return self.env._("%s years of cooperation", years)

    @api.model
    def _known_agreements(self, customers, today):
        """What they are about is for those who may read agreements, and left out."""
        agreements = self.env["keqin.agreement"].search_fetch(
            [
                ("customer_id", "in", customers.ids),
                ("state", "not in", ("draft",)),
                ("date_start", "<=", today),
            ],
            ["customer_id", "date_start"],
        )
        for agreement in agreements:
            customer, day = agreement.customer_id, agreement.date_start
            name = self.env._("Agreement signed")
            yield self._line(customer, "agreement", day, name, agreement.id)

    @api.model
    def _line(self, customer, kind, day, name, number=""):
        return {
            "customer_id": customer.id,
            "kind": kind,
            "date": day,
            "name": name,
            "key": f"{kind}{number}",
        }

    @api.model
    def _field_writers(self):
        return super()._field_writers() | {"key": fields.NO_ACCESS}
