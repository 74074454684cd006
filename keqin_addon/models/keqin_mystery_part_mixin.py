from odoo import api, fields, models
from odoo.exceptions import UserError


class KeqinMysteryPartMixin(models.AbstractModel):
    """What belongs to a mystery check, and is as open or closed as that is."""

    _name = "keqin.mystery.part.mixin"
    _description = "Part of a Mystery Check"
    _inherit = "keqin.guarded.mixin"

    check_id = fields.Many2one(
        "keqin.mystery.check",
        "Mystery Check",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="check_id.company_id", store=True, precompute=True, index=True
    )

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts.check_id._check_open()
        return parts

    def write(self, vals):
        self._check_stays(vals)
        if set(vals) - self._fields_left_open():
            self.check_id._check_open()
        return super().write(vals)

    def _check_stays(self, vals):
        if "check_id" in vals and self.check_id.ids not in ([], [vals["check_id"]]):
            raise UserError(
                self.env._(
                    "%s stays with its check. Record a new one for the other.",
                    ", ".join(self.mapped("display_name")),
                )
            )

    @api.model
    def _fields_left_open(self):
        """Hook: what may change after the check is published."""
        return set()

    @api.model
    def _field_writers(self):
        return super()._field_writers() | {"company_id": fields.NO_ACCESS}
