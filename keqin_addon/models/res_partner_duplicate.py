from odoo import api, models
from odoo.fields import Domain
from odoo.tools import email_normalize

# What two contacts have in common if they may be one customer (R189).
DUPLICATE_KEYS = ("name", "vat", "phone", "email_normalized")


class ResPartner(models.Model):
    """Whoever enters a company hears at once if it may be there already (R189)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "res.partner"

    @api.onchange("name", "vat", "phone", "email")
    def _onchange_keqin_duplicates(self):
        if self.is_company and not self.parent_id:
            return self._keqin_warn_of_duplicates(self)
        return None

    @api.model
    def _keqin_warn_of_duplicates(self, record):
        """A notification, which refuses nothing, for a contact or a care file."""
        if not self.env.user.has_group("keqin_addon.group_keqin_staff"):
            return None
        own = record if record._name == self._name else record.partner_id
        address = record.email and email_normalize(record.email)
        values = record.name, record.vat, record.phone, address
        wanted = {
            key: [value] if value else []
            for key, value in zip(DUPLICATE_KEYS, values, strict=True)
        }
        alike = self._keqin_companies_alike(wanted) - own._origin
        if not alike:
            return None
        return {
            "warning": {
                "type": "notification",
                "title": self.env._("Possible Duplicates"),
                "message": self.env._(
                    "Same name, tax number, phone or e-mail: %s",
                    ", ".join(alike[:5].mapped("display_name")),
                ),
            }
        }

    @api.model
    def _keqin_companies_alike(self, wanted):
        """Companies, as far as the user may read them, with one of the values.

        :param wanted: values by each of ``DUPLICATE_KEYS``
        """
        same = Domain.OR(
            Domain(key, "in", list(values)) for key, values in wanted.items()
        )
        whole = Domain("is_company", "=", True) & Domain("parent_id", "=", False)
        return self.search(whole & same)
