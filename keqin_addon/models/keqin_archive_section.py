from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import SQL

SECTIONS = [
    ("basic", "Basic data"),
    ("people", "People"),
    ("needs", "Needs and preferences"),
    ("cooperation", "Cooperation"),
    ("business", "Business"),
]
# Fields of the care file and of its contact, by the section they belong to.
SECTION_FIELDS = {
    "basic": {
        *("name", "vat", "phone", "email", "website", "street", "street2", "city"),
        *("zip", "state_id", "country_id", "industry_id", "company_size"),
    },
    "people": {"main_contact_id", "user_id", "service_user_id", "sponsor_id"},
    "needs": {
        *("business_needs", "pain_points", "preference_category_ids"),
        *("preference_note", "budget_limit", "budget_note"),
    },
    "cooperation": {
        *("signed_on", "cooperation_mode_id", "cooperation_intent"),
        *("relationship_level", "wallet_share"),
    },
    "business": {"business_situation", "development_plan", "founded_on"},
}


def sections_of(names):
    """Sections of the archive to which the fields belong.

    >>> sections_of({"phone", "wallet_share", "comment"})
    ['basic', 'cooperation']
    """
    return [name for name, own in SECTION_FIELDS.items() if own & set(names)]


class KeqinArchiveSection(models.Model):
    """When a section of an archive was last updated, and by whom (R186).

    A row for each section that somebody has entered or changed; stamped by the change
    itself. What the system writes of its own accord is no update.
    """

    _name = "keqin.archive.section"
    _description = "Section of an Archive"
    _order = "customer_id, updated_on desc, id"
    _rec_name = "section"

    customer_id = fields.Many2one(
        "keqin.customer", required=True, index=True, readonly=True, ondelete="cascade"
    )
    section = fields.Selection(SECTIONS, required=True, readonly=True)
    updated_on = fields.Datetime("Last updated on", required=True, readonly=True)
    updated_by = fields.Many2one("res.users", readonly=True, ondelete="set null")

    _section_uniq = models.Constraint(
        "UNIQUE(customer_id, section)",
        "Each section of an archive has one last update.",
    )

    @api.model
    def _stamp(self, customers, sections):
        """The user has updated the sections of the files just now."""
        if not customers or not sections or self.env.uid == SUPERUSER_ID:
            return
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO keqin_archive_section AS row
                       (customer_id, section, updated_on, updated_by,
                        create_uid, write_uid, create_date, write_date)
                SELECT customer_id, section, %(now)s, %(uid)s,
                       %(uid)s, %(uid)s, %(now)s, %(now)s
                  FROM unnest(%(customers)s) customer_id,
                       unnest(%(sections)s) section
              ORDER BY customer_id, section
                    ON CONFLICT (customer_id, section) DO UPDATE
                   SET updated_on = EXCLUDED.updated_on,
                       updated_by = EXCLUDED.updated_by,
                       write_uid = EXCLUDED.write_uid,
                       write_date = EXCLUDED.write_date
                """,
                now=fields.Datetime.now(),
                uid=self.env.uid,
                customers=list(customers.ids),
                sections=list(sections),
            )
        )
        self.invalidate_model()
