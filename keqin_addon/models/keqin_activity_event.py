from odoo import api, fields, models


class KeqinActivity(models.Model):
    """What a customer's people did with us at an event (R164, R167)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.activity"

    event_id = fields.Many2one(
        "event.event",
        "Customer event",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    _event_once = models.UniqueIndex(
        "(event_id, customer_id) WHERE event_id IS NOT NULL"
    )

    @api.model
    def _field_writers(self):
        return super()._field_writers() | {"event_id": fields.NO_ACCESS}

    def _is_to_ask(self):
        """Guests of an event are asked about the event, and only once (R107)."""
        return not self.event_id and super()._is_to_ask()
