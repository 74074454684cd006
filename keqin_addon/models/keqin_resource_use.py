from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .keqin_case import OPEN as OPEN_CASES
from .keqin_customer_bound_mixin import DEPARTMENTS
from .keqin_promise import OPEN as OPEN_PROMISES

# Part of the report: the model its rows come from.
_PARTS = ("keqin.activity", "keqin.case", "keqin.promise", "keqin.gift")


class KeqinResourceUse(models.Model):
    """Who works on what, in hours and money, over all departments (R200).

    A row for each activity, case, promise, gift and cost of an event. What is open can
    be given to somebody else from here.
    """

    _name = "keqin.resource.use"
    _description = "Resource Use"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "customer_id"
    _depends = {
        "keqin.activity": [
            *("company_id", "cost", "customer_id", "date_done", "date_planned"),
            *("department", "duration", "state", "user_id"),
        ],
        "keqin.case": [
            *("active", "company_id", "customer_id", "next_deadline", "opened_on"),
            *("state", "user_id"),
        ],
        "keqin.promise": [
            *("company_id", "customer_id", "department", "due_on", "state", "user_id"),
        ],
        "keqin.gift": [
            "company_id",
            "customer_id",
            "date",
            "state",
            "user_id",
            "value",
        ],
    }

    kind = fields.Selection(
        [
            ("activity", "Care"),
            ("case", "Case"),
            ("promise", "Promise"),
            ("gift", "Gift"),
            ("event", "Cost of an event"),
        ],
        readonly=True,
    )
    res_id = fields.Many2oneReference("Record", model_field="res_model", readonly=True)
    res_model = fields.Char(readonly=True)
    department = fields.Selection(DEPARTMENTS, readonly=True)
    user_id = fields.Many2one("res.users", "Owner", readonly=True)
    customer_id = fields.Many2one("keqin.customer", readonly=True)
    company_id = fields.Many2one("res.company", "Caring company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(readonly=True, help="Of the work, or by when it is due.")
    open_count = fields.Integer("Open", readonly=True)
    late_count = fields.Integer("Overdue", readonly=True)
    done_count = fields.Integer("Done", readonly=True)
    hours = fields.Float("Hours spent", readonly=True)
    hours_ahead = fields.Float("Hours ahead", readonly=True)
    amount = fields.Monetary("Spent", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT a.id::bigint * 5 AS id, 'activity' AS kind,
                   'keqin.activity' AS res_model, a.id AS res_id, a.department,
                   a.user_id, a.customer_id, a.company_id,
                   COALESCE(a.date_done, a.date_planned) AS date,
                   (a.state = 'planned')::int AS open_count,
                   (a.state = 'planned' AND a.date_planned < %(today)s)::int
                       AS late_count,
                   (a.state = 'done')::int AS done_count,
                   CASE a.state WHEN 'done' THEN a.duration END AS hours,
                   CASE a.state WHEN 'planned' THEN a.duration END AS hours_ahead,
                   CASE a.state WHEN 'done' THEN a.cost END AS amount
              FROM keqin_activity a
             WHERE a.state IN ('planned', 'done')
            UNION ALL
            SELECT k.id::bigint * 5 + 1, 'case', 'keqin.case', k.id, 'service',
                   k.user_id, k.customer_id, k.company_id,
                   COALESCE(k.next_deadline, k.opened_on)::date,
                   (k.state IN %(cases)s)::int,
                   (k.state IN %(cases)s AND k.next_deadline < %(now)s)::int,
                   (k.state NOT IN %(cases)s)::int, NULL, NULL, NULL
              FROM keqin_case k
             WHERE k.active
            UNION ALL
            SELECT p.id::bigint * 5 + 2, 'promise', 'keqin.promise', p.id,
                   p.department, p.user_id, p.customer_id, p.company_id, p.due_on,
                   (p.state IN %(promises)s)::int,
                   (p.state IN %(promises)s AND p.due_on < %(today)s)::int,
                   (p.state = 'kept')::int, NULL, NULL, NULL
              FROM keqin_promise p
            UNION ALL
            SELECT g.id::bigint * 5 + 3, 'gift', 'keqin.gift', g.id, 'sales',
                   g.user_id, g.customer_id, g.company_id, g.date,
                   0, 0, 1, NULL, NULL, g.value
              FROM keqin_gift g
             WHERE g.state = 'given'
            UNION ALL
            SELECT c.id::bigint * 5 + 4, 'event', 'event.event', c.event_id,
                   'marketing', e.user_id, NULL, c.company_id, c.date,
                   0, 0, 1, NULL, NULL, c.amount
              FROM keqin_event_cost c
              JOIN event_event e ON e.id = c.event_id
            """,
            today=fields.Date.context_today(self),
            now=fields.Datetime.now(),
            cases=OPEN_CASES,
            promises=OPEN_PROMISES,
        )

    def action_open(self):
        """The record behind a row, with the rights of who opens it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }

    def action_reassign(self):
        """Ask to whom, and why; what is done stays with who did it."""
        rows = self.filtered("open_count")
        if not rows:
            raise UserError(
                self.env._("Nothing of it is open. Choose rows that are not done yet.")
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reassign"),
            "res_model": "keqin.resource.reassign",
            "view_mode": "form",
            "target": "new",
            "context": {"default_row_ids": rows.ids},
        }

    def _give_to(self, user, reason):
        """Change the owners, with the rights of the caller on each record."""
        for model in _PARTS:
            ids = [row.res_id for row in self if row.res_model == model]
            records = self.env[model].browse(ids)
            if model == "keqin.case" and records:
                records.action_assign(user.id, reason)
            elif records:
                records.write({"user_id": user.id})
                notes = dict.fromkeys(records.ids, reason)
                records._message_log_batch(notes)
