from odoo import fields, models


class KeqinCustomer(models.Model):
    """What the customer says of us: the last, the one before, the change (R111)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.customer"

    feedback_ids = fields.One2many(
        "keqin.feedback",
        "customer_id",
        "Feedback",
        groups="keqin_addon.group_keqin_sales,keqin_addon.group_keqin_service,"
        "keqin_addon.group_keqin_executive,keqin_addon.group_keqin_manager",
    )
    recovery_ids = fields.One2many(
        "keqin.recovery",
        "customer_id",
        "Recoveries",
        groups="keqin_addon.group_keqin_sales,keqin_addon.group_keqin_service,"
        "keqin_addon.group_keqin_executive,keqin_addon.group_keqin_manager",
    )
