from odoo import models


class KeqinActivity(models.Model):
    """Before a visit: the briefing for those who are met (R016)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.activity"

    def action_open_briefing(self):
        """The briefing of the customer, with the people of this activity first."""
        self.ensure_one()
        return self.customer_id._open_briefing(self)
