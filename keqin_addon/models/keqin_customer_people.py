from odoo import api, fields, models

from .keqin_feedback import READERS

_COMPUTED = (
    "touched_count",
    "last_touch_on",
    "has_no_decider",
    "is_single_thread",
    "key_person_left",
)


class KeqinCustomer(models.Model):
    """Whom of the customer we know and speak with, and where that is thin (R116)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.customer"

    touched_count = fields.Integer(
        "People spoken with",
        compute="_compute_people",
        store=True,
        copy=False,
        aggregator="avg",
        groups=READERS,
        help="Key persons with a two-way contact within 12 months.",
    )
    last_touch_on = fields.Date(
        "Last two-way contact",
        compute="_compute_people",
        store=True,
        copy=False,
        groups=READERS,
    )
    has_no_decider = fields.Boolean(
        "No decision maker",
        compute="_compute_people",
        store=True,
        copy=False,
        groups=READERS,
        help="No key person is known to decide or to approve.",
    )
    is_single_thread = fields.Boolean(
        "Single contact",
        compute="_compute_people",
        store=True,
        copy=False,
        groups=READERS,
        help="Within 12 months we spoke with one key person only.",
    )
    key_person_left = fields.Boolean(
        compute="_compute_people",
        store=True,
        copy=False,
        groups=READERS,
        help="Somebody who decides, or has much influence, works elsewhere now. "
        "Archive the card once somebody else is found.",
    )

    @api.depends(
        "contact_card_ids.active",
        "contact_card_ids.decision_role",
        "contact_card_ids.influence",
        "contact_card_ids.last_touch_on",
        "contact_card_ids.partner_id.active",
        "contact_card_ids.partner_id.commercial_partner_id",
        "contact_card_ids.partner_id.keqin_invalid_reason",
    )
    def _compute_people(self):
        found = self.env["keqin.people.engine"]._people_of(self)
        for customer in self:
            people = found.get(customer.id, {})
            customer.touched_count = people.get("touched_count", 0)
            customer.last_touch_on = people.get("last_touch_on")
            customer.has_no_decider = people.get("has_no_decider", True)
            customer.is_single_thread = people.get("is_single_thread", False)
            customer.key_person_left = people.get("key_person_left", False)

    @api.model
    def _field_writers(self):
        return super()._field_writers() | dict.fromkeys(_COMPUTED, fields.NO_ACCESS)
