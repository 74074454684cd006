from odoo import fields, models


class KeqinPlan(models.Model):
    """What marketing brings to the plan (R201)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.plan"

    idea_ids = fields.One2many("keqin.plan.idea", "plan_id", "Ideas of marketing")

    def action_add_idea(self):
        """Open the form of a new idea; marketing writes no plan."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Add an Idea"),
            "res_model": "keqin.plan.idea",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_plan_id": self.id},
        }
