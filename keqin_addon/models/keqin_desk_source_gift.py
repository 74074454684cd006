from odoo import api, models
from odoo.fields import Domain

from .keqin_customer import EXECUTIVES


class KeqinDeskSourceGift(models.AbstractModel):
    """Gifts that need an executive: above the limit, or an exception (R077, R086)."""

    _name = "keqin.desk.source.gift"
    _description = "Desk Source: Gifts"
    _inherit = "keqin.desk.source"
    _desk_kind = "gift"
    _desk_model = "keqin.gift"
    _desk_icon = "fa-gift"
    _desk_sequence = 70
    _desk_fields = (
        "product_id",
        "contact_id",
        "customer_id",
        "value",
        "currency_id",
        "user_id",
        "date",
    )

    @api.model
    def _kind_label(self):
        return self.env._("Gifts")

    @api.model
    def _selects(self, scope):
        if self.env.user.has_groups(EXECUTIVES):
            domain = Domain("state", "=", "approval")
            yield self._select(
                "gift", domain & self._answered(scope, "sponsor_id"), due="date"
            )

    @api.model
    def _reason(self, record, item):
        return self.env._(
            "Approve a gift of %(value)s: %(gift)s",
            value=record.currency_id.format(record.value),
            gift=record.product_id.display_name,
        )

    @api.model
    def _details(self, record, item):
        giver = self.env._("Asked for by %s", record.user_id.name)
        return [record.contact_id.name, giver, self._date(record.date)]

    @api.model
    def _actions(self, record, item):
        return [
            self._main("action_approve", self.env._("Approve")),
            self._action("action_refuse", self.env._("Refuse")),
        ]
