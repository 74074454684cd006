from odoo import models


class ResPartner(models.Model):
    """With the account manager changes who follows the customer's cases (R099)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the contact's grade, its cases
    _inherit = "res.partner"

    def write(self, vals):
        if "user_id" not in vals:
            return super().write(vals)
        before = {
            partner: partner.user_id
            for partner in self
            if partner.user_id.id != vals["user_id"]
        }
        done = super().write(vals)
        if before:
            self.env["keqin.case"]._exchange_managers(before)
        return done
