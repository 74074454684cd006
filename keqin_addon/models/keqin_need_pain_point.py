from odoo import fields, models


class KeqinNeed(models.Model):
    """A need may answer what hurts the customer (R010, R095)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.need"

    pain_point_ids = fields.One2many(
        "keqin.pain.point",
        "need_id",
        "Pain points answered",
        readonly=True,
        groups="keqin_addon.group_keqin_sales,keqin_addon.group_keqin_service,"
        "keqin_addon.group_keqin_executive,keqin_addon.group_keqin_manager",
    )
