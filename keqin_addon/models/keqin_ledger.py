from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .keqin_case import OPEN as OPEN_CASES
from .keqin_case_task import OPEN as OPEN_TASKS
from .keqin_customer_bound_mixin import DEPARTMENTS
from .keqin_promise import OPEN as OPEN_PROMISES

# Kinds of rows in the order of their numbers, which are part of the rows' ids: the
# document behind a row is known without asking the database.
_MODELS = {
    "activity": "keqin.activity",
    "case": "keqin.case",
    "task": "keqin.case.task",
    "need": "keqin.need",
    "promise": "keqin.promise",
    "solution": "keqin.solution",
    "message": "keqin.case",
    "feedback": "keqin.feedback",
    "invitation": "keqin.survey.invitation",
    "recovery": "keqin.recovery",
    "notice": "keqin.improvement.notice",
    "risk": "keqin.risk",
    "agreement": "keqin.agreement",
    "referral": "keqin.referral",
    "benefit": "keqin.benefit",
}
# What says how far a document is, where it is not its state.
_STATES = {"feedback": "sentiment"}
_KINDS = tuple(_MODELS)
# Fields that every document has, and what the rows of each kind take beside them.
_SHARED = ("customer_id", "company_id", "user_id", "state", "name")
_NEEDED = {
    "activity": ("date_done", "date_planned", "start_at", "department"),
    "case": ("opened_on", "number", "next_deadline", "transfer_count"),
    "task": ("asked_on", "department", "due_on", "transfer_count"),
    "need": ("create_date", "department"),
    "promise": ("promised_on", "department", "due_on"),
    "solution": ("create_date", "valid_until"),
    "recovery": ("contact_id", "said_on", "date_due"),
    "agreement": ("date_start", "renewal_on", "renewal_started_on", "signed_on"),
    "referral": ("contact_id", "date"),
    "risk": ("detected_on", "date_due"),
}
# An id is 16 times the document's id, and the number of its kind.
_KIND_BITS = 4
_ENTITIES = {"&nbsp;": " ", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&amp;": "&"}
# Column: its type, the same in all branches, so that conditions reach each of them.
_TYPES = {
    "customer_id": "int4",
    "company_id": "int4",
    "date": "timestamp",
    "name": "text",
    "user_id": "int4",
    "author_id": "int4",
    "department": "varchar",
    "state": "varchar",
    "is_open": "bool",
    "due": "timestamp",
    "transfers": "int4",
}


class KeqinLedger(models.Model):
    """All that passed between a customer and us, in one list (R155).

    One row for each activity, case, routed task, need, promise, solution, message of a
    case, answer of a person, survey sent and recovery. There is no copy: each query
    asks the documents, through ``_search`` of their models, so that a row is there
    exactly for whoever may read the document, and as soon as it is there.
    """

    _name = "keqin.ledger"
    _description = "Ledger"
    _auto = False
    _order = "date desc, id desc"
    _depends = {
        "mail.message": [
            "author_id",
            "body",
            "date",
            "is_internal",
            "message_type",
            "model",
            "res_id",
            "subject",
            "subtype_id",
        ]
    }

    customer_id = fields.Many2one("keqin.customer", readonly=True)
    company_id = fields.Many2one("res.company", "Caring company", readonly=True)
    date = fields.Datetime(readonly=True, help="When it was done, received or said.")
    kind = fields.Selection(
        [
            ("activity", "Activity"),
            ("case", "Case"),
            ("task", "Routed task"),
            ("need", "Need"),
            ("promise", "Promise"),
            ("solution", "Solution"),
            ("message", "Message"),
            ("feedback", "Feedback"),
            ("invitation", "Survey"),
            ("recovery", "Recovery"),
            ("notice", "Told of an improvement"),
            ("risk", "Risk"),
            ("agreement", "Agreement"),
            ("referral", "Referral"),
            ("benefit", "Benefit"),
        ],
        readonly=True,
    )
    name = fields.Char("What", readonly=True)
    user_id = fields.Many2one(
        "res.users", "Responsible", readonly=True, help="Exactly one person."
    )
    author_id = fields.Many2one("res.partner", "Said by", readonly=True)
    department = fields.Selection(DEPARTMENTS, readonly=True)
    state = fields.Char("Stage", readonly=True)
    status = fields.Char(compute="_compute_status")
    is_open = fields.Boolean("Open", readonly=True)
    due = fields.Datetime(readonly=True)
    transfers = fields.Integer(readonly=True, help="How often the owner changed.")
    res_model = fields.Char("Document", readonly=True)
    res_id = fields.Many2oneReference(
        "Document id", model_field="res_model", readonly=True
    )

    @property
    def _table_query(self):
        branches = [
            branch
            for number, kind in enumerate(_KINDS)
            if self.env[_MODELS[kind]].has_access("read")
            for branch in [getattr(self, f"_rows_{kind}")(number)]
        ]
        return SQL(" UNION ALL ").join(branches or [self._no_rows()])

    # one branch for each kind of document
    @api.model
    def _rows_activity(self, number):
        day = SQL("COALESCE(date_done, date_planned) + time '12:00'")
        return self._rows(
            number,
            date=SQL("COALESCE(start_at, %s)", day),
            department="department",
            is_open=SQL("state = 'planned'"),
            due="date_planned",
        )

    @api.model
    def _rows_case(self, number):
        return self._rows(
            number,
            name=SQL("CONCAT_WS(' ', NULLIF(number, '/'), name)"),
            date="opened_on",
            department=SQL("'service'"),
            is_open=SQL("state IN %s", OPEN_CASES),
            due="next_deadline",
            transfers="transfer_count",
        )

    @api.model
    def _rows_task(self, number):
        return self._rows(
            number,
            date="asked_on",
            department="department",
            is_open=SQL("state IN %s", OPEN_TASKS),
            due="due_on",
            transfers="transfer_count",
        )

    @api.model
    def _rows_need(self, number):
        return self._rows(
            number,
            date="create_date",
            department=SQL("COALESCE(department, 'sales')"),
            is_open=SQL("state <> 'closed'"),
        )

    @api.model
    def _rows_promise(self, number):
        return self._rows(
            number,
            date=SQL("promised_on + time '12:00'"),
            department="department",
            is_open=SQL("state IN %s", OPEN_PROMISES),
            due="due_on",
        )

    @api.model
    def _rows_solution(self, number):
        return self._rows(
            number,
            date="create_date",
            department=SQL("'service'"),
            is_open=SQL("state IN ('draft', 'proposed')"),
            due="valid_until",
        )

    @api.model
    def _rows_message(self, number):
        """What the customer said or was told in a case; never an internal note."""
        columns = self._columns(
            number,
            SQL("message.id"),
            customer_id=SQL("owner.customer_id"),
            company_id=SQL("owner.company_id"),
            user_id=SQL("owner.user_id"),
            author_id=SQL("message.author_id"),
            date=SQL("message.date"),
            name=self._said(),
            department=SQL("'service'"),
            is_open=SQL("FALSE"),
        )
        return SQL(
            "SELECT %s FROM (%s) owner JOIN mail_message message"
            " ON message.model = 'keqin.case' AND message.res_id = owner.id"
            " JOIN mail_message_subtype subtype ON subtype.id = message.subtype_id"
            " WHERE message.message_type IN ('email', 'email_outgoing', 'comment')"
            " AND subtype.internal IS NOT TRUE AND message.is_internal IS NOT TRUE",
            columns,
            self._select("keqin.case", ("customer_id", "company_id", "user_id")),
        )

    @api.model
    def _said(self):
        """The beginning of a message's text, without markup, or else its subject."""
        text = SQL("REGEXP_REPLACE(LEFT(message.body, 600), '<[^>]*>?', ' ', 'g')")
        for entity, char in _ENTITIES.items():
            text = SQL("REPLACE(%s, %s, %s)", text, entity, char)
        text = SQL("LEFT(TRIM(REGEXP_REPLACE(%s, '\\s+', ' ', 'g')), 160)", text)
        return SQL("COALESCE(NULLIF(%s, ''), message.subject)", text)

    @api.model
    def _rows(self, number, **columns):
        """Rows of the documents of a kind that the reader may read.

        :param columns: what each column is: a field, or SQL on fields
        """
        kind = _KINDS[number]
        columns |= {name: name for name in _SHARED if name not in columns}
        return SQL(
            "SELECT %s FROM (%s) document",
            self._columns(number, SQL("id"), **columns),
            self._select(_MODELS[kind], (*_SHARED, *_NEEDED[kind])),
        )

    @api.model
    def _select(self, model, names):
        """The readable documents of a model, as SQL with the fields ``names``."""
        Model = self.env[model].with_context(active_test=False)
        query = Model._search(Domain.TRUE)
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
    def _columns(self, number, document_id, **columns):
        def column(name):
            value = columns.get(name, SQL("NULL"))
            if isinstance(value, str):
                value = SQL.identifier(value)
            return SQL("(%s)::%s AS %s", value, SQL(_TYPES[name]), SQL.identifier(name))

        kind = _KINDS[number]
        return SQL(
            "(%s)::int8 * %s + %s AS id, %s::varchar AS kind, %s::varchar AS res_model,"
            " (%s)::int4 AS res_id, %s",
            document_id,
            1 << _KIND_BITS,
            number,
            kind,
            "mail.message" if kind == "message" else _MODELS[kind],
            document_id,
            SQL(", ").join(column(name) for name in _TYPES),
        )

    @api.model
    def _no_rows(self):
        return SQL("SELECT %s WHERE FALSE", self._columns(0, SQL("0")))

    # what the reader sees
    @api.depends("kind", "state")
    def _compute_status(self):
        labels = {
            kind: dict(
                self.env[model]
                ._fields[_STATES.get(kind, "state")]
                ._description_selection(self.env)
            )
            for kind, model in _MODELS.items()
        }
        for row in self:
            row.status = labels.get(row.kind, {}).get(row.state, False)

    def action_open(self):
        """Open the document behind the row; of a message, its case."""
        self.ensure_one()
        document = self._document()
        document.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": document._name,
            "res_id": document.id,
            "views": [(False, "form")],
        }

    def _document(self):
        number, kinds = self.id >> _KIND_BITS, self.id & ((1 << _KIND_BITS) - 1)
        kind = _KINDS[kinds] if kinds < len(_KINDS) else None
        if kind == "message":
            # sudo: which case it belongs to; whether that may be read is checked next
            message = self.env["mail.message"].sudo().browse(number).exists()
            number = message.model == "keqin.case" and message.res_id
        document = kind and self.env[_MODELS[kind]].browse(number or ()).exists()
        if not document:
            raise UserError(
                self.env._("This is no longer there. Reload the page to see the rest.")
            )
        return document
