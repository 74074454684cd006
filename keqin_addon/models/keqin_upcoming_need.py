from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

# Their places are the last bits of the rows' ids: what is behind a row is known without
# asking the database.
_MODELS = {
    "order": "keqin.customer",
    "intent": "keqin.purchase.intent",
    "renewal": "keqin.agreement",
}
_KINDS = tuple(_MODELS)
_KIND_BITS = 2
# Whoever is late by more is no coming order but a risk.
_ORDERING = ("regular", "late")


class KeqinUpcomingNeed(models.Model):
    """What customers will need next: expected orders, purchase plans, renewals (R215).

    As far ahead as the settings say, and what is overdue. There is no copy: each query
    asks the care files, plans and agreements, through ``_search`` of their models, so
    that a row is there exactly for whoever may read what is behind it.
    """

    _name = "keqin.upcoming.need"
    _description = "Upcoming Need"
    _auto = False
    _order = "date, id"

    customer_id = fields.Many2one("keqin.customer", readonly=True)
    company_id = fields.Many2one("res.company", "Caring company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one("res.users", "Account manager", readonly=True)
    kind = fields.Selection(
        [
            ("order", "Expected order"),
            ("intent", "Purchase plan"),
            ("renewal", "Renewal"),
        ],
        readonly=True,
    )
    name = fields.Char("What", readonly=True)
    date = fields.Date(
        "Expected on",
        readonly=True,
        help="Of an order, by own rhythm; of an agreement, its last day.",
    )
    prepare_on = fields.Date("Act from", readonly=True)
    is_late = fields.Boolean("Overdue", readonly=True)
    amount = fields.Monetary(
        readonly=True, help="Of an order: the mean of the orders in the window."
    )

    @property
    def _table_query(self):
        branches = [
            self._rows(number, getattr(self, f"_documents_{kind}")())
            for number, kind in enumerate(_KINDS)
            if self.env[_MODELS[kind]].has_access("read")
        ]
        return SQL(" UNION ALL ").join(branches or [self._no_rows()])

    @api.model
    def _rows(self, number, documents):
        """Rows of one kind, of customers in care, up to the horizon of the company."""
        in_care = self.env["keqin.customer"]._in_care()
        return SQL(
            """
            SELECT d.id::int8 * %(base)s + %(number)s AS id, %(kind)s::varchar AS kind,
                   c.id AS customer_id, c.company_id, c.user_id,
                   d.name::varchar AS name, d.date, d.prepare_on,
                   d.date < h.today AS is_late, d.amount::numeric AS amount
              FROM (%(documents)s) d
              JOIN (%(customers)s) c ON c.id = d.customer_id
              JOIN (%(horizons)s) h ON h.company_id = c.company_id
             WHERE COALESCE(d.prepare_on, d.date) <= h.until
            """,
            base=1 << _KIND_BITS,
            number=number,
            kind=_KINDS[number],
            documents=documents,
            customers=self._select(
                "keqin.customer", in_care, ("company_id", "user_id")
            ),
            horizons=self._horizons(),
        )

    @api.model
    def _horizons(self):
        """Today in each company, and how far it looks ahead."""
        # sudo: a number of days that everybody there may know
        companies = self.env.companies.sudo()
        rows = [
            SQL(
                "(%s, %s::date, %s::date)",
                company.id,
                today,
                today + timedelta(days=company.keqin_upcoming_days),
            )
            for company, today in companies._keqin_today().items()
        ]
        return SQL(
            "SELECT * FROM (VALUES %s) v (company_id, today, until)",
            SQL(", ").join(rows),
        )

    # one method for each kind of document: id, customer, name, dates, amount
    @api.model
    def _documents_order(self):
        expected = Domain("next_order_on", "!=", False)
        expected &= Domain("rhythm_state", "in", _ORDERING)
        names = ("next_order_on", "amount_window", "orders_window")
        return SQL(
            "SELECT id, id AS customer_id, %s AS name, next_order_on AS date,"
            " NULL::date AS prepare_on,"
            " CASE WHEN amount_window > 0 AND orders_window > 0"
            " THEN ROUND(amount_window::numeric / orders_window, 2) END AS amount"
            " FROM (%s) customer",
            self.env._("Order by own rhythm"),
            self._select("keqin.customer", expected, names),
        )

    @api.model
    def _documents_intent(self):
        names = ("customer_id", "name", "expected_on", "expected_amount")
        return SQL(
            "SELECT id, customer_id, name, expected_on AS date,"
            " NULL::date AS prepare_on, expected_amount AS amount FROM (%s) plan",
            self._select(
                "keqin.purchase.intent", Domain("state", "=", "planned"), names
            ),
        )

    @api.model
    def _documents_renewal(self):
        names = ("customer_id", "name", "date_end", "renewal_on", "amount_year")
        return SQL(
            "SELECT id, customer_id, name, date_end AS date,"
            " renewal_on AS prepare_on, amount_year AS amount FROM (%s) agreement",
            self._select("keqin.agreement", Domain("state", "=", "active"), names),
        )

    @api.model
    def _select(self, model, domain, names):
        """The readable records of a model, as SQL with the fields ``names``."""
        Model = self.env[model]
        query = Model._search(domain)
        columns = [
            SQL(
                "%s AS %s",
                Model._field_to_sql(query.table, name, query),
                SQL.identifier(name),
            )
            for name in ("id", *names)
        ]
        return query.select(*columns)

    @api.model
    def _no_rows(self):
        return SQL(
            "SELECT NULL::int8 AS id, NULL::varchar AS kind, NULL::int4 AS customer_id,"
            " NULL::int4 AS company_id, NULL::int4 AS user_id, NULL::varchar AS name,"
            " NULL::date AS date, NULL::date AS prepare_on, NULL::bool AS is_late,"
            " NULL::numeric AS amount WHERE FALSE"
        )

    @api.depends("customer_id", "name")
    def _compute_display_name(self):
        for need in self:
            need.display_name = f"{need.customer_id.display_name}: {need.name}"

    # actions
    def action_open(self):
        """Open what is behind the row: the care file, the plan or the agreement."""
        self.ensure_one()
        number, place = self.id >> _KIND_BITS, self.id & ((1 << _KIND_BITS) - 1)
        kind = _KINDS[place] if place < len(_KINDS) else None
        document = self.env[_MODELS[kind]].browse(number).exists() if kind else None
        if not document:
            raise UserError(
                self.env._("This is no longer there. Reload the page to see the rest.")
            )
        document.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": document._name,
            "res_id": document.id,
            "views": [(False, "form")],
        }

    def action_plan(self):
        """Plan an activity for these customers."""
        return self.customer_id.action_plan_activities()
