from odoo import fields, models

from .keqin_feedback import READERS


class KeqinActivity(models.Model):
    """A step against a risk, or of a crisis (R117, R118)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.activity"

    risk_id = fields.Many2one(
        "keqin.risk",
        "Step against risk",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        domain="[('customer_id', '=', customer_id)]",
        groups=READERS,
    )
    crisis_step = fields.Selection(
        [
            ("communication", "Proactive communication"),
            ("explanation", "Explanation"),
            ("remedy", "Remedy"),
        ],
        groups=READERS,
    )
