import json

from odoo import api, fields, models
from odoo.tools import SQL

# What rules say, and its type in the database.
_SAID = {
    "name": "varchar",
    "reason": "text",
    "date_due": "date",
    "type_id": "int4",
    "contact_id": "int4",
    "product_id": "int4",
    "talking_points": "text",
    "value": "varchar",
}


class KeqinSuggestion(models.Model):
    """Suggestions that rules make and take back, as superuser (R215)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a suggestion is, where it comes from, what becomes of it
    _inherit = "keqin.suggestion"

    @api.model
    def _propose(self, vals_list, day=None):
        """Suggest, once for each customer, kind and key; one statement.

        What is there and still open says what is so now, if that differs; what was
        gone, or dismissed until a day that has come, is suggested anew. What was
        accepted stays accepted.

        :param vals_list: values with ``customer_id``, ``kind``, ``key``, ``name``,
            ``reason``, and as known those of ``_SAID``
        :param day: today by default
        :return: those new or changed
        """
        names = ("customer_id", "kind", "key", *_SAID)
        rows = {
            (vals["customer_id"], vals["kind"], vals["key"]): {
                name: vals.get(name) or None for name in names
            }
            for vals in vals_list
        }
        if not rows:
            return self.browse()
        self.flush_model()
        day = day or self.env.company._keqin_today()[self.env.company]
        found = self.env.execute_query(self._propose_sql(list(rows.values()), day))
        self.invalidate_model()
        return self.browse([id_ for (id_,) in found])

    @api.model
    def _propose_sql(self, rows, day):
        said = [SQL.identifier(name) for name in _SAID]
        new = [SQL.identifier("excluded", name) for name in _SAID]
        old = [SQL.identifier("keqin_suggestion", name) for name in _SAID]
        types = {"customer_id": "int4", "kind": "varchar", "key": "varchar"} | _SAID
        return SQL(
            """
            INSERT INTO keqin_suggestion (
                customer_id, company_id, kind, key, %(said)s, state,
                create_uid, create_date, write_uid, write_date)
            SELECT c.id, c.company_id, v.kind, v.key, %(values)s, 'proposed',
                   %(uid)s, %(now)s, %(uid)s, %(now)s
              FROM jsonb_to_recordset(%(rows)s::jsonb) AS v(%(types)s)
              JOIN keqin_customer c ON c.id = v.customer_id
             ORDER BY c.id, v.kind, v.key
            ON CONFLICT (customer_id, kind, key) DO UPDATE
               SET (%(said)s) = ROW(%(new)s), state = 'proposed', decided_on = NULL,
                   decided_by_id = NULL, dismiss_reason = NULL,
                   dismissed_until = NULL, write_uid = %(uid)s, write_date = %(now)s
             WHERE keqin_suggestion.state = 'gone'
                OR keqin_suggestion.state = 'dismissed'
                   AND keqin_suggestion.dismissed_until <= %(day)s
                OR keqin_suggestion.state = 'proposed'
                   AND ROW(%(old)s) IS DISTINCT FROM ROW(%(new)s)
            RETURNING id
            """,
            said=SQL(", ").join(said),
            values=SQL(", ").join(SQL.identifier("v", name) for name in _SAID),
            new=SQL(", ").join(new),
            old=SQL(", ").join(old),
            types=SQL(", ").join(
                SQL("%s %s", SQL.identifier(name), SQL(type_))
                for name, type_ in types.items()
            ),
            rows=json.dumps(rows, default=fields.Date.to_string),
            uid=self.env.uid,
            now=self.env.cr.now(),
            day=day,
        )

    def _withdraw(self):
        """Take back what is no longer so; what was decided stays decided."""
        self.filtered(lambda it: it.state == "proposed").write({"state": "gone"})
