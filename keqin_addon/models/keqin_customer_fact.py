from odoo import fields, models
from odoo.tools import SQL

from .keqin_grade_change import TIER_SELECTION
from .optional_float import OptionalFloat

# Number of each kind in the ids of its rows, which are eight times its document's.
_KINDS = [
    ("order", "Purchase"),
    ("activity", "Care activity"),
    ("case", "Case"),
    ("need", "Need"),
    ("feedback", "Opinion"),
]
_KIND_BITS = 3
# Measures, in the order of the columns of each part of the query.
_MEASURES = {
    "amount": "numeric",
    "order_count": "int",
    "activity_count": "int",
    "proactive_count": "int",
    "hours": "float8",
    "cost": "numeric",
    "case_count": "int",
    "complaint_count": "int",
    "need_count": "int",
    "level": "float8",
}


class KeqinCustomerFact(models.Model):
    """What a customer bought, what passed between us and what was said, in one analysis
    by customer and period (R219).

    A row for each purchase, care activity done, case, need and rated opinion, with the
    figures it adds to. Amounts are net and untaxed in the currency of the caring
    company, from the documents that its grading counts.
    """

    _name = "keqin.customer.fact"
    _description = "Customer Analysis"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "customer_id"
    _depends = {
        "account.move": [
            *("amount_untaxed_signed", "company_id", "invoice_date"),
            *("move_type", "partner_id", "state"),
        ],
        "keqin.activity": [
            *("cost", "customer_id", "date_done", "duration", "proactive", "state"),
        ],
        "keqin.case": ["active", "counts", "customer_id", "kind", "opened_on"],
        "keqin.customer": ["active", "company_id", "lifecycle", "partner_id", "tier"],
        "keqin.feedback": ["answered_on", "customer_id", "is_counted", "level"],
        "keqin.grading.policy": ["active", "company_id", "source"],
        "keqin.need": ["captured_on", "customer_id"],
        "res.company": ["parent_path", "resource_calendar_id"],
        "res.partner": ["commercial_partner_id", "industry_id", "user_id"],
        "resource.calendar": ["tz"],
        "sale.order": [
            *("amount_untaxed", "company_id", "currency_rate", "date_order"),
            *("partner_id", "state"),
        ],
    }

    customer_id = fields.Many2one("keqin.customer", readonly=True)
    company_id = fields.Many2one("res.company", "Caring company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one("res.users", "Account manager", readonly=True)
    industry_id = fields.Many2one("res.partner.industry", readonly=True)
    tier = fields.Selection(TIER_SELECTION, readonly=True)
    date = fields.Date(readonly=True)
    kind = fields.Selection(_KINDS, readonly=True)
    amount = fields.Monetary(readonly=True)
    order_count = fields.Integer("Orders", readonly=True)
    activity_count = fields.Integer("Care activities", readonly=True)
    proactive_count = fields.Integer("On our initiative", readonly=True)
    hours = fields.Float("Hours of care", readonly=True)
    cost = fields.Monetary("Cost of care", readonly=True)
    case_count = fields.Integer("Cases", readonly=True)
    complaint_count = fields.Integer("Complaints", readonly=True)
    need_count = fields.Integer("Needs", readonly=True)
    level = OptionalFloat(
        "Satisfaction (1-5)", digits=(3, 2), readonly=True, aggregator="avg"
    )

    @property
    def _table_query(self):
        parts = [
            self._part_sql("order", self._sales_sql(), amount="amount", order_count=1),
            self._part_sql(
                "activity",
                SQL(
                    "SELECT id, customer_id, date_done AS date, duration, cost, "
                    "proactive::int AS proactive FROM keqin_activity "
                    "WHERE state = 'done'"
                ),
                activity_count=1,
                proactive_count="proactive",
                hours="duration",
                cost="cost",
            ),
            self._part_sql(
                "case",
                SQL(
                    "SELECT id, customer_id, opened_on AS at, "
                    "(kind = 'complaint')::int AS complaint "
                    "FROM keqin_case WHERE active AND counts"
                ),
                case_count=1,
                complaint_count="complaint",
            ),
            self._part_sql(
                "need",
                SQL("SELECT id, customer_id, captured_on AS date FROM keqin_need"),
                need_count=1,
            ),
            self._part_sql(
                "feedback",
                SQL(
                    "SELECT id, customer_id, answered_on AS at, level "
                    "FROM keqin_feedback WHERE is_counted AND level IS NOT NULL"
                ),
                level="level",
            ),
        ]
        return SQL(" UNION ALL ").join(parts)

    def _part_sql(self, kind, documents, **measures):
        """Rows of one kind.

        :param documents: query of id, customer_id, and the day as ``date`` or the
            moment as ``at``
        :param measures: its column, or a number, for each measure it adds to
        """
        number = [code for code, _label in _KINDS].index(kind)
        columns = [
            SQL("%s::%s", self._measure_sql(measures.get(name)), SQL(type_))
            for name, type_ in _MEASURES.items()
        ]
        named = [
            SQL("%s AS %s", column, SQL.identifier(name))
            for column, name in zip(columns, _MEASURES, strict=True)
        ]
        has_day = "AS date" in documents.code or kind == "order"
        day = SQL("d.date") if has_day else self._local_day_sql()
        return SQL(
            """
            SELECT d.id::bigint * %(size)s + %(number)s AS id, d.customer_id,
                   c.company_id, p.user_id, p.industry_id, c.tier, %(day)s AS date,
                   %(kind)s AS kind, %(measures)s
              FROM (%(documents)s) d
              JOIN keqin_customer c ON c.id = d.customer_id
              JOIN res_partner p ON p.id = c.partner_id
              JOIN res_company company ON company.id = c.company_id
              LEFT JOIN resource_calendar calendar
                ON calendar.id = company.resource_calendar_id
            """,
            size=1 << _KIND_BITS,
            number=number,
            kind=kind,
            day=day,
            measures=SQL(", ").join(named),
            documents=documents,
        )

    def _measure_sql(self, source):
        if source is None:
            return SQL("NULL")
        return (
            SQL("%s", source) if isinstance(source, int) else SQL("d.%s", SQL(source))
        )

    def _local_day_sql(self):
        """The day of a moment in the time zone of the caring company."""
        return SQL(
            "(d.at AT TIME ZONE 'UTC' AT TIME ZONE COALESCE(calendar.tz, 'UTC'))::date"
        )

    def _sales_sql(self):
        """Orders or invoices, as the grading policy of the caring company counts.

        A branch's documents are its company's; even numbers are orders, odd ones
        invoices.
        """
        return SQL(
            """
            SELECT o.id * 2 AS id, c.id AS customer_id,
                   (o.date_order AT TIME ZONE 'UTC'
                       AT TIME ZONE COALESCE(calendar.tz, 'UTC'))::date AS date,
                   o.amount_untaxed / COALESCE(NULLIF(o.currency_rate, 0), 1) AS amount
              FROM sale_order o
              JOIN res_partner buyer ON buyer.id = o.partner_id
              JOIN keqin_customer c ON c.partner_id = buyer.commercial_partner_id
              JOIN res_company company ON company.id = c.company_id
              LEFT JOIN resource_calendar calendar
                ON calendar.id = company.resource_calendar_id
              JOIN res_company seller ON seller.id = o.company_id
               AND seller.parent_path LIKE company.parent_path || '%%'
             WHERE o.state = 'sale'
               AND NOT EXISTS (SELECT FROM keqin_grading_policy policy
                                WHERE policy.company_id = c.company_id
                                  AND policy.active AND policy.source = 'invoice')
             UNION ALL
            SELECT m.id * 2 + 1, c.id, m.invoice_date, m.amount_untaxed_signed
              FROM account_move m
              JOIN res_partner buyer ON buyer.id = m.partner_id
              JOIN keqin_customer c ON c.partner_id = buyer.commercial_partner_id
              JOIN res_company company ON company.id = c.company_id
              JOIN res_company seller ON seller.id = m.company_id
               AND seller.parent_path LIKE company.parent_path || '%%'
             WHERE m.state = 'posted' AND m.move_type IN ('out_invoice', 'out_refund')
               AND EXISTS (SELECT FROM keqin_grading_policy policy
                            WHERE policy.company_id = c.company_id
                              AND policy.active AND policy.source = 'invoice')
            """
        )

    def action_open(self):
        """The document behind a row, with the rights of who opens it."""
        self.ensure_one()
        number, kind = divmod(self.id, 1 << _KIND_BITS)
        name = _KINDS[kind][0]
        if name == "order":
            number, is_invoice = divmod(number, 2)
            model = "account.move" if is_invoice else "sale.order"
        else:
            model = f"keqin.{name}"
        return {
            "type": "ir.actions.act_window",
            "res_model": model,
            "res_id": number,
            "views": [(False, "form")],
        }
