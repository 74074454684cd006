from odoo import fields, models


class KeqinCustomer(models.Model):
    """What care is planned, due and done for the customer (R031, R042-R053)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the archive, its grade, its history, its scope, its care
    _inherit = "keqin.customer"

    plan_ids = fields.One2many(
        "keqin.plan",
        "customer_id",
        "Care plans",
        groups="keqin_addon.group_keqin_staff",
    )
    care_activity_ids = fields.One2many(
        "keqin.activity",
        "customer_id",
        "Care activities",
        groups="keqin_addon.group_keqin_staff",
    )
    promise_ids = fields.One2many(
        "keqin.promise", "customer_id", "Promises", groups="base.group_user"
    )
    contact_card_ids = fields.One2many(
        "keqin.contact",
        "customer_id",
        "Key persons",
        groups="keqin_addon.group_keqin_sales,keqin_addon.group_keqin_service,"
        "keqin_addon.group_keqin_executive",
    )
    last_care_on = fields.Date(readonly=True, copy=False)
    next_care_on = fields.Date(readonly=True, copy=False, index="btree_not_null")
