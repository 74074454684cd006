from odoo import api, fields, models


class KeqinEventCheck(models.Model):
    """One point of the preparation of an event: who, by when, done (R164)."""

    _name = "keqin.event.check"
    _description = "Event Preparation"
    _inherit = "keqin.event.part.mixin"
    _order = "event_id, sequence, due_on, id"

    sequence = fields.Integer(default=10)
    name = fields.Char("What", required=True)
    user_id = fields.Many2one(
        "res.users", "By whom", index="btree_not_null", domain="[('share', '=', False)]"
    )
    due_on = fields.Date("Due", index=True)
    is_required = fields.Boolean("Mandatory", default=True)
    is_done = fields.Boolean("Done")
    done_on = fields.Date(compute="_compute_done_on", store=True)

    @api.depends("is_done")
    def _compute_done_on(self):
        for point in self:
            today = fields.Date.context_today(point)
            point.done_on = point.is_done and (point.done_on or today)

    @api.model
    def _field_writers(self):
        """The day of the tick is the clock's, not the caller's."""
        return super()._field_writers() | {"done_on": fields.NO_ACCESS}
