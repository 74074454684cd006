from odoo import fields, models

from .keqin_feedback import READERS


class KeqinActivity(models.Model):
    """What was said in an activity (R057)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.activity"

    feedback_ids = fields.One2many(
        "keqin.feedback",
        "activity_id",
        "Opinions",
        groups=READERS,
    )
