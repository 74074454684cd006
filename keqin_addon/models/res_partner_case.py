from odoo import api, models
from odoo.exceptions import UserError


class ResPartner(models.Model):
    """With the account manager changes who follows the customer's cases (R099); who
    raised one stays on record with it."""

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

    @api.ondelete(at_uninstall=False)
    def _unlink_except_raised_case(self):
        # sudo: whether there is one, whoever deletes; it is not shown
        cases = self.env["keqin.case"].sudo().with_context(active_test=False)
        case = cases.search([("contact_id", "in", self.ids)], limit=1)
        if case:
            raise UserError(
                self.env._(
                    "%s raised cases, which stay on record. Archive the contact; to "
                    "erase personal data, first clear Raised by, E-mail and Phone on "
                    "these cases.",
                    case.contact_id.name,
                )
            )
