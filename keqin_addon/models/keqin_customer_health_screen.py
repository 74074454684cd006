from odoo import models


class KeqinCustomer(models.Model):
    """The way to the screen that explains the health (R214)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.customer"

    def action_open_health(self):
        """The waterfall, the history and the way to green on a page of their own."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "keqin_health",
            "name": self.env._("Health: %s", self.name),
            "params": {"customer_id": self.id},
        }
