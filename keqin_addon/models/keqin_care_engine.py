from odoo import models


class KeqinPlanLine(models.Model):
    """The cadence engine: makes the next activity of each running line (R042)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the line, and the engine that works it off
    _inherit = "keqin.plan.line"
