from odoo import api, fields, models
from odoo.exceptions import UserError


class KeqinEventPartMixin(models.AbstractModel):
    """What belongs to one event, and stays as it was once that is evaluated (R164)."""

    _name = "keqin.event.part.mixin"
    _description = "Belongs to an Event"
    _inherit = "keqin.guarded.mixin"

    event_id = fields.Many2one(
        "event.event", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="event_id.company_id", store=True, index=True)

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts._check_event_open()
        return parts

    def write(self, vals):
        if "event_id" in vals and any(p.event_id.id != vals["event_id"] for p in self):
            raise UserError(
                self.env._(
                    "%s stays with its event. Record a new one for the other.",
                    ", ".join(self.mapped("display_name")),
                )
            )
        self._check_event_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        self._check_event_open()

    @api.model
    def _field_writers(self):
        """The company follows from the event, a stored copy is nobody's to write."""
        return super()._field_writers() | {"company_id": fields.NO_ACCESS}

    def _check_event_open(self):
        self.event_id._check_keqin_open()
