from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .keqin_grade_change import TIER_SELECTION

# A record may stand for several facts, one a month: what they are told apart by.
_PER_RECORD = 1 << 10
_KEYS = {
    "company": object,
    "tier": str,
    "team": int,
    "employee": int,
    "dimension": str,
}
_LEADS = ",".join(
    f"keqin_addon.group_keqin_{role}"
    for role in ("sales_manager", "service_manager", "executive", "manager")
)
_ALL = "keqin_addon.group_keqin_executive,keqin_addon.group_keqin_manager"


class KeqinIndicatorFact(models.Model):
    """The records behind one figure, counted again by what the reader may read (R122).

    Which figure is said by the context ``keqin_facts``: ``code``, ``company``,
    ``start`` and ``end``, ``scope`` and ``key``. Whatever is asked for, a row is only
    there where the reader may read its record and its customer.
    """

    _name = "keqin.indicator.fact"
    _description = "Facts Behind a Figure"
    _auto = False
    _order = "num desc, id"
    _rec_name = "customer_id"

    customer_id = fields.Many2one("keqin.customer", readonly=True)
    tier = fields.Selection(TIER_SELECTION, readonly=True)
    manager_id = fields.Many2one("res.users", "Account manager", readonly=True)
    user_id = fields.Many2one("res.users", "Counts also for", readonly=True)
    num = fields.Float("Part", readonly=True, digits=(16, 2))
    den = fields.Float("Whole", readonly=True, digits=(16, 2))
    num0 = fields.Float("Part before", readonly=True, digits=(16, 2))
    den0 = fields.Float("Whole before", readonly=True, digits=(16, 2))
    res_model = fields.Char("Kind of record", readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", readonly=True)

    @property
    def _table_query(self):
        asked = self._asked()
        return self._facts_sql(*asked) if asked else self._nothing_sql()

    @api.model
    def _asked(self):
        """What the context asks for, if the reader may see figures of that.

        :return: code, model, company, `Span`, scope and key; None otherwise
        """
        asked = self.env.context.get("keqin_facts")
        if not isinstance(asked, dict):
            return None
        code, scope, key = asked.get("code"), asked.get("scope"), asked.get("key")
        # sudo: what the indicator is like is read by all staff; the rows are checked
        indicator = self.env["keqin.indicator"].sudo()
        indicator = indicator.search([("code", "=", code)], limit=1)
        engine = self.env["keqin.indicator.engine"]
        model = engine._models().get(indicator.code)
        company = self.env.companies.filtered(lambda it: it.id == asked.get("company"))
        try:
            days = [fields.Date.to_date(asked.get(name)) for name in ("start", "end")]
        except ValueError:
            return None
        known = indicator and model and company and all(days)
        if not known or not isinstance(key, _KEYS.get(scope, ())):
            return None
        if scope == "employee" and key != self.env.uid and not self._is_one(_LEADS):
            return None
        return indicator, model, company, engine._span(company, *days), scope, key

    @api.model
    def _is_one(self, groups):
        return self.env.su or self.env.user.has_groups(groups)

    @api.model
    def _facts_sql(self, indicator, model, company, span, scope, key):
        """Facts of the scope whose record and customer the reader may read."""
        self.env.flush_all()
        facts = self.env["keqin.indicator.engine"]._facts(indicator.code, company, span)
        if facts is None:
            return self._nothing_sql()
        return SQL(
            """
            SELECT f.id::bigint * %(size)s + ROW_NUMBER() OVER (
                       PARTITION BY f.id
                       ORDER BY f.customer_id, f.user_id, f.num DESC, f.den DESC) AS id,
                   f.customer_id, c.tier, p.user_id AS manager_id, f.user_id,
                   f.num::float8 AS num, f.den::float8 AS den,
                   f.num0::float8 AS num0, f.den0::float8 AS den0,
                   %(model)s AS res_model, f.id AS res_id
              FROM (%(facts)s) f
              LEFT JOIN keqin_customer c ON c.id = f.customer_id
              LEFT JOIN res_partner p ON p.id = c.partner_id
              LEFT JOIN res_users manager ON manager.id = p.user_id
              LEFT JOIN res_users other ON other.id = f.user_id
             WHERE %(scope)s AND %(readable)s
            """,
            size=_PER_RECORD,
            model=model,
            facts=facts,
            scope=self._scope_sql(scope, key),
            readable=self._readable_sql(indicator, model),
        )

    @api.model
    def _scope_sql(self, scope, key):
        conditions = {
            "company": SQL("TRUE"),
            "dimension": SQL("TRUE"),
            "tier": SQL("c.tier = %s", key),
            "team": SQL("%s IN (manager.sale_team_id, other.sale_team_id)", key),
            "employee": SQL("%s IN (p.user_id, f.user_id)", key),
        }
        return conditions[scope]

    @api.model
    def _readable_sql(self, indicator, model):
        """By the reader's rights on the record and on its customer; profit and budget
        only of own customers, but for executives."""
        readable = [
            SQL("f.id IN %s", self._ids_sql(model)),
            SQL(
                "(f.customer_id IS NULL OR f.customer_id IN %s)",
                self._ids_sql("keqin.customer"),
            ),
        ]
        if indicator.is_sensitive and not self._is_one(_ALL):
            readable.append(SQL("p.user_id = %s", self.env.uid))
        return SQL(" AND ").join(readable)

    @api.model
    def _ids_sql(self, model):
        Model = self.env[model].with_context(active_test=False)
        if not Model.has_access("read"):
            return SQL("(NULL)")
        return Model._search(Domain.TRUE).subselect()

    @api.model
    def _nothing_sql(self):
        columns = {
            "id": "int",
            "customer_id": "int",
            "tier": "varchar",
            "manager_id": "int",
            "user_id": "int",
            **dict.fromkeys(("num", "den", "num0", "den0"), "float8"),
            "res_model": "varchar",
            "res_id": "int",
        }
        return SQL(
            "SELECT %s WHERE FALSE",
            SQL(", ").join(
                SQL("NULL::%s AS %s", SQL(kind), SQL.identifier(name))
                for name, kind in columns.items()
            ),
        )

    # actions
    def action_open(self):
        """The record itself, with the rights of who opens it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
