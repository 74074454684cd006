from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .keqin_recovery import OPEN, RECOVERY_STAFF


class KeqinActivity(models.Model):
    """A step that wins a dissatisfied customer back (R112)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.activity"

    recovery_id = fields.Many2one(
        "keqin.recovery",
        "Step of recovery",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        domain="[('customer_id', '=', customer_id)]",
        groups=RECOVERY_STAFF,
    )

    @api.constrains("recovery_id", "customer_id")
    def _check_recovery(self):
        for activity in self.filtered("recovery_id"):
            if activity.recovery_id.customer_id != activity.customer_id:
                raise ValidationError(
                    self.env._(
                        "%(activity)s is for %(customer)s, but its recovery is not. "
                        "Choose a recovery of the same customer.",
                        activity=activity.name,
                        customer=activity.customer_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        activities = super().create(vals_list)
        activities._begin_recovery()
        return activities

    def write(self, vals):
        written = super().write(vals)
        if vals.get("recovery_id"):
            self._begin_recovery()
        return written

    def _begin_recovery(self):
        """Who plans a step of a recovery may write it; with the step, it begins."""
        # sudo: most activities are no step, and not everybody reads recoveries
        recoveries = self.sudo().recovery_id.sudo(self.env.su)
        if recoveries:
            recoveries.check_access("write")
            recoveries._begin()

    def _after_done(self):
        res = super()._after_done()
        # sudo: what was done is told where it belongs, whoever did it
        for activity in self.sudo().filtered(lambda a: a.recovery_id.state in OPEN):
            subject = activity.type_id.name
            subject = subject if activity.confidential else activity.name
            activity.recovery_id._message_log(body=self.env._("Step done: %s", subject))
        return res
