from odoo import fields, models

_READERS = "sales_team.group_sale_salesman,keqin_addon.group_keqin_executive"


class KeqinActivity(models.Model):
    """Opportunities that came up in a care activity (R162)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what an activity is, its flow, its meeting, its conversation
    _inherit = "keqin.activity"

    lead_ids = fields.One2many(
        "crm.lead", "keqin_activity_id", "Opportunities", groups=_READERS
    )
    lead_count = fields.Integer(
        "Opportunity count", compute="_compute_lead_count", groups=_READERS
    )

    def _compute_lead_count(self):
        counts = dict(
            self.env["crm.lead"]._read_group(
                [("keqin_activity_id", "in", self.ids)],
                ["keqin_activity_id"],
                ["__count"],
            )
        )
        for activity in self:
            activity.lead_count = counts.get(activity, 0)

    def action_open_leads(self):
        """Open the opportunities found in it that the caller may see."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Opportunities"),
            "res_model": "crm.lead",
            "view_mode": "list,kanban,form",
            "domain": [("keqin_activity_id", "=", self.id)],
        }
