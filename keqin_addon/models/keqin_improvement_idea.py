from odoo import fields, models

from .keqin_improvement import IMPROVEMENT_LEADS


class KeqinImprovement(models.Model):
    """The ideas of colleagues behind it; rolled out when it is done (R159)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a measure is, what it came from
    _inherit = "keqin.improvement"

    idea_ids = fields.One2many(
        "keqin.idea", "improvement_id", "Ideas", groups=IMPROVEMENT_LEADS
    )

    def _step(self, state, **stamps):
        done = super()._step(state, **stamps)
        # sudo: what became of an idea follows from the measure
        self.sudo().idea_ids._follow(state)
        return done
