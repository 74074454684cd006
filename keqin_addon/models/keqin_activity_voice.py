from odoo import fields, models


class KeqinActivity(models.Model):
    """What was said in an activity (R057)."""

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
