from odoo import fields, models

from .keqin_feedback import READERS


class KeqinCustomer(models.Model):
    """What rules suggest to do next for a customer (R215)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.customer"

    suggestion_ids = fields.One2many(
        "keqin.suggestion",
        "customer_id",
        "Suggestions",
        domain=[("state", "=", "proposed")],
        groups=READERS,
    )

    def action_open_suggestions(self):
        """What is suggested, and what became of earlier ones."""
        action = self._action_link("keqin_suggestion_action")
        action["context"]["search_default_proposed"] = True
        return action
