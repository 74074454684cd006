from odoo import api, fields, models

from .keqin_improvement import IMPROVEMENT_STATES

_ORDER = [state for state, _label in IMPROVEMENT_STATES]


class KeqinFeedback(models.Model):
    """What comes of an opinion: the measure, and how far it is (R110)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what was said, what is done about it
    _inherit = "keqin.feedback"

    improvement_state = fields.Selection(
        IMPROVEMENT_STATES,
        "Improvement",
        compute="_compute_improvement_state",
        store=True,
        index="btree_not_null",
        help="Of the measures that follow from it, the one that is least far.",
    )

    @api.depends("improvement_ids.state")
    def _compute_improvement_state(self):
        for feedback in self:
            states = set(feedback.improvement_ids.mapped("state"))
            going = states - {"dropped"} or states
            feedback.improvement_state = min(going, key=_ORDER.index, default=False)

    def action_improve(self):
        """Ask what is done about it, and by whom; of one opinion or several."""
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Improve It"),
            "res_model": "keqin.improvement.make",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_feedback_ids": self.ids},
        }

    def action_remove_improvement(self):
        """Take it out of the measure of the context, where it was put by mistake."""
        improvement_id = self.env.context.get("improvement_id")
        improvement = self.env["keqin.improvement"].browse(improvement_id)
        for known in improvement:
            known._unlink_feedback(self)
        return True

    @api.model
    def _field_writers(self):
        """Measures are linked by the steps of the measure."""
        names = ("improvement_ids", "improvement_state")
        return super()._field_writers() | dict.fromkeys(names, fields.NO_ACCESS)
