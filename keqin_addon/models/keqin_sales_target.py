from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class KeqinSalesTarget(models.Model):
    """What an employee should sell in a period, to the customers one looks after (K43).

    A team's target is the sum of those of its members, and the company's the sum of
    all: what is shown of them always adds up.
    """

    _name = "keqin.sales.target"
    _description = "Sales Target"
    _order = "date_start desc, user_id, id"
    _rec_name = "user_id"
    _check_company_auto = True

    user_id = fields.Many2one(
        "res.users",
        "Employee",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        default=lambda self: self.env.user,
        domain=lambda self: self.env["keqin.customer"]._domain_role(
            "group_keqin_sales"
        ),
    )
    team_id = fields.Many2one(related="user_id.sale_team_id", string="Sales team")
    company_id = fields.Many2one(
        "res.company",
        "Caring company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_start = fields.Date("From", required=True, index=True)
    date_end = fields.Date("Until", required=True)
    amount = fields.Monetary("Target", required=True)
    amount_sold = fields.Monetary(
        "Sold",
        compute="_compute_sold",
        help="Net untaxed amount of the documents that grading counts, of the "
        "customers whom the employee looks after today.",
    )
    rate = fields.Float("Achieved (%)", compute="_compute_sold", digits=(7, 1))

    _amount_positive = models.Constraint(
        "CHECK(amount > 0)", "A sales target is more than zero."
    )
    _dates_order = models.Constraint(
        "CHECK(date_start <= date_end)",
        "A target ends on the day it starts, or later. Swap the two dates.",
    )
    # Which of two would count on a day that both have?
    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (int4range(user_id, user_id, '[]') WITH &&,"
        " int4range(company_id, company_id, '[]') WITH &&,"
        " daterange(date_start, date_end, '[]') WITH &&)",
        "This employee has a sales target for some of these days already. Change that "
        "one, or choose other days.",
    )

    @api.depends("user_id", "company_id", "date_start", "date_end", "amount")
    def _compute_sold(self):
        """By one query for each period that is shown."""
        sold = {}
        known = self._origin.filtered(lambda it: it.date_start and it.date_end)
        periods = known.grouped(lambda it: (it.company_id, it.date_start, it.date_end))
        for (company, start, end), targets in periods.items():
            sold |= targets._sold(company, start, end)
        for target in self:
            target.amount_sold = sold.get(target._origin.id, 0.0)
            amount = target.amount
            target.rate = 100.0 * target.amount_sold / amount if amount else 0.0

    def _sold(self, company, start, end):
        """:return: dict of target id to what was sold in its days"""
        engine = self.env["keqin.indicator.engine"]
        self.env.flush_all()
        facts = engine._facts("K43", company, engine._span(company, start, end))
        query = SQL(
            "SELECT id, num::float8 FROM (%s) fact WHERE id IN %s",
            facts,
            tuple(self.ids),
        )
        return dict(self.env.execute_query(query))

    def action_open_customers(self):
        """The customers that the employee looks after."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqin_addon.keqin_customer_action"
        )
        domain = Domain("user_id", "=", self.user_id.id)
        return action | {"domain": list(domain), "context": {}}
