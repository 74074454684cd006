from odoo import api, fields, models
from odoo.tools import SQL

# Of the contact of a customer; the care file and its cards tell all they track.
_PARTNER_FIELDS = ("name", "user_id", "vat")
_GRADE_FIELDS = ("key_customer", "tier_locked")
_OWNER_FIELDS = ("service_user_id", "sponsor_id", "user_id")


class KeqinChangeLog(models.Model):
    """Who changed what of a customer, when, from what to what (R190).

    One list of what Odoo tracks on care files, key-person cards and the contacts of
    customers, and of the changes of tiers. Fields the reader may not read are left
    out. Rows follow the chatter, so what is erased there is gone here.
    """

    _name = "keqin.change.log"
    _description = "Change Log"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "customer_id"
    _depends = {
        "keqin.contact": ["company_id", "customer_id", "partner_id"],
        "keqin.customer": ["company_id", "partner_id"],
        "keqin.grade.change": [
            *("changed_by_id", "customer_id", "date", "tier_new", "tier_old"),
        ],
        "res.partner": ["user_id"],
    }

    kind = fields.Selection(
        [
            ("grade", "Grade"),
            ("owner", "Responsibility"),
            ("people", "Decision chain"),
            ("sensitive", "Restricted field"),
            ("archive", "Archive"),
        ],
        readonly=True,
    )
    customer_id = fields.Many2one("keqin.customer", readonly=True)
    company_id = fields.Many2one("res.company", "Caring company", readonly=True)
    user_id = fields.Many2one("res.users", "Account manager", readonly=True)
    partner_id = fields.Many2one("res.partner", "Person", readonly=True)
    what = fields.Char(readonly=True)
    date = fields.Datetime(readonly=True)
    changed_by_id = fields.Many2one("res.users", "Changed by", readonly=True)
    tier_old = fields.Char(readonly=True)
    tier_new = fields.Char(readonly=True)
    value_old = fields.Char("Old value", compute="_compute_values")
    value_new = fields.Char("New value", compute="_compute_values")

    @api.depends("tier_old", "tier_new")
    def _compute_values(self):
        # ids of the query: even ones are tracked values
        tracked = self.filtered(lambda row: row.id % 2 == 0)
        # sudo: values are for administrators; the fields of these rows were checked
        values = self.env["mail.tracking.value"].sudo()
        values = values.browse([row.id // 2 for row in tracked])
        for row, value in zip(tracked, values, strict=True):
            kind = value.field_id.ttype
            [row.value_old] = map(self._text, value._format_display_value(kind, False))
            [row.value_new] = map(self._text, value._format_display_value(kind, True))
        for row in self - tracked:
            row.value_old, row.value_new = row.tier_old, row.tier_new

    @api.model
    def _text(self, value):
        if isinstance(value, bool):
            return self.env._("Yes") if value else self.env._("No")
        return f"{value:g}" if isinstance(value, float) else value and str(value)

    @property
    def _table_query(self):
        restricted = [
            name
            for name, field in self.env["keqin.customer"]._fields.items()
            if field.groups
        ]
        label = SQL("COALESCE(f.field_description->>%s, f.name)", "en_US")
        if self.env.lang:
            label = SQL("COALESCE(f.field_description->>%s, %s)", self.env.lang, label)
        return SQL(
            """
            SELECT v.id::bigint * 2 AS id,
                   CASE WHEN m.model = 'keqin.contact'
                          OR f.name = 'main_contact_id' THEN 'people'
                        WHEN f.name IN %(owners)s THEN 'owner'
                        WHEN f.name IN %(grades)s THEN 'grade'
                        WHEN m.model = 'keqin.customer'
                         AND f.name = ANY(%(restricted)s) THEN 'sensitive'
                        ELSE 'archive' END AS kind,
                   c.id AS customer_id, c.company_id, p.user_id,
                   k.partner_id, %(label)s AS what, m.date,
                   m.create_uid AS changed_by_id,
                   NULL AS tier_old, NULL AS tier_new
              FROM mail_tracking_value v
              JOIN ir_model_fields f ON f.id = v.field_id
              JOIN mail_message m ON m.id = v.mail_message_id
         LEFT JOIN keqin_contact k
                ON m.model = 'keqin.contact' AND k.id = m.res_id
         LEFT JOIN keqin_customer o
                ON m.model = 'res.partner' AND o.partner_id = m.res_id
              JOIN keqin_customer c
                ON c.id = CASE m.model WHEN 'keqin.customer' THEN m.res_id
                          ELSE COALESCE(k.customer_id, o.id) END
              JOIN res_partner p ON p.id = c.partner_id
             WHERE f.id = ANY(%(fields)s)
            UNION ALL
            SELECT g.id::bigint * 2 + 1, 'grade', c.id, c.company_id, p.user_id,
                   NULL, %(tier)s, g.create_date, g.changed_by_id,
                   g.tier_old, g.tier_new
              FROM keqin_grade_change g
              JOIN keqin_customer c ON c.id = g.customer_id
              JOIN res_partner p ON p.id = c.partner_id
             WHERE g.tier_old IS DISTINCT FROM g.tier_new
            """,
            owners=_OWNER_FIELDS,
            grades=_GRADE_FIELDS,
            restricted=restricted,
            label=label,
            fields=self._readable_fields(),
            tier=self.env["keqin.customer"]
            ._fields["tier"]
            ._description_string(self.env),
        )

    @api.model
    def _readable_fields(self):
        """Ids of what is tracked and may be read by the user."""
        return [
            self.env["ir.model.fields"]._get_ids(model)[name]
            for model in ("keqin.contact", "keqin.customer", "res.partner")
            for name, field in self.env[model]._fields.items()
            if (name in _PARTNER_FIELDS or model != "res.partner")
            and getattr(field, "tracking", False)
            and self.env[model]._has_field_access(field, "read")
        ]

    def action_open(self):
        """The care file behind a row, with the rights of who opens it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "keqin.customer",
            "res_id": self.customer_id.id,
            "views": [(False, "form")],
        }
