from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ..tools import desk


class Scope(NamedTuple):
    """Whose desk is read: the people it belongs to, and on which day."""

    code: str
    user_ids: tuple
    today: object


class Ask(NamedTuple):
    """What the reader is asked for, and the SQL that finds it.

    The column ``variant`` of its rows is the place of the row's code in ``codes``.
    """

    source: models.Model
    codes: tuple
    sql: SQL


class KeqinDeskSource(models.AbstractModel):
    """One source of rows on My Desk. Inherit it to add another one.

    A source says in SQL which records need somebody, and in words why. It never reads
    a table by itself: `_select` starts from ``_search``, so that the access rights,
    record rules and companies of the reader hold.

    An addon adds a source by a model of its own::

        class KeqinDeskSourceCase(models.AbstractModel):
            _name = "keqin.desk.source.case"
            _inherit = "keqin.desk.source"
            _desk_kind = "case"
            _desk_model = "keqin.case"

            def _selects(self, scope):
                mine = self._owned(scope, "user_id")
                yield self._select("case", mine, due="response_on")
    """

    _name = "keqin.desk.source"
    _description = "Desk Source"

    # One row for each customer and kind; sources may share a kind.
    _desk_kind = ""
    _desk_model = ""
    _desk_icon = "fa-circle-o"
    # Order of the chips, and of equals in a row.
    _desk_sequence = 100
    # Read at once for the records of a page.
    _desk_fields = ()
    # The field that `keqin.desk.reassign` may change, if any.
    _desk_user_field = None

    # to be said by each source
    @api.model
    def _kind_label(self):
        """Name of the kind, in the language of the reader."""
        return ""

    @api.model
    def _selects(self, scope):
        """Yield what `_select` returns, for each thing the reader is asked for."""
        return ()

    @api.model
    def _reason(self, record, item):
        """Why the row is there: one sentence, in the language of the reader."""
        return ""

    @api.model
    def _details(self, record, item):
        """More of what the reader has to know before acting, as a list of texts."""
        return []

    @api.model
    def _actions(self, record, item):
        """What can be done without leaving the list: see `_action`."""
        return []

    @api.model
    def _effect(self, code):
        """What acting is expected to bring, in tenths (see ``tools/desk.py``)."""
        return desk.EFFECTS[code]

    @api.model
    def _effect_label(self, code):
        """What the effect stands for, where the ranking is explained."""
        return self._kind_label()

    # for use by the sources
    @api.model
    def _owned(self, scope, *paths):
        """Domain: one of the fields names one of the people whose desk it is."""
        if scope.code == "all":
            return Domain.TRUE
        return Domain.OR([Domain(path, "in", scope.user_ids) for path in paths])

    @api.model
    def _answered(self, scope, field):
        """Domain: the customer's ``field`` is one of those people, or nobody yet."""
        nobody = Domain(f"customer_id.{field}", "=", False)
        return self._owned(scope, f"customer_id.{field}") | nobody

    @api.model
    def _select(
        self, code, domain, *, due=None, past=None, customer="customer_id", other=None
    ):
        """Rows for the records in ``domain`` that the reader may read.

        :param code: what the reader is asked for, a key of ``EFFECTS``
        :param due: field with the day on which it is due; without one, in a week
        :param past: field with the day after which it loses its worth
        :param customer: field with the care file, or ``id``
        :param other: (code, field, values): the code of rows with one of the values
        """
        Model = self.env[self._desk_model]
        query = Model._search(domain)
        columns = {
            "res_id": Model._field_to_sql(query.table, "id", query),
            "customer_id": Model._field_to_sql(query.table, customer, query),
            "due_on": self._day(due, query) if due else self._in_a_week(),
            "past_on": self._day(past, query) if past else SQL("NULL::date"),
            "variant": SQL("0"),
        }
        if other:
            field = Model._field_to_sql(query.table, other[1], query)
            is_other = SQL("%s = ANY(%s::int[])", field, list(other[2]))
            columns["variant"] = SQL("CASE WHEN %s THEN 1 ELSE 0 END", is_other)
        named = [SQL("%s AS %s", s, SQL.identifier(n)) for n, s in columns.items()]
        codes = (code, other[0]) if other else (code,)
        return Ask(self, codes, query.select(*named))

    @api.model
    def _day(self, name, query):
        """A date field, or the day of a moment in the time zone of the reader."""
        Model = self.env[self._desk_model]
        sql = Model._field_to_sql(query.table, name, query)
        if Model._fields[name].type == "datetime":
            tz = self.env.tz.zone
            return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", sql, tz)
        return sql

    @api.model
    def _in_a_week(self):
        return SQL("%s::date", desk.horizon(self._today()))

    @api.model
    def _action(self, method, label, **options):
        """A button that calls ``method`` of the record, which checks who may.

        :param options: ``primary``; ``undo``, the method that takes it back; ``done``,
            what to say afterwards
        """
        return {"method": method, "label": label, **options}

    @api.model
    def _main(self, method, label, **options):
        """The action that a key and the filled button stand for."""
        return self._action(method, label, primary=True, **options)

    @api.model
    def _opening(self, label, model, context):
        """A button that opens the form of a new record."""
        return {"method": False, "label": label, "model": model, "context": context}

    @api.model
    def _when(self, late):
        """How far away the day is, as words to follow a noun."""
        if not late:
            return self.env._("due today")
        if late < 0:
            return self.env._("due in %s", self._span(late))
        return self.env._("overdue by %s", self._span(late))

    @api.model
    def _span(self, days):
        number, unit = desk.span(days)
        if unit == "day":
            one, many = self.env._("1 day"), self.env._("%s days", number)
        elif unit == "week":
            one, many = self.env._("1 week"), self.env._("%s weeks", number)
        else:
            one, many = self.env._("1 month"), self.env._("%s months", number)
        return one if number == 1 else many

    # what the desk asks for
    @api.model
    def _is_readable(self):
        return self.env[self._desk_model].has_access("read")

    @api.model
    def _cards(self, items):
        """What the rows say, in the order of the items.

        :param items: dicts with ``res_id``, ``code`` and ``late`` (days)
        """
        records = self.env[self._desk_model].browse([i["res_id"] for i in items])
        records.fetch(self._desk_fields)
        return [
            self._card(record, item)
            for record, item in zip(records, items, strict=True)
        ]

    @api.model
    def _card(self, record, item):
        user = self._desk_user_field and record[self._desk_user_field]
        return {
            "icon": self._desk_icon,
            "reason": self._reason(record, item),
            "details": [text for text in self._details(record, item) if text],
            "actions": self._actions(record, item),
            "user": bool(user) and {"id": user.id, "name": user.name},
            "reassign": bool(self._desk_user_field) and self._may_reassign(record),
        }

    @api.model
    def _may_reassign(self, record):
        """Whether to offer it; the write itself is checked again."""
        return self.env[self._desk_model].has_access("write")

    @api.model
    def _reassign(self, record, user):
        """Give the record to another person, with the rights of who does so.

        :return: the person who had it
        """
        record.check_access("write")
        before = record[self._desk_user_field]
        record[self._desk_user_field] = user
        return before

    @api.model
    def _date(self, day):
        return format_date(self.env, day)

    @api.model
    def _today(self):
        return fields.Date.context_today(self)
