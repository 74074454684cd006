from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .keqin_feedback import READERS
from .keqin_risk import OPEN
from .keqin_risk_crisis import CRISIS_STEPS


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
        CRISIS_STEPS, "Step of crisis", copy=False, groups=READERS
    )

    @api.constrains("risk_id", "customer_id")
    def _check_risk(self):
        for activity in self.filtered("risk_id"):
            if activity.risk_id.customer_id != activity.customer_id:
                raise ValidationError(
                    self.env._(
                        "%(activity)s is for %(customer)s, but its risk is not. Choose "
                        "a risk of the same customer.",
                        activity=activity.name,
                        customer=activity.customer_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        activities = super().create(vals_list)
        activities._begin_risk_plan()
        return activities

    def write(self, vals):
        written = super().write(vals)
        if vals.get("risk_id"):
            self._begin_risk_plan()
        return written

    def _begin_risk_plan(self):
        """Who plans a step may write the risk; with the step, it has a plan."""
        # sudo: most activities are no step, and not everybody reads risks
        risks = self.sudo().risk_id.sudo(self.env.su)
        if risks:
            risks.check_access("write")
            # sudo: the stage follows from the step
            risks.sudo()._advance()

    def _after_done(self):
        res = super()._after_done()
        # sudo: what was done is told where it belongs, whoever did it
        steps = self.sudo().filtered(lambda step: step.risk_id.state in OPEN)
        for step in steps:
            subject = step.type_id.name if step.confidential else step.name
            step.risk_id._message_log(body=self.env._("Step done: %s", subject))
        steps.risk_id._advance()
        return res
