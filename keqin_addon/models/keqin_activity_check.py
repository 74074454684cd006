from odoo import fields, models
from odoo.exceptions import UserError


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
        return super().write(vals)
