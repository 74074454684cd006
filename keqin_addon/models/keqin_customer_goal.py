from odoo import fields, models

from .keqin_feedback import READERS


class KeqinCustomer(models.Model):
    """What the customer wants to reach, and what we proposed (R175, R217)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.customer"

    goal_ids = fields.One2many("keqin.goal", "customer_id", "Goals", groups=READERS)
    proposal_count = fields.Integer(
        "Undecided proposals", compute="_compute_proposal_count", groups=READERS
    )

    def _compute_proposal_count(self):
        undecided = [("state", "in", ("draft", "sent", "negotiating"))]
        counts = self._count_links("keqin.proposal", undecided)
        for customer in self:
            customer.proposal_count = counts.get(customer.id, 0)

    def action_open_proposals(self):
        return self._action_link("keqin_proposal_action")

    def action_open_goals(self):
        return self._action_link("keqin_goal_action")
