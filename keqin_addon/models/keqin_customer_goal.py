from odoo import fields, models

from .keqin_feedback import READERS


class KeqinCustomer(models.Model):
    """What the customer wants to reach, and what we proposed (R175, R217)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.customer"

    goal_ids = fields.One2many("keqin.goal", "customer_id", "Goals", groups=READERS)

    def action_open_proposals(self):
        return self._action_link("keqin_proposal_action")

    def action_open_goals(self):
        return self._action_link("keqin_goal_action")
