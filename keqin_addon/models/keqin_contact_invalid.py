from odoo import api, fields, models
from odoo.fields import Domain


class KeqinContact(models.Model):
    """Cards of people who are marked as invalid: kept, and left out (R187)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.contact"

    invalid_reason = fields.Selection(
        related="partner_id.keqin_invalid_reason", string="Invalid because"
    )
    invalid_on = fields.Date(
        related="partner_id.keqin_invalid_on", string="Invalid since"
    )
    invalid_by = fields.Many2one(
        related="partner_id.keqin_invalid_by", string="Marked invalid by"
    )

    def action_restore_valid(self):
        """The person is there again."""
        self.check_access("write")
        return self.partner_id.action_keqin_restore()

    def _is_gone(self):
        return super()._is_gone() or bool(self.invalid_reason)

    @api.model
    def _may_greet_domain(self, on, joyful=True):
        domain = super()._may_greet_domain(on, joyful)
        return domain & Domain("partner_id.keqin_invalid_reason", "=", False)

    @api.model
    def _on_cards(self, partners, domain):
        """People marked as invalid are left alone in every way, card or not."""
        found = super()._on_cards(partners, domain)
        return found | self.env["res.partner"]._keqin_invalid(partners)

    @api.model
    def _not_by(self, partners, channel):
        found = super()._not_by(partners, channel)
        return found | self.env["res.partner"]._keqin_invalid(partners)
