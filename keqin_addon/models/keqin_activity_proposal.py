from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .keqin_feedback import READERS


class KeqinActivity(models.Model):
    """A negotiation: what was discussed, and what came of it (R175); and work towards
    a goal of the customer's (R217)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.activity"

    proposal_id = fields.Many2one(
        "keqin.proposal",
        "Negotiates",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        domain="[('customer_id', '=', customer_id)]",
        groups=READERS,
    )
    goal_id = fields.Many2one(
        "keqin.goal",
        "Serves the goal",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        domain="[('customer_id', '=', customer_id), ('state', '=', 'open')]",
        groups=READERS,
    )
    terms = fields.Text("Terms discussed", groups=READERS)
    terms_result = fields.Selection(
        [
            ("agreed", "Agreed"),
            ("partly", "Partly agreed"),
            ("open", "Still open"),
            ("refused", "Refused"),
        ],
        "Result of the negotiation",
        groups=READERS,
    )

    @api.constrains("proposal_id", "goal_id", "customer_id")
    def _check_proposal(self):
        for activity in self:
            bound = [activity.proposal_id, activity.goal_id]
            if any(it and it.customer_id != activity.customer_id for it in bound):
                raise ValidationError(
                    self.env._(
                        "%(activity)s is for %(customer)s, but its proposal or goal is "
                        "not. Choose one of the same customer.",
                        activity=activity.name,
                        customer=activity.customer_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        activities = super().create(vals_list)
        activities._begin_negotiation()
        return activities

    def write(self, vals):
        written = super().write(vals)
        if vals.get("proposal_id"):
            self._begin_negotiation()
        return written

    def _begin_negotiation(self):
        """Who plans a negotiation may write the proposal; with it, it is negotiated."""
        # sudo: most activities negotiate nothing, and not everybody reads proposals
        proposals = self.sudo().proposal_id.sudo(self.env.su)
        if proposals:
            proposals.check_access("write")
            proposals._negotiate()
