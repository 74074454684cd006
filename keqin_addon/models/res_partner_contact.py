from odoo import models


class ResPartner(models.Model):
    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the grade of the contact, its key-person cards
    _inherit = "res.partner"

    def unlink(self):
        """The card goes with the person, and what was written on it as well.

        The database would delete the card alone and leave its chatter behind.
        """
        # sudo: who may delete the person deletes what is known of it
        cards = self.env["keqin.contact"].sudo().with_context(active_test=False)
        cards.search([("partner_id", "in", self.ids)]).unlink()
        return super().unlink()
