from odoo import fields, models

from .keqin_feedback import READERS


class KeqinCustomer(models.Model):
    """Whom of the customer we know, and where that is thin (R116)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.customer"

    has_no_decider = fields.Boolean(
        "No decision maker", readonly=True, copy=False, groups=READERS
    )
    is_single_thread = fields.Boolean(
        "Single contact", readonly=True, copy=False, groups=READERS
    )
    reviewed_on = fields.Date("Relationship reviewed on", readonly=True, copy=False)
    next_review_on = fields.Date(
        "Next relationship review", index="btree_not_null", tracking=True
    )
