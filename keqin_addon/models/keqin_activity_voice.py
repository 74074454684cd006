from odoo import fields, models


class KeqinActivity(models.Model):
    """What was said in an activity, and the recovery it is a step of (R057, R112)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.activity"

    feedback_ids = fields.One2many(
        "keqin.feedback",
        "activity_id",
        "Opinions",
        groups="keqin_addon.group_keqin_sales,keqin_addon.group_keqin_service,"
        "keqin_addon.group_keqin_executive,keqin_addon.group_keqin_manager",
    )
    recovery_id = fields.Many2one(
        "keqin.recovery",
        "Step of recovery",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        domain="[('customer_id', '=', customer_id)]",
        groups="keqin_addon.group_keqin_sales,keqin_addon.group_keqin_service,"
        "keqin_addon.group_keqin_executive,keqin_addon.group_keqin_manager",
    )
