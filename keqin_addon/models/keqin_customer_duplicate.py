from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .res_partner_duplicate import DUPLICATE_KEYS as _KEYS


class KeqinCustomer(models.Model):
    """Who else may be the same customer.

    Duplicates are shown and never refused: two branches may share a switchboard.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.customer"

    duplicate_ids = fields.Many2many(
        "res.partner",
        string="Possible duplicates",
        compute="_compute_duplicate_ids",
        search="_search_duplicate_ids",
        help="Other companies with the same name, tax number, phone or e-mail.",
    )

    @api.depends("partner_id.name", "vat", "phone", "email")
    def _compute_duplicate_ids(self):
        wanted = {
            key: {value for value in self.partner_id.mapped(key) if value}
            for key in _KEYS
        }
        alike = self.env["res.partner"]._keqin_companies_alike(wanted)
        by_value = {}
        for partner in alike:
            for key in _KEYS:
                if partner[key]:
                    pair = key, partner[key]
                    by_value[pair] = by_value.get(pair, alike.browse()) | partner
        for customer in self:
            own = customer.partner_id
            pairs = [(key, own[key]) for key in _KEYS]
            same = (by_value.get(pair, alike.browse()) for pair in pairs)
            customer.duplicate_ids = alike.browse().union(*same) - own._origin

    @api.onchange("name", "vat", "phone", "email")
    def _onchange_duplicates(self):
        return self.env["res.partner"]._keqin_warn_of_duplicates(self)

    def _search_duplicate_ids(self, operator, value):
        """Only whether there are any, for the list of possible duplicates."""
        if operator not in ("in", "not in") or set(value) != {False}:
            return NotImplemented
        self.env["res.partner"].flush_model(
            [*_KEYS, "is_company", "parent_id", "active"]
        )
        self.flush_model(["partner_id"])
        parts = [
            SQL(
                """
                SELECT unnest(array_agg(id)) AS partner_id FROM res_partner
                 WHERE %(key)s != '' AND is_company AND active AND parent_id IS NULL
                 GROUP BY %(key)s HAVING count(*) > 1
                """,
                key=SQL.identifier(key),
            )
            for key in _KEYS
        ]
        found = SQL(
            "(SELECT id FROM keqin_customer WHERE partner_id IN (%s))",
            SQL(" UNION ALL ").join(parts),
        )
        return Domain("id", "in" if operator == "not in" else "not in", found)

    def action_open_duplicates(self):
        """The customer's contact and those alike, to be compared and merged."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Possible Duplicates"),
            "res_model": "res.partner",
            "view_mode": "list,form",
            "domain": [("id", "in", (self.partner_id | self.duplicate_ids).ids)],
        }
