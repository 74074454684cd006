from odoo import models

from .keqin_customer_archive import PARTNER_KEYS, changed_records


class ResPartner(models.Model):
    """Key data of a customer change on the contact: its archive hears of it (R189)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "res.partner"

    def write(self, vals):
        changed = self._keqin_key_changes(vals)
        done = super().write(vals)
        if changed:
            changed._reset_verification()
        return done

    def _keqin_key_changes(self, vals):
        """Care files of those of which ``vals`` changes key data."""
        Customer = self.env["keqin.customer"]
        if PARTNER_KEYS.isdisjoint(vals):
            return Customer
        # sudo: the mark follows from the right to write the contact
        files = Customer.sudo().with_context(active_test=False)
        files = files.search([("partner_id", "in", self.ids)])
        changed = changed_records(files.partner_id, vals, PARTNER_KEYS)
        # with the rights of the caller, whose change it is
        return files.filtered(lambda file: file.partner_id in changed).sudo(False)
