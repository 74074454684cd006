from odoo import api, fields, models
from odoo.exceptions import UserError

from .keqin_activity import ACTIVITY_LEADS


class KeqinActivityCheck(models.Model):
    """One point of the preparation of one activity, done or not (R062)."""

    _name = "keqin.activity.check"
    _description = "Activity Preparation"
    _order = "sequence, id"

    activity_id = fields.Many2one(
        "keqin.activity", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True)
    is_required = fields.Boolean("Mandatory")
    is_done = fields.Boolean("Done", copy=False)

    def write(self, vals):
        """A point stays with its activity: moved, it would change who sees it."""
        if "activity_id" in vals and any(
            point.activity_id.id != vals["activity_id"] for point in self
        ):
            raise UserError(self.env._("A point stays with its activity."))
        if not vals.get("is_required", True):
            self._check_may_drop()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_mandatory(self):
        self._check_may_drop()

    def _check_may_drop(self):
        """What is mandatory stays so: a lead drops it, others say why it stays open."""
        required = self.filtered("is_required")
        if (
            required
            and not self.env.su
            and not self.env.user.has_groups(ACTIVITY_LEADS)
        ):
            raise UserError(
                self.env._(
                    "%s is mandatory. Leave it open, and fill in why it was done "
                    "without.",
                    ", ".join(required.mapped("name")),
                )
            )
