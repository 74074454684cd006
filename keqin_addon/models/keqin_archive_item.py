from odoo import api, fields, models
from odoo.tools import SQL

from .keqin_archive_section import SECTIONS

# What an item may ask for: code, label, section. A code is a field of the care file or
# of its contact, unless it is one of `_RECORDS`.
SUBJECTS = (
    ("user_id", "Account manager", "people"),
    ("service_user_id", "Service owner", "people"),
    ("sponsor_id", "Executive sponsor", "people"),
    ("main_contact_id", "Person in charge", "people"),
    ("decider", "Decision maker or approver among the key persons", "people"),
    ("phone", "Phone", "basic"),
    ("email", "Email", "basic"),
    ("website", "Website", "basic"),
    ("vat", "Tax ID", "basic"),
    ("street", "Street", "basic"),
    ("city", "City", "basic"),
    ("country_id", "Country", "basic"),
    ("industry_id", "Industry", "basic"),
    ("company_size", "Company size", "basic"),
    ("preference_category_ids", "Preferred products", "needs"),
    ("business_needs", "Business needs", "needs"),
    ("pain_point", "Pain point or open need", "needs"),
    ("purchase_intent", "Purchase plan", "needs"),
    ("cooperation_mode_id", "Cooperation mode", "cooperation"),
    ("cooperation_intent", "Long-term intent", "cooperation"),
    ("signed_on", "First contract", "cooperation"),
    ("agreement", "Agreement in force", "cooperation"),
    ("milestone", "Milestone", "cooperation"),
    ("business_situation", "Business situation", "business"),
    ("development_plan", "Development plan", "business"),
    ("founded_on", "Founding day", "business"),
)
# Condition on ``file`` that there is such a record.
_RECORDS = {
    "decider": "file.has_no_decider IS FALSE",
    "pain_point": "file.clear_needs IS TRUE",
    "purchase_intent": """EXISTS (SELECT FROM keqin_purchase_intent own
        WHERE own.customer_id = file.id AND own.state = 'planned')""",
    "agreement": """EXISTS (SELECT FROM keqin_agreement own
        WHERE own.customer_id = file.id AND own.active AND own.state = 'active')""",
    "milestone": """EXISTS (SELECT FROM keqin_milestone own
        WHERE own.customer_id = file.id AND own.active)""",
}
# What those conditions rest on, as fields of the care file.
RECORD_FIELDS = (
    *("has_no_decider", "clear_needs", "purchase_intent_ids.state"),
    *("agreement_ids.state", "agreement_ids.active", "milestone_ids.active"),
)
FIELDS = tuple(code for code, _label, _section in SUBJECTS if code not in _RECORDS)
_FOR_TIERS = {"A": "for_a", "B": "for_b", "C": "for_c"}
_FOR_WHOM = (*_FOR_TIERS.values(), "for_ungraded", "for_key")
_DECIDES = {"active", "subject", *_FOR_WHOM}


class KeqinArchiveItem(models.Model):
    """What a complete archive holds, by class of the customer (R008).

    The one definition behind the completeness of care files, the list of what is
    missing, and indicator K25. Changed here, all care files are counted again.
    """

    _name = "keqin.archive.item"
    _description = "Required Item of the Archive"
    _inherit = ["keqin.guarded.mixin"]
    _order = "sequence, id"

    name = fields.Char(
        "Required content",
        compute="_compute_name",
        store=True,
        readonly=False,
        required=True,
        translate=True,
        help="As it is called in the list of what is missing.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    subject = fields.Selection(
        [(code, label) for code, label, _section in SUBJECTS],
        "What has to be there",
        required=True,
    )
    section = fields.Selection(SECTIONS, compute="_compute_section", store=True)
    for_a = fields.Boolean("Tier A", default=True)
    for_b = fields.Boolean("Tier B", default=True)
    for_c = fields.Boolean("Tier C", default=True)
    for_ungraded = fields.Boolean("Without tier", default=True)
    for_key = fields.Boolean(
        "Key customers", default=True, help="Whatever their tier is."
    )

    _subject_uniq = models.Constraint(
        "UNIQUE(subject)", "This is asked for already, perhaps by an archived item."
    )
    _for_somebody = models.Constraint(
        "CHECK(for_a OR for_b OR for_c OR for_ungraded OR for_key)",
        "Say for which customers the item is required, or archive it.",
    )

    @api.depends("subject")
    def _compute_name(self):
        labels = dict(self._fields["subject"]._description_selection(self.env))
        for item in self:
            item.name = item.name or labels.get(item.subject)

    @api.depends("subject")
    def _compute_section(self):
        sections = {code: section for code, _label, section in SUBJECTS}
        for item in self:
            item.section = sections.get(item.subject)

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        self._count_again()
        return items

    def write(self, vals):
        done = super().write(vals)
        if not _DECIDES.isdisjoint(vals):
            self._count_again()
        return done

    def unlink(self):
        done = super().unlink()
        self._count_again()
        return done

    def action_open_missing(self):
        """The customers of the reader who lack it, those worth most first."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Missing: %s", self.name),
            "res_model": "keqin.customer",
            "view_mode": "list,form",
            "domain": [("archive_missing", "=", self.id)],
        }

    @api.model
    def _count_again(self):
        """All care files; data of an installation or update are counted once."""
        self.flush_model()
        if not self.env.context.get("install_mode"):
            # sudo: follows from the right to say what is required
            self.env["keqin.customer"].sudo()._update_completeness(SQL("TRUE"))

    @api.model
    def _field_writers(self):
        return super()._field_writers() | {"section": fields.NO_ACCESS}

    # sql
    @api.model
    def _archive_sql(self, files):
        """Of each care file how many items it needs, and the ids of those missing.

        :param files: condition on ``file``
        """
        # sudo: what is required is no secret, and counts whoever looks
        items = self.sudo().search_fetch([("active", "=", True)])
        none = SQL("0"), SQL("NULL::int")
        required = [item._required_sql() for item in items]
        missing = [
            SQL("CASE WHEN %s AND NOT (%s) THEN %s END", need, item._filled_sql(), id_)
            for item, need, id_ in zip(items, required, items.ids, strict=True)
        ]
        return SQL(
            """
            SELECT file.id, %s AS required, ARRAY_REMOVE(ARRAY[%s], NULL) AS missing
              FROM keqin_customer file
              JOIN res_partner contact ON contact.id = file.partner_id
             WHERE %s
            """,
            SQL(" + ").join(SQL("(%s)::int", need) for need in required) or none[0],
            SQL(", ").join(missing) or none[1],
            files,
        )

    def _required_sql(self):
        """Whether the item is required of ``file``; never null."""
        self.ensure_one()
        tiers = [tier for tier, name in _FOR_TIERS.items() if self[name]]
        parts = [SQL("COALESCE(file.tier = ANY(%s), FALSE)", tiers)] if tiers else []
        if self.for_ungraded:
            parts.append(SQL("file.tier IS NULL"))
        if self.for_key:
            parts.append(SQL("file.care_level IS NOT DISTINCT FROM 'key'"))
        return SQL("(%s)", SQL(" OR ").join(parts))

    def _filled_sql(self):
        """Whether ``file`` has it; never null."""
        self.ensure_one()
        if self.subject in _RECORDS:
            return SQL(_RECORDS[self.subject])
        field = self.env["keqin.customer"]._fields[self.subject]
        if field.type == "many2many":
            return SQL(
                "EXISTS (SELECT FROM %s own WHERE own.%s = file.id)",
                SQL.identifier(field.relation),
                SQL.identifier(field.column1),
            )
        table = "contact" if field.inherited else "file"
        column = SQL.identifier(table, self.subject)
        if field.type in ("char", "text"):
            return SQL("BTRIM(COALESCE(%s, '')) <> ''", column)
        return SQL("%s IS NOT NULL", column)
