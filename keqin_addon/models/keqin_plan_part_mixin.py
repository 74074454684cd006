from odoo import api, models
from odoo.exceptions import UserError


class KeqinPlanPartMixin(models.AbstractModel):
    """What belongs to a plan is frozen with it, whoever asks and however (R041)."""

    _name = "keqin.plan.part.mixin"
    _description = "Part of a Care Plan"
    _inherit = ["keqin.guarded.mixin"]

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts._check_plan_open()
        return parts

    def write(self, vals):
        """A part stays with its plan: moved, it would escape who may see it."""
        moved = "plan_id" in vals and any(
            part.plan_id.id != vals["plan_id"] for part in self
        )
        if moved:
            raise UserError(
                self.env._(
                    "%s stays with its plan. Add it to the other plan anew.",
                    ", ".join(self.mapped("display_name")),
                )
            )
        if not set(vals) <= self._progress_fields():
            self._check_plan_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        self._check_plan_open()

    def _check_plan_open(self):
        self.plan_id._check_editable()

    @api.model
    def _progress_fields(self):
        """Fields that record progress and stay writable when the plan is frozen."""
        return frozenset()
