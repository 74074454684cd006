from odoo import fields, models


class KeqinContact(models.Model):
    """When the person and we last spoke, both ways, and who of us did."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.contact"

    last_touch_on = fields.Date("Last two-way contact", readonly=True, copy=False)
    last_touch_user_id = fields.Many2one(
        "res.users",
        "Last spoken to by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
